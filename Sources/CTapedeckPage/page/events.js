// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Event streams, as in https://html.spec.whatwg.org/multipage/server-sent-events.html */

/** The events of an event stream in a text, with the place where each one ends. */
export function* events(text) {
  let type = "", data = [], start = 0;
  const ends = /\r\n|\n|\r/g;
  for (let match; (match = ends.exec(text));) {
    const entry = text.slice(start, match.index);
    start = ends.lastIndex;
    if (entry === "") {
      if (data.length) yield { type, data: data.join("\n"), end: start };
      type = "";
      data = [];
      continue;
    }
    const colon = entry.indexOf(":");
    const name = colon < 0 ? entry : entry.slice(0, colon);
    const value = colon < 0 ? "" : entry.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") type = value;
  }
}
