// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The interactions of a cassette: those that a search finds, and those that were recorded since. */

import * as api from "./api.js";
import { counted, number } from "./dom.js";
import { limit } from "./list.js";
import { list, setState } from "./lists.js";
import { Numbers } from "./numbers.js";
import { ownSession, state } from "./state.js";

/**
 * Finds the interactions of the place.
 * @param onMore Called when some are there and the search goes on.
 */
export const search = async (onMore) => {
  const abort = new AbortController();
  state.searching = abort;
  const { session, label, status: code, path, q } = state.place;
  const mine = new Numbers();
  state.ids = mine;
  list.set(0, -1);
  setState("Searching…");
  let after = 0, isFirst = true;
  for (;;) {
    const found = await api.search(session, { label, status: code, path, q, after: after || "" }, { signal: abort.signal });
    if (state.ids !== mine) return;
    mine.append(found.ranges);
    state.lastKnown = found.last;
    list.set(mine.count, list.current >= 0 ? list.current : mine.placeOf(state.place.id));
    if (isFirst && mine.count) {
      isFirst = false;
      if (mine.placeOf(state.place.id) >= 0) list.reveal(mine.placeOf(state.place.id));
      list.update();
    }
    if (found.next === null) break;
    after = found.next;
    setState(`${counted(mine.count, "interaction")} so far; searched ${Math.floor((100 * after) / Math.max(found.last, 1))} %`);
    if (!isFirst) onMore();
  }
  state.searching = null;
  describe();
};

export const hasCassette = () => ownSession()?.cassette !== "(none)";

/** Says how many there are. */
const describe = () => {
  const isFiltered = state.place.label !== null || state.place.status || state.place.path || state.place.q;
  const name = isFiltered ? "found" : "on the tape";
  setState(state.ids.count ? `${counted(state.ids.count, "interaction")} ${name}${state.ids.count > limit ? `; the first ${number(limit)} are listed` : ""}`
    : isFiltered ? "No interaction is like that." : hasCassette() ? "Nothing is recorded yet." : "This server has no cassette.");
};

/** Adds to the list what was recorded since. */
export const extend = async () => {
  const mine = state.ids;
  const { session, label, status: code, path, q } = state.place;
  const found = await api.search(session, { label, status: code, path, q, after: state.lastKnown || "" }).catch(() => null);
  if (!found || state.ids !== mine || !found.count) return;
  mine.append(found.ranges);
  state.lastKnown = found.next ?? found.last;
  list.set(mine.count);
  describe();
};

/** The last interactions of a session's cassette. */
export const recent = async (session) => {
  const { last } = await api.search(session, { after: Number.MAX_SAFE_INTEGER });
  return last ? api.outlines(session, [[Math.max(1, last - 199), last]]) : [];
};
