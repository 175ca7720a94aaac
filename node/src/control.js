// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Kept from before tests replace it.
const { fetch } = globalThis;

/** The control API of a server. */
export class Control {
  #headers;

  constructor(root, token) {
    this.root = root;
    this.#headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  }

  /** Sends a request, and returns the document of the answer. Throws an Error with the server's message and code. */
  async request(method, path, document) {
    const url = `${this.root}/_tapedeck/${path}`;
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        headers: this.#headers,
        body: document === undefined ? undefined : JSON.stringify(document),
      });
      text = await response.text();
    } catch (error) {
      throw new Error(`The tapedeck server at ${this.root} does not answer: ${error.cause?.message ?? error.message}`, {
        cause: error,
      });
    }
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new Error(`${method} ${url} answered ${response.status} without JSON: is this a tapedeck server?`);
    }
    if (!response.ok) {
      const error = new Error(answer.error?.message ?? `${method} ${url} answered ${response.status}.`);
      error.code = answer.error?.code;
      throw error;
    }
    return answer;
  }
}
