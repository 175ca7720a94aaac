// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Requests as they come. */

import * as api from "./api.js";
import { byId, counted, number } from "./dom.js";
import { loadMisses } from "./findings.js";
import { fillLabels, loadSessions } from "./head.js";
import { list, setState } from "./lists.js";
import { clear, showPlace } from "./shown.js";
import { state } from "./state.js";
import { extend, recent } from "./tape.js";
import { chosenEvents, placeOf } from "./views.js";

const eventLimit = 5000;

export const showEvents = () => {
  const count = chosenEvents().length;
  list.set(count, placeOf(state.place.id));
  const some = state.skipped ? `; ${number(state.skipped)} more came too fast to be listed` : "";
  const others = state.events.length - count;
  setState(state.events.length ? `${counted(count, "request")} since the page is open${others ? `; ${number(others)} of other sessions` : ""}${some}`
    : state.connected ? "Waiting for requests; those before the page was opened are not listed." : "Not connected.");
};

let fresh = [];
let isDue = false;
/** Takes what the server tells of a request. */
export const take = (type, document) => {
  if (type === "skipped") state.skipped += document.count;
  if (type === "request") fresh.push(document);
  if (isDue) return;
  isDue = true;
  // Many at once, since a test suite asks thousands in a second.
  setTimeout(() => {
    isDue = false;
    void digest();
  }, 120);
};

let isRefreshDue = false;
let hasMissed = false;
const digest = async () => {
  const added = fresh;
  fresh = [];
  state.events.push(...added);
  if (state.events.length > eventLimit) {
    state.skipped += state.events.length - eventLimit;
    state.events = state.events.slice(-eventLimit);
  }
  if (state.place.view === "live") {
    const wasAtTop = list.isAtTop;
    showEvents();
    if (wasAtTop) list.scrollToTop();
    if (state.place.id === null && byId("detail").querySelector(".command")) clear();
  }
  hasMissed ||= added.some((event) => event.outcome === "missed");
  if (isRefreshDue) return;
  isRefreshDue = true;
  setTimeout(() => {
    isRefreshDue = false;
    void refresh();
  }, 400);
};

/** Reads what follows from new requests: counts, rows of interactions, misses, recordings. */
export const refresh = async () => {
  const known = state.sessions.length;
  await loadSessions().catch(() => {});
  if (state.sessions.length !== known) await fillLabels();
  await loadEvents();
  if (state.place.view === "misses" && hasMissed) {
    hasMissed = false;
    await loadMisses();
    await showPlace();
  }
  if (state.place.view === "tape" && !state.searching) await extend();
};

/** The events of each session. */
const bySession = (events) => {
  const groups = new Map();
  for (const event of events) groups.set(event.session, [...(groups.get(event.session) ?? []), event]);
  return groups;
};

/** Finds the interactions of requests that were recorded, which are known by the time at which they arrived. */
const findRecorded = async (events) => {
  for (const [session, own] of [...bySession(events.filter((event) => event.outcome === "recorded" && !event.id))].slice(-10)) {
    const recorded = new Map((await recent(session).catch(() => [])).map((row) => [row.recorded_at, row.id]));
    for (const event of own) event.id = recorded.get(event.recorded_at);
  }
};

/** Loads what the tapes say of the last events. */
export const loadEvents = async () => {
  const fresh = chosenEvents().slice(-100).filter((event) => event.session && !state.told.has(event.number));
  await findRecorded(fresh);
  for (const [session, own] of [...bySession(fresh.filter((event) => event.id))].slice(-20)) {
    const ids = [...new Set(own.map((event) => event.id))].sort((a, b) => a - b);
    // The session may have ended meanwhile.
    const rows = await api.outlines(session, ids.map((id) => [id, id])).catch(() => []);
    const contents = new Map(rows.map((row) => [row.id, row.content]));
    for (const event of own) state.told.set(event.number, contents.get(event.id) ?? null);
  }
  if (state.told.size > 2 * eventLimit) state.told.clear();
  if (state.place.view === "live") list.update();
};
