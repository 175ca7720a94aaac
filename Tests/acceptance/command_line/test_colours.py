# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Colours, widths and progress on a pseudo-terminal, and their absence elsewhere; the quiet commands."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata

import pytest

from support import TAPEDECK, Server, ask, chat, environment, tapedeck

COLOUR = re.compile(r"\x1b\[\d+m")


def entry(number, prompt, status=200, session="", model="gpt-4o-mini", path="/v1/chat/completions", **answer):
    body = {"id": f"chatcmpl-{number}", "usage": {"prompt_tokens": 9, "completion_tokens": number, "total_tokens": 9 + number}}
    return json.dumps({
        "session": session, "recorded_at": 1_700_000_000_000_000,
        "request": {"method": "POST", "path": path, "headers": [["content-type", "application/json"]],
                    "body": {"json": {"model": model, "messages": [{"role": "user", "content": prompt}]}}},
        "response": {"status": status, "headers": [["content-type", "application/json"]],
                     "body": {"json": answer or body}, "first_byte": 1000, "duration": 44_000}})


def make(path, *entries):
    source = path.with_suffix(".jsonl")
    source.write_text("\n".join(entries) + "\n")
    assert tapedeck("cassette", "import", source, "--into", path).code == 0
    return path


@pytest.fixture
def tape(tmp_path):
    return make(tmp_path / "suite.sqlite", entry(1, "Name a colour."), entry(2, "日本の色を" * 30, session="tests/test_a.py::test_b"),
                entry(3, "Fail, please. " * 20, status=429, model="gpt-4o", path="/v1/responses/with/a/long/path/of/a/proxy"))


def on_terminal(*arguments, stream="stdout", columns=80, **env):
    """Runs a command with one output stream on a terminal; returns its code, what the terminal got, and the other stream."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    other = "stderr" if stream == "stdout" else "stdout"
    own = {name: value for name, value in environment().items() if name not in ("NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS")}
    process = subprocess.Popen([TAPEDECK, *map(str, arguments)], stdin=subprocess.DEVNULL, env={**own, "TERM": "xterm", **env},
                               **{stream: slave, other: subprocess.PIPE})
    os.close(slave)
    data = b""
    try:
        while piece := os.read(master, 65536):
            data += piece
    except OSError:
        pass
    os.close(master)
    rest = getattr(process, other).read().decode()
    return process.wait(30), data.decode().replace("\r\n", "\n"), rest


def width(line):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


# -- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [200, 125, 80, 60])
def test_a_list_fits_the_terminal_and_has_headings(tape, columns):
    code, shown, _ = on_terminal("cassette", "list", tape, columns=columns, NO_COLOR="1")
    assert code == 0
    lines = shown.splitlines()
    assert len(lines) == 4 and max(map(width, lines)) <= columns, shown
    if columns > 60:
        names = ["#", "session", "request", "model", "status", "tokens", "size", "time", "prompt"]
        assert lines[0].split() == [name for name in names if columns > 80 or name not in ("size", "time")]
    starts = {width(line[:line.index(prompt)]) for line, prompt in zip(lines, ["pro", "Nam", "日", "Fai"])}
    assert len(starts) == 1, shown


def test_a_list_in_a_file_is_whole(tape):
    lines = tapedeck("cassette", "list", tape).out.decode().splitlines()
    assert len(lines) == 3 and lines[0].endswith("44 ms  Name a colour.")
    assert "日本の色を" * 30 in lines[1] and "tests/test_a.py::test_b" in lines[1]
    assert "/v1/responses/with/a/long/path/of/a/proxy" in lines[2]


@pytest.mark.parametrize("options, numbers", [
    (["--status", "4xx"], [3]), (["--model", "gpt-4o-mini"], [1, 2]), (["--session", "default"], [1, 3]),
    (["--path", "/v1/chat", "--status", "200"], [1, 2]), (["--model", "none"], [])])
def test_a_list_has_the_filters_of_show(tape, options, numbers):
    done = tapedeck("cassette", "list", tape, "--json", *options)
    documents = [json.loads(line) for line in done.out.splitlines()]
    assert [document["id"] for document in documents] == numbers
    if not numbers:
        assert done.err == f"{tape} has no interaction of this selection.\n"
    for document in documents:
        assert document["tokens"] == 9 + document["id"] and document["model"] and document["prompt"]


# -- Colours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("env, coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"CLICOLOR": "0"}, False)])
def test_a_terminal_has_colours_unless_told(tape, env, coloured):
    for command in (["list", tape], ["show", tape], ["stats", tape]):
        code, shown, err = on_terminal("cassette", *command, **env)
        assert code == 0 and err == ""
        assert bool(COLOUR.search(shown)) == coloured, shown
        assert "\x1b" not in COLOUR.sub("", shown)


def test_a_file_has_no_colours_unless_forced(tape):
    assert b"\x1b" not in tapedeck("cassette", "list", tape).out
    forced = environment(CLICOLOR_FORCE="1")
    assert b"\x1b[33m429\x1b[0m" in tapedeck("cassette", "list", tape, env=forced).out
    # What programs read never has any.
    for command in (["list", "--json"], ["text"], ["export"], ["show", "--json"], ["verify", "--json"]):
        assert b"\x1b" not in tapedeck("cassette", *command, tape, env=forced).out


def test_the_two_streams_are_judged_apart(tape, tmp_path):
    code, shown, err = on_terminal("cassette", "list", tmp_path / "none.sqlite")
    assert code == 65 and shown == "" and err.startswith("Error: ")
    code, err, out = on_terminal("cassette", "list", tmp_path / "none.sqlite", stream="stderr")
    assert code == 65 and out == "" and err.startswith("\x1b[31mError:\x1b[0m ")


def test_differences_are_coloured(tape, tmp_path):
    other = make(tmp_path / "other.sqlite", entry(1, "Name a colour.", answer="blue"), entry(7, "New"))
    code, shown, _ = on_terminal("cassette", "diff", tape, other)
    assert code == 1 and "\x1b[32m      + " in shown and "\x1b[31m- #" in shown


# -- Progress --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A cassette that takes longer than the fifth of a second after which a bar is drawn."""
    folder = tmp_path_factory.mktemp("large")
    return make(folder / "large.sqlite", *(entry(number, f"{number} " + "word " * 4000) for number in range(700)))


@pytest.mark.parametrize("command", [["verify"], ["redact", "--dry-run"], ["stats"]], ids=" ".join)
def test_long_work_shows_its_progress_on_a_terminal_alone(large, command):
    name, *options = command
    code, err, _ = on_terminal("cassette", name, large, *options, stream="stderr", columns=40)
    assert code == 0 and "\r\x1b[K[#" in err and err.endswith("\r\x1b[K"), err
    assert all(len(line) < 40 for line in err.split("\r\x1b[K")), err
    for extra, env in ((["--quiet"], {}), ([], {"TERM": "dumb"})):
        if name == "stats" and extra:
            continue
        assert on_terminal("cassette", name, large, *options, *extra, stream="stderr", **env)[1] == ""
    assert tapedeck("cassette", name, large, *options).err == ""


# -- Quiet -----------------------------------------------------------------------------------------------------------


def test_quiet_commands_tell_only_of_errors(tape, tmp_path):
    assert tapedeck("cassette", "export", tape, "--output", tmp_path / "copy.jsonl", "--quiet").err == ""
    assert tapedeck("cassette", "import", tmp_path / "copy.jsonl", "--into", tmp_path / "copy.sqlite", "-q").err == ""
    (tmp_path / "broken.jsonl").write_text("{}\n")
    done = tapedeck("cassette", "import", tmp_path / "broken.jsonl", "--into", tmp_path / "broken.sqlite", "--quiet")
    assert done.code == 65 and done.err.count("\n") >= 1
    other = make(tmp_path / "other.sqlite", entry(1, "Name a colour.", answer="blue"))
    done = tapedeck("cassette", "merge", tape, other, "--into", tmp_path / "m.sqlite", "--quiet")
    assert done.code == 1 and "conflict:" in done.err
    assert "no cassette" in tapedeck("cassette", "verify", tmp_path / "none.sqlite", "--quiet").assert_error(65)


def test_a_quiet_server_tells_only_of_misses(tape, tmp_path):
    server = Server("replay", "--cassette", tape, "--quiet", log=tmp_path / "log")
    assert ask(server, "POST", "/v1/chat/completions", chat("Name a colour.")).status == 200
    assert ask(server, "POST", "/v1/chat/completions", chat("Something else")).status == 404
    err = server.stop()
    assert err.startswith("Miss: No recording in") and "played" not in err and "request" not in err.splitlines()[-1]


def test_a_quiet_run_says_why_it_failed_and_nothing_else(tape):
    def run(*options, code):
        done = tapedeck("run", "--cassette", tape, "--mode", "none", "-q", *options, "--", "true")
        assert done.code == code
        return done.err

    assert run(code=0) == ""
    assert "3 recordings were not played" in run("--fail-on-unused", code=1)
