// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** What went wrong: requests without a recording, and recordings without a request. */

import * as api from "./api.js";
import { counted, number } from "./dom.js";
import { list, setState } from "./lists.js";
import { ownSession, state } from "./state.js";
import { hasCassette } from "./tape.js";
import { placeOf } from "./views.js";

export const loadMisses = async () => {
  state.misses = await api.allMisses(state.sessions);
  if (state.place.view !== "misses") return;
  list.set(state.misses.length, placeOf(state.place.id));
  const count = state.sessions.reduce((sum, session) => sum + session.totals.missed, 0);
  const refused = state.misses.filter((miss) => miss.reason === "refused").length;
  const listed = state.misses.length - refused;
  const parts = [listed && `${number(listed)} ${listed === 1 ? "miss" : "misses"}${count > listed ? ` of ${number(count)}` : ""}`,
    refused && counted(refused, "refused request")].filter(Boolean);
  setState(parts.join(", ") || "Every request had a recording.");
};

export const loadUnused = async () => {
  if (ownSession()?.records_everything) {
    state.unused = { count: 0, unused: [] };
    list.set(0, -1);
    return setState("This session records everything, so nothing is played.");
  }
  state.unused = await api.unused(state.place.session);
  if (state.place.view !== "unused") return;
  const { count, unused } = state.unused;
  list.set(unused.length, placeOf(state.place.id));
  const some = count > unused.length ? `; the first ${number(unused.length)} are listed` : "";
  setState(!hasCassette() ? "This server has no cassette." : count ? `${counted(count, "recording")} not played${some}` : "Every recording was played.");
};
