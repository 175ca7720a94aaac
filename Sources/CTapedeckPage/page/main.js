// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The beginning of the page, and what happens when its address changes. */

import * as api from "./api.js";
import { problemView } from "./detail.js";
import { byId, say } from "./dom.js";
import { loadMisses, loadUnused } from "./findings.js";
import { fillControls, fillLabels, head, loadSessions, makeViews } from "./head.js";
import "./keys.js";
import { list, select, setState } from "./lists.js";
import { loadEvents, refresh, showEvents, take } from "./live.js";
import { address, arriveWith, filters, go, readPlace } from "./place.js";
import { showPlace } from "./shown.js";
import { isPhone, state, titles } from "./state.js";
import { search } from "./tape.js";
import { view } from "./views.js";

const arrive = async (next, isFirst = false) => {
  const before = state.place;
  state.place = next;
  document.body.classList.toggle("opened", state.place.open);
  if (!isFirst && before.session !== state.place.session) {
    state.rows.clear();
    void fillLabels();
    head();
  }
  const isNewList = isFirst || filters(before) !== filters(state.place);
  if (isNewList) {
    await listPlace();
    // Another place was gone to meanwhile.
    if (filters(state.place) !== filters(next)) return;
  } else {
    select();
  }
  await showPlace();
  if (state.place.open !== before.open && isPhone()) (state.place.open ? byId("detail") : byId("list")).focus();
};

arriveWith(arrive);

/** Makes the list of the place that the page is at. */
const listPlace = async () => {
  byId("controls").hidden = !["tape", "live"].includes(state.place.view);
  byId("controls").dataset.view = state.place.view;
  byId("list").setAttribute("aria-label", view().name);
  for (const one of byId("views").children) {
    if (one.dataset.view === state.place.view) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  fillControls();
  state.searching?.abort();
  list.set(0, -1);
  list.scrollToTop();
  try {
    if (state.place.view === "tape") await search(() => { if (state.place.id === null) void showPlace(); });
    else if (state.place.view === "misses") {
      await loadSessions();
      await loadMisses();
    } else if (state.place.view === "unused") await loadUnused();
    else {
      showEvents();
      void loadEvents();
    }
  } catch (error) {
    if (error.name !== "AbortError") setState(error.message);
  }
};

let timer = 0;
const filter = (changes, wait = 0) => {
  clearTimeout(timer);
  timer = setTimeout(() => go({ ...changes, id: null, open: false }), wait);
};
byId("query").addEventListener("input", (event) => filter({ q: event.target.value.trim() }, 180));
byId("path").addEventListener("input", (event) => filter({ path: event.target.value.trim() }, 180));
byId("status").addEventListener("change", (event) => filter({ status: event.target.value }));
byId("label").addEventListener("change", (event) => filter({ label: event.target.value === "*" ? null : event.target.value.slice(1) }));
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("cassettes").addEventListener("change", (event) => go({ session: event.target.value, label: null, id: null }, true));
byId("help-button").addEventListener("click", () => byId("help").showModal());
window.addEventListener("popstate", () => void arrive(readPlace()));
window.addEventListener("hashchange", () => { if (address(readPlace()) !== address(state.place)) void arrive(readPlace()); });

const askToken = (isWrong) => new Promise((resolve) => {
  const dialog = byId("token-dialog");
  if (isWrong) byId("token-note").textContent = "That was not the token of this server; try again.";
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => {
    const token = byId("token").value;
    byId("token").value = "";
    resolve(token);
  }, { once: true });
  if (!dialog.open) dialog.showModal();
});

/** Begins: with what the server is for, then the place of the address. */
const start = async () => {
  api.askTokenWith(askToken);
  const server = await api.server();
  state.isLive = !server.browsing;
  state.views = server.views ?? (state.isLive ? Object.keys(titles) : ["tape"]);
  state.facts = server.facts ?? ["A file, read only"];
  state.notes = server.notes ?? [];
  state.unusedCount = server.unused_count ?? 0;
  makeViews();
  state.place = readPlace();
  await loadSessions();
  const arriving = arrive(state.place, true);
  if (state.isLive) {
    void api.follow(take, (isConnected) => {
      state.connected = isConnected;
      head();
      if (state.place.view === "live") showEvents();
      if (!isConnected) return;
      say("Connected.");
      void refresh();
    }).catch((error) => setState(error.message));
  }
  await arriving;
  await fillLabels();
};

start().catch((error) => {
  setState("");
  byId("detail").replaceChildren(problemView(error.message).box);
});
