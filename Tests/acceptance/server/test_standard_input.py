# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A server that a program starts ends with that program."""

import subprocess
import sys

import pytest

from support import TAPEDECK, ask, assert_at_rest, chat, environment, wait_until

# Starts a recorder, passes on its base URL, and is then killed by the test.
PARENT = """
import subprocess, sys, time
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
print(server.pid, server.stdout.readline().decode().strip(), flush=True)
time.sleep(600)
"""


class Address:
    def __init__(self, url):
        self.port = int(url.split(":")[2].partition("/")[0])


@pytest.mark.skipif(sys.platform != "linux", reason="looks a process up in /proc")
def test_a_recorder_closes_its_cassette_when_the_program_that_started_it_is_killed(origin, tape, tmp_path):
    command = [TAPEDECK, "record", "--cassette", str(tape), "--upstream", origin.base, "--stop-with-stdin"]
    with open(tmp_path / "stderr.txt", "wb") as log:
        parent = subprocess.Popen([sys.executable, "-c", PARENT, *command], stdout=subprocess.PIPE, stderr=log, env=environment())
    server, url = parent.stdout.readline().decode().split()
    assert ask(Address(url), "POST", "/v1/chat/completions", chat()).status == 200
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_running(int(server)))
    assert_at_rest(tape)
    assert "1 request: 1 new" in (tmp_path / "stderr.txt").read_text()


def is_running(process):
    try:
        with open(f"/proc/{process}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
