// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** JSON as people read it: indented, folded where it is deep or long, with every number and text as it was written. */

import { button, counted, element, number, visible } from "./dom.js";

const depthLimit = 500;
/** Members of an object that are shown at once. */
const step = 100;

/** Reads a document into nodes that keep the spelling; null when it is none. */
export const parse = (text) => {
  let at = 0;
  const space = /[ \t\r\n]*/y;
  const scalar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
  const skip = () => { space.lastIndex = at; space.test(text); at = space.lastIndex; };
  const expect = (character) => {
    skip();
    if (text[at] !== character) throw new SyntaxError();
    at += 1;
  };
  const word = () => {
    scalar.lastIndex = at;
    const match = scalar.exec(text);
    if (!match) throw new SyntaxError();
    at = scalar.lastIndex;
    return match[0];
  };
  const value = (depth) => {
    if (depth > depthLimit) throw new SyntaxError();
    skip();
    const open = text[at];
    if (open !== "{" && open !== "[") return { raw: word() };
    const close = open === "{" ? "}" : "]";
    const members = [];
    at += 1;
    skip();
    if (text[at] === close) {
      at += 1;
      return { open, close, members };
    }
    for (;;) {
      let name = null;
      if (open === "{") {
        skip();
        if (text[at] !== '"') throw new SyntaxError();
        name = word();
        expect(":");
      }
      members.push({ name, node: value(depth + 1) });
      skip();
      if (text[at] === close) {
        at += 1;
        return { open, close, members };
      }
      expect(",");
    }
  };
  try {
    const node = value(0);
    skip();
    return at === text.length ? node : null;
  } catch {
    return null;
  }
};

const kind = (raw) => (raw[0] === '"' ? "string" : raw[0] === "-" || (raw[0] >= "0" && raw[0] <= "9") ? "number" : "word");

/** Identifiers that other interactions name as well: files, jobs, batches, responses. */
const identifier = /^"((?:file|ftjob|ftckpt|batch|resp|conv|vs|upload)[-_][A-Za-z0-9_.:-]{3,100})"$/;

/** A link to all interactions with an identifier. */
export const identifierElement = (raw, id) => {
  const fields = new URLSearchParams(location.hash.slice(1));
  const next = new URLSearchParams({ view: "tape", q: id });
  if (fields.has("session")) next.set("session", fields.get("session"));
  const link = element("a", "string", raw);
  link.href = `#${next}`;
  link.title = "Find it on the tape";
  return link;
};

const scalarElement = (raw) => {
  if (kind(raw) !== "string") return element("span", kind(raw), raw);
  const id = identifier.exec(raw)?.[1];
  if (id) return identifierElement(raw, id);
  // Escapes of what is not seen stay as they are; those of line ends and quotes are undone by the chat view.
  const made = element("span", "string");
  const shown = raw.length > 2000 ? raw.slice(0, 2000) : raw;
  made.append(...visible(shown));
  if (shown.length < raw.length) {
    const more = button(`… ${number(raw.length - shown.length)} characters more`, () => {
      const next = raw.slice(0, 200_000);
      made.replaceChildren(...visible(next));
      if (next.length < raw.length) made.append(` … ${number(raw.length - next.length)} more`);
    }, "more");
    made.append(more);
  }
  return made;
};

const size = (node) => {
  let count = 0;
  const stack = [node];
  while (stack.length && count < 60) {
    const next = stack.pop();
    count += next.raw ? next.raw.length / 40 : 2;
    if (next.members) stack.push(...next.members.slice(0, 60).map((member) => member.node));
  }
  return count;
};

/** A node as an element. */
const show = (node, name, isLast, depth) => {
  const head = name === null ? [] : [element("span", "name", ...visible(name)), ": "];
  const comma = isLast ? "" : ",";
  if (node.raw !== undefined) return element("div", "entry", ...head, scalarElement(node.raw), comma);
  if (!node.members.length) return element("div", "entry", ...head, node.open + node.close, comma);
  const box = element("details", "entry node");
  const count = node.open === "{" ? counted(node.members.length, "member") : counted(node.members.length, "element");
  box.append(element("summary", "", ...head, node.open, element("span", "folded", ` ${count} ${node.close}${comma}`)));
  let end = 0;
  const inside = element("div", "inside");
  const grow = () => {
    const next = node.members.slice(end, end + step);
    for (const [index, member] of next.entries()) {
      inside.insertBefore(show(member.node, member.name, end + index === node.members.length - 1, depth + 1), more);
    }
    end += next.length;
    if (end < node.members.length) more.textContent = `Show more: ${number(node.members.length - end)} left`;
    else more.remove();
  };
  const more = button("", grow, "more");
  const fill = () => {
    if (end) return;
    inside.append(more);
    grow();
    box.append(inside, element("div", "entry", node.close + comma));
  };
  box.addEventListener("toggle", () => { if (box.open) fill(); });
  if (depth < 1 || (depth < 8 && size(node) < 60)) {
    fill();
    box.open = true;
  }
  return box;
};

/** A document as an element; null when the text is no JSON. */
export const documentElement = (text) => {
  const node = parse(text);
  return node && element("div", "json", show(node, null, true, 0));
};
