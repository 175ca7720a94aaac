# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Workers, reruns, servers that are found or die, and runs that are interrupted."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

import tapedeck

MANY = """
from asking import ask_without_sdk as ask

@pytest.mark.cassette("many")
@pytest.mark.parametrize("number", range(200))
def test_each(number, openai_base_url):
    assert f"test_each%5B{number}%5D" in openai_base_url
    assert f'"{number}"' in ask(str(number))
    assert ask("the same")
"""


def test_two_hundred_tests_of_four_workers_share_a_server_and_see_their_own_sessions_only(suite):
    suite.write("test_many.py", MANY)
    recorded = suite.run("-n", "4", process=True)
    recorded.assert_outcomes(passed=200)
    recorded.stdout.fnmatch_lines(["tapedeck: 400 requests: 400 new, 0 played, 0 missed;*"])
    assert suite.cassettes() == ["cassettes/many.sqlite"]
    suite.goes_offline()
    played = suite.run("-n", "4", "-W", "error::pytest.PytestWarning", process=True)
    played.assert_outcomes(passed=200)
    played.stdout.fnmatch_lines(["tapedeck: 400 requests: 0 new, 400 played, 0 missed;*"])


def test_workers_start_no_server_when_no_test_needs_one_and_say_why_when_it_cannot_start(suite):
    suite.write("test_plain.py", "def test_plain(): pass\n")
    suite.settings(tapedeck_options="--no-such-option")
    suite.run("-n", "2", process=True).assert_outcomes(passed=1)
    suite.write("test_marked.py", "@pytest.mark.cassette\ndef test_marked(): ask()\n")
    done = suite.run("-n", "2", process=True)
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*no-such-option*"])


def test_a_test_that_is_run_again_begins_its_session_again(suite):
    text = """
runs = []

@pytest.mark.flaky(reruns=2)
@pytest.mark.cassette("flaky")
def test_flaky():
    runs.append(ask("hello"))
    assert len(runs) == PASSES
"""
    suite.write("test_chat.py", text.replace("PASSES", "1"))
    suite.run().assert_outcomes(passed=1)
    suite.goes_offline()
    suite.write("test_chat.py", text.replace("PASSES", "3"))
    done = suite.run("-W", "error::pytest.PytestWarning", process=True)
    done.stdout.fnmatch_lines(["*1 passed, 2 rerun*"])


def test_a_server_that_is_found_is_used_and_left_running(suite, service, monkeypatch):
    suite.write("test_chat.py", """
@pytest.mark.cassette("chat")
def test_chat(tapedeck):
    assert ask("hello") and tapedeck.base_url == "URL"
""")
    with tapedeck.serve_cassettes(suite.folder, upstream=service) as server:
        file = suite.folder / "test_chat.py"
        file.write_text(file.read_text().replace("URL", server.base_url))
        monkeypatch.setenv("TAPEDECK_URL", server.base_url)
        for arguments in [(), ("-n", "2")]:
            done = suite.run(*arguments, process=True)
            done.assert_outcomes(passed=1)
            done.stdout.no_fnmatch_line("tapedeck:*")
        assert server.exit_code is None
    assert suite.cassettes() == ["cassettes/chat.sqlite"]


@pytest.mark.parametrize("url, message", [
    ("https://api.openai.com/v1", "*TAPEDECK_URL: 'https://api.openai.com/v1' is not the address of a Tapedeck server*"),
    ("http://127.0.0.1:9/v1", "*The Tapedeck server at http://127.0.0.1:9 does not answer*"),
])
def test_a_wrong_address_of_a_server_says_so(suite, monkeypatch, url, message):
    monkeypatch.setenv("TAPEDECK_URL", url)
    suite.write("test_chat.py", "@pytest.mark.cassette\ndef test_chat(): ask()\n")
    done = suite.run()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([message])


def test_a_server_that_dies_is_named_in_each_test_that_needed_it(suite):
    suite.write("test_chat.py", """
import os, signal

@pytest.mark.cassette("chat")
def test_first(tapedeck):
    assert ask("hello")
    tapedeck._process._process.kill()
    tapedeck._process._process.wait()

@pytest.mark.cassette("chat")
def test_second():
    ask("hello")

def test_third(): pass
""")
    done = suite.run()
    done.assert_outcomes(passed=1, failed=1, errors=2)
    done.stdout.fnmatch_lines(["*The Tapedeck server of this run ended with exit code -9*", "*exit code -9*",
                               "tapedeck: The server ended during the run, with exit code -9."])


INTERRUPTED = """
import os, pathlib, time

@pytest.mark.cassette("chat")
def test_chat(tapedeck):
    ask("hello")
    pathlib.Path("server").write_text(str(tapedeck._process._process.pid))
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks a process up in /proc")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_server_is_left_behind_when_a_run_is_interrupted(suite, by):
    suite.write("test_chat.py", INTERRUPTED)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    # A shell makes its background jobs ignore Ctrl-C, and what they start would inherit that.
    run = subprocess.Popen(command, cwd=suite.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    server = suite.folder / "server"
    wait_until(lambda: server.exists() and server.read_text())
    run.send_signal(by)
    output, _ = run.communicate(timeout=60)
    wait_until(lambda: not is_running(int(server.read_text())))
    assert suite.cassettes() == ["cassettes/chat.sqlite"]
    if by == signal.SIGINT:
        assert "KeyboardInterrupt" in output and re.search(r"^tapedeck: 1 request: 1 new", output, re.M), output
        assert "INTERNALERROR" not in output


def wait_until(condition, timeout=30):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def is_running(process):
    try:
        with open(f"/proc/{process}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_forked_child_does_not_end_the_server_of_its_parent(service, tmp_path):
    with tapedeck.record(tmp_path / "chat.sqlite", upstream=service, mode="once") as server:
        child = os.fork()
        if child == 0:
            server.stop()
            os._exit(0)
        os.waitpid(child, 0)
        assert server.exit_code is None
        assert server.totals()["requests"] == 0
