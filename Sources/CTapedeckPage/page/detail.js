// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** What the page shows of one interaction, one miss, one event. */

import * as api from "./api.js";
import { answered, asked, form, streamed } from "./conversation.js";
import { documentElement } from "./document.js";
import { button, bytes, command, counted, dollars, duration, element, fullTime, line, longText, number, say, statusClass, visible } from "./dom.js";
import { life } from "./life.js";
import { lossCurve } from "./losses.js";
import { timeline } from "./timeline.js";

/** The largest body that is read at once; of larger ones the beginning is. */
const bodyLimit = 4 << 20;

/** Addresses of pictures and sounds of the view that is shown. */
let addresses = [];
export const forget = () => {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
};

const media = (kind, type, data) => {
  const address = URL.createObjectURL(new Blob([data], { type }));
  addresses.push(address);
  const made = element(kind === "image" ? "img" : "audio", kind);
  made.src = address;
  if (kind === "image") made.alt = `Picture, ${type}, ${bytes(data.length)}`;
  else {
    made.controls = true;
    made.preload = "metadata";
    made.setAttribute("aria-label", `Sound, ${type}, ${bytes(data.length)}`);
  }
  return made;
};

const base64 = (text) => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
};

const decoded = (data) => new TextDecoder("utf-8", { fatal: true }).decode(data);

/** A text, as a document where it is one. */
const prose = (text) => {
  const start = text.trimStart()[0];
  return ((start === "{" || start === "[") && text.length < 1 << 20 && documentElement(text)) || longText(text);
};

const fold = (title, content, className = "") => element("details", `fold ${className}`, element("summary", "", ...[title].flat()), content);

const part = (one) => {
  switch (one.kind) {
    case "text": return prose(one.text);
    case "note": return fold(one.title, longText(one.text), "note");
    case "call": return fold(["Calls ", element("code", "", ...visible(one.name)), element("small", "", ` ${line(one.id)}`)], prose(one.text), "call");
    case "result": return fold(["Result ", element("small", "", line(one.id))], prose(one.text), "call");
    case "data": return fold(line(one.title), documentElement(JSON.stringify(one.value)) ?? "", "call");
    case "link": return element("p", "remote", `${one.title}: `, ...visible(one.text.slice(0, 500)), element("small", "", " not loaded"));
    default: {
      const data = base64(one.base64);
      return data ? media(one.kind, one.type, data) : element("p", "remote", `${one.kind} that cannot be decoded`);
    }
  }
};

const roles = { system: "System", developer: "Developer", user: "User", assistant: "Assistant", tool: "Tool", function: "Function", error: "Error" };

const bubble = (one) => {
  const known = one.role in roles;
  const heading = element("h4", "", known ? roles[one.role] : line(one.role), one.name && element("small", "", ` ${line(one.name)}`));
  if (one.ending && one.ending !== "stop") heading.append(element("small", "", ` ends with ${line(one.ending)}`));
  const content = one.parts.length ? one.parts.map(part) : [element("p", "none", "An empty message.")];
  return element("section", `message ${known ? one.role : "other"}`, heading, ...content);
};

/** Messages; of a long conversation the middle is folded away. */
const conversation = (messages) => {
  const box = element("section", "conversation", element("h3", "", "Conversation"));
  const edge = 30;
  if (messages.length <= 2 * edge + 10) {
    box.append(...messages.map(bubble));
    return box;
  }
  const hidden = messages.slice(edge, -edge);
  const more = button(`Show ${number(hidden.length)} messages in between`, () => more.replaceWith(...hidden.map(bubble)), "more");
  box.append(...messages.slice(0, edge).map(bubble), more, ...messages.slice(-edge).map(bubble));
  return box;
};

const headerFields = (headers) => {
  if (!headers.length) return element("p", "none", "No header fields.");
  const rows = headers.map(([name, value]) => {
    const cell = element("th", "", line(name));
    cell.scope = "row";
    return element("tr", "", cell, element("td", "", ...visible(value)));
  });
  const table = element("table", "headers", element("caption", "unseen", "Header fields"), element("tbody", "", ...rows));
  return element("details", "fields", element("summary", "", counted(headers.length, "header field")), element("div", "scroll", table));
};

const field = (headers, name) => headers.find(([own]) => own.toLowerCase() === name)?.[1] ?? "";
const mediaType = (headers) => field(headers, "content-type").split(";")[0].trim().toLowerCase();
const pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** The rest of a body that was not read at once, a part at a time, as text. */
const rest = (session, id, side, body) => {
  let from = body.bytes.length;
  const more = button(`Show more: ${bytes(body.total - from)} left`, async () => {
    const next = await api.body(session, id, side, { from, length: 1 << 20 });
    from += next.bytes.length;
    more.before(longText(new TextDecoder().decode(next.bytes), "raw", 100_000));
    if (!next.bytes.length) more.replaceWith(element("p", "none", "The rest is not in this file."));
    else if (from < next.total) more.textContent = `Show more: ${bytes(next.total - from)} left`;
    else more.remove();
  }, "more");
  return more;
};

/** A body as people read it. */
const bodyElement = (session, id, side, headers, body) => {
  if (body.error) return element("p", "none", body.error);
  if (!body.bytes.length) return element("p", "none", "No body.");
  const type = mediaType(headers);
  if (body.total > body.bytes.length) {
    return element("div", "", longText(new TextDecoder().decode(body.bytes.subarray(0, 100_000)), "raw", 20_000),
      rest(session, id, side, { bytes: body.bytes.subarray(0, 100_000), total: body.total }));
  }
  if (pictures.includes(type)) return media("image", type, body.bytes);
  if (type.startsWith("audio/")) return media("audio", type, body.bytes);
  if (type === "multipart/form-data") {
    const shown = form(body.bytes, field(headers, "content-type")).map((one) => element("div", "part",
      element("h4", "", line(one.name), one.file && element("small", "", ` ${line(one.file)}, ${bytes(one.bytes.length)}`)), formPart(one)));
    if (shown.length) return element("div", "", ...shown);
  }
  let text;
  try {
    text = decoded(body.bytes);
  } catch {
    return element("p", "none", `${bytes(body.total)} that are no text.`);
  }
  return documentElement(text) ?? longText(text, "raw");
};

const formPart = (one) => {
  if (pictures.includes(one.type)) return media("image", one.type, one.bytes);
  if (one.type.startsWith("audio/") || /\.(wav|mp3|m4a|ogg|flac|webm)$/i.test(one.file)) {
    return media("audio", one.type.startsWith("audio/") ? one.type : "audio/mpeg", one.bytes);
  }
  try {
    return prose(decoded(one.bytes));
  } catch {
    return element("p", "none", `${bytes(one.bytes.length)} that are no text.`);
  }
};

const eventList = (events) => {
  const list = element("ol", "events");
  let end = 0;
  const grow = () => {
    for (const event of events.slice(end, end + 100)) {
      list.append(element("li", "", event.type && element("code", "", line(event.type)), documentElement(event.data) ?? longText(event.data, "raw")));
    }
    end += 100;
    if (end < events.length) more.textContent = `Show more: ${counted(events.length - end, "event")} left`;
    else more.remove();
  };
  const more = button("", grow, "more");
  const box = element("details", "fold", element("summary", "", counted(events.length, "event")), list, more);
  box.addEventListener("toggle", () => { if (box.open && !end) grow(); });
  return box;
};

const tag = (text, className = "") => element("span", `tag ${className}`, text);

const read = async (session, id, side, length, signal) => {
  if (!length) return { bytes: new Uint8Array(), total: 0 };
  try {
    return await api.body(session, id, side, { length: bodyLimit, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { bytes: new Uint8Array(), total: 0, error: error.message };
  }
};

const parsed = (body, headers) => {
  if (body.total > body.bytes.length || !body.bytes.length || mediaType(headers) === "multipart/form-data") return null;
  try {
    return JSON.parse(decoded(body.bytes));
  } catch {
    return null;
  }
};

/** The tokens that a response states: of a document, or of the last event that does. */
const usage = (document, stream) => {
  const documents = stream ? stream.events.filter((event) => event.data.includes('"usage"')).slice(-3).reverse().map((event) => {
    try {
      return JSON.parse(event.data);
    } catch {
      return null;
    }
  }) : [document];
  for (const one of documents) {
    const stated = one?.usage ?? one?.response?.usage;
    const [prompt, answer] = [stated?.prompt_tokens ?? stated?.input_tokens, stated?.completion_tokens ?? stated?.output_tokens];
    const total = stated?.total_tokens ?? (prompt ?? 0) + (answer ?? 0);
    if (Number.isFinite(total) && total > 0) return answer > 0 && prompt > 0 ? `${number(prompt)} + ${number(answer)} tokens` : counted(total, "token");
  }
  return null;
};

const price = (cost) => {
  const made = tag(dollars(cost.usd));
  made.title = `What these tokens cost by OpenAI's list prices of ${cost.price_date}`;
  return made;
};

/** One interaction of a cassette. */
export const interactionView = async (session, id, { signal, link, show }) => {
  const [one, [outline]] = await Promise.all([api.interaction(session, id, { signal }), api.outlines(session, [[id, id]], { signal })]);
  const { request, response } = one;
  const [sent, received] = await Promise.all([
    read(session, id, "request", request.length, signal), read(session, id, "response", response.length, signal),
  ]);
  forget();
  const isStream = mediaType(response.headers) === "text/event-stream";
  const isWhole = received.total <= received.bytes.length;
  const stream = isStream && isWhole ? streamed(received.bytes) : null;
  const question = parsed(sent, request.headers);
  const answer = stream ? null : parsed(received, response.headers);
  const messages = [...asked(question), ...(stream ? stream.messages : answered(answer))];

  const title = element("h2", "", element("span", "number", `#${one.id} `), ...visible(`${request.method} ${request.path}${request.query ? `?${request.query}` : ""}`));
  title.id = "detail-title";
  const tags = element("p", "tags", tag(String(response.status), statusClass(response.status)),
    field(response.headers, "tapedeck-simulated") && tag("simulated"),
    typeof question?.model === "string" && tag(line(question.model)),
    usage(answer, stream) && tag(usage(answer, stream)), outline?.content?.cost && price(outline.content.cost), tag(duration(response.duration)), tag(`${bytes(request.length)} asked, ${bytes(response.length)} answered`),
    response.outcome !== "complete" && tag("broken off", "bad"),
    tag(`session ${one.session === "" ? "default" : line(one.session)}`), fullTime(one.recorded_at));
  const box = element("div", "view", title, tags, element("div", "actions", command(one.command), link));
  if (messages.length) box.append(conversation(messages));
  const losses = !stream && isWhole && !received.error && request.method === "GET" ? lossCurve(new TextDecoder().decode(received.bytes.subarray(0, 4 << 20)), answer) : null;
  if (losses) box.append(losses);
  const lived = stream ? null : life(session, answer, { signal, show });
  if (lived) box.append(lived);
  let toggle = null;
  // The places of a coded body are not those of its text.
  const isCoded = field(response.headers, "content-encoding") !== "" && received.total !== response.length;
  if (response.chunks.length > 1) {
    const made = timeline(response, isCoded ? null : stream);
    box.append(made.box);
    toggle = made.toggle;
  }
  if (stream?.events.length) box.append(eventList(stream.events));
  const side = (name, part, body, opens) => {
    const made = element("details", "fold side", element("summary", "", name, element("small", "", ` ${bytes(part.length)}`)));
    const fill = () => { if (!made.dataset.filled) { made.dataset.filled = "1"; made.append(bodyElement(session, id, name.toLowerCase(), part.headers, body), headerFields(part.headers)); } };
    made.addEventListener("toggle", () => { if (made.open) fill(); });
    if (opens) {
      fill();
      made.open = true;
    }
    return made;
  };
  box.append(side("Request", request, sent, sent.total > 0 && (!messages.length || mediaType(request.headers) === "multipart/form-data")), side("Response", response, received, !messages.length));
  return { box, toggle, title: `#${one.id} ${request.method} ${request.path}` };
};

/** Which words of two short texts are in both, in order: the longest common subsequence. */
const common = (left, right) => {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const kept = new Set();
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) {
      kept.add(i);
      i += 1;
      j += 1;
    } else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return kept;
};

/** A text with the words marked that another one has not. */
const marked = (text, other) => {
  if (text === null) return element("p", "value none", "nothing");
  const words = (one) => one.slice(0, 2000).match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? [];
  const mine = words(text);
  const kept = other === null ? new Set() : common(mine, words(other));
  const parts = [];
  for (const [index, word] of mine.entries()) {
    const isKept = kept.has(index);
    if (parts.at(-1)?.isKept === isKept) parts.at(-1).text += word;
    else parts.push({ isKept, text: word });
  }
  const made = element("p", "value", ...parts.map((part) => (part.isKept ? visible(part.text) : element("mark", "", ...visible(part.text)))));
  made.dir = "auto";
  return made;
};

const reasons = { not_recorded: "Not recorded", ran_out: "All recordings played already", no_cassette: "No cassette", refused: "Reached no session" };

/** What the page says of recording a miss, and the button that asks for it; nothing where the session cannot. */
const recording = (miss, record) => {
  if (!miss.recording) return null;
  const told = {
    offered: "", asked: "The next request like this one goes to the service and is recorded.",
    sent: "A request like this one went to the service; what was recorded of it is played from now on.",
  };
  const box = element("div", "actions");
  const fill = (one) => {
    const ask = button(one.recording === "sent" ? "Record it again" : "Record this one", async () => {
      ask.disabled = true;
      try {
        fill(await record(one));
        say(told.asked);
        box.focus();
      } catch (error) {
        box.replaceChildren(ask, element("p", "bad", error.message));
        ask.disabled = false;
      }
    }, "record");
    box.replaceChildren(one.recording === "asked" ? "" : ask, told[one.recording] ? element("p", "soft", told[one.recording]) : "");
  };
  box.tabIndex = -1;
  fill(miss);
  return box;
};

/** A request without a recording, beside the nearest ones. */
export const missView = (miss, { show, record }) => {
  forget();
  const title = element("h2", "", ...visible(miss.request));
  title.id = "detail-title";
  const box = element("div", "view", title, element("p", "tags", tag(miss.reason === "refused" ? "refused" : "missed", "bad"),
    tag(reasons[miss.reason] ?? miss.reason), miss.count > 1 && tag(`${number(miss.count)} times`),
    miss.session && tag(`session ${line(miss.session)}`), miss.mode && tag(`mode ${miss.mode}`)));
  if (miss.reason === "refused") {
    box.append(longText(miss.message));
    return { box, toggle: null, title: `Refused: ${miss.request}` };
  }
  const steps = element("section", "steps", element("h3", "", "What resolves it"), recording(miss, record));
  for (const remedy of miss.remedies) {
    steps.append(remedy.command === null ? element("p", "", ...visible(remedy.text)) : command(remedy.command));
  }
  if (miss.remedies.length > 1) steps.append(element("p", "soft", "The first records the request; a rule makes the difference count no more."));
  if (miss.remedies.length > 1 && miss.reason === "ran_out") steps.lastChild.textContent = "The first plays the last recording again; the second records another.";
  box.append(steps);
  if (miss.other_sessions.length) {
    box.append(element("p", "soft", `Recorded in the session ${miss.other_sessions.map(line).join(", ")}, which this one does not play.`));
  }
  for (const [index, nearest] of miss.nearest.entries()) {
    const heading = element("h3", "", index === 0 ? "Nearest: " : "Next: ", button(`#${nearest.id}`, () => show(nearest.id), "link"), " ",
      ...visible(nearest.request));
    const table = element("table", "compare");
    const head = ["Place", "Recorded", "Got"].map((name) => {
      const cell = element("th", "", name);
      cell.scope = "col";
      return cell;
    });
    const rows = nearest.differences.map((one) => {
      const place = element("th", "", element("code", "", ...visible(one.place)));
      place.scope = "row";
      const [recorded, got] = [element("td", "", marked(one.recorded, one.got)), element("td", "", marked(one.got, one.recorded))];
      recorded.dataset.name = "Recorded";
      got.dataset.name = "Got";
      return element("tr", "", place, recorded, got);
    });
    table.append(element("caption", "unseen", `Where the request differs from #${nearest.id}`), element("thead", "", element("tr", "", ...head)), element("tbody", "", ...rows));
    box.append(element("section", "nearest", heading, element("div", "scroll", table)));
  }
  box.append(fold("As the client got it", longText(miss.message, "raw")));
  return { box, toggle: null, title: `Missed: ${miss.request}` };
};

/** A request that has no interaction to show. */
export const eventView = (event) => {
  forget();
  const title = element("h2", "", ...visible(event.request));
  title.id = "detail-title";
  const box = element("div", "view", title, element("p", "tags", tag(event.outcome, event.outcome === "failed" || event.outcome === "refused" ? "bad" : ""),
    event.status && tag(String(event.status), statusClass(event.status)), event.model && tag(line(event.model)), event.duration !== undefined && tag(duration(event.duration)),
    event.tokens !== undefined && tag(counted(event.tokens, "token")), event.session && tag(`session ${line(event.session)}`), fullTime(event.time)));
  if (event.prompt) box.append(element("section", "conversation", element("h3", "", "Asked"), bubble({ role: "user", parts: [{ kind: "text", text: event.prompt }] })));
  if (event.note) box.append(longText(event.note, "prose"));
  const why = {
    simulated: "The simulator answered; nothing of it is on the tape.", passed: "The service answered, and nothing was recorded.",
    recorded: "It was recorded, but is not among what the cassette has now.", played: "The cassette of its session is not open any more.",
  }[event.outcome];
  if (why) box.append(element("p", "soft", why));
  return { box, toggle: null, title: event.request };
};

export const problemView = (message) => {
  forget();
  const title = element("h2", "", "This cannot be shown");
  title.id = "detail-title";
  return { box: element("div", "view", title, element("p", "notice", ...visible(message))), toggle: null, title: "Tapedeck" };
};
