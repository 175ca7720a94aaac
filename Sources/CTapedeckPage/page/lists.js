// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The list of the view that is shown. */

import * as api from "./api.js";
import { byId } from "./dom.js";
import { VirtualList } from "./list.js";
import { filters, go } from "./place.js";
import { isPhone, state } from "./state.js";
import { placeOf, view } from "./views.js";

const blockSize = 100;
const loading = new Set();

export const list = new VirtualList(byId("list"), (at) => {
  const row = view().row(at);
  if (row.isMissing) load(at);
  return row;
}, (at, opens) => {
  const changes = { id: view().keyAt(at) };
  if (opens === "click" && isPhone()) return go({ ...changes, open: true }, true);
  if (opens === "key") {
    go({ ...changes, open: true }, true);
    return byId("detail").focus();
  }
  go(changes);
});

/** Says what the list has. */
export const setState = (text) => { byId("state").textContent = text; };

/** Loads the rows around a place, a block at a time. */
const load = (at) => {
  const block = Math.floor(at / blockSize);
  const key = `${filters(state.place)} ${block}`;
  if (loading.has(key)) return;
  loading.add(key);
  const [session, ranges] = [state.place.session, state.ids.slice(block * blockSize, block * blockSize + blockSize - 1)];
  // Where somebody scrolls fast, what has passed by is not loaded.
  setTimeout(async () => {
    const [first, last] = list.window;
    if (state.place.session !== session || Math.floor(first / blockSize) > block || Math.floor(last / blockSize) < block) return loading.delete(key);
    try {
      const loaded = await api.outlines(session, ranges);
      if (state.rows.size > 20_000) state.rows.clear();
      for (const row of loaded) state.rows.set(row.id, row);
      list.update();
    } catch (error) {
      setState(error.message);
    } finally {
      loading.delete(key);
    }
  }, 40);
};

export const select = () => {
  const at = placeOf(state.place.id);
  if (at !== list.current) {
    list.set(view().count(), at);
    if (at >= 0) list.reveal(at);
    list.update();
  }
};
