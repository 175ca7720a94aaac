# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck run`: the command's streams, signals and exit code pass through."""

import json
import os
import signal
import subprocess
import sys

import pytest

from support import TAPEDECK, environment, listed


@pytest.mark.parametrize("code", [0, 3, 255])
def test_the_exit_code_passes_through(run, code):
    assert run("sh", "-c", f"exit {code}").code == code


def test_a_command_that_is_not_there_ends_with_127(run):
    done = run("no-such-command-anywhere")
    assert done.code == 127 and "Error: There is no command 'no-such-command-anywhere'" in done.err


def test_a_command_that_cannot_be_run_ends_with_126(run, tmp_path):
    script = tmp_path / "script"
    script.write_text("text")
    assert run(script).code == 126


def test_no_command_is_a_usage_error(run):
    run().assert_error(64)


def test_output_and_input_pass_through_untouched(run):
    data = bytes(range(256)) * 1000
    done = run("sh", "-c", "cat; echo loud >&2", stdin=data)
    assert done.code == 0 and done.out == data and "loud\n" in done.err


def test_the_command_finds_the_server_in_its_environment(run):
    done = run("sh", "-c", 'echo "$OPENAI_BASE_URL $OPENAI_API_KEY $NO_PROXY"')
    base, key, no_proxy = done.out.decode().split()
    assert base.startswith("http://127.0.0.1:") and base.endswith("/v1")
    assert key == "tapedeck" and "127.0.0.1" in no_proxy


def test_a_key_of_the_environment_is_left_alone(run):
    assert run("sh", "-c", 'echo "$OPENAI_API_KEY"', OPENAI_API_KEY="mine").out == b"mine\n"


def test_an_unchanged_sdk_script_records_and_replays(run, origin, tape):
    code = "import openai; c = openai.OpenAI(); m = [{'role': 'user', 'content': 'x'}]\n" \
           "print(c.chat.completions.create(model='m', messages=m).choices[0].message.content)"
    first = run(sys.executable, "-c", code)
    assert first.code == 0 and first.out == b"Answer 1 to: x\n"
    origin.stop()
    assert run(sys.executable, "-c", code).out == first.out
    assert len(listed(tape)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_reach_the_command(origin, tape, number):
    command = ["sh", "-c", "echo ready; read line"]
    process = subprocess.Popen(
        [TAPEDECK, "run", "--cassette", tape, "--upstream", origin.base, "--", *command], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    process.wait(20)
    process.communicate()
    assert process.returncode == 128 + number


def test_a_command_may_answer_a_signal_itself(origin, tape):
    command = [sys.executable, "-c", "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
               "print('ready', flush=True)\nsignal.pause()"]
    process = subprocess.Popen([TAPEDECK, "run", "--cassette", tape, "--upstream", origin.base, "--", *command],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert process.stdout.readline() == b"ready\n"
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 9


def test_run_ends_though_a_connection_stays_open(run):
    """A connection kept open by what the command left behind does not hold up the end."""
    code = """
import os, socket, subprocess, sys, urllib.parse
port = urllib.parse.urlsplit(os.environ["OPENAI_BASE_URL"]).port
left = "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); s.send(b'GET /v1'); " \\
       "print('up', flush=True); s.settimeout(60); s.recv(1)"
child = subprocess.Popen([sys.executable, "-c", left, str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
child.stdout.readline()
"""
    done = run(sys.executable, "-c", code)
    assert done.code == 0, done.err


def test_a_report_is_written(run, tmp_path):
    report = tmp_path / "r.json"
    run("sh", "-c", 'curl -s -o /dev/null "$OPENAI_BASE_URL/models"', options=("--report", report))
    assert json.loads(report.read_text())["recorded"] == 1


def test_the_working_folder_and_arguments_are_the_commands_own(run):
    done = run("printf", "%s|", "a b", "--mode", "--", "*")
    assert done.out == b"a b|--mode|--|*|"
    assert run("pwd").out.decode().strip() == os.getcwd()
