# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What the README shows is what the binary prints."""

import re
import subprocess

from support import ROOT, TAPEDECK, ask, chat

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


def test_the_flags_of_the_readme_exist():
    helps = ""
    commands = ["record", "replay", "simulate", "run", "rouge", "workflow", "evaluate", "finetune", "prepare"]
    cassettes = ["import", "export", "show", "diff", "merge", "prune", "redact", "verify"]
    for command in [*([name] for name in commands), *(["cassette", name] for name in cassettes)]:
        helps += subprocess.run([TAPEDECK, *command, "--help"], capture_output=True, text=True).stdout
    flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--static-swift-stdlib", "--product", "--help"}
    assert len(flags) > 15
    assert not [flag for flag in flags if flag not in helps]
