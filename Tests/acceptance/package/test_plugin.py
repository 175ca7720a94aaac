# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`swift package tapedeck …` builds the command and runs it."""

import subprocess

import pytest

from support import ROOT, environment, tapedeck


def plugin(*arguments):
    return subprocess.run(["swift", "package", "tapedeck", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=900,
                          env=environment())


@pytest.mark.slow
def test_the_command_runs_with_its_arguments_in_the_working_directory():
    shown = plugin("cassette", "list", "cassettes/summarization.sqlite")
    assert shown.returncode == 0, shown.stderr
    assert tapedeck("cassette", "list", ROOT / "cassettes/summarization.sqlite").out.decode() in shown.stdout
    missing = plugin("cassette", "list", "nowhere.sqlite")
    assert missing.returncode == 1
    assert "nowhere.sqlite" in missing.stdout + missing.stderr and "ended with status 65" in missing.stdout + missing.stderr
