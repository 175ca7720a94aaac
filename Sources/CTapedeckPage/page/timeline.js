// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** A stream as a timeline: when its chunks came, and the answer as it grew, at the recorded speed. */

import { button, counted, duration, element, number, visible } from "./dom.js";

const svg = (name, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
};

/** When each event was there: the time of the chunk that has its last byte. */
const times = (events, chunks) => {
  let chunk = 0;
  return events.map((event) => {
    while (chunk < chunks.length - 1 && chunks[chunk][0] + chunks[chunk][1] < event.end) chunk += 1;
    return chunks[chunk]?.[2] ?? 0;
  });
};

/**
 * @param response The response of an interaction, with chunks of `[offset, length, microseconds]`.
 * @param stream What `streamed` found in it; null for other bodies in chunks.
 * @returns The element, and `toggle`, which plays and pauses.
 */
export const timeline = (response, stream) => {
  const { chunks } = response;
  const end = Math.max(response.duration, chunks.at(-1)?.[2] ?? 0, 1);
  const first = chunks[0]?.[2] ?? 0;
  let gap = [0, 0];
  for (let i = 1; i < chunks.length; i++) gap = chunks[i][2] - chunks[i - 1][2] > gap[0] ? [chunks[i][2] - chunks[i - 1][2], i] : gap;

  const facts = element("dl", "facts");
  const fact = (name, value) => facts.append(element("div", "", element("dt", "", name), element("dd", "", value)));
  fact("First chunk", `after ${duration(first)}`);
  fact("Chunks", number(response.chunk_count));
  if (gap[1]) fact("Longest pause", duration(gap[0]));
  fact("End", `after ${duration(end)}`);

  const picture = svg("svg", { viewBox: "0 0 1000 40", preserveAspectRatio: "none", class: "ticks", role: "img",
    "aria-label": `${counted(response.chunk_count, "chunk")} from ${duration(first)} to ${duration(end)}` });
  // As many ticks as can be told apart.
  let path = "", before = -1;
  for (const chunk of chunks) {
    const x = Math.round((chunk[2] / end) * 2000) / 2;
    if (x !== before) path += `M${x} 4V36`;
    before = x;
  }
  const played = svg("rect", { x: 0, y: 0, width: 0, height: 40, class: "played" });
  picture.append(played, svg("path", { d: path }));

  const slider = element("input", "scrub");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(end);
  slider.step = "any";
  slider.value = String(end);
  slider.setAttribute("aria-label", "Time in the stream");
  const clock = element("output", "clock");
  const speed = element("select", "speed", ...[["0.25", "¼×"], ["1", "1×"], ["2", "2×"], ["4", "4×"]].map(([value, name]) => new Option(name, value)));
  speed.value = "1";
  speed.setAttribute("aria-label", "Speed");
  const play = button("Play", () => toggle(), "play");
  const screen = stream?.text ? element("p", "prose screen") : null;
  if (screen) {
    screen.dir = "auto";
    screen.lang = "";
  }
  const at = stream ? times(stream.events, chunks) : [];
  let frame = 0, shown = -1;

  const show = (time) => {
    slider.value = String(time);
    slider.setAttribute("aria-valuetext", `${duration(Math.round(time))} of ${duration(end)}`);
    clock.textContent = `${duration(Math.round(time))} / ${duration(end)}`;
    played.setAttribute("width", String((time / end) * 1000));
    if (!screen) return;
    let low = 0, high = at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[middle] <= time) low = middle + 1;
      else high = middle;
    }
    const length = low ? stream.events[low - 1].length : 0;
    if (length === shown) return;
    shown = length;
    screen.replaceChildren(...visible(stream.text.slice(0, Math.min(length, 50_000))));
    if (length > 50_000) screen.append(" …");
    if (length < stream.text.length) screen.append(element("span", "caret", "▏"));
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    play.textContent = "Play";
  };
  const toggle = () => {
    if (frame) return stop();
    let time = Number(slider.value) >= end ? 0 : Number(slider.value);
    let last = performance.now();
    play.textContent = "Pause";
    const next = (now) => {
      // The element left the page.
      if (!play.isConnected) return stop();
      time += Math.max(now - last, 0) * 1000 * Number(speed.value);
      last = now;
      show(Math.min(time, end));
      if (time >= end) return stop();
      frame = requestAnimationFrame(next);
    };
    frame = requestAnimationFrame(next);
  };
  slider.addEventListener("input", () => {
    if (frame) stop();
    show(Number(slider.value));
  });
  show(end);
  const box = element("section", "timeline", element("h3", "", "Timeline"), facts, picture, element("div", "player", play, slider, clock, speed), screen);
  return { box, toggle };
};
