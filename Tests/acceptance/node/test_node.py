# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The package for Node: its own tests, without a network, and an installation of what `npm pack` makes of it."""

import json
import re
import shutil
import subprocess

import pytest

from support import ROOT, TAPEDECK, environment, tapedeck

PACKAGE = ROOT / "node"


def node_version():
    node = shutil.which("node")
    if node is None:
        return 0
    return int(subprocess.run([node, "--version"], capture_output=True, text=True).stdout.lstrip("v").split(".")[0])


pytestmark = pytest.mark.skipif(node_version() < 20, reason="needs Node 20 or later")
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
IN_NEW_NETWORK = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def without_network():
    """Words before a command that leave it loopback only; none where the machine does not allow that."""
    possible = shutil.which("unshare") and shutil.which("ip") and subprocess.run(
        [*IN_NEW_NETWORK, "true"], capture_output=True).returncode == 0
    return IN_NEW_NETWORK if possible else []


def run(*command, cwd, **env):
    return subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=300,
        env=environment(TAPEDECK=TAPEDECK, NO_UPDATE_NOTIFIER="1", **env))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in (PACKAGE / "test").glob("*.test.js")))
def test_the_tests_of_the_package_pass_without_a_network(name):
    done = run(*without_network(), "node", "--test", f"test/{name}", cwd=PACKAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    passed = int(re.search(r"^# pass (\d+)", done.stdout, re.M)[1])
    assert passed >= (200 if name == "parallel.test.js" else 3)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project outside of the repository with the package installed from its tarball."""
    folder = tmp_path_factory.mktemp("project")
    packed = run("npm", "pack", "--json", "--pack-destination", folder, cwd=PACKAGE)
    assert packed.returncode == 0, packed.stderr
    (folder / "package.json").write_text('{"name": "project", "type": "module", "private": true}')
    done = run("npm", "install", "--offline", "--no-audit", "--save-dev", folder / json.loads(packed.stdout)[0]["filename"], cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


TEST = """
import assert from "node:assert/strict";
import test from "node:test";
import { cassette } from "tapedeck";

test("answers", cassette("chat/answers", { simulate: true }, async ({ baseURL, apiKey }) => {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "authorization": `Bearer ${apiKey}` },
    body: JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: process.env.QUESTION }] }),
  });
  assert.equal(response.status, 200);
}));
"""


@needs_npm
def test_a_project_records_replays_breaks_and_records_again(project):
    (project / "test").mkdir()
    (project / "test/chat.test.js").write_text(TEST)
    suite = ["node", "--test"]
    assert run(*suite, cwd=project, QUESTION="one").returncode == 0
    recorded = (project / "cassettes/chat/answers.sqlite").read_bytes()
    assert run(*suite, cwd=project, QUESTION="one", CI="1").returncode == 0
    broken = run(*suite, cwd=project, QUESTION="two", CI="1")
    assert broken.returncode == 1 and 'recorded "one" got "two"' in broken.stdout
    again = re.search(r"TAPEDECK_RECORD=all (node --test .*)", broken.stdout)[1]
    assert run("sh", "-c", again, cwd=project, QUESTION="two", TAPEDECK_RECORD="all").returncode == 0
    assert (project / "cassettes/chat/answers.sqlite").read_bytes() != recorded
    assert run(*suite, cwd=project, QUESTION="two", CI="1").returncode == 0


# What the example of the README uses of the official client.
CLIENT = """
export default class OpenAI {
  constructor({ baseURL, apiKey }) {
    const headers = { "content-type": "application/json", "authorization": `Bearer ${apiKey}` };
    const create = async (body) => {
      const response = await fetch(`${baseURL}/chat/completions`, { method: "POST", headers, body: JSON.stringify(body) });
      return response.json();
    };
    this.chat = { completions: { create } };
  }
}
"""


@needs_npm
def test_the_first_example_of_the_readme_records_and_replays(project, serve, tmp_path):
    example = re.search(r"```js\n(.*?)```", (PACKAGE / "README.md").read_text(), re.S)[1]
    (project / "node_modules/openai").mkdir()
    (project / "node_modules/openai/package.json").write_text('{"type": "module", "exports": "./index.js"}')
    (project / "node_modules/openai/index.js").write_text(CLIENT)
    (project / "example.test.js").write_text(example)
    simulator = serve("simulate")
    server = serve("record", "--cassettes", tmp_path / "cassettes", "--upstream", simulator.base)
    for ci in ({}, {"CI": "1"}):
        done = run("node", "--test", "example.test.js", cwd=project, TAPEDECK_URL=server.base, **ci)
        assert done.returncode == 0, done.stdout
    assert (tmp_path / "cassettes/chat/english.sqlite").is_file()


@needs_npm
def test_the_tarball_has_the_module_its_types_and_the_license(project):
    installed = project / "node_modules/tapedeck"
    assert (installed / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (installed / "src/index.d.ts").is_file() and (installed / "README.md").is_file()
    assert not (installed / "test").exists()


def test_the_version_is_that_of_the_binary():
    assert json.loads((PACKAGE / "package.json").read_text())["version"] == tapedeck("--version").out.decode().strip()


TYPES = """
import tapedeck, { cassette, start, use } from "tapedeck";

cassette("name", { mode: "none", simulate: { seed: 3 } }, async ({ baseURL, apiKey }) => (baseURL + apiKey).length);
cassette(async (session) => (await session.misses())[0].message.length);
async function inside(context: object) {
  const deck = await tapedeck.start({ cassettes: "fixtures", matching: { ignoreJson: ["$.user"] } });
  const report = await (await deck.use(context)).end({ allowMisses: true });
  const played: number = report.totals.played;
}
// @ts-expect-error
start({ casettes: "fixtures" });
// @ts-expect-error
use({}, { mode: "sometimes" });
"""


@needs_npm
@pytest.mark.skipif(shutil.which("tsc") is None, reason="needs the TypeScript compiler")
def test_the_types_hold_what_the_module_takes(project):
    (project / "types.mts").write_text(TYPES)
    options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext"]
    done = run("tsc", *options, "types.mts", cwd=project)
    assert done.returncode == 0, done.stdout
