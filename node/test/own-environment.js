// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0
// Imported first by tests: what the environment says about recording decides over none of them.

for (const name of ["CI", "TAPEDECK_RECORD", "TAPEDECK_URL", "OPENAI_API_KEY"]) delete process.env[name];
