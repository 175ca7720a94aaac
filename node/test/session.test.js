// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import "./own-environment.js";

import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";

import { encodeSession } from "../src/control.js";
import * as tapedeck from "../src/index.js";
import { identify } from "../src/identity.js";
import { recordMode } from "../src/options.js";
import { ask, service, startDeck, temporaryFolder } from "./support.js";

async function deckOf(t, options = {}) {
  const upstream = await service(t);
  return startDeck(t, { cassettes: await temporaryFolder(t), upstream: upstream.url, ...options });
}

/** A session with one recording of "hello". */
async function recorded(deck, name = "test", questions = ["hello"]) {
  const session = await deck.session(name, { cassette: name });
  for (const question of questions) await ask(session, question);
  await session.end();
}

test("a miss is an assertion error at the end of the session", async (t) => {
  const deck = await deckOf(t);
  await recorded(deck);
  const session = await deck.session("test", { cassette: "test" });
  await assert.rejects(ask(session, "bye"), /404 No recording/);
  assert.equal((await session.misses()).length, 1);
  await assert.rejects(session.end(), (error) => {
    assert.ok(error instanceof assert.AssertionError);
    assert.match(error.message, /recorded "hello" got "bye"/);
    assert.equal(error.misses[0].reason, "not_recorded");
    return true;
  });
  await assert.rejects(session.end(), /has ended already/);
});

test("misses can be allowed, and what is not played can be an error", async (t) => {
  const deck = await deckOf(t);
  await recorded(deck);
  const session = await deck.session("test", { cassette: "test", failOnUnused: true });
  await assert.rejects(ask(session, "bye"));
  await assert.rejects(session.end({ allowMisses: true }), /1 recording was not played.*\n {2}#1 POST \/v1\/chat\/completions/);
  const other = await deck.session("test", { cassette: "test" });
  await assert.rejects(ask(other, "bye"));
  const report = await other.end({ allowMisses: true });
  assert.equal(report.totals.missed, 1);
});

test("options reach the server by the names it knows", async (t) => {
  const deck = await deckOf(t);
  await recorded(deck);
  const session = await deck.session("test", {
    cassette: "test",
    matching: { ignoreJson: ["$.messages[0].content"], ignoreQuery: ["limit"], matchHeader: ["openai-beta"], scrub: ["uuid"] },
    playback: { repeat: "never", timing: "recorded" },
  });
  assert.equal(await ask(session, "anything"), "nobody 1");
  await assert.rejects(ask(session, "anything"));
  assert.equal((await session.misses())[0].reason, "ran_out");
  await session.reset();
  assert.equal(await ask(session, "anything"), "nobody 1");
  await session.end();
  const simulated = await deck.session("other", { cassette: "test", mode: "none", onMiss: "simulate" });
  assert.match(await ask(simulated, "What is a tape?"), /What is a tape/);
  await simulated.end();
});

test("unknown options and values are refused by name", async (t) => {
  const deck = await deckOf(t);
  await assert.rejects(deck.session("test", { casette: "x" }), /there is no 'casette'. There are: cassette, mode/);
  await assert.rejects(deck.session("test", { matching: { ignoreJSON: [] } }), /'matching': there is no 'ignoreJSON'/);
  await assert.rejects(deck.session("test", { cassette: "x", mode: "sometimes" }), /sometimes/);
  await assert.rejects(deck.session("test", { cassette: "../x" }), /\.\./);
  await assert.rejects(tapedeck.start({ cassetes: "x" }), /there is no 'cassetes'/);
  assert.throws(() => deck.cassette("x"), /Call it as cassette\(/);
  assert.throws(() => deck.cassette("x", { retries: 2 }, () => {}), /there is no 'retries'/);
});

test("any text names a session", async (t) => {
  const deck = await deckOf(t);
  for (const name of ["a/b?c#d", "é, (a)! 'b' *", "100%", "test/a.test.js > tools: two"]) {
    const session = await deck.session(name, { cassette: "any" });
    assert.equal(session.baseURL, `${deck.url}/session/${encodeSession(name)}/v1`);
    assert.equal(session.azureEndpoint, `${deck.url}/session/${encodeSession(name)}`);
    await ask(session, name);
    assert.equal((await session.end()).totals.recorded, 1);
  }
});

test("names in use are refused, and free again when their session ends", async (t) => {
  const deck = await deckOf(t);
  const session = await deck.session("test", { cassette: "a" });
  await assert.rejects(deck.session("test", { cassette: "a" }), /A session 'test' is open/);
  await session.end();
  await (await deck.session("test", { cassette: "a" })).end();
});

test("a session that would ask OpenAI has no placeholder for a key", async (t) => {
  const deck = await startDeck(t, { cassettes: await temporaryFolder(t) });
  const session = await deck.session("test", { cassette: "new" });
  assert.throws(() => session.apiKey, /OPENAI_API_KEY is not set/);
  // The same cassette again: nothing of this session is recorded in it.
  const second = await deck.session("second", { cassette: "new" });
  assert.throws(() => second.apiKey, /OPENAI_API_KEY is not set/);
  const simulated = await deck.session("other", { cassette: "newer", simulate: true });
  assert.equal(simulated.apiKey, "tapedeck");
  const single = await startDeck(t, { cassette: path.join(await temporaryFolder(t), "new.sqlite") });
  assert.throws(() => single.apiKey, /OPENAI_API_KEY is not set/);
});

test("the record mode is that of the test, else TAPEDECK_RECORD, else once, and none where CI is set", () => {
  assert.equal(recordMode(undefined, undefined, {}), "once");
  assert.equal(recordMode(undefined, undefined, { CI: "true" }), "none");
  assert.equal(recordMode(undefined, undefined, { CI: "false" }), "once");
  assert.equal(recordMode("new_episodes", undefined, { CI: "true" }), "new_episodes");
  assert.equal(recordMode(undefined, undefined, { CI: "true", TAPEDECK_RECORD: "once" }), "once");
  assert.equal(recordMode("once", undefined, { TAPEDECK_RECORD: "all" }), "all");
  assert.equal(recordMode("none", undefined, { TAPEDECK_RECORD: "all" }), "none");
  assert.equal(recordMode("once", undefined, { TAPEDECK_RECORD: "none" }), "once");
  assert.equal(recordMode(undefined, "new_episodes", {}), "new_episodes");
  assert.equal(recordMode(undefined, "new_episodes", { CI: "1" }), "none");
  assert.equal(recordMode(undefined, "new_episodes", { TAPEDECK_RECORD: "once" }), "once");
});

test("a test is known by its file and names, for vitest too", (t) => {
  assert.equal(identify(t).session, `test/session.test.js > ${t.name}`);
  const file = { name: "src/chat.spec.ts", filepath: new URL("chat.spec.ts", import.meta.url).pathname };
  const suite = { name: "tools: two", suite: { name: "" } };
  assert.deepEqual(identify({ task: { name: "calls 'both'", suite, file } }), {
    session: "test/chat.spec.ts > tools: two > calls 'both'",
    cassette: "chat/tools-two/calls-both",
    command: `npx vitest run test/chat.spec.ts -t 'tools: two calls '\\''both'\\'''`,
  });
  const long = identify({ name: "é".repeat(300) });
  assert.ok(Buffer.byteLength(long.session) <= 256 && long.session.includes("~"), long.session);
});

test("vitest's context ends the session with its test", async (t) => {
  const deck = await deckOf(t);
  const hooks = [];
  const task = { name: "asks", file: { name: "a.test.ts", filepath: "/nowhere/a.test.ts" }, result: { state: "run" } };
  const context = Object.assign(() => {}, { task, onTestFinished: (hook) => hooks.push(hook) });
  const session = await deck.use(context, { mode: "none", cassette: "none" }).catch((error) => error);
  assert.match(session.message, /There is no cassette/);
  await ask(await deck.use(context), "hello");
  await hooks.pop()();
  await ask(await deck.use(context), "bye").catch(() => {});
  task.result = { state: "fail", errors: [new Error("expected")] };
  const printed = [];
  t.mock.method(console, "warn", (text) => printed.push(text));
  await assert.rejects(hooks.pop()(), /recorded "hello" got "bye"/);
  assert.match(printed.join(), /npx vitest run a\.test\.ts -t 'asks'/);
});
