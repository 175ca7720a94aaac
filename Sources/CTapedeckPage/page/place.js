// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The address of the page: what is shown follows from it alone, and what people do changes it. */

import { state } from "./state.js";

let arriving = async () => {};
/** Sets what is called with the next place when the address changes. */
export const arriveWith = (arrive) => { arriving = arrive; };

export const readPlace = () => {
  const fields = new URLSearchParams(location.hash.slice(1));
  const view = fields.get("view");
  return {
    view: state.views.includes(view) ? view : state.views[0], session: fields.get("session") ?? "default",
    label: fields.get("label"), status: fields.get("status") ?? "", path: fields.get("path") ?? "", q: fields.get("q") ?? "",
    id: fields.has("id") ? Number(fields.get("id")) : null, open: fields.has("open"),
  };
};

export const address = (next) => {
  const fields = new URLSearchParams();
  if (state.views.length > 1) fields.set("view", next.view);
  if (next.session !== "default") fields.set("session", next.session);
  if (next.label !== null && (next.view === "tape" || next.view === "live")) fields.set("label", next.label);
  if (next.view === "tape") {
    for (const name of ["status", "path", "q"]) if (next[name]) fields.set(name, next[name]);
  }
  if (next.id !== null) fields.set("id", String(next.id));
  if (next.open) fields.set("open", "");
  return `#${fields}`.replace(/=(?=&|$)/, "");
};

/** Goes to a place; a new entry of the history only where Back should lead here. */
export const go = (changes, isNew = false) => {
  const next = { ...state.place, ...changes };
  if (address(next) === address(state.place)) return;
  history[isNew ? "pushState" : "replaceState"](null, "", address(next));
  void arriving(next);
};

/** Goes to an interaction on the tape, whatever the list was filtered by. */
export const goToInteraction = (id, session = state.place.session) => go({ view: "tape", session, id, label: null, status: "", path: "", q: "" }, true);

/** What decides the list of a place: two places with the same have the same list. */
export const filters = (one) => JSON.stringify([one.view, one.session, one.label, one.status, one.path, one.q]);
