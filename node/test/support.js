// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { start } from "../src/index.js";

const cleanups = new WeakMap();

/** Has something done when the test ends: what was begun last ends first. */
export function atEnd(t, action) {
  if (!cleanups.has(t)) {
    cleanups.set(t, []);
    t.after(async () => {
      for (const action of cleanups.get(t).reverse()) await action();
    });
  }
  cleanups.get(t).push(action);
}

/** A folder that goes when the test ends. */
export async function temporaryFolder(t) {
  const folder = await mkdtemp(path.join(tmpdir(), "tapedeck-node-"));
  atEnd(t, () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A deck that ends with the test. */
export async function startDeck(t, options) {
  const deck = await start(options);
  atEnd(t, () => deck.stop());
  return deck;
}

/** A service that answers each request with its number and the caller's `x-caller`, and counts them. */
export async function service(t) {
  const service = { count: 0 };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      service.count += 1;
      const content = `${request.headers["x-caller"] ?? "nobody"} ${service.count}`;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.close = () => server.close();
  if (t) atEnd(t, service.close);
  service.url = `http://127.0.0.1:${server.address().port}/v1`;
  return service;
}

/** What a client of the API does, by plain fetch. */
export async function ask({ baseURL, apiKey }, content, caller = "nobody") {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "authorization": `Bearer ${apiKey}`, "x-caller": caller },
    body: JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content }] }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${answer.error.message.split("\n")[0]}`);
  return answer.choices[0].message.content;
}

/** The environment without what decides over recording, and with what is given. */
export function environment(added) {
  const { CI, TAPEDECK_CONFIG, TAPEDECK_RECORD, TAPEDECK_URL, OPENAI_API_KEY, NODE_TEST_CONTEXT, ...own } = process.env;
  return { ...own, ...added };
}

/** Runs a file of tests in a process of its own, and returns its exit code and output. */
export function runTests(file, env, ...args) {
  return new Promise((resolve) => {
    const command = ["--test", "--test-reporter=spec", ...args, file];
    execFile(process.execPath, command, { env: environment(env) }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, out: stdout + stderr });
    });
  });
}

export const suite = (name) => new URL(`../suites/${name}`, import.meta.url).pathname;
