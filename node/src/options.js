// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** The options of a session, and the members of those that have some, by their names in the control API. */
const SESSION = {
  cassette: "cassette",
  mode: "mode",
  matching: { ignoreJson: "ignore_json", ignoreQuery: "ignore_query", matchHeader: "match_header", scrub: "scrub" },
  playback: { timing: "timing", repeat: "repeat", polls: "polls" },
  simulate: {
    seed: "seed", pace: "pace", fineTuningClosed: "fine_tuning_closed", asOf: "as_of",
    azureDeployments: "azure_deployments",
    webhook: "webhook",
  },
  onMiss: "on_miss",
};
/** What only this module reads. */
const OWN = ["failOnUnused"];
export const SESSION_OPTIONS = [...Object.keys(SESSION), ...OWN];

/** Throws a TypeError that names the options there are, if one is none of them. */
export function checkNames(options, known, what) {
  if (options === null || typeof options !== "object") throw new TypeError(`${what} are an object, not ${options}.`);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`${what}: there is no '${name}'. There are: ${known.join(", ")}.`);
  }
}

/** The options of a session as the control API takes them. */
export function sessionDocument(options) {
  checkNames(options, SESSION_OPTIONS, "The options of a session");
  const document = {};
  for (const [name, spelling] of Object.entries(SESSION)) {
    let value = options[name];
    if (name === "simulate" && value === true) value = {};
    if (value === undefined || value === null || value === false) continue;
    if (typeof spelling === "string") {
      document[spelling] = value;
      continue;
    }
    checkNames(value, Object.keys(spelling), `The option '${name}'`);
    document[name] = Object.fromEntries(Object.entries(value).map(([member, content]) => [spelling[member], content]));
  }
  return document;
}

function isCI(environment) {
  return !["", "0", "false", "no", "off"].includes((environment.CI ?? "").toLowerCase());
}

/**
 * The record mode of a session: the one of the test, else TAPEDECK_RECORD, else that of tapedeck.yaml, else `once`; where CI
 * is set and nothing but the file says so, `none`. TAPEDECK_RECORD=all records again, save where a test says `none`.
 */
export function recordMode(named, configured, environment = process.env) {
  const wanted = environment.TAPEDECK_RECORD || undefined;
  if (wanted === "all" && named !== "none") return "all";
  return named ?? wanted ?? (isCI(environment) ? "none" : (configured ?? "once"));
}
