// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { spawn } from "node:child_process";
import { once } from "node:events";

const STDERR_LIMIT = 64 * 1024;

/** A tapedeck server that this process started, and that ends with it. */
export class Server {
  #process;
  #stderr = "";
  #ended;

  /** The address without a path, such as http://127.0.0.1:40123. */
  root;

  constructor(binary, args, { folder, environment }) {
    // A port in tapedeck.yaml is for the server that a person starts; later arguments may name another.
    const [command, ...options] = args;
    // The pipe to its standard input closes with this process, however that ends.
    this.#process = spawn(binary, [command, "--port", "0", ...options, "--stop-with-stdin"], {
      cwd: folder,
      env: environment,
      stdio: ["pipe", "pipe", "pipe"],
      // Ctrl-C ends this process; the server then ends by itself, and closes its cassettes.
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve({ error }));
      this.#process.once("close", (code, signal) => resolve({ code, signal }));
    });
    this.#process.stdin.on("error", () => {});
    this.#process.stderr.setEncoding("utf8").on("data", (text) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_LIMIT);
    });
  }

  /** What the server wrote to stderr, at most the last 64 kB. */
  get log() {
    return this.#stderr;
  }

  /** Waits for the address, and from then on does not keep this process alive. */
  async listening() {
    const { stdout } = this.#process;
    let text = "";
    stdout.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    while (!text.includes("\n")) {
      const ended = await Promise.race([once(stdout, "data").then(() => undefined), this.#ended]);
      if (ended) {
        const { error } = ended;
        throw new Error(`tapedeck did not start. ${error?.message ?? this.#stderr.trim()}`, { cause: error });
      }
    }
    this.root = text.split("\n")[0].replace(/\/v1$/, "");
    this.#process.unref();
    for (const stream of this.#process.stdio) stream.unref?.();
    return this;
  }

  /** Ends the server, which closes its cassettes. Throws if it ends with another code than 0. */
  async stop() {
    this.#process.ref();
    for (const stream of this.#process.stdio) stream.ref?.();
    this.#process.stdin.end();
    const { code, signal } = await this.#ended;
    if (code !== 0) throw new Error(`tapedeck ended with ${signal ?? `exit code ${code}`}.\n${this.#stderr.trim()}`);
  }
}
