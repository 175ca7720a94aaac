// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { identify } from "./identity.js";
import { checkNames, recordMode, sessionDocument, SESSION_OPTIONS } from "./options.js";
import { clientKey, Session } from "./session.js";

/** A server, and the sessions of tests on it. */
export class Deck {
  #control;
  #server;
  #defaults;
  #hasCassette;
  #asksOpenAI;
  #configuredMode;
  #standard;
  #names = new Set();

  /** The address without a path: what TAPEDECK_URL takes, so that other processes share this server. */
  url;

  /**
   * `hasCassette` says whether sessions need name none, `asksOpenAI` whether recording takes a key; `configuredMode` is the
   * record mode of tapedeck.yaml, and `standard` the default session.
   */
  constructor(control, { server, defaults = {}, hasCassette = false, asksOpenAI = false, configuredMode, standard }) {
    this.#control = control;
    this.#server = server;
    this.#defaults = defaults;
    this.#hasCassette = hasCassette;
    this.#asksOpenAI = asksOpenAI;
    this.#configuredMode = configuredMode;
    this.#standard = standard;
    this.url = control.root;
  }

  /** The base URL of the default session: that of the one cassette, or of the simulator. */
  get baseURL() {
    return `${this.url}/v1`;
  }

  /** The endpoint for Azure's clients, which add `/openai` to it. */
  get azureEndpoint() {
    return this.url;
  }

  /** The variable OPENAI_API_KEY, else a placeholder. Throws where the service would be asked with that. */
  get apiKey() {
    return clientKey(this.#standard, this.#asksOpenAI);
  }

  /** What a server that was started here wrote to stderr, at most the last 64 kB. */
  get log() {
    return this.#server?.log ?? "";
  }

  /** Begins a session; one of the same name that an earlier run left behind is ended first. */
  async session(name, options = {}) {
    checkNames(options, SESSION_OPTIONS, "The options of a session");
    if (this.#names.has(name)) throw new Error(`A session '${name}' is open; end it first, or choose another name.`);
    this.#names.add(name);
    const forget = () => this.#names.delete(name);
    try {
      const settings = { ...this.#defaults, ...options };
      const isPinned = settings.mode === "none";
      settings.mode = recordMode(settings.mode, this.#configuredMode);
      const document = { name, replace: true, ...sessionDocument(settings) };
      // What is simulated without a cassette is not recorded.
      if (document.simulate && !document.cassette) delete document.mode;
      const answer = await this.#control.begin(document);
      const { failOnUnused } = settings;
      const asksOpenAI = this.#asksOpenAI && !document.simulate;
      return new Session(this.#control, answer, { failOnUnused, asksOpenAI, isPinned, forget });
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** Begins the session of a test: named after it, in a cassette named after it unless one is given. */
  async #begin({ session, cassette, command }, options) {
    const isComplete = this.#hasCassette || { ...this.#defaults, ...options }.cassette || options.simulate;
    let name = session;
    for (let number = 2; this.#names.has(name); number += 1) name = `${session.slice(0, 200)} (${number})`;
    try {
      return await this.session(name, isComplete ? options : { ...options, cassette });
    } catch (error) {
      if (error.code === "cassette_not_found" && options.mode !== "none") {
        error.message += `\n\nTo record this test, run: TAPEDECK_RECORD=all ${command}`;
      }
      throw error;
    }
  }

  /** Gives a test a session, which ends with it. */
  async use(context, options = {}) {
    const after = context?.onTestFinished ?? context?.after;
    if (typeof after !== "function") {
      throw new TypeError("Pass the context of a test: test('…', async (t) => { await deck.use(t) }).");
    }
    const test = identify(context);
    const session = await this.#begin(test, options);
    after.call(context, async () => {
      const error = failure(context);
      try {
        await session.endTest(error, ending(context, test, session));
      } catch (problem) {
        // The runner has that already.
        if (problem === error) return;
        // node:test shows only the first error of a test, so the explanation of a miss is told beside it.
        if (error) tell(context, problem.message);
        throw problem;
      }
    });
    return session;
  }

  /** Makes the function of a test that runs with a session of its own: `test("…", deck.cassette("name", fn))`. */
  cassette(...args) {
    return cassetteTest(async () => this, args);
  }

  /** @internal */
  async runTest(context, options, body) {
    const test = identify(context);
    const session = await this.#begin(test, options);
    let error;
    let result;
    try {
      result = await body(session, context);
    } catch (problem) {
      error = problem ?? new Error(`The test threw ${problem}.`);
    }
    await session.endTest(error, ending(context, test, session));
    return result;
  }

  /** Ends the server if it was started here. Throws if something could not be recorded. */
  async stop() {
    const server = this.#server;
    this.#server = undefined;
    await server?.stop();
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    await this.stop();
  }
}

/** The error that a test has failed with, by the context of node:test or vitest. */
function failure(context) {
  const result = context.task?.result;
  if (result) return result.state === "fail" ? (result.errors?.[0] ?? new Error("The test failed.")) : undefined;
  return context.error ?? undefined;
}

/** What the end of a test's session has to say, and where. */
function ending(context, test, session) {
  const advice = `To record this test again, run: TAPEDECK_RECORD=all ${test.command}`;
  return { advice: session.isPinned ? undefined : advice, warn: (text) => tell(context, text) };
}

/** Tells something in the output of the test runner. */
function tell(context, text) {
  if (typeof context.diagnostic === "function") context.diagnostic(text);
  else console.warn(text);
}

/** Makes the function of a test from (name, options, body), (name, body), (options, body) or (body). */
export function cassetteTest(deck, args) {
  const rest = [...args];
  const body = rest.pop();
  const name = typeof rest[0] === "string" ? rest.shift() : undefined;
  const options = { ...rest.shift(), ...(name === undefined ? {} : { cassette: name }) };
  if (typeof body !== "function" || rest.length > 0) {
    throw new TypeError('Call it as cassette("name", async ({ baseURL, apiKey }) => { … }), with options between the two.');
  }
  checkNames(options, SESSION_OPTIONS, "The options of a session");
  return async (context) => (await deck()).runTest(context, options, body);
}
