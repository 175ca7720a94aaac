// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** What is shown beside the list: the interaction, miss or request that the address names. */

import * as api from "./api.js";
import { eventView, interactionView, missView, problemView } from "./detail.js";
import { button, byId, command, copy, element } from "./dom.js";
import { select } from "./lists.js";
import { address, go, goToInteraction } from "./place.js";
import { isPhone, ownSession, state } from "./state.js";
import { recent } from "./tape.js";
import { view } from "./views.js";

let shown = { key: "", toggle: null };
let showing = null;

/** Plays or pauses the stream that is shown, if any. */
export const toggleStream = () => shown.toggle?.();

export const showPlace = async () => {
  if (state.place.id === null && view().count() && !isPhone() && state.place.view !== "live") {
    state.place = { ...state.place, id: view().keyAt(0) };
    history.replaceState(null, "", address(state.place));
    select();
  }
  const { id, session } = state.place;
  const key = `${state.place.view} ${session} ${id}`;
  if (key === shown.key && id !== null) return;
  showing?.abort();
  const abort = new AbortController();
  showing = abort;
  shown = { key, toggle: null };
  let made;
  try {
    if (id === null) return clear();
    made = await detail(id, session, abort.signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    made = problemView(error.message);
  }
  if (abort.signal.aborted) return;
  if (!made) return clear();
  shown.toggle = made.toggle;
  byId("detail").replaceChildren(backButton(), made.box);
  byId("detail").scrollTop = 0;
  document.title = `${made.title} · Tapedeck`;
};

const backButton = () => button("‹ List", () => { if (state.place.open) go({ open: false }); }, "back");

/** Shows nothing, or where clients have to send what is to be seen. */
export const clear = () => {
  const own = ownSession();
  const isWaiting = state.place.view === "live" && !state.events.length && own;
  byId("detail").replaceChildren(backButton(), ...(isWaiting
    ? [element("p", "soft", "Clients that are to be seen here have this base URL:"), command(`OPENAI_BASE_URL=${location.origin}${own.url_path}`)]
    : [element("p", "none", view().count() ? "Choose one in the list." : "")]));
  document.title = "Tapedeck";
};

const detail = async (id, session, signal) => {
  const link = button("Copy link", () => copy(location.href, link), "copy-link");
  const interaction = (of, number) => interactionView(of, number, { signal, link, show: (one) => goToInteraction(one, of) });
  if (state.place.view === "misses") {
    const miss = state.misses[id - 1];
    return miss ? missDetail(miss) : null;
  }
  if (state.place.view === "live") {
    const event = state.events.find((one) => one.number === id);
    return event ? await eventDetail(event, interaction) : null;
  }
  return interaction(session, id);
};

/** A miss; what was recorded nearest is in the cassette of its session. */
const missDetail = (miss) => {
  const session = state.sessions.find((one) => one.name === miss.session && one.cassette === miss.cassette)
    ?? state.sessions.find((one) => one.cassette === miss.cassette);
  const record = async (one) => {
    const asked = await api.recordMiss(one.session, one.number);
    Object.assign(miss, asked);
    return asked;
  };
  return missView(miss, { show: (id) => goToInteraction(id, session?.name), record });
};

/** An event: its interaction where there is one, or its miss. */
const eventDetail = async (event, interaction) => {
  const session = state.sessions.find((one) => one.name === event.session);
  if (event.id && session) return interaction(event.session, event.id);
  if (event.outcome === "recorded" && session) {
    const found = (await recent(event.session)).find((row) => row.recorded_at === event.recorded_at);
    if (found) return interaction(event.session, found.id);
  }
  if (event.outcome === "missed" && session) {
    const miss = (await api.misses(event.session)).findLast((one) => one.request === event.request);
    if (miss) return missDetail(miss);
  }
  return eventView(event);
};
