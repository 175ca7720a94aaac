// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0
// Run by others: QUESTION is what its tests ask, CASSETTES the folder, UPSTREAM the service.

import assert from "node:assert/strict";
import test, { describe, it } from "node:test";

import * as tapedeck from "../src/index.js";
import { ask } from "../test/support.js";

const { QUESTION = "What is a cassette?", CASSETTES, UPSTREAM } = process.env;
const deck = await tapedeck.start({ cassettes: CASSETTES, upstream: UPSTREAM });

test("named", deck.cassette("chat/named", async (session) => {
  assert.match(await ask(session, QUESTION), /^nobody \d+$/);
}));

test("by context", async (t) => {
  assert.match(await ask(await deck.use(t), QUESTION), /^nobody \d+$/);
});

describe("a suite", () => {
  it("is part of the name", deck.cassette(async (session) => {
    assert.match(await ask(session, QUESTION), /^nobody \d+$/);
  }));
});

test("swallows errors", deck.cassette("chat/swallowed", async (session) => {
  await ask(session, QUESTION).catch(() => {});
}));

test("asks once where it was recorded with two", deck.cassette("chat/once", async (session) => {
  await ask(session, "first");
  if (process.env.TWICE) await ask(session, "second");
}));
