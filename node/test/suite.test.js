// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { runTests, service, suite, temporaryFolder } from "./support.js";

const QUESTIONS = suite("questions.js");

test("a suite is recorded, replayed, broken and recorded again", async (t) => {
  const CASSETTES = await temporaryFolder(t);
  const upstream = await service(t);
  const run = (env, ...args) => runTests(QUESTIONS, { CASSETTES, UPSTREAM: upstream.url, ...env }, ...args);

  const first = await run({});
  assert.equal(first.code, 0, first.out);
  assert.equal(upstream.count, 5);
  const files = readdirSync(CASSETTES, { recursive: true }).filter((file) => file.endsWith(".sqlite")).sort();
  assert.deepEqual(files, [
    "chat/named.sqlite", "chat/once.sqlite", "chat/swallowed.sqlite",
    "questions/a-suite/is-part-of-the-name.sqlite", "questions/by-context.sqlite",
  ]);

  const replayed = await run({ CI: "true" });
  assert.equal(replayed.code, 0, replayed.out);

  const broken = await run({ CI: "true", QUESTION: "What is a tape?" });
  assert.equal(broken.code, 1);
  assert.match(broken.out, /pass 1\n/);
  assert.match(broken.out, /fail 4\n/);
  assert.match(broken.out, /AssertionError.*No recording in the cassette .*named\.sqlite \(mode none, session suites\/questions\.js > named\)/);
  assert.match(broken.out, /recorded "What is a cassette\?" got "What is a tape\?"/);
  assert.match(broken.out, /TAPEDECK_RECORD=all node --test --test-name-pattern 'named' suites\/questions\.js/);
  assert.equal(upstream.count, 5, "nothing may be sent where CI is set");

  const again = await run({ TAPEDECK_RECORD: "all", QUESTION: "What is a tape?" }, "--test-name-pattern=named|context|part|swallows");
  assert.equal(again.code, 0, again.out);
  const mended = await run({ CI: "true", QUESTION: "What is a tape?" });
  assert.equal(mended.code, 0, mended.out);
  assert.doesNotMatch(mended.out, /not played/, "recording again drops what was recorded before");
});

test("recordings that are not played are a warning", async (t) => {
  const CASSETTES = await temporaryFolder(t);
  const upstream = await service(t);
  await runTests(QUESTIONS, { CASSETTES, UPSTREAM: upstream.url, TWICE: "1" });
  const run = await runTests(QUESTIONS, { CASSETTES, UPSTREAM: upstream.url });
  assert.equal(run.code, 0, run.out);
  assert.match(run.out, /1 recording was not played \(cassette .*once\.sqlite, session suites\/questions\.js > asks once/);
});

test("where CI is set a test without a cassette fails, and says how to record it", async (t) => {
  const CASSETTES = path.join(await temporaryFolder(t), "cassettes");
  const run = await runTests(QUESTIONS, { CASSETTES, UPSTREAM: "http://127.0.0.1:9/v1", CI: "true" });
  assert.equal(run.code, 1);
  assert.match(run.out, /There is no cassette .*named\.sqlite/);
  assert.match(run.out, /To record this test, run: TAPEDECK_RECORD=all node --test/);
  assert.equal(existsSync(path.join(CASSETTES, "chat")), false);
});
