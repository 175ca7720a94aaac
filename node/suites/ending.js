// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0
// Starts a server, prints its address, and ends as its argument says.

import * as tapedeck from "../src/index.js";
import { ask } from "../test/support.js";

const deck = await tapedeck.start({ cassettes: process.env.CASSETTES });
await ask(await deck.session("ending", { cassette: "ending", simulate: true }), "hello");
console.log(deck.url);
switch (process.argv[2]) {
  case "killed": process.kill(process.pid, "SIGKILL"); break;
  case "interrupted": process.kill(process.pid, "SIGINT"); break;
  case "crashed": throw new Error("crashed on purpose");
  case "exited": process.exit(3); break;
  default: // Ends as nothing is left to do.
}
