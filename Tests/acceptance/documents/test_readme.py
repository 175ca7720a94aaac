# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Commands and flags that the pages name exist, and the quickstart ends when its job does."""

import re
import subprocess
import sys

import pytest

from support import ROOT, TAPEDECK, environment
from support.pages import PAGES

# Flags of other programs that the pages name.
OTHERS = {"--static-swift-stdlib", "--product", "--help", "--pause", "--pipe", "--keep-order", "--master", "--git",
          "--tapedeck", "--block-network", "--record-mode", "--server-replay", "--test", "--save-dev"}


def test_the_commands_of_the_pages_exist():
    named = re.findall(r"^\| `tapedeck ([a-z]+)", (ROOT / "docs/commands.md").read_text(), re.M)
    assert len(named) > 10
    for name in named:
        done = subprocess.run([TAPEDECK, name, "--help"], capture_output=True, text=True)
        assert done.returncode == 0 and "USAGE: tapedeck " + name in done.stdout, name


def test_the_flags_of_the_pages_exist():
    helps = ""
    commands = ["record", "replay", "simulate", "run", "rouge", "workflow", "evaluate", "finetune", "prepare", "compare", "mcp"]
    cassettes = ["import", "export", "show", "diff", "merge", "prune", "redact", "verify", "query", "upgrade"]
    git = ["setup", "resolve"]
    for command in [*([name] for name in commands), *(["cassette", name] for name in cassettes), *(["git", name] for name in git)]:
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
