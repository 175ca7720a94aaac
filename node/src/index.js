// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import path from "node:path";

import { findBinary } from "./binary.js";
import { configuration } from "./configuration.js";
import { Control } from "./control.js";
import { cassetteTest, Deck } from "./deck.js";
import { homeFolder } from "./identity.js";
import { checkNames, recordMode, sessionDocument, SESSION_OPTIONS } from "./options.js";
import { Server } from "./server.js";

const DECK_OPTIONS = ["cassettes", "upstream", "binary", "url", "controlToken", "args", ...SESSION_OPTIONS];

/** A path as messages show it: relative to the folder of the server, if it is below that. */
function shown(file, home) {
  const relative = path.relative(home, path.resolve(String(file)));
  return relative.startsWith("..") || path.isAbsolute(relative) ? path.resolve(String(file)) : relative;
}

/** How a server is started for the options of a deck, with the defaults that are left for its sessions. */
function plan({ cassettes, cassette, upstream, args = [], ...defaults }, configured, home) {
  const to = upstream === undefined ? [] : ["--upstream", String(upstream)];
  const asksOpenAI = upstream === undefined && configured.upstream === undefined;
  if (cassette !== undefined) {
    if (cassettes !== undefined) throw new TypeError("Give either 'cassettes', a folder, or 'cassette', a file.");
    for (const name of ["matching", "playback", "simulate", "onMiss"]) {
      if (defaults[name] === undefined) continue;
      throw new TypeError(`'${name}' goes with 'cassettes', or into the options of a session, and not with 'cassette'.`);
    }
    const file = shown(cassette, home);
    const mode = recordMode(defaults.mode, configured.mode);
    const command = mode === "none" ? ["replay", "--cassette", file] : ["record", "--cassette", file, "--mode", mode, ...to];
    return { command: [...command, ...args], defaults, hasCassette: true, asksOpenAI };
  }
  if (defaults.simulate && cassettes === undefined) {
    const { simulate, ...others } = defaults;
    const { seed, pace, fine_tuning_closed: isClosed, as_of: day, azure_deployments: deployments = {}, webhook } =
      sessionDocument({ simulate }).simulate;
    const flags = [
      ...(seed === undefined ? [] : ["--seed", String(seed)]),
      ...(pace === undefined ? [] : ["--pace", pace]),
      ...(isClosed ? ["--fine-tuning-closed"] : []),
      ...(day === undefined ? [] : ["--as-of", day]),
      ...Object.entries(deployments).flatMap(([name, model]) => ["--azure-deployment", `${name}=${model}`]),
      ...(webhook ? ["--webhook", webhook.url, "--webhook-secret", webhook.secret] : []),
    ];
    return { command: ["simulate", ...flags, ...args], defaults: others, hasCassette: true };
  }
  const folder = shown(cassettes ?? configured.cassettes ?? path.join(home, "cassettes"), home);
  // A server that only plays has no client for the network.
  if (defaults.mode === "none") return { command: ["replay", "--cassettes", folder, ...args], defaults };
  // Each session says its mode; a recorder takes `none` for none of them only.
  const mode = configured.mode === "none" ? ["--mode", "once"] : [];
  return { command: ["record", "--cassettes", folder, ...mode, ...to, ...args], defaults, asksOpenAI };
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
  const program = findBinary(binary);
  const home = homeFolder();
  const { TAPEDECK_RECORD, ...environment } = process.env;
  const configured = await configuration(program, home, environment);
  const { command, ...settings } = plan({ failOnUnused: configured.failOnUnused, ...rest }, configured, home);
  const server = await new Server(program, command, { folder: home, environment }).listening();
  const control = new Control(server.root, controlToken);
  const standard = await control.request("GET", "sessions/default");
  return new Deck(control, { server, ...settings, configuredMode: configured.mode, standard });
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
