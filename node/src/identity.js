// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";

const NAME_LIMIT = 256;

/** The folder of the nearest package.json at or above a folder; else the folder itself. */
export function packageFolder(start) {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (folder === path.dirname(folder)) return path.resolve(start);
  }
}

/** The file that runs, unless a test runner runs it. */
function runningFile() {
  const file = process.argv[1];
  return file && !file.split(path.sep).includes("node_modules") ? path.resolve(file) : undefined;
}

/** The folder whose `cassettes` is meant when none is named: that of the package under test. */
export function homeFolder() {
  const file = runningFile();
  return packageFolder(file ? path.dirname(file) : process.cwd());
}

/** The file of a test, and the names of its suites and its own, by the context of node:test or vitest. */
function describe(context) {
  const task = context?.task;
  if (task) {
    const names = [];
    for (let part = task; part && part !== task.file; part = part.suite) if (part.name) names.unshift(part.name);
    return { file: task.file?.filepath, names };
  }
  if (typeof context?.name !== "string") {
    throw new TypeError("Pass the context of a test: test('…', async (t) => { await deck.use(t) }).");
  }
  return { file: context.filePath ?? runningFile(), names: (context.fullName ?? context.name).split(" > ") };
}

/** Shortens a text to a number of bytes; a digest at its end keeps it distinct. */
function shortened(text, limit) {
  if (Buffer.byteLength(text) <= limit) return text;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const head = Buffer.from(text).subarray(0, limit - digest.length - 1).toString("utf8").replace(/\uFFFD+$/, "");
  return `${head}~${digest}`;
}

/** A name as part of a path: letters, digits, and hyphens for everything else. */
function slug(text) {
  return shortened(text.normalize("NFC").replace(/[^\p{L}\p{N}_.]+/gu, "-").replace(/^[-.]+|-+$/g, "") || "test", 100);
}

/**
 * The names of a test: `session`, such as "test/chat.test.js > tools > two", and `cassette`, such as
 * "chat/tools/two", for a test that names none; `command` runs the test alone.
 */
export function identify(context) {
  const { file, names } = describe(context);
  const home = file ? packageFolder(path.dirname(file)) : undefined;
  const place = file ? [path.relative(home, file).split(path.sep).join("/")] : [];
  const stem = file ? [path.basename(file).replace(/(\.(test|spec))?\.[cm]?[jt]sx?$/, "")] : [];
  return {
    session: shortened([...place, ...names].join(" > "), NAME_LIMIT),
    cassette: [...stem, ...names].map(slug).join("/"),
    command: runCommand(context.task ? "vitest" : "node", place, names),
  };
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that runs a test alone. */
function runCommand(runner, place, names) {
  if (runner === "vitest") return ["npx vitest run", ...place, "-t", quoted(names.join(" "))].join(" ");
  return ["node --test --test-name-pattern", quoted(names.at(-1)), ...place].join(" ");
}
