// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The losses of a fine-tuning job, from its events, its checkpoints or its result file, as a curve. */

import { element, number } from "./dom.js";

const names = { train_loss: "Training loss", valid_loss: "Validation loss", full_valid_loss: "Full validation loss" };

const point = (step, values) => {
  const losses = Object.keys(names).filter((name) => Number.isFinite(values?.[name])).map((name) => [name, values[name]]);
  return Number.isFinite(step) && losses.length ? { step, losses } : null;
};

/** The losses by step in a document of events or checkpoints. */
const fromDocument = (document) => (Array.isArray(document?.data) ? document.data : []).map((one) =>
  (one?.object === "fine_tuning.job.checkpoint" ? point(one.step_number, one.metrics) : point(one?.data?.step, one?.data))).filter(Boolean);

/** The losses by step in a result file, a table in CSV that may be encoded in base64. */
const fromTable = (text) => {
  let table = text.slice(0, 4 << 20);
  if (/^c3RlcCx0cmFpbl9sb3Nz/.test(table)) {
    try { table = atob(table.trim()); } catch { return []; }
  }
  if (!table.startsWith("step,train_loss")) return [];
  const [head, ...lines] = table.split(/\r?\n/).map((line) => line.split(","));
  return lines.map((cells) => point(Number(cells[0]), Object.fromEntries(head.map((name, index) => [name, cells[index] === "" ? NaN : Number(cells[index])])))).filter(Boolean);
};

const svg = (name, attributes, ...content) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
  return made;
};

/** The curve of what a response says; null when it says nothing of losses. */
export const lossCurve = (body, document) => {
  const points = (document ? fromDocument(document) : fromTable(body)).sort((a, b) => a.step - b.step);
  if (points.length < 2) return null;
  const [width, height, left, bottom] = [640, 180, 44, 24];
  const first = points[0].step, last = points.at(-1).step;
  const highest = points.reduce((most, one) => Math.max(most, ...one.losses.map(([, loss]) => loss)), 0) || 1;
  const x = (step) => left + ((step - first) / Math.max(last - first, 1)) * (width - left - 8);
  const y = (loss) => 8 + (1 - loss / highest) * (height - bottom - 8);
  const series = Object.keys(names).map((name) => [name, points.flatMap((one) => one.losses.filter(([own]) => own === name).map(([, loss]) => [one.step, loss]))])
    .filter(([, values]) => values.length);
  const told = series.map(([name, values]) => `${names[name]} from ${values[0][1].toFixed(3)} at step ${values[0][0]} to ${values.at(-1)[1].toFixed(3)} at step ${values.at(-1)[0]}`);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "losses", role: "img", "aria-label": told.join("; ") });
  for (const share of [0, 0.5, 1]) {
    const at = y(highest * share);
    picture.append(svg("line", { x1: left, x2: width - 8, y1: at, y2: at }), svg("text", { x: left - 6, y: at + 4, "text-anchor": "end" }, (highest * share).toFixed(2)));
  }
  picture.append(svg("text", { x: left, y: height - 4 }, `step ${number(first)}`), svg("text", { x: width - 8, y: height - 4, "text-anchor": "end" }, number(last)));
  // As many corners as can be told apart.
  for (const [name, values] of series) {
    const stride = Math.max(1, Math.ceil(values.length / 1200));
    const shown = values.filter((_, index) => index % stride === 0 || index === values.length - 1);
    picture.append(svg("path", { class: name, d: `M${shown.map(([step, loss]) => `${x(step).toFixed(1)} ${y(loss).toFixed(1)}`).join("L")}` }));
  }
  const legend = element("p", "legend", ...series.map(([name, values]) => element("span", name, `${names[name]} ${values[0][1].toFixed(3)} → ${values.at(-1)[1].toFixed(3)}`)));
  return element("section", "", element("h3", "", "Loss"), picture, legend);
};
