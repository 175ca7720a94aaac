// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { AssertionError } from "node:assert";

/** An AssertionError with a list that runners do not print, since its message says the same. */
function assertion(message, name, list, cause) {
  const error = new AssertionError({ message, operator: "tapedeck", stackStartFn: assertion });
  if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause });
  return Object.defineProperty(error, name, { value: list });
}

/** Requests without a recording, as one error with the explanation of each, and what to run when all are to be recorded. */
export function missError(misses, { cause, advice } = {}) {
  const texts = misses.map((miss) => miss.message);
  return assertion([...texts, ...(advice ? [advice] : [])].join("\n\n"), "misses", misses, cause);
}

/** Recordings that a session did not play, in words. */
export function unusedText(session, unused) {
  const lines = unused.map((recording) => `  #${recording.id} ${recording.request}`);
  const count = unused.length === 1 ? "1 recording was" : `${unused.length} recordings were`;
  return [`${count} not played (cassette ${session.cassette}, session ${session.name}):`, ...lines].join("\n");
}

/** Recordings that a session did not play, as an error. */
export function unusedError(session, unused) {
  return assertion(unusedText(session, unused), "unused", unused);
}
