// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The page: what it shows follows from its address alone, and what people do changes the address. */

import * as api from "./api.js";
import { bytes, byId, button, clockTime, command, copy, counted, duration, element, line, number, say, statusClass } from "./dom.js";
import { eventView, interactionView, missView, problemView } from "./detail.js";
import { VirtualList, limit } from "./list.js";
import { Numbers } from "./numbers.js";

const views = { live: "Live", tape: "Tape", misses: "Misses", unused: "Unused" };
const blockSize = 100;
const eventLimit = 5000;

let browsing = false;
let sessions = [];
/** The address, read. */
let place = { view: "tape", session: "default", label: null, status: "", path: "", q: "", id: null, open: false };
let ids = new Numbers();
let rows = new Map();
let loading = new Set();
let events = [];
let skipped = 0;
let misses = [];
let unused = { count: 0, unused: [] };
let shown = { key: "", toggle: null };
let searching = null;
let showing = null;
let connected = false;
let lastKnown = 0;

// MARK: The address

const readPlace = () => {
  const fields = new URLSearchParams(location.hash.slice(1));
  const view = fields.get("view");
  return {
    view: !browsing && view in views ? view : browsing ? "tape" : "live", session: fields.get("session") ?? "default",
    label: fields.get("label"), status: fields.get("status") ?? "", path: fields.get("path") ?? "", q: fields.get("q") ?? "",
    id: fields.has("id") ? Number(fields.get("id")) : null, open: fields.has("open"),
  };
};

const address = (next) => {
  const fields = new URLSearchParams();
  if (!browsing) fields.set("view", next.view);
  if (next.session !== "default") fields.set("session", next.session);
  if (next.view === "tape") {
    if (next.label !== null) fields.set("label", next.label);
    for (const name of ["status", "path", "q"]) if (next[name]) fields.set(name, next[name]);
  }
  if (next.id !== null) fields.set("id", String(next.id));
  if (next.open) fields.set("open", "");
  return `#${fields}`.replace(/=(?=&|$)/, "");
};

/** Goes to a place; a new entry of the history only where Back should lead here. */
const go = (changes, isNew = false) => {
  const next = { ...place, ...changes };
  if (address(next) === address(place)) return;
  history[isNew ? "pushState" : "replaceState"](null, "", address(next));
  void arrive(next);
};

const filters = (one) => JSON.stringify([one.view, one.session, one.label, one.status, one.path, one.q]);

const arrive = async (next, isFirst = false) => {
  const before = place;
  place = next;
  document.body.classList.toggle("opened", place.open);
  const isNewList = isFirst || filters(before) !== filters(place);
  if (isNewList) {
    await listPlace();
    // Another place was gone to meanwhile.
    if (filters(place) !== filters(next)) return;
  } else {
    select();
  }
  await showPlace();
  if (place.open !== before.open && matchMedia("(max-width: 52rem)").matches) (place.open ? byId("detail") : byId("list")).focus();
};

// MARK: The list

const tokens = (count) => (count > 0 ? counted(count, "token") : null);
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
  const id = ids.at(at);
  const row = rows.get(id);
  if (!row) {
    load(at);
    return { content: [what("…", "none"), meta(`#${id}`)], label: `#${id}` };
  }
  const { content } = row;
  const request = `${row.method === "POST" ? "" : `${row.method} `}${shortPath(row.path)}`;
  const prompt = content?.prompt;
  const parts = [content?.model && line(content.model), tokens(content?.tokens ?? 0), duration(row.duration), row.streamed ? "streamed" : null,
    row.outcome !== "complete" ? element("span", "bad", "broken off") : null, prompt ? null : bytes(row.response_length),
    row.session ? line(row.session) : null, prompt ? line(request) : null];
  const text = prompt ? line(prompt) : line(`${row.method} ${shortPath(row.path)}${row.query ? `?${row.query}` : ""}`);
  return {
    content: [what(text), meta(`#${id}`, status(row.status), ...parts)],
    label: [`#${id}`, text.slice(0, 200), request, `status ${row.status}`, content?.model, tokens(content?.tokens ?? 0), row.session && `session ${row.session}`].filter(Boolean).map(line).join(", "),
  };
};

const eventRow = (at) => {
  const event = events[events.length - 1 - at];
  const known = (event.id && event.session === place.session ? rows.get(event.id)?.content : null) ?? event;
  const text = known.prompt ? line(known.prompt) : line(event.request);
  return {
    content: [what(text), meta(clockTime(event.time), element("span", `outcome ${event.outcome}`, event.outcome), event.status ? status(event.status) : null,
      known.model && line(known.model), tokens(event.tokens ?? known.tokens ?? 0), event.duration !== undefined ? duration(event.duration) : null,
      event.session && event.session !== "default" ? line(event.session) : null, known.prompt ? line(event.request.replace(/^POST /, "").replace("/v1/", "")) : null)],
    label: [event.outcome, text, event.status && `status ${event.status}`, event.session && `session ${event.session}`, clockTime(event.time)].filter(Boolean).join(", "),
  };
};

const missRow = (at) => {
  const miss = misses[at];
  const first = miss.nearest[0]?.differences[0];
  return {
    content: [what(line(miss.request)), meta(element("span", "outcome missed", "missed"), first ? `differs at ${line(first.place)}` : miss.reason.replaceAll("_", " "), line(miss.session))],
    label: [`Missed`, line(miss.request), first && `differs at ${line(first.place)}`, `session ${line(miss.session)}`].filter(Boolean).join(", "),
  };
};

const unusedRow = (at) => {
  const one = unused.unused[at];
  return { content: [what(line(one.request)), meta(`#${one.id}`, line(one.session))], label: `#${one.id}, ${line(one.request)}, session ${line(one.session)}` };
};

const renderers = { tape: tapeRow, live: eventRow, misses: missRow, unused: unusedRow };
const list = new VirtualList(byId("list"), (at) => renderers[place.view](at), (at, opens) => {
  const changes = { id: keyAt(at) };
  if (opens === "click" && matchMedia("(max-width: 52rem)").matches) return go({ ...changes, open: true }, true);
  if (opens === "key") {
    go({ ...changes, open: true }, true);
    return byId("detail").focus();
  }
  go(changes);
});

const keyAt = (at) => {
  switch (place.view) {
    case "tape": return ids.at(at);
    case "live": return events[events.length - 1 - at].number;
    case "misses": return at + 1;
    default: return unused.unused[at].id;
  }
};

const placeOf = (key) => {
  if (key === null) return -1;
  switch (place.view) {
    case "tape": return ids.placeOf(key);
    case "live": return eventPlace(key);
    case "misses": return key <= misses.length ? key - 1 : -1;
    default: return unused.unused.findIndex((one) => one.id === key);
  }
};

const eventPlace = (key) => {
  const index = events.findIndex((event) => event.number === key);
  return index < 0 ? -1 : events.length - 1 - index;
};

const countOf = () => ({ tape: ids.count, live: events.length, misses: misses.length, unused: unused.unused.length })[place.view];

/** Loads the rows around a place, a block at a time. */
const load = (at) => {
  const block = Math.floor(at / blockSize);
  const key = `${filters(place)} ${block}`;
  if (loading.has(key)) return;
  loading.add(key);
  const [session, ranges] = [place.session, ids.slice(block * blockSize, block * blockSize + blockSize - 1)];
  // Where somebody scrolls fast, what has passed by is not loaded.
  setTimeout(async () => {
    const [first, last] = list.window;
    if (place.session !== session || Math.floor(first / blockSize) > block || Math.floor(last / blockSize) < block) return loading.delete(key);
    try {
      const loaded = await api.outlines(session, ranges);
      if (rows.size > 20_000) rows.clear();
      for (const row of loaded) rows.set(row.id, row);
      list.update();
    } catch (error) {
      setState(error.message);
    } finally {
      loading.delete(key);
    }
  }, 40);
};

/** Loads what the tape says of the last events; those that were recorded are known by the time at which they arrived. */
const loadEvents = async () => {
  const own = events.slice(-100).filter((event) => event.session === place.session);
  const recorded = new Map(own.filter((event) => event.outcome === "recorded" && !event.id).map((event) => [event.recorded_at, event]));
  if (recorded.size) {
    for (const row of await recent(place.session).catch(() => [])) {
      const event = recorded.get(row.recorded_at);
      if (!event) continue;
      event.id = row.id;
      rows.set(row.id, row);
    }
  }
  const wanted = own.filter((event) => event.id).map((event) => event.id);
  const missing = [...new Set(wanted)].filter((id) => !rows.has(id)).sort((a, b) => a - b).slice(-100);
  try {
    if (missing.length) for (const row of await api.outlines(place.session, missing.map((id) => [id, id]))) rows.set(row.id, row);
  } catch { /* the session has ended */ }
  if (place.view === "live") list.update();
};

/** The last interactions of a session's cassette. */
const recent = async (session) => {
  const { last } = await api.search(session, { after: Number.MAX_SAFE_INTEGER });
  return last ? api.outlines(session, [[Math.max(1, last - 199), last]]) : [];
};

const select = () => {
  const at = placeOf(place.id);
  if (at !== list.current) {
    list.set(countOf(), at);
    if (at >= 0) list.reveal(at);
    list.update();
  }
};

const setState = (text) => { byId("state").textContent = text; };

/** Makes the list of the place that the page is at. */
const listPlace = async () => {
  byId("controls").hidden = place.view !== "tape";
  byId("list").setAttribute("aria-label", { live: "Requests", tape: "Interactions", misses: "Misses", unused: "Unused recordings" }[place.view]);
  for (const one of byId("views").children) {
    if (one.dataset.view === place.view) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  fillControls();
  searching?.abort();
  list.set(0, -1);
  list.scrollToTop();
  try {
    if (place.view === "tape") await search();
    else if (place.view === "misses") {
      await loadSessions();
      await loadMisses();
    }
    else if (place.view === "unused") await loadUnused();
    else showEvents();
  } catch (error) {
    if (error.name !== "AbortError") setState(error.message);
  }
};

const search = async () => {
  const abort = new AbortController();
  searching = abort;
  const { session, label, status: code, path, q } = place;
  const mine = new Numbers();
  ids = mine;
  list.set(0, -1);
  setState("Searching…");
  let after = 0, isFirst = true;
  for (;;) {
    const found = await api.search(session, { label, status: code, path, q, after: after || "" }, { signal: abort.signal });
    if (ids !== mine) return;
    mine.append(found.ranges);
    lastKnown = found.last;
    list.set(mine.count, list.current >= 0 ? list.current : mine.placeOf(place.id));
    if (isFirst && mine.count) {
      isFirst = false;
      if (mine.placeOf(place.id) >= 0) list.reveal(mine.placeOf(place.id));
      list.update();
    }
    if (found.next === null) break;
    after = found.next;
    setState(`${counted(mine.count, "interaction")} so far; searched ${Math.floor((100 * after) / Math.max(found.last, 1))} %`);
    if (!isFirst && place.id === null) void showPlace();
  }
  searching = null;
  describe();
};

const hasCassette = () => sessions.find((session) => session.name === place.session)?.cassette !== "(none)";

const describe = () => {
  const isFiltered = place.label !== null || place.status || place.path || place.q;
  const name = isFiltered ? "found" : "on the tape";
  setState(ids.count ? `${counted(ids.count, "interaction")} ${name}${ids.count > limit ? `; the first ${number(limit)} are listed` : ""}`
    : isFiltered ? "No interaction is like that." : hasCassette() ? "Nothing is recorded yet." : "This server has no cassette.");
};

const loadMisses = async () => {
  const missed = sessions.filter((session) => session.totals.missed > 0).slice(0, 50);
  misses = (await Promise.all(missed.map((session) => api.misses(session.name)))).flat();
  if (place.view !== "misses") return;
  list.set(misses.length, placeOf(place.id));
  const count = sessions.reduce((sum, session) => sum + session.totals.missed, 0);
  setState(misses.length ? `${counted(misses.length, "miss").replace("misss", "misses")}${count > misses.length ? ` of ${number(count)}` : ""}` : "Every request had a recording.");
};

const loadUnused = async () => {
  if (sessions.find((session) => session.name === place.session)?.records_everything) {
    unused = { count: 0, unused: [] };
    list.set(0, -1);
    return setState("This session records everything, so nothing is played.");
  }
  unused = await api.unused(place.session);
  if (place.view !== "unused") return;
  list.set(unused.unused.length, placeOf(place.id));
  const some = unused.count > unused.unused.length ? `; the first ${number(unused.unused.length)} are listed` : "";
  setState(!hasCassette() ? "This server has no cassette." : unused.count ? `${counted(unused.count, "recording")} not played${some}` : "Every recording was played.");
};

const showEvents = () => {
  list.set(events.length, placeOf(place.id));
  const some = skipped ? `; ${number(skipped)} more came too fast to be listed` : "";
  setState(events.length ? `${counted(events.length, "request")} since the page is open${some}` : connected ? "Waiting for requests; those before the page was opened are not listed." : "Not connected.");
};

// MARK: What is shown

const showPlace = async () => {
  if (place.id === null && countOf() && !matchMedia("(max-width: 52rem)").matches && place.view !== "live") {
    history.replaceState(null, "", address({ ...place, id: keyAt(0) }));
    place = { ...place, id: keyAt(0) };
    select();
  }
  const key = `${place.view} ${place.session} ${place.id}`;
  if (key === shown.key && place.id !== null) return;
  showing?.abort();
  const abort = new AbortController();
  showing = abort;
  const link = button("Copy link", () => copy(location.href, link), "copy-link");
  const show = (id) => go({ view: "tape", id, label: null, status: "", path: "", q: "" }, true);
  const interaction = (session, id) => interactionView(session, id, { signal: abort.signal, link });
  shown = { key, toggle: null };
  let made;
  try {
    if (place.id === null) return clear();
    if (place.view === "misses") {
      const miss = misses[place.id - 1];
      made = miss ? missView(miss, { show }) : null;
    } else if (place.view === "live") {
      const event = events.find((one) => one.number === place.id);
      made = event ? await eventDetail(event, interaction) : null;
    } else {
      made = await interaction(place.session, place.id);
    }
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

const backButton = () => button("‹ List", () => { if (place.open) go({ open: false }); }, "back");

const clear = () => {
  const own = sessions.find((session) => session.name === place.session);
  const isWaiting = place.view === "live" && !events.length && own;
  byId("detail").replaceChildren(backButton(), ...(isWaiting
    ? [element("p", "soft", "Clients that are to be seen here have this base URL:"), command(`OPENAI_BASE_URL=${location.origin}${own.url_path}`)]
    : [element("p", "none", countOf() ? "Choose one in the list." : "")]));
  document.title = "Tapedeck";
};

/** An event: its interaction where there is one, or its miss. */
const eventDetail = async (event, interaction) => {
  const session = sessions.find((one) => one.name === event.session);
  if (event.id && session) return interaction(event.session, event.id);
  if (event.outcome === "recorded" && session) {
    const found = (await recent(event.session)).find((row) => row.recorded_at === event.recorded_at);
    if (found) return interaction(event.session, found.id);
  }
  if (event.outcome === "missed" && session) {
    const miss = (await api.misses(event.session)).findLast((one) => one.request === event.request);
    if (miss) return missView(miss, { show: (id) => go({ view: "tape", session: event.session, id, label: null, status: "", path: "", q: "" }, true) });
  }
  return eventView(event);
};

// MARK: Head and controls

const fillControls = () => {
  for (const [id, value] of [["query", place.q], ["status", place.status], ["path", place.path]]) {
    if (byId(id).value !== value && document.activeElement !== byId(id)) byId(id).value = value;
  }
  byId("label").value = place.label === null ? "*" : `=${place.label}`;
};

const fillLabels = async () => {
  const labels = await api.labels(place.session).catch(() => []);
  const options = labels.map(({ label, count }) => new Option(`${label === "" ? "default" : line(label)} (${number(count)})`, `=${label}`));
  byId("label").replaceChildren(new Option("All", "*"), ...options);
  fillControls();
};

const fileName = (path) => path.split("/").at(-1) || path;

const head = () => {
  const own = sessions.find((session) => session.name === place.session) ?? sessions[0];
  byId("cassette").textContent = own ? line(own.cassette === "(none)" ? "No cassette" : fileName(own.cassette)) : "No session yet";
  byId("cassette").title = own?.cassette ?? "";
  const totals = sessions.map((session) => session.totals);
  const sum = (name) => totals.reduce((count, one) => count + one[name], 0);
  const counts = ["played", "recorded", "simulated", "missed", "failed"].filter((name) => name === "played" || sum(name)).map((name) => `${number(sum(name))} ${name}`);
  byId("lead").replaceChildren(...(browsing ? [element("span", "", "A file, read only")]
    : [element("span", `dot ${connected ? "on" : "off"}`, connected ? "live" : "not connected"), element("span", "", `mode ${own?.mode ?? "none"}`),
      element("span", "", counted(sum("requests"), "request")), ...counts.map((text) => element("span", "", text))]));
  for (const [view, count] of [["misses", sum("missed")]]) {
    const made = byId("views").querySelector(`[data-view=${view}] .count`);
    if (made) made.textContent = count ? number(count) : "";
  }
  // Sessions of one cassette are one choice.
  const cassettes = new Map();
  for (const session of sessions) if (!cassettes.has(session.cassette) || session.name === place.session) cassettes.set(session.cassette, session.name);
  byId("cassettes-label").hidden = cassettes.size < 2;
  const known = [...byId("cassettes").options].map((option) => option.value).join("\n");
  if (known !== [...cassettes.values()].join("\n")) {
    byId("cassettes").replaceChildren(...[...cassettes].map(([cassette, session]) => new Option(line(fileName(cassette)), session)));
  }
  byId("cassettes").value = place.session;
};

const loadSessions = async () => {
  sessions = await api.sessions();
  // On a server for a test suite, the tape of the default session is none.
  if (!sessions.some((session) => session.name === place.session)) place = { ...place, session: sessions[0]?.name ?? "default" };
  head();
};

const makeViews = () => {
  const made = Object.entries(views).map(([view, name]) => {
    const one = button([name, element("span", "count")], () => go({ view, id: null, open: false }, true), "tab");
    one.dataset.view = view;
    return one;
  });
  byId("views").replaceChildren(...(browsing ? [] : made));
  byId("views").hidden = browsing;
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
byId("cassettes").addEventListener("change", (event) => {
  rows.clear();
  go({ session: event.target.value, label: null, id: null }, true);
  void fillLabels();
  head();
});
byId("help-button").addEventListener("click", () => byId("help").showModal());
window.addEventListener("popstate", () => void arrive(readPlace()));
window.addEventListener("hashchange", () => { if (address(readPlace()) !== address(place)) void arrive(readPlace()); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const isTyping = event.target.closest("input:not([type=range]), select, textarea");
  if (event.key === "Escape") {
    // A search would be cleared.
    event.preventDefault();
    if (place.open) go({ open: false });
    byId("list").focus();
    return;
  }
  if (isTyping) {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      if (event.target.tagName !== "SELECT") byId("list").focus();
    }
    return;
  }
  const number = Number(event.key);
  if (event.key === "j" || event.key === "k") list.go(list.current < 0 ? 0 : list.current + (event.key === "j" ? 1 : -1));
  else if (event.key === "/") {
    if (place.view !== "tape") go({ view: "tape", id: null }, true);
    byId("controls").hidden = false;
    byId("query").focus();
  } else if (event.key === "?") byId("help").showModal();
  else if (event.key === "p" && shown.toggle) shown.toggle();
  else if (event.key === "c") {
    const found = byId("detail").querySelector(".command .copy");
    if (!found) return;
    void copy(found.dataset.command, found);
  } else if (number >= 1 && number <= 4 && !browsing) go({ view: Object.keys(views)[number - 1], id: null, open: false }, true);
  else return;
  event.preventDefault();
});

// MARK: Requests as they come

let fresh = [];
let isDue = false;
const take = (type, document) => {
  if (type === "skipped") skipped += document.count;
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
  events.push(...added);
  if (events.length > eventLimit) {
    skipped += events.length - eventLimit;
    events = events.slice(-eventLimit);
  }
  if (place.view === "live") {
    const wasAtTop = list.isAtTop;
    showEvents();
    if (wasAtTop) list.scrollToTop();
    if (place.id === null && byId("detail").querySelector(".command")) clear();
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
const refresh = async () => {
  await loadSessions().catch(() => {});
  await loadEvents();
  if (place.view === "misses" && hasMissed) {
    hasMissed = false;
    await loadMisses();
    await showPlace();
  }
  if (place.view === "tape" && !searching) await extend();
};

/** Adds to the list what was recorded since. */
const extend = async () => {
  const mine = ids;
  const { session, label, status: code, path, q } = place;
  const found = await api.search(session, { label, status: code, path, q, after: lastKnown || "" }).catch(() => null);
  if (!found || ids !== mine || !found.count) return;
  mine.append(found.ranges);
  lastKnown = found.next ?? found.last;
  list.set(mine.count);
  describe();
};

// MARK: The beginning

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

const start = async () => {
  api.askTokenWith(askToken);
  const server = await api.server();
  browsing = server.browsing;
  makeViews();
  place = readPlace();
  await loadSessions();
  const arriving = arrive(place, true);
  if (!browsing) {
    void api.follow(take, (isConnected) => {
      connected = isConnected;
      head();
      if (place.view === "live") showEvents();
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
