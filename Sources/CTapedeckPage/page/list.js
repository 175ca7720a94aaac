// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/**
 * A list of any length: only the rows that are seen are elements, each at its place. The list has the focus, and names
 * the current row (the listbox pattern of ARIA).
 */

import { element } from "./dom.js";

/** Browsers do not make elements higher than about 17 million pixels. */
export const limit = 250_000;

export class VirtualList {
  #box;
  #rows;
  #render;
  #choose;
  #height = 60;
  #count = 0;
  #current = -1;
  #scheduled = false;

  /**
   * @param box The element that scrolls.
   * @param render Makes the content of a row from its place: `{ content, label }`.
   * @param choose Called with the place of a row that becomes current, and what opens it: "click", "key" or "".
   */
  constructor(box, render, choose) {
    this.#box = box;
    this.#render = render;
    this.#choose = choose;
    this.#rows = element("div", "rows");
    this.#rows.setAttribute("role", "presentation");
    box.append(this.#rows);
    box.addEventListener("scroll", () => this.#schedule(), { passive: true });
    new ResizeObserver(() => this.#measure()).observe(box);
    box.addEventListener("keydown", (event) => this.#key(event));
    this.#rows.addEventListener("click", (event) => {
      const row = event.target.closest(".item");
      if (row) this.go(Number(row.dataset.place), "click");
    });
    this.#measure();
  }

  get count() { return this.#count; }
  get current() { return this.#current; }

  /** The first and last place that are seen, with some around them. */
  get window() {
    const first = Math.max(0, Math.floor(this.#box.scrollTop / this.#height) - 5);
    const last = Math.min(this.#count - 1, Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / this.#height) + 5);
    return [first, last];
  }

  /** Sets the number of rows, and the current one; -1 is none. */
  set(count, current = this.#current) {
    this.#count = Math.min(count, limit);
    this.#current = current < this.#count ? current : -1;
    this.#rows.style.height = `${this.#count * this.#height}px`;
    this.update();
  }

  /** Makes the rows that are seen anew. */
  update() {
    const [first, last] = this.window;
    const made = [];
    for (let place = first; place <= last; place++) made.push(this.#row(place));
    this.#rows.replaceChildren(...made);
    if (this.#current >= first && this.#current <= last) this.#box.setAttribute("aria-activedescendant", `row-${this.#current}`);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  /** Makes a row current. */
  go(place, opens = "") {
    if (!this.#count) return;
    const next = Math.max(0, Math.min(this.#count - 1, place));
    this.#current = next;
    this.reveal(next);
    this.update();
    this.#choose(next, opens);
  }

  /** Scrolls so that a row is seen. */
  reveal(place) {
    const top = place * this.#height;
    if (top < this.#box.scrollTop) this.#box.scrollTop = top;
    else if (top + this.#height > this.#box.scrollTop + this.#box.clientHeight) {
      this.#box.scrollTop = top + this.#height - this.#box.clientHeight;
    }
  }

  scrollToTop() { this.#box.scrollTop = 0; }
  get isAtTop() { return this.#box.scrollTop < this.#height; }

  #row(place) {
    const { content, label } = this.#render(place);
    const row = element("div", "item", ...content);
    row.id = `row-${place}`;
    row.dataset.place = String(place);
    row.style.transform = `translateY(${place * this.#height}px)`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-setsize", String(this.#count));
    row.setAttribute("aria-posinset", String(place + 1));
    row.setAttribute("aria-selected", String(place === this.#current));
    row.setAttribute("aria-label", label);
    return row;
  }

  #measure() {
    const height = parseFloat(getComputedStyle(this.#box).getPropertyValue("--row")) || 60;
    if (height !== this.#height) {
      this.#height = height;
      this.#rows.style.height = `${this.#count * height}px`;
    }
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.update();
    });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.#count, End: this.#count };
    if (event.key in steps) this.go(this.#current < 0 ? 0 : this.#current + steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.go(Math.max(this.#current, 0), "key");
    else return;
    event.preventDefault();
  }
}
