// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Stands for the control API in a page that is a file: answers from the data inside it. */

import { streamed } from "./conversation.js";

const data = (id) => {
  const found = document.getElementById(id);
  return found ? JSON.parse(found.textContent) : null;
};
const snapshot = data("snapshot");

/** The cassettes as sessions: the first is the default one, for addresses without a session. */
const tapes = snapshot.tapes.map((tape, number) => ({ ...tape, number, name: number ? String(number + 1) : "default" }));
if (!tapes.length) tapes.push({ cassette: "(none)", outlines: [], number: 0, name: "default" });
const none = { requests: 0, played: 0, recorded: 0, simulated: 0, missed: 0, failed: 0 };
const tapeOf = (session) => tapes.find((tape) => tape.name === session) ?? tapes[0];
const outlinesOf = (session) => tapeOf(session)?.outlines ?? [];

/** The page needs no token. */
export const askTokenWith = () => {};
export const follow = async () => {};

export const server = async () => ({ browsing: true, ...snapshot });

export const sessions = async () => tapes.map(({ name, cassette, number }) => ({
  // The counts are those of the whole run.
  name, cassette, mode: "none", url_path: "", records_everything: false, totals: (number === 0 && snapshot.totals) || none,
}));

export const labels = async (session) => {
  const counts = new Map();
  for (const one of outlinesOf(session)) counts.set(one.session, (counts.get(one.session) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, count]) => ({ label, count }));
};

export const allMisses = async () => [...snapshot.misses, ...snapshot.refusals.map((one) => ({
  request: one.request, session: "", cassette: "", mode: "", reason: "refused", count: one.count, nearest: [], other_sessions: [], remedies: [], message: one.message,
}))];

export const misses = allMisses;

export const unused = async (session) => {
  const own = snapshot.unused.filter((one) => one.cassette === tapeOf(session)?.cassette);
  return { count: tapes.length === 1 ? snapshot.unused_count : own.length, unused: own };
};

export const outlines = async (session, ranges) =>
  outlinesOf(session).filter((one) => ranges.some(([first, last]) => first <= one.id && one.id <= last));

let last = { name: "", found: null };
/** An interaction with its bodies; the last one is kept, since it is asked for its parts one by one. */
const element = (session, id) => {
  const name = `${tapeOf(session)?.number}-${id}`;
  if (last.name !== name) last = { name, found: data(name) };
  if (!last.found) throw new Error(`Interaction ${id} is not in this file; the cassette has it.`);
  return last.found;
};

export const interaction = async (session, id) => element(session, id).interaction;

const bytes = (body) => (body.base64 !== undefined ? Uint8Array.from(atob(body.base64), (one) => one.charCodeAt(0)) : new TextEncoder().encode(body.text ?? ""));

export const body = async (session, id, side, { from = 0, length = 4 << 20 } = {}) => {
  const found = element(session, id)[side];
  if (found.error) throw new Error(found.error);
  return { bytes: bytes(found).subarray(from, from + length), total: found.total };
};

// MARK: Search

const strings = (value) => {
  if (typeof value === "string") return value;
  return value && typeof value === "object" ? Object.values(value).map(strings).join("\n") : "";
};

/** What a body says: the strings of a document, the texts of a stream put together. */
const textOf = (found) => {
  const text = found.text ?? "";
  if (/^\s*(?:data|event|id):|^:/.test(text)) {
    const stream = streamed(bytes(found));
    return stream.messages.map((message) => strings(message.parts)).join("\n") || stream.text || "";
  }
  try { return strings(JSON.parse(text)); } catch { return text; }
};

const texts = new Map();
const searched = (session, one) => {
  const key = `${tapeOf(session).number}-${one.id}`;
  if (!texts.has(key)) {
    const { request, response } = element(session, one.id);
    texts.set(key, [one.path, one.session, textOf(request), textOf(response)].join("\n").toLowerCase());
  }
  return texts.get(key);
};

/** How long one call may search, so that the page stays fluid. */
const searchTime = 60;

export const search = async (session, { label = null, status = "", path = "", q = "", after = 0 }) => {
  const all = outlinesOf(session);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const [low, high] = status ? status.split("-").map(Number) : [0, 999];
  const ranges = [];
  const end = performance.now() + searchTime;
  let count = 0, next = null;
  for (const one of all) {
    if (one.id <= Number(after)) continue;
    const isLike = (label === null || one.session === label) && one.status >= low && one.status <= high && one.path.startsWith(path)
      && (!words.length || words.every((word) => searched(session, one).includes(word)));
    if (isLike) {
      count += 1;
      if (ranges.at(-1)?.[1] === one.id - 1) ranges.at(-1)[1] = one.id;
      else ranges.push([one.id, one.id]);
    }
    if (performance.now() > end && one !== all.at(-1)) {
      next = one.id;
      break;
    }
  }
  if (next !== null) await new Promise((resolve) => setTimeout(resolve));
  return { count, ranges, next, last: all.at(-1)?.id ?? 0 };
};
