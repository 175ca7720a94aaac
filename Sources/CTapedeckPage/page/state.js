// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** What the page knows, and where it is. */

import { Numbers } from "./numbers.js";

export const state = {
  /** The views that there are, by the keys of `titles`. */
  views: ["tape"],
  /** Whether requests come in while the page is open. */
  isLive: false,
  /** What the head says of a file, and notes for all who look. */
  facts: [],
  notes: [],
  /** How many recordings the run of a file did not play. */
  unusedCount: 0,
  sessions: [],
  /** The address, read. */
  place: { view: "tape", session: "default", label: null, status: "", path: "", q: "", id: null, open: false },
  /** The numbers of the interactions in the list, and what is known of some of them. */
  ids: new Numbers(),
  rows: new Map(),
  /** The number of the last interaction that was searched. */
  lastKnown: 0,
  /** Ends the search that is under way. */
  searching: null,
  events: [],
  /** What the tapes say of events, by their numbers; null where they say nothing. */
  told: new Map(),
  /** The number of requests that came too fast to be listed. */
  skipped: 0,
  connected: false,
  misses: [],
  unused: { count: 0, unused: [] },
};

export const titles = { live: "Live", tape: "Tape", misses: "Misses", unused: "Unused" };
export const isPhone = () => matchMedia("(max-width: 52rem)").matches;
/** The session of the place; null when it has ended. */
export const ownSession = () => state.sessions.find((session) => session.name === state.place.session) ?? null;
