// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The head of the page: the cassette, counts, views, and the choices of the search. */

import * as api from "./api.js";
import { button, byId, counted, element, line, number, visible } from "./dom.js";
import { go } from "./place.js";
import { ownSession, state, titles } from "./state.js";

export const fillControls = () => {
  for (const [id, value] of [["query", state.place.q], ["status", state.place.status], ["path", state.place.path]]) {
    if (byId(id).value !== value && document.activeElement !== byId(id)) byId(id).value = value;
  }
  byId("label").value = state.place.label === null ? "*" : `=${state.place.label}`;
};

export const fillLabels = async () => {
  const labels = await api.labels(state.place.session).catch(() => []);
  const options = labels.map(({ label, count }) => new Option(`${label === "" ? "default" : line(label)} (${number(count)})`, `=${label}`));
  // Sessions that have recorded nothing are seen in the list of requests alone.
  const known = new Set(labels.map(({ label }) => label));
  for (const { name } of state.isLive ? state.sessions : []) {
    const label = name === "default" ? "" : name;
    if (!known.has(label)) options.push(new Option(line(name), `=${label}`));
  }
  byId("label").replaceChildren(new Option("All", "*"), ...options);
  fillControls();
};

const fileName = (path) => path.split("/").at(-1) || path;
const outcomes = ["played", "recorded", "simulated", "missed", "failed"];

export const head = () => {
  const own = ownSession() ?? state.sessions[0];
  byId("cassette").textContent = own ? line(own.cassette === "(none)" ? "No cassette" : fileName(own.cassette)) : "No session yet";
  byId("cassette").title = own?.cassette ?? "";
  const sum = (name) => state.sessions.reduce((count, session) => count + session.totals[name], 0);
  const counts = [counted(sum("requests"), "request"), ...outcomes.filter((name) => name === "played" || sum(name)).map((name) => `${number(sum(name))} ${name}`)];
  const parts = state.isLive
    ? [element("span", `dot ${state.connected ? "on" : "off"}`, state.connected ? "live" : "not connected"), `mode ${own?.mode ?? "none"}`, ...counts]
    : [...state.facts, ...(sum("requests") ? counts : [])];
  byId("lead").replaceChildren(...parts.map((part) => (typeof part === "string" ? element("span", "", part) : part)));
  for (const [view, count] of [["misses", sum("missed")], ["unused", state.unusedCount]]) {
    const made = byId("views").querySelector(`[data-view=${view}] .count`);
    if (made) made.textContent = count ? number(count) : "";
  }
  fillCassettes();
};

/** Sessions of one cassette are one choice. */
const fillCassettes = () => {
  const cassettes = new Map();
  for (const session of state.sessions) if (!cassettes.has(session.cassette) || session.name === state.place.session) cassettes.set(session.cassette, session.name);
  byId("cassettes-label").hidden = cassettes.size < 2;
  const known = [...byId("cassettes").options].map((option) => option.value).join("\n");
  if (known !== [...cassettes.values()].join("\n")) {
    byId("cassettes").replaceChildren(...[...cassettes].map(([cassette, session]) => new Option(line(fileName(cassette)), session)));
  }
  byId("cassettes").value = state.place.session;
};

export const loadSessions = async () => {
  state.sessions = await api.sessions();
  // On a server for a test suite, the tape of the default session is none.
  if (!ownSession()) state.place = { ...state.place, session: state.sessions[0]?.name ?? "default" };
  head();
};

/** Makes the choice of views, and the notes above the list. */
export const makeViews = () => {
  const made = state.views.map((view) => {
    const one = button([titles[view], element("span", "count")], () => go({ view, id: null, open: false }, true), "tab");
    one.dataset.view = view;
    return one;
  });
  byId("views").replaceChildren(...made);
  byId("views").hidden = made.length < 2;
  byId("notes").replaceChildren(...state.notes.map((note) => element("p", "notice", ...visible(note))));
  byId("notes").hidden = !state.notes.length;
};
