# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The Dockerfile, as far as it can be checked without a container engine, and its health check."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT, ask, chat, environment, tapedeck

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def health(**variables):
    return subprocess.run([ROOT / "Scripts/container-health"], capture_output=True, env=environment(**variables)).returncode


def test_the_dockerfile_passes_its_linter():
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed")
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_the_dockerfile_copies_and_runs_is_there():
    assert (ROOT / "Scripts/container-health").is_file() and (ROOT / "Scripts/lay-out").is_file()
    command = json.loads(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[1])
    shown = tapedeck(command[0], "--help").out.decode()
    assert [flag for flag in command if flag.startswith("--") and flag not in shown] == []
    # Users without privileges, by number, as Kubernetes wants it.
    assert re.search(r"^USER \d+$", DOCKERFILE, re.M)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_health_check_follows_the_server(record, replay):
    with record() as deck:
        ask(deck, "POST", "/v1/chat/completions", chat())
    with replay("--host", "0.0.0.0", "--allow-remote", "--control-token", "one") as player:
        assert health(PORT=str(player.port), TAPEDECK_CONTROL_TOKEN="one") == 0
        assert health(PORT=str(player.port), TAPEDECK_CONTROL_TOKEN="two") != 0
    assert health(PORT=str(player.port), TAPEDECK_CONTROL_TOKEN="one") != 0
