# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The README shows what the binary prints."""

import re
import subprocess
import sys

import pytest

from support import ROOT, TAPEDECK, ask, chat, environment
from support.pages import PAGES

README = (ROOT / "README.md").read_text()
# Flags of other programs that the pages name.
OTHERS = {"--static-swift-stdlib", "--product", "--help", "--pause", "--pipe", "--keep-order", "--master", "--git",
          "--tapedeck", "--block-network", "--record-mode", "--server-replay", "--test"}


def shown(beginning):
    """The lines of the README's console block that begins so."""
    return next(block for block in re.findall(r"```(?:console|text)\n(.*?)```", README, re.S) if block.startswith(beginning))


def test_the_miss_of_the_readme_is_the_miss_that_clients_get(record, serve, origin, tmp_path):
    with record(cassette=tmp_path / "demo.sqlite") as deck:
        ask(deck, "POST", "/v1/chat/completions", chat(temperature=0.2))
    player = serve("replay", "--cassette", tmp_path / "demo.sqlite")
    message = ask(player, "POST", "/v1/chat/completions", chat(temperature=0.7)).error["message"]
    message = message.replace(f"{tmp_path}/", "").replace(f" --upstream {origin.base}", "")
    assert message + "\n" == shown("No recording in")


def test_the_commands_of_the_readme_exist():
    for name in re.findall(r"^\| `tapedeck ([a-z]+)", README, re.M):
        done = subprocess.run([TAPEDECK, name, "--help"], capture_output=True, text=True)
        assert done.returncode == 0 and "USAGE: tapedeck " + name in done.stdout, name


def test_the_flags_of_the_pages_exist():
    helps = ""
    commands = ["record", "replay", "simulate", "run", "rouge", "workflow", "evaluate", "finetune", "prepare", "compare"]
    cassettes = ["import", "export", "show", "diff", "merge", "prune", "redact", "verify"]
    for command in [*([name] for name in commands), *(["cassette", name] for name in cassettes)]:
        helps += subprocess.run([TAPEDECK, *command, "--help"], capture_output=True, text=True).stdout
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", helps)) | OTHERS
    for page in PAGES:
        text = re.sub(r"<!--.*?-->", "", page.read_text(), flags=re.S)
        unknown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - known
        assert not unknown, page


# -- The quickstart --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_the_quickstart_ends_on_every_final_state(service, tmp_path, ending):
    service.ending = ending
    done = subprocess.run([TAPEDECK, "run", "--cassette", tmp_path / "tape.sqlite", "--upstream", service.base, "--",
                           sys.executable, ROOT / "Examples/quickstart/ask.py"], capture_output=True, text=True, timeout=60,
                          env=environment())
    assert done.returncode == 1 and f"The job {ending}" in done.stderr
