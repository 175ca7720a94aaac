// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Asks the control API of the server that this page came from. */

import { events } from "./events.js";

const tokenKey = "tapedeck-control-token";
let tokenAsker = null;

/** Sets what asks for the token, and returns it. */
export const askTokenWith = (ask) => { tokenAsker = ask; };

class APIError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const headers = () => {
  const token = sessionStorage.getItem(tokenKey);
  return token ? { Authorization: `Bearer ${token}` } : {};
};

/** A response of the API; a missing token is asked for. */
const request = async (path, { signal, method = "GET" } = {}) => {
  for (;;) {
    const used = sessionStorage.getItem(tokenKey);
    const response = await fetch(path, { method, headers: headers(), signal, cache: "no-store" });
    if (response.ok) return response;
    if (response.status === 401 && tokenAsker) {
      // Another request may have asked meanwhile.
      if (used === sessionStorage.getItem(tokenKey)) sessionStorage.setItem(tokenKey, await tokenAsker(used !== null));
      continue;
    }
    let message = `The server answered ${response.status}.`;
    try { message = (await response.json()).error.message; } catch { /* no document */ }
    throw new APIError(response.status, message);
  }
};

const json = async (path, options) => (await request(path, options)).json();

const of = (session) => `sessions/${encodeURIComponent(session)}`;
const query = (fields) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== "" && value !== null && value !== undefined) search.set(name, value);
  return search.size ? `?${search}` : "";
};

export const server = () => json("server");
export const sessions = async () => (await json("sessions")).sessions;
export const labels = async (session) => (await json(`${of(session)}/labels`)).labels;
export const misses = async (session) => (await json(`${of(session)}/misses`)).misses;
/** Asks to record the next request like a miss, and returns the miss. */
export const recordMiss = async (session, number) => json(`${of(session)}/misses/${number}/record`, { method: "POST" });
/** The misses of sessions; of very many the first fifty that have any. */
export const allMisses = async (known) => {
  const missed = known.filter((session) => session.totals.missed > 0).slice(0, 50);
  return (await Promise.all(missed.map((session) => misses(session.name)))).flat();
};
export const unused = (session) => json(`${of(session)}/unused`);
export const search = (session, fields, options) => {
  // The default session's label is the empty text.
  const { label, ...rest } = fields;
  const given = query(rest);
  const chosen = label === null || label === undefined ? "" : `${given ? "&" : "?"}label=${encodeURIComponent(label)}`;
  return json(`${of(session)}/search${given}${chosen}`, options);
};
export const outlines = async (session, ranges, options) => {
  const ids = ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
  return (await json(`${of(session)}/interactions?ids=${ids}`, options)).interactions;
};
export const interaction = (session, id, options) => json(`${of(session)}/interactions/${id}`, options);

/** A part of a body with its content coding undone, and the length of all of it. */
export const body = async (session, id, side, { from = 0, length = 4 << 20, signal } = {}) => {
  const response = await request(`${of(session)}/interactions/${id}/${side}?from=${from}&length=${length}`, { signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, total: Number(response.headers.get("tapedeck-length") ?? bytes.length) };
};

/**
 * Follows what the server answers, and begins again when the connection ends.
 * @param take Called with each event: its type and document.
 * @param state Called with true when the connection stands, and false when it does not.
 */
export const follow = async (take, state) => {
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      const response = await request("events");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        rest += value;
        let end = 0;
        for (const event of events(rest)) {
          if (event.type === "open") {
            pause = 500;
            state(true);
          } else {
            take(event.type, JSON.parse(event.data));
          }
          end = event.end;
        }
        rest = rest.slice(end).replace(/^:.*\n\n/, "");
      }
    } catch (error) {
      if (error instanceof APIError && error.status !== 429) throw error;
    }
    state(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
};
