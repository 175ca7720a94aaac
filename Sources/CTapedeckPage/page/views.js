// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The views: for each the rows of its list, and the key by which an address names one of them. */

import { bytes, clockTime, counted, dollars, duration, element, line, statusClass } from "./dom.js";
import { state } from "./state.js";

const tokens = (count) => (count > 0 ? counted(count, "token") : null);
const cost = (content) => (content?.cost ? dollars(content.cost.usd) : null);
/** A path in which identifiers are cut, so that its end is seen. */
const shortPath = (path) => path.replace(/^\/v1\//, "").split("/").map((part) => (part.length > 22 ? `${part.slice(0, 14)}…` : part)).join("/");

const meta = (...parts) => element("span", "meta", ...parts.flat().filter(Boolean).map((part) => (typeof part === "string" ? element("span", "", part) : part)));
const status = (code) => element("span", `status ${statusClass(code)}`, String(code));
const what = (text, className = "") => {
  const made = element("span", `what ${className}`, text);
  made.dir = "auto";
  made.lang = "";
  return made;
};

const tapeRow = (at) => {
  const id = state.ids.at(at);
  const row = state.rows.get(id);
  if (!row) return { content: [what("…", "none"), meta(`#${id}`)], label: `#${id}`, isMissing: true };
  const { content } = row;
  const request = `${row.method === "POST" ? "" : `${row.method} `}${shortPath(row.path)}`;
  const prompt = content?.prompt;
  const parts = [content?.model && line(content.model), tokens(content?.tokens ?? 0), cost(content), duration(row.duration), row.streamed ? "streamed" : null,
    row.outcome !== "complete" ? element("span", "bad", "broken off") : null, prompt ? null : bytes(row.response_length),
    row.session ? line(row.session) : null, prompt ? line(request) : null];
  const text = prompt ? line(prompt) : line(`${row.method} ${shortPath(row.path)}${row.query ? `?${row.query}` : ""}`);
  return {
    content: [what(text), meta(`#${id}`, row.use && element("span", `outcome ${row.use}`, row.use), status(row.status), ...parts)],
    label: [`#${id}`, row.use, text.slice(0, 200), request, `status ${row.status}`, content?.model, tokens(content?.tokens ?? 0), cost(content), row.session && `session ${row.session}`].filter(Boolean).map(line).join(", "),
  };
};

let chosen = { key: "", events: [] };
/** The requests that came, of the session that is chosen. */
export const chosenEvents = () => {
  const { label } = state.place;
  if (label === null) return state.events;
  const key = `${state.events.at(-1)?.number} ${state.events.length} ${label}`;
  if (chosen.key !== key) chosen = { key, events: state.events.filter((event) => event.session === (label || "default")) };
  return chosen.events;
};

const eventRow = (at) => {
  const event = chosenEvents().at(-1 - at);
  const known = state.told.get(event.number) ?? event;
  const text = known.prompt ? line(known.prompt) : line(event.request);
  return {
    content: [what(text), meta(clockTime(event.time), element("span", `outcome ${event.outcome}`, event.outcome), event.status ? status(event.status) : null,
      known.model && line(known.model), tokens(event.tokens ?? known.tokens ?? 0), cost(known), event.duration !== undefined ? duration(event.duration) : null,
      event.session && event.session !== "default" ? line(event.session) : null, known.prompt ? line(event.request.replace(/^POST /, "").replace("/v1/", "")) : null)],
    label: [event.outcome, text, event.status && `status ${event.status}`, event.session && `session ${event.session}`, clockTime(event.time)].filter(Boolean).join(", "),
  };
};

const missRow = (at) => {
  const miss = state.misses[at];
  const first = miss.nearest[0]?.differences[0];
  return {
    content: [what(line(miss.request)), meta(element("span", "outcome missed", miss.reason === "refused" ? "refused" : "missed"), first ? `differs at ${line(first.place)}` : miss.reason.replaceAll("_", " "), miss.session && line(miss.session))],
    label: [miss.reason === "refused" ? "Refused" : "Missed", line(miss.request), first && `differs at ${line(first.place)}`, miss.session && `session ${line(miss.session)}`].filter(Boolean).join(", "),
  };
};

const unusedRow = (at) => {
  const one = state.unused.unused[at];
  return { content: [what(line(one.request)), meta(`#${one.id}`, line(one.session))], label: `#${one.id}, ${line(one.request)}, session ${line(one.session)}` };
};

const eventPlace = (key) => {
  const index = chosenEvents().findIndex((event) => event.number === key);
  return index < 0 ? -1 : chosenEvents().length - 1 - index;
};

const views = {
  live: {
    name: "Requests", row: eventRow, count: () => chosenEvents().length,
    keyAt: (at) => chosenEvents().at(-1 - at).number, placeOf: eventPlace,
  },
  tape: { name: "Interactions", row: tapeRow, count: () => state.ids.count, keyAt: (at) => state.ids.at(at), placeOf: (key) => state.ids.placeOf(key) },
  misses: {
    name: "Misses", row: missRow, count: () => state.misses.length, keyAt: (at) => at + 1,
    placeOf: (key) => (key <= state.misses.length ? key - 1 : -1),
  },
  unused: {
    name: "Unused recordings", row: unusedRow, count: () => state.unused.unused.length, keyAt: (at) => state.unused.unused[at].id,
    placeOf: (key) => state.unused.unused.findIndex((one) => one.id === key),
  },
};

/** The view that is shown. */
export const view = () => views[state.place.view];
export const placeOf = (key) => (key === null ? -1 : view().placeOf(key));
