// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Requests as they come. */

import * as api from "./api.js";
import { byId, counted, number } from "./dom.js";
import { loadMisses } from "./findings.js";
import { loadSessions } from "./head.js";
import { list, setState } from "./lists.js";
import { clear, showPlace } from "./shown.js";
import { state } from "./state.js";
import { extend, recent } from "./tape.js";
import { placeOf } from "./views.js";

const eventLimit = 5000;

export const showEvents = () => {
  list.set(state.events.length, placeOf(state.place.id));
  const some = state.skipped ? `; ${number(state.skipped)} more came too fast to be listed` : "";
  setState(state.events.length ? `${counted(state.events.length, "request")} since the page is open${some}`
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
  await loadSessions().catch(() => {});
  await loadEvents();
  if (state.place.view === "misses" && hasMissed) {
    hasMissed = false;
    await loadMisses();
    await showPlace();
  }
  if (state.place.view === "tape" && !state.searching) await extend();
};

/** Loads what the tape says of the last events; those that were recorded are known by the time at which they arrived. */
const loadEvents = async () => {
  const own = state.events.slice(-100).filter((event) => event.session === state.place.session);
  const recorded = new Map(own.filter((event) => event.outcome === "recorded" && !event.id).map((event) => [event.recorded_at, event]));
  if (recorded.size) {
    for (const row of await recent(state.place.session).catch(() => [])) {
      const event = recorded.get(row.recorded_at);
      if (!event) continue;
      event.id = row.id;
      state.rows.set(row.id, row);
    }
  }
  const wanted = own.filter((event) => event.id).map((event) => event.id);
  const missing = [...new Set(wanted)].filter((id) => !state.rows.has(id)).sort((a, b) => a - b).slice(-100);
  try {
    if (missing.length) for (const row of await api.outlines(state.place.session, missing.map((id) => [id, id]))) state.rows.set(row.id, row);
  } catch { /* the session has ended */ }
  if (state.place.view === "live") list.update();
};
