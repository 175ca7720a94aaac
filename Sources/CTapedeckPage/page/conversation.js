// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads requests and responses as conversations: messages of `{ role, parts }`, where a part has a `kind`: text, image,
 * audio, call, result, note. Whatever is not understood is left to the document below.
 */

import { events } from "./events.js";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value) => (typeof value === "string" ? value : "");

const audioTypes = { wav: "audio/wav", mp3: "audio/mpeg", opus: "audio/ogg", flac: "audio/flac", aac: "audio/aac", ogg: "audio/ogg" };

const image = (address) => {
  const match = /^data:(image\/(?:png|jpeg|gif|webp));base64,/.exec(address.slice(0, 40));
  return match ? { kind: "image", type: match[1], base64: address.slice(match[0].length) } : { kind: "link", title: "Image", text: address };
};

/** The parts of a content: a text, or a list of typed parts. */
const parts = (content) => {
  if (typeof content === "string") return content ? [{ kind: "text", text: content }] : [];
  if (!Array.isArray(content)) return [];
  return content.filter(isObject).flatMap((part) => {
    switch (part.type) {
      case "text": case "input_text": case "output_text": case "summary_text": case "reasoning_text":
        return [{ kind: "text", text: text(part.text) }];
      case "refusal": return [{ kind: "note", title: "Refusal", text: text(part.refusal) }];
      case "image_url": case "input_image": {
        const address = text(part.image_url?.url ?? part.image_url);
        return address ? [image(address)] : [{ kind: "link", title: "Image", text: text(part.file_id) }];
      }
      case "input_audio": {
        const audio = part.input_audio ?? part;
        return [{ kind: "audio", type: audioTypes[audio.format] ?? "audio/wav", base64: text(audio.data) }];
      }
      case "file": case "input_file":
        return [{ kind: "link", title: "File", text: text(part.filename ?? part.file?.filename ?? part.file_id ?? part.file?.file_id) }];
      default: return [{ kind: "data", title: text(part.type) || "Part", value: part }];
    }
  });
};

const call = (one) => {
  const named = one.function ?? one.custom ?? one;
  return { kind: "call", id: text(one.call_id ?? one.id), name: text(named.name), text: text(named.arguments ?? named.input) };
};

const message = (one) => {
  const made = { role: text(one.role) || "?", name: text(one.name), parts: [] };
  if (one.role === "tool" || one.role === "function") {
    made.parts.push({ kind: "result", id: text(one.tool_call_id ?? one.name), text: parts(one.content).map((part) => part.text ?? "").join("\n") });
    return made;
  }
  if (text(one.reasoning_content)) made.parts.push({ kind: "note", title: "Reasoning", text: one.reasoning_content });
  made.parts.push(...parts(one.content));
  if (text(one.refusal)) made.parts.push({ kind: "note", title: "Refusal", text: one.refusal });
  if (isObject(one.audio) && text(one.audio.data)) made.parts.push({ kind: "audio", type: "audio/wav", base64: one.audio.data });
  if (isObject(one.audio) && text(one.audio.transcript)) made.parts.push({ kind: "text", text: one.audio.transcript });
  for (const tool of Array.isArray(one.tool_calls) ? one.tool_calls.filter(isObject) : []) made.parts.push(call(tool));
  if (isObject(one.function_call)) made.parts.push(call(one.function_call));
  return made;
};

/** An item of the Responses API, in its input or output. */
const item = (one) => {
  switch (one.type) {
    case undefined: case "message": return message(one);
    case "reasoning": {
      const note = [...parts(one.summary), ...parts(one.content)].map((part) => part.text ?? "").join("\n\n");
      return { role: "assistant", parts: note ? [{ kind: "note", title: "Reasoning", text: note }] : [] };
    }
    case "function_call": case "custom_tool_call": return { role: "assistant", parts: [call(one)] };
    case "function_call_output": case "custom_tool_call_output":
      return { role: "tool", parts: [{ kind: "result", id: text(one.call_id), text: typeof one.output === "string" ? one.output : JSON.stringify(one.output) }] };
    case "image_generation_call":
      return { role: "assistant", parts: text(one.result) ? [{ kind: "image", type: "image/png", base64: one.result }] : [] };
    default: return { role: text(one.role) || "assistant", parts: [{ kind: "data", title: text(one.type), value: one }] };
  }
};

const items = (list) => (Array.isArray(list) ? list.filter(isObject).map(item).filter((one) => one.parts.length) : []);

/** The messages of a request. */
export const asked = (document) => {
  if (!isObject(document)) return [];
  if (Array.isArray(document.messages)) return document.messages.filter(isObject).map(message);
  const made = [];
  if (text(document.instructions)) made.push({ role: "system", parts: [{ kind: "text", text: document.instructions }] });
  const input = document.input ?? document.prompt;
  if (typeof input === "string") made.push({ role: "user", parts: [{ kind: "text", text: input }] });
  else if (Array.isArray(input) && input.every((one) => typeof one === "string")) {
    made.push({ role: "user", parts: input.slice(0, 100).map((one) => ({ kind: "text", text: one })) });
  } else made.push(...items(input));
  return made;
};

/** The messages of a response document. */
export const answered = (document) => {
  if (!isObject(document)) return [];
  // A healthy job has an error without members.
  if (isObject(document.error) && (text(document.error.message) || text(document.error.code))) {
    return [{ role: "error", parts: [{ kind: "text", text: text(document.error.message) || document.error.code }] }];
  }
  if (Array.isArray(document.choices)) {
    return document.choices.filter(isObject).map((choice) => {
      const made = choice.message ? message(choice.message) : { role: "assistant", parts: parts(choice.text) };
      made.ending = text(choice.finish_reason);
      if (document.choices.length > 1) made.name = `choice ${choice.index}`;
      return made;
    });
  }
  if (Array.isArray(document.output)) return items(document.output);
  if (Array.isArray(document.data) && document.data.some((one) => text(one?.b64_json) || /^https?:/.test(text(one?.url)))) {
    const shown = document.data.filter(isObject).flatMap((one) => [
      text(one.b64_json) ? { kind: "image", type: `image/${text(document.output_format) || "png"}`, base64: one.b64_json } : image(text(one.url)),
      text(one.revised_prompt) ? { kind: "note", title: "Revised prompt", text: one.revised_prompt } : null,
    ]);
    return [{ role: "assistant", parts: shown.filter(Boolean) }];
  }
  if (typeof document.text === "string") return [{ role: "assistant", parts: [{ kind: "text", text: document.text }] }];
  return [];
};

/** The texts of one event. */
const delta = (type, document) => {
  if (Array.isArray(document.choices)) {
    return document.choices.filter(isObject).map((choice) => {
      const part = isObject(choice.delta) ? choice.delta : {};
      return {
        choice: choice.index ?? 0, text: text(part.content ?? choice.text), reasoning: text(part.reasoning_content), refusal: text(part.refusal),
        calls: Array.isArray(part.tool_calls) ? part.tool_calls.filter(isObject) : [], ending: text(choice.finish_reason), role: text(part.role),
      };
    });
  }
  const name = type || text(document.type);
  if (typeof document.delta !== "string") return [];
  if (name.includes("reasoning")) return [{ choice: 0, text: "", reasoning: document.delta, calls: [] }];
  if (name.includes("arguments") || name.includes("custom_tool_call_input")) return [];
  if (name.includes("audio.delta")) return [];
  return [{ choice: 0, text: document.delta, reasoning: "", calls: [] }];
};

/**
 * Puts an event stream together.
 * @param bytes The stream.
 * @returns `messages`, `events` of `{ type, data, end }`, where `end` is a place in the bytes, and `texts`: how long the
 *   answer's text is after each event.
 */
export const streamed = (bytes) => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const source = decoder.decode(bytes);
  // Places in the text are places in the bytes where all is ASCII.
  const isPlain = source.length === bytes.length;
  const encoder = new TextEncoder();
  let consumed = 0, place = 0;
  const found = [], choices = new Map();
  let whole = "", final = null, error = null;
  for (const event of events(source)) {
    place += isPlain ? event.end - consumed : encoder.encode(source.slice(consumed, event.end)).length;
    consumed = event.end;
    let document = null;
    try { document = JSON.parse(event.data); } catch { /* [DONE] */ }
    let added = "";
    if (isObject(document)) {
      if (isObject(document.error)) error = document;
      for (const piece of delta(event.type, document)) {
        const choice = choices.get(piece.choice) ?? { text: "", reasoning: "", refusal: "", calls: new Map(), ending: "", role: "assistant" };
        choices.set(piece.choice, choice);
        choice.text += piece.text;
        choice.reasoning += piece.reasoning ?? "";
        choice.refusal += piece.refusal ?? "";
        choice.ending ||= piece.ending ?? "";
        for (const one of piece.calls) {
          const known = choice.calls.get(one.index ?? 0) ?? { id: "", function: { name: "", arguments: "" } };
          choice.calls.set(one.index ?? 0, known);
          known.id ||= text(one.id);
          known.function.name += text(one.function?.name);
          known.function.arguments += text(one.function?.arguments);
          if (piece.choice === 0) added += text(one.function?.name) + text(one.function?.arguments);
        }
        if (piece.choice === 0) added += piece.text;
      }
      if (isObject(document.response) && Array.isArray(document.response.output)) final = document.response;
    }
    whole += added;
    found.push({ type: event.type, data: event.data, end: place, length: whole.length });
  }
  let messages = [...choices].sort(([a], [b]) => a - b).map(([index, choice]) => ({
    ...message({
      role: choice.role, content: choice.text, reasoning_content: choice.reasoning, refusal: choice.refusal || null,
      tool_calls: [...choice.calls.values()],
    }),
    ending: choice.ending, name: choices.size > 1 ? `choice ${index}` : "",
  }));
  if (final && items(final.output).length) messages = items(final.output);
  if (error) messages.push(...answered(error));
  return { messages: messages.filter((one) => one.parts.length), events: found, text: whole };
};

/** The parts of a form: name, file name, type and bytes. */
export const form = (bytes, contentType) => {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return [];
  const latin = new TextDecoder("latin1").decode(bytes);
  return latin.split(`--${boundary}`).slice(1, -1).slice(0, 200).map((part) => {
    const start = part.indexOf("\r\n\r\n");
    const head = part.slice(0, Math.max(start, 0));
    const body = Uint8Array.from(part.slice(start + 4).replace(/\r\n$/, ""), (character) => character.charCodeAt(0) & 0xFF);
    const utf8 = (value) => { try { return decodeURIComponent(escape(value)); } catch { return value; } };
    return {
      name: utf8(/[; ]name="([^"]*)"/i.exec(head)?.[1] ?? ""), file: utf8(/filename="([^"]*)"/i.exec(head)?.[1] ?? ""),
      type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1]?.trim().toLowerCase() ?? "", bytes: body,
    };
  });
};
