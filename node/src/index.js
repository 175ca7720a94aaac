// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import path from "node:path";

import { findBinary } from "./binary.js";
import { Control } from "./control.js";
import { cassetteTest, Deck } from "./deck.js";
import { homeFolder } from "./identity.js";
import { checkNames, recordMode, sessionDocument, SESSION_OPTIONS } from "./options.js";
import { Server } from "./server.js";

const DECK_OPTIONS = ["cassettes", "upstream", "binary", "url", "controlToken", "args", ...SESSION_OPTIONS];

/** How a server is started for the options of a deck, with the defaults that are left for its sessions. */
function plan({ cassettes, cassette, upstream, args = [], ...defaults }) {
  const to = upstream === undefined ? [] : ["--upstream", String(upstream)];
  if (cassette !== undefined) {
    if (cassettes !== undefined) throw new TypeError("Give either 'cassettes', a folder, or 'cassette', a file.");
    for (const name of ["matching", "playback", "simulate", "onMiss"]) {
      if (defaults[name] === undefined) continue;
      throw new TypeError(`'${name}' goes with 'cassettes', or into the options of a session, and not with 'cassette'.`);
    }
    const file = path.resolve(String(cassette));
    const mode = recordMode(defaults.mode);
    const command = mode === "none" ? ["replay", "--cassette", file] : ["record", "--cassette", file, "--mode", mode, ...to];
    return { command: [...command, ...args], defaults, hasCassette: true, asksOpenAI: upstream === undefined };
  }
  if (defaults.simulate && cassettes === undefined) {
    const { simulate, ...others } = defaults;
    const { seed, pace, fine_tuning_closed: isClosed } = sessionDocument({ simulate }).simulate;
    const flags = [
      ...(seed === undefined ? [] : ["--seed", String(seed)]),
      ...(pace === undefined ? [] : ["--pace", pace]),
      ...(isClosed ? ["--fine-tuning-closed"] : []),
    ];
    return { command: ["simulate", ...flags, ...args], defaults: others, hasCassette: true };
  }
  const folder = path.resolve(String(cassettes ?? path.join(homeFolder(), "cassettes")));
  // A server that only plays has no client for the network.
  const command = defaults.mode === "none" ? ["replay", "--cassettes", folder] : ["record", "--cassettes", folder, ...to];
  return { command: [...command, ...args], defaults, asksOpenAI: upstream === undefined };
}

/** Finds the server that TAPEDECK_URL or the option `url` names, or starts one that ends with this process. */
export async function start(options = {}) {
  checkNames(options, DECK_OPTIONS, "The options of start()");
  const { binary, url = process.env.TAPEDECK_URL || undefined, controlToken = process.env.TAPEDECK_CONTROL_TOKEN, ...rest } = options;
  if (url !== undefined) {
    const control = new Control(String(url).replace(/\/+$/, "").replace(/\/v1$/, ""), controlToken);
    await control.request("GET", "health");
    const { cassettes, upstream, args, ...defaults } = rest;
    return new Deck(control, { defaults });
  }
  const { command, ...settings } = plan(rest);
  const { TAPEDECK_RECORD, ...environment } = process.env;
  const server = await new Server(findBinary(binary), command, environment).listening();
  const control = new Control(server.root, controlToken);
  return new Deck(control, { server, ...settings, standard: await control.request("GET", "sessions/default") });
}

let shared;

/** The deck of this process for tests that do not start one: its cassettes lie beside package.json. */
export function deck() {
  shared ??= start();
  return shared;
}

/** Begins a session on the deck of this process. */
export async function session(name, options) {
  return (await deck()).session(name, options);
}

/** Gives a test a session on the deck of this process; it ends with the test. */
export async function use(context, options) {
  return (await deck()).use(context, options);
}

/** Makes the function of a test with a session of its own on the deck of this process. */
export function cassette(...args) {
  return cassetteTest(deck, args);
}

export default { start, deck, session, use, cassette };
