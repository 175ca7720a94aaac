// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/**
 * Makes elements. Texts come from models and clients, so nothing is ever read as HTML: they are put in as text nodes.
 */

export const byId = (id) => document.getElementById(id);

/** An element with a class, and its content: nodes and texts; `null` is left out. */
export const element = (name, className = "", ...content) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return made;
};

export const button = (text, action, className = "") => {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
};

/** Characters that are not seen, or that change the direction of what follows. */
const unseen = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** A text for one line, such as a label: what is not seen is written out. */
export const line = (text) => String(text).replace(/[\r\n\t]+/g, " ").replace(unseen, (character) => `‹${code(character)}›`);

/** A text with what is not seen marked. */
export const visible = (text) => {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(unseen)) {
    if (match[0] === "\r" && text[match.index + 1] === "\n") continue;
    const mark = element("span", "control", code(match[0]));
    mark.title = "A character that is not seen";
    parts.push(text.slice(end, match.index), mark);
    end = match.index + 1;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
};

/** A text of any length, its beginning first and more of it on request. */
export const longText = (text, className = "prose", first = 20_000) => {
  const box = element("div", "long");
  const shown = element("p", className);
  shown.dir = "auto";
  shown.lang = "";
  let end = 0;
  const grow = (count) => {
    let next = Math.min(end + count, text.length);
    // Not between the halves of a character.
    if (next < text.length && text.charCodeAt(next) >> 10 === 0x37) next += 1;
    shown.append(...visible(text.slice(end, next)));
    end = next;
    if (end < text.length) {
      more.textContent = `Show more: ${number(text.length - end)} characters left`;
    } else {
      more.remove();
    }
  };
  const more = button("", () => grow(100_000), "more");
  box.append(shown, more);
  grow(first);
  return box;
};

export const number = (value) => value.toLocaleString("en");
export const counted = (count, name) => `${number(count)} ${name}${count === 1 ? "" : "s"}`;

export const bytes = (count) => {
  if (count < 1024) return `${count} B`;
  return count < 1 << 20 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / (1 << 20)).toFixed(1)} MiB`;
};

/** US dollars as people read them, with two digits that count. */
export const dollars = (cost) => (cost < 0.0001 ? "< $0.0001" : `$${cost < 1 ? Number(cost.toPrecision(2)) : cost.toFixed(2)}`);

/** Microseconds as people read them. */
export const duration = (microseconds) => {
  const milliseconds = microseconds / 1000;
  if (milliseconds < 1) return `${microseconds} µs`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(2)} s` : `${(milliseconds / 60_000).toFixed(1)} min`;
};

/** The time of a microsecond since 1970, in this browser's time zone. */
export const moment = (microseconds) => new Date(microseconds / 1000);
export const clockTime = (microseconds) => moment(microseconds).toLocaleTimeString("en-GB");
export const fullTime = (microseconds) => {
  const time = element("time", "", moment(microseconds).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" }));
  time.dateTime = moment(microseconds).toISOString();
  return time;
};

/** Says something to those who do not see the page. */
export const say = (text) => { byId("said").textContent = text; };

/** Copies a text, and says so on the button. */
export const copy = async (text, from) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the permission, or over plain HTTP from another machine.
    const area = element("textarea", "unseen", text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    from?.focus();
  }
  say("Copied.");
  if (!from) return;
  const label = from.dataset.label ??= from.textContent;
  from.textContent = "Copied";
  setTimeout(() => { from.textContent = label; }, 1500);
};

/** A command with a button that copies it. */
export const command = (text) => {
  const code = element("code", "", visible(text));
  code.tabIndex = 0;
  const copying = button("Copy", () => copy(text, copying), "copy");
  copying.setAttribute("aria-label", `Copy: ${line(text)}`);
  copying.dataset.command = text;
  return element("div", "command", code, copying);
};

export const statusClass = (status) => (status >= 400 ? "bad" : status >= 300 ? "odd" : "good");
