// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The life of a fine-tuning job or a batch: its states in the order in which the tape tells them, and what came of it. */

import * as api from "./api.js";
import { identifierElement } from "./document.js";
import { button, clockTime, counted, duration, element, fullTime, line, number, visible } from "./dom.js";
import { lossCurve } from "./losses.js";

/** Interactions that are read of one life; more would take long and tell little. */
const readLimit = 150;
const bodyLimit = 1 << 20;

const kinds = {
  "fine_tuning.job": { title: "Life of the job", path: "/fine_tuning/jobs", files: ["training_file", "validation_file", "result_files"] },
  batch: { title: "Life of the batch", path: "/batches", files: ["input_file_id", "output_file_id", "error_file_id"] },
};

/** The interactions that name an identifier, as lines of a list. */
const related = async (session, id, signal) => {
  const ranges = [];
  for (let after = 0; after !== null;) {
    const found = await api.search(session, { q: id, after: after || "" }, { signal });
    ranges.push(...found.ranges);
    after = found.next;
  }
  const ids = ranges.flatMap(([first, last]) => Array.from({ length: Math.min(last - first + 1, 10_000) }, (_, index) => first + index));
  // The first ones tell how it began, and the last ones how it ended.
  const chosen = ids.length <= 2 * readLimit ? ids : [...ids.slice(0, readLimit), ...ids.slice(-readLimit)];
  const outlines = [];
  for (let start = 0; start < chosen.length; start += 100) {
    outlines.push(...await api.outlines(session, chosen.slice(start, start + 100).map((one) => [one, one]), { signal }));
  }
  return outlines;
};

/** The documents of responses, a few at a time. */
const documents = async (session, outlines, signal) => {
  const read = [];
  const next = async () => {
    for (let at = read.length; at < outlines.length; at = read.length) {
      const outline = outlines[at];
      read.push({ outline, document: null });
      try {
        const body = await api.body(session, outline.id, "response", { length: bodyLimit, signal });
        read[at].document = JSON.parse(new TextDecoder().decode(body.bytes));
      } catch (error) {
        if (error.name === "AbortError") throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, next));
  return read.filter((one) => one.document && typeof one.document === "object");
};

const list = (document) => (Array.isArray(document.data) ? document.data : []);
const idsOf = (value) => (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one);

/** The states in order, each with the interaction that told it first. */
const states = (read, id) => {
  const found = [];
  for (const { outline, document } of read) {
    const job = document.id === id ? document : list(document).find((one) => one?.id === id);
    if (typeof job?.status === "string" && job.status !== found.at(-1)?.status) found.push({ status: job.status, outline, job });
    else if (job && found.length) found.at(-1).job = job;
  }
  return found;
};

const facts = (kind, job) => {
  const box = element("dl", "facts");
  const add = (name, ...content) => box.append(element("div", "", element("dt", "", name), element("dd", "", ...content)));
  if (typeof job.model === "string") add("Model", line(job.model));
  if (typeof job.fine_tuned_model === "string") add("Tuned model", line(job.fine_tuned_model));
  if (Number.isFinite(job.trained_tokens)) add("Trained tokens", number(job.trained_tokens));
  const counts = job.request_counts;
  if (Number.isFinite(counts?.total)) add("Requests", `${number(counts.completed ?? 0)} of ${number(counts.total)}${counts.failed ? `, ${number(counts.failed)} failed` : ""}`);
  const [start, end] = [job.created_at, job.finished_at ?? job.completed_at];
  if (start > 0 && end >= start) add("Took", duration((end - start) * 1e6));
  for (const name of kind.files) {
    const ids = idsOf(job[name]);
    if (ids.length) add(name.replace(/_id$|s$/, "").replaceAll("_", " ").replace(/^./, (one) => one.toUpperCase()), ...ids.flatMap((one) => [identifierElement(line(one), one), " "]));
  }
  return box.childElementCount ? box : null;
};

const messages = (events) => {
  if (!events.length) return null;
  const rows = events.map((event) => element("li", event.level === "error" ? "bad" : "", element("span", "when", clockTime(event.created_at * 1e6)), " ", ...visible(String(event.message ?? ""))));
  return element("details", "fold", element("summary", "", counted(events.length, "message")), element("ol", "messages", ...rows));
};

const unique = (all) => [...new Map(all.map((one) => [one.id, one])).values()].sort((a, b) => a.created_at - b.created_at);

const filled = (kind, id, read, show) => {
  const found = states(read, id);
  const job = found.at(-1)?.job;
  if (!job) return [element("p", "none", "The tape does not tell its states.")];
  const rows = found.map(({ status, outline }, at) => element("li", at === found.length - 1 ? "last" : "",
    element("span", `state-name ${/fail|cancel|expired/.test(status) ? "bad" : ""}`, status.replaceAll("_", " ")), " ",
    button(`#${outline.id}`, () => show(outline.id), "link"), " ", fullTime(outline.recorded_at),
    at ? element("span", "soft", `, after ${duration(outline.recorded_at - found[at - 1].outline.recorded_at)}`) : null));
  const parts = read.flatMap(({ document }) => list(document)).filter((one) => one && typeof one === "object");
  const events = unique(parts.filter((one) => one.object === "fine_tuning.job.event" && Number.isFinite(one.created_at)));
  const checkpoints = parts.filter((one) => one.object === "fine_tuning.job.checkpoint" && one.fine_tuning_job_id === id);
  const metrics = events.filter((one) => Number.isFinite(one.data?.step));
  const failure = job.error?.message ?? job.errors?.data?.[0]?.message;
  return [element("ol", "states", ...rows), failure && element("p", "notice", ...visible(String(failure))), facts(kind, job),
    lossCurve("", { data: metrics.length > 1 ? metrics : checkpoints }), messages(events)].filter(Boolean);
};

/**
 * The life of what a response tells of; null when it tells of none.
 * @param document The document of the response.
 * @param show Shows an interaction by its number.
 */
export const life = (session, document, { signal, show }) => {
  const kind = kinds[document?.object];
  const id = document?.id;
  if (!kind || typeof id !== "string") return null;
  const box = element("section", "life", element("h3", "", kind.title), element("p", "soft", "Reading the tape…"));
  const fill = (parts) => box.replaceChildren(box.firstChild, ...parts);
  const read = async () => {
    const outlines = (await related(session, id, signal)).filter((one) => one.path.includes(kind.path) && one.status < 300);
    fill(filled(kind, id, await documents(session, outlines, signal), show));
  };
  read().catch((error) => { if (error.name !== "AbortError") fill([element("p", "none", error.message)]); });
  return box;
};
