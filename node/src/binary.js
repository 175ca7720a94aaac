// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The path of the binary: the option, else the variable TAPEDECK, else `tapedeck` in PATH.
 * Throws an Error that says where it was looked for.
 */
export function findBinary(option, environment = process.env) {
  for (const [source, file] of [["The option 'binary'", option], ["The variable TAPEDECK", environment.TAPEDECK]]) {
    if (!file) continue;
    if (!isExecutable(file)) throw new Error(`${source} names ${path.resolve(file)}, which is not an executable file.`);
    return path.resolve(file);
  }
  const folders = (environment.PATH ?? "").split(path.delimiter).filter(Boolean);
  const found = folders.map((folder) => path.join(folder, "tapedeck")).find(isExecutable);
  if (found) return found;
  throw new Error(
    "The program 'tapedeck' is not in PATH. Install it ('make install' in a checkout, or a release tarball), "
      + "or name it: TAPEDECK=/path/to/tapedeck, or start({ binary: '/path/to/tapedeck' }).",
  );
}
