// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import "./own-environment.js";

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";

import { findBinary } from "../src/binary.js";
import * as tapedeck from "../src/index.js";
import { ask, environment, service, startDeck, suite, temporaryFolder } from "./support.js";

async function until(condition, what) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isGone = (url) => fetch(`${url}/_tapedeck/health`).then(() => false, () => true);

for (const ending of ["finished", "exited", "crashed", "interrupted", "killed"]) {
  test(`the server ends with a process that has ${ending}, and closes its cassettes`, async (t) => {
    const CASSETTES = await temporaryFolder(t);
    const url = await new Promise((resolve) => {
      execFile(process.execPath, [suite("ending.js"), ending], { env: environment({ CASSETTES }) }, (_, out) => resolve(out.trim()));
    });
    assert.match(url, /^http:/);
    await until(() => isGone(url), "the server still runs");
    // A log beside it would be that of a recorder that was cut short.
    await until(() => readdirSync(CASSETTES).join() === "ending.sqlite", "the cassette is not closed");
  });
}

test("a missing program is an error that says where to get it", () => {
  assert.throws(() => findBinary(undefined, { PATH: "/nowhere" }), /'tapedeck' is not in PATH.*make install.*TAPEDECK=/);
  assert.throws(() => findBinary(undefined, { TAPEDECK: "/nowhere/t" }), /TAPEDECK names \/nowhere\/t, which is not an executable file/);
  assert.throws(() => findBinary("/etc/passwd", {}), /option 'binary' names \/etc\/passwd/);
});

test("a server that does not start says why", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(path.join(folder, "notes"), "text");
  await assert.rejects(tapedeck.start({ cassette: path.join(folder, "none.sqlite"), mode: "none" }), /did not start.*none\.sqlite/s);
  await assert.rejects(tapedeck.start({ cassettes: path.join(folder, "notes") }), /did not start.*notes/s);
  await assert.rejects(tapedeck.start({ cassettes: folder, args: ["--fast"] }), /did not start.*--fast/s);
});

test("TAPEDECK_URL names a server that runs already", async (t) => {
  const [cassettes, upstream] = [await temporaryFolder(t), await service(t)];
  const own = await startDeck(t, { cassettes, upstream: upstream.url });
  const other = await tapedeck.start({ url: `${own.url}/v1` });
  const session = await other.session("shared", { cassette: "shared" });
  assert.equal(await ask(session, "hello"), "nobody 1");
  await session.end();
  await other.stop();
  assert.equal((await fetch(`${own.url}/_tapedeck/health`)).status, 200, "only who started a server ends it");
  await assert.rejects(tapedeck.start({ url: "http://127.0.0.1:9" }), /server at http:\/\/127\.0\.0\.1:9 does not answer/);
});

test("one cassette is recorded, and replayed, through its base URL", async (t) => {
  const [folder, upstream] = [await temporaryFolder(t), await service(t)];
  const cassette = path.join(folder, "one.sqlite");
  const recorder = await tapedeck.start({ cassette, upstream: upstream.url });
  const answer = await ask(recorder, "hello");
  await recorder.stop();
  const player = await startDeck(t, { cassette, mode: "none" });
  assert.equal(await ask(player, "hello"), answer);
  const session = await player.session("a test of its own");
  assert.equal(await ask(session, "hello"), answer);
  await session.end();
});

test("tapedeck.yaml of the project counts", async (t) => {
  const [folder, upstream] = [await temporaryFolder(t), await service(t)];
  await writeFile(path.join(folder, "package.json"), "{}");
  await writeFile(path.join(folder, "tapedeck.yaml"), `cassettes: tapes\nupstream: ${upstream.url}\nserver:\n  port: 1\n`);
  const [project, own] = [path.join(folder, "run.mjs"), new URL("..", import.meta.url)];
  await writeFile(project, `
    import * as tapedeck from "${new URL("src/index.js", own)}";
    import { ask } from "${new URL("test/support.js", own)}";
    const deck = await tapedeck.start();
    const session = await deck.session("configured", { cassette: "one" });
    await ask(session, "hello");
    console.log(JSON.stringify(await session.end()));
    await deck.stop();
  `);
  const out = await new Promise((resolve, reject) => {
    // From another folder: the file of the project counts, not that of the shell.
    execFile(process.execPath, [project], { cwd: "/", env: environment() }, (error, out) => (error ? reject(error) : resolve(out)));
  });
  assert.equal(JSON.parse(out).cassette, path.join("tapes", "one.sqlite"));
  assert.deepEqual(readdirSync(path.join(folder, "tapes")).filter((file) => file.endsWith(".sqlite")), ["one.sqlite"]);
  await writeFile(path.join(folder, "tapedeck.yaml"), "casettes: tapes\n");
  const failure = await new Promise((resolve) => execFile(process.execPath, [project], { env: environment() }, (_, __, err) => resolve(err)));
  assert.match(failure, /did not start.*tapedeck\.yaml, line 1/);
});

test("simulation needs no cassette", async (t) => {
  const deck = await startDeck(t, { simulate: { seed: 7 } });
  assert.match(await ask(deck, "What is a cassette?"), /What is a cassette/);
});
