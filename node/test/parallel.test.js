// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import "./own-environment.js";

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import * as tapedeck from "../src/index.js";
import { ask, service } from "./support.js";

const COUNT = 200;
const cassettes = mkdtempSync(path.join(tmpdir(), "tapedeck-node-"));
const numbers = Array.from({ length: COUNT }, (_, number) => number);

// All sessions send the same requests, and the service answers each caller differently.
const upstream = await service();
const recorder = await tapedeck.start({ cassettes, upstream: upstream.url });
const recorded = await Promise.all(numbers.map(async (number) => {
  const session = await recorder.session(`parallel.test.js > ${number}`, { cassette: number % 2 ? "odd" : "even" });
  const answers = [await ask(session, "same", `caller ${number}`), await ask(session, "same", `caller ${number}`)];
  await session.end();
  return answers;
}));
await recorder.stop();
upstream.close();

const player = await tapedeck.start({ cassettes, mode: "none" });
after(async () => {
  await player.stop();
  rmSync(cassettes, { recursive: true });
});

describe(`${COUNT} tests at a time on one server`, { concurrency: COUNT }, () => {
  for (const number of numbers) {
    it(`gives test ${number} its own answers`, async () => {
      const options = { cassette: number % 2 ? "odd" : "even", failOnUnused: true };
      const session = await player.session(`parallel.test.js > ${number}`, options);
      assert.deepEqual([await ask(session, "same"), await ask(session, "same")], recorded[number]);
      assert.match(recorded[number][0], new RegExp(`^caller ${number} \\d+$`));
      const report = await session.end();
      assert.equal(report.totals.played, 2);
    });
  }
});
