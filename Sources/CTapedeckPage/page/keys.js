// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The keys of the page. */

import { byId, copy } from "./dom.js";
import { list } from "./lists.js";
import { go } from "./place.js";
import { toggleStream } from "./shown.js";
import { state } from "./state.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const isTyping = event.target.closest("input:not([type=range]), select, textarea");
  if (event.key === "Escape") {
    // A search would be cleared.
    event.preventDefault();
    if (state.place.open) go({ open: false });
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
    if (state.place.view !== "tape") go({ view: "tape", id: null }, true);
    byId("controls").hidden = false;
    byId("query").focus();
  } else if (event.key === "?") byId("help").showModal();
  else if (event.key === "p") toggleStream();
  else if (event.key === "c") {
    const found = byId("detail").querySelector(".command .copy");
    if (!found) return;
    void copy(found.dataset.command, found);
  } else if (state.views.length > 1 && state.views[number - 1]) go({ view: state.views[number - 1], id: null, open: false }, true);
  else return;
  event.preventDefault();
});
