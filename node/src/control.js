// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Kept from before tests replace it.
const { fetch } = globalThis;

/** The name of a session as a part of a path; spelt as the server spells it. */
export function encodeSession(name) {
  return encodeURIComponent(name).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The control API of a server. */
export class Control {
  #headers;

  constructor(root, token) {
    this.root = root;
    this.#headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  }

  /** Begins a session. Its name is in a header too, by which a balancer can choose among servers. */
  begin(document) {
    return this.request("POST", "sessions", document, { "tapedeck-session": encodeSession(document.name) });
  }

  /** Sends a request, and returns the document of the answer. Throws an Error with the server's message and code. */
  async request(method, path, document, headers = {}) {
    const url = `${this.root}/_tapedeck/${path}`;
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        headers: { ...this.#headers, ...headers },
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
