# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The README shows what the binary prints."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import ROOT, TAPEDECK, ask, chat, environment

README = (ROOT / "README.md").read_text()


def shown(beginning):
    """The lines of the README's console block that begins so."""
    return next(block for block in re.findall(r"```console\n(.*?)```", README, re.S) if block.startswith(beginning))


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


PAGES = {"README.md": 15, "docs/matching.md": 8, "docs/running-a-command.md": 2, "docs/sessions.md": 4}


@pytest.mark.parametrize("page, least", PAGES.items())
def test_the_flags_of_the_readme_exist(page, least):
    helps = ""
    commands = ["record", "replay", "simulate", "run", "rouge", "workflow", "evaluate", "finetune", "prepare"]
    cassettes = ["import", "export", "show", "diff", "merge", "prune", "redact", "verify"]
    for command in [*([name] for name in commands), *(["cassette", name] for name in cassettes)]:
        helps += subprocess.run([TAPEDECK, *command, "--help"], capture_output=True, text=True).stdout
    flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / page).read_text())) - {"--static-swift-stdlib", "--product", "--help"}
    assert len(flags) >= least
    assert not [flag for flag in flags if flag not in helps]


# -- The quickstart --------------------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path):
    """What git has of this repository, as a fresh clone has it."""
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "Examples", "fixtures", "cassettes"], check=True,
                           capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def as_printed(block, folder):
    """Runs the command that a console block shows; gives what the terminal shows, and what the block shows."""
    command, _, expected = block.partition("\n")
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    for name, path in (("tapedeck", TAPEDECK), ("python", sys.executable)):
        if not (tools / name).exists():
            (tools / name).write_text(f'#!/bin/sh\nexec "{Path(path).absolute()}" "$@"\n')
            (tools / name).chmod(0o755)
    done = subprocess.run(["sh", "-c", command.removeprefix("$ ")], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60,
                          env=environment(PATH=f"{tools}:{os.environ['PATH']}"))
    assert done.returncode == 0, done.stdout
    return shape(done.stdout), shape(expected)


def shape(text):
    """The lines without times; the log of the server and the output of the program come in either order."""
    return sorted(re.sub(r"\d+ ms|\d+\.\d s", "…", text).splitlines())


def test_the_quickstart_prints_what_the_readme_shows_in_less_than_ten_seconds(clone):
    blocks = [block for block in re.findall(r"```console\n(.*?)```", README, re.S) if "quickstart" in block]
    assert len(blocks) == 2 and "--simulate" in blocks[0]
    for block in blocks:
        start = time.monotonic()
        got, expected = as_printed(block, clone)
        assert got == expected
        assert time.monotonic() - start < 10


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_the_quickstart_ends_on_every_final_state(service, tmp_path, ending):
    service.ending = ending
    done = subprocess.run([TAPEDECK, "run", "--cassette", tmp_path / "tape.sqlite", "--upstream", service.base, "--",
                           sys.executable, ROOT / "Examples/quickstart/ask.py"], capture_output=True, text=True, timeout=60,
                          env=environment())
    assert done.returncode == 1 and f"The job {ending}" in done.stderr
