// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { encodeSession } from "./control.js";
import { missError, unusedError, unusedText } from "./failures.js";

/** The key for clients that insist on one; a server that plays never reads it. */
const PLACEHOLDER = "tapedeck";

/** The key for the client of a session. Throws where all it sends goes to OpenAI, and there is none. */
export function clientKey(document, asksOpenAI) {
  const key = process.env.OPENAI_API_KEY;
  if (!key && asksOpenAI && document.records_everything) {
    throw new Error(
      `This is recorded (mode ${document.mode}, cassette ${document.cassette}), and OPENAI_API_KEY is not set. Set it, or `
        + "record from the simulator with the option 'simulate: true', or from another service with 'upstream'.",
    );
  }
  return key || PLACEHOLDER;
}

/** One isolated use of a cassette. */
export class Session {
  #control;
  #path;
  #failOnUnused;
  #key;
  #ended = false;
  #forget;

  constructor(control, document, { failOnUnused = false, asksOpenAI = false, isPinned = false, forget = () => {} }) {
    this.#control = control;
    this.#path = `sessions/${encodeSession(document.name)}`;
    this.#failOnUnused = failOnUnused;
    this.#key = () => clientKey(document, asksOpenAI);
    this.#forget = forget;
    /** Whether a test says itself that it only plays. */
    Object.defineProperty(this, "isPinned", { value: isPinned });
    this.name = document.name;
    this.cassette = document.cassette;
    this.mode = document.mode;
    this.baseURL = control.root + document.url_path;
    this.azureEndpoint = this.baseURL.replace(/\/v1$/, "");
  }

  /** The variable OPENAI_API_KEY, else a placeholder. Throws where the service would be asked with that. */
  get apiKey() {
    return this.#key();
  }

  /** Requests without a recording, so far. */
  async misses() {
    return (await this.#control.request("GET", `${this.#path}/misses`)).misses;
  }

  /** Recordings that were not played yet. */
  async unused() {
    return (await this.#control.request("GET", `${this.#path}/unused`)).unused;
  }

  /** Plays from the beginning again, and forgets misses. */
  async reset() {
    await this.#control.request("POST", `${this.#path}/reset`);
  }

  /** Ends the session. Throws an AssertionError for misses, and for unused recordings when asked. */
  async end({ allowMisses = false, failOnUnused = this.#failOnUnused } = {}) {
    const { misses, unused, report } = await this.#finish({ dropEarlier: true });
    if (misses.length > 0 && !allowMisses) throw missError(misses);
    if (unused.length > 0 && failOnUnused) throw unusedError(this, unused);
    return report;
  }

  /**
   * Ends the session of a test, which failed with `error` if that is given. Throws an AssertionError for misses, with that
   * error as its cause; else that error. `advice` follows the explanations; `warn` gets recordings that were not played.
   */
  async endTest(error, { advice, warn }) {
    let ended;
    try {
      // A test that failed may not have got to its later requests, whose recordings are kept.
      ended = await this.#finish({ dropEarlier: !error });
    } catch (problem) {
      throw error ?? problem;
    }
    const { misses, unused } = ended;
    if (misses.length > 0) throw missError(misses, { cause: error, advice });
    if (error) throw error;
    if (unused.length > 0 && this.#failOnUnused) throw unusedError(this, unused);
    if (unused.length > 0) warn(unusedText(this, unused));
  }

  async #finish({ dropEarlier }) {
    if (this.#ended) throw new Error(`The session '${this.name}' has ended already.`);
    this.#ended = true;
    try {
      const [misses, unused] = await Promise.all([this.misses(), this.unused()]);
      // Recording a session again replaces what it recorded before, also where it asks something else now.
      const query = dropEarlier && this.mode === "all" ? "?earlier=drop" : "";
      const report = await this.#control.request("DELETE", this.#path + query);
      if (report.totals?.lost > 0) throw new Error(`${report.totals.lost} responses could not be recorded in ${this.cassette}.`);
      return { misses, unused, report };
    } finally {
      this.#forget();
    }
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    if (!this.#ended) await this.end();
  }
}
