// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { execFile } from "node:child_process";
import path from "node:path";

/** What this module reads of a configuration file, by the names it has there. */
const SETTINGS = { cassettes: "cassettes", upstream: "upstream", mode: "mode", failOnUnused: "fail_on_unused" };

/** What tapedeck.yaml says that counts in a folder; settings it leaves out are undefined. */
export async function configuration(binary, folder, environment) {
  const text = await new Promise((resolve, reject) => {
    execFile(binary, ["config", "--json"], { cwd: folder, env: environment }, (error, stdout, stderr) => {
      if (error) reject(new Error(`tapedeck did not start. ${stderr.trim() || error.message}`, { cause: error }));
      else resolve(stdout);
    });
  });
  const { settings } = JSON.parse(text);
  const found = {};
  for (const [name, key] of Object.entries(SETTINGS)) {
    const setting = settings[key];
    if (setting && setting.origin !== "default") found[name] = setting.value;
  }
  if (found.cassettes) found.cassettes = path.resolve(folder, found.cassettes);
  return found;
}
