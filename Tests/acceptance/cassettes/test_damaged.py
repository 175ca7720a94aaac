# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Files that are not cassettes, or are damaged: one clear error, the right exit code, nothing overwritten."""

import os
import random
import socket
import sqlite3
import subprocess

import pytest

from support import TAPEDECK, Connection, ask, chat, environment, pragma, tapedeck

COMMANDS = {
    "replay": ("replay", "--cassette"), "record": ("record", "--mode", "new_episodes", "--cassette"),
    "once": ("record", "--cassette"), "run": ("run", "--cassette", None, "--mode", "none", "--", "true"),
    "list": ("cassette", "list"), "show": ("cassette", "show"), "stats": ("cassette", "stats"),
    "verify": ("cassette", "verify"),
}
READERS = ["replay", "run", "list", "show", "stats", "verify"]


@pytest.fixture
def good(record, tape):
    """A sound cassette of some size."""
    with record() as deck, Connection(deck.port) as connection:
        for number in range(60):
            connection.request("POST", "/v1/chat/completions", chat(f"question {number} " + "x" * 500))
    return tape


def make(kind, tape):
    """Turns a sound cassette into one of a kind that cannot be used."""
    if kind == "missing":
        tape.unlink()
    elif kind == "text":
        tape.write_text("{\"not\": \"a cassette\"}\n" * 500)
    elif kind == "folder":
        tape.unlink()
        tape.mkdir()
    elif kind == "empty":
        tape.write_bytes(b"")
    elif kind == "other database":
        tape.unlink()
        with sqlite3.connect(tape) as db:
            db.execute("CREATE TABLE t (x)")
        db.close()
    elif kind == "newer":
        pragma(tape, "user_version", 99)
    elif kind == "half":
        tape.write_bytes(tape.read_bytes()[: tape.stat().st_size // 2])
    elif kind == "stump":
        tape.write_bytes(tape.read_bytes()[:50])
    elif kind == "device":
        tape.unlink()
        os.mkfifo(tape)


def attempt(command, tape):
    """Runs a command on a cassette; a server that starts is told to stop."""
    arguments = [str(tape) if word is None else word for word in COMMANDS[command]]
    if None not in COMMANDS[command]:
        arguments.append(str(tape))
    if arguments[0] in ("replay", "record"):
        process = subprocess.Popen([TAPEDECK, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment())
        started = process.stdout.readline()
        if started:
            process.terminate()
        out, err = process.communicate(timeout=30)
        from support import Finished
        return Finished(process.returncode, started + out, err.decode())
    return tapedeck(*arguments, timeout=30)


CASES = [(kind, command) for kind in ["missing", "text", "folder", "empty", "other database", "newer", "half", "stump"]
         for command in COMMANDS if not (kind in ("missing", "empty") and command in ("record", "once"))]


@pytest.mark.parametrize("kind, command", CASES)
def test_a_cassette_that_is_none_is_refused(good, kind, command):
    make(kind, good)
    before = good.read_bytes() if good.is_file() else None
    done = attempt(command, good)
    if kind == "half" and command == "verify":
        assert done.code in (1, 65), (done.code, done.out, done.err)
        return
    if kind == "half" and command in ("list", "show", "stats", "replay", "run", "record", "once") and done.code == 0:
        pytest.fail(f"{command} takes half a cassette for a whole one")
    assert str(good) in done.assert_error(65)
    assert not good.is_file() or good.read_bytes() == before, "nothing is overwritten"


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_page_never_crashes_a_reader(good, seed):
    chance = random.Random(seed)
    data = bytearray(good.read_bytes())
    page = chance.randrange(1, len(data) // 4096)
    data[page * 4096:(page + 1) * 4096] = chance.randbytes(4096)
    good.write_bytes(data)
    done = attempt("verify", good)
    assert done.code in (1, 65) and "Fatal" not in done.err, (done.code, done.out, done.err)
    for command in ["list", "show", "stats", "replay", "run"]:
        done = attempt(command, good)
        assert done.code in (0, 65) and "Fatal" not in done.err, (command, done.code, done.err)
        if done.code:
            done.assert_error(65)


def test_a_damaged_body_is_an_error_and_not_an_answer(good, replay):
    data = good.read_bytes()
    place = data.index(b"Answer 7 to")
    good.write_bytes(data[:place] + b"Wrong!" + data[place + 6:])
    with replay() as deck:
        answer = ask(deck, "POST", "/v1/chat/completions", chat("question 6 " + "x" * 500))
        assert answer.status == 500 and answer.error["code"] == "damaged"
        assert answer["x-should-retry"] == "false"
        assert ask(deck, "POST", "/v1/chat/completions", chat("question 9 " + "x" * 500)).status == 200
        assert "damaged" in deck.err, "what fails is said on stderr too"
    done = attempt("verify", good)
    assert done.code == 1 and b"digest" in done.out


def test_a_read_only_cassette_plays_and_refuses_to_record(good, tmp_path, replay):
    if os.geteuid() == 0:
        # Root may write whatever the mode says; a read-only mount binds it too.
        folder = tmp_path / "media"
        folder.mkdir()
        inner = folder / good.name
        inner.write_bytes(good.read_bytes())
        commands = [["mount", "--bind", folder, folder], ["mount", "-o", "remount,ro,bind", folder]]
        for command in commands:
            done = subprocess.run(command, capture_output=True)
            if done.returncode != 0:
                pytest.skip(f"nothing can be mounted: {done.stderr.decode().strip()}")
    else:
        folder, inner = None, good
        good.chmod(0o444)
    try:
        with replay(cassette=inner) as deck:
            assert ask(deck, "POST", "/v1/chat/completions", chat("question 9 " + "x" * 500)).status == 200
        for command in ["list", "show", "stats", "verify"]:
            assert attempt(command, inner).code == 0
        attempt("record", inner).assert_error(69)
    finally:
        if folder:
            subprocess.run(["umount", "-l", folder], check=True)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    tapedeck("record", "--cassette", tmp_path / "no" / "tape.sqlite").assert_error(69)


def test_a_port_in_use_is_named(good):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = tapedeck("replay", "--cassette", good, "--port", port, timeout=20)
    assert str(port) in done.assert_error(69) and done.out == b""


@pytest.mark.parametrize("arguments", [
    ("record", "--cassette", "x", "--mode", "sometimes"), ("record", "--cassette", "x", "--mode", "none"),
    ("record",), ("replay",), ("replay", "--cassette", "x", "--nonsense"), ("nonsense",), ("cassette", "list"),
    ("record", "--cassette", "x", "--max-requests", "0"), ("record", "--cassette", "x", "--first-byte-timeout", "-1"),
])
def test_a_wrong_command_line_is_a_usage_error(arguments):
    tapedeck(*arguments).assert_error(64)


def test_show_wants_an_interaction_that_is_there(good):
    done = tapedeck("cassette", "show", good, 999)
    assert "999" in done.assert_error(64)


def test_show_raw_gives_the_bytes(good, replay):
    with replay() as deck:
        body = ask(deck, "POST", "/v1/chat/completions", chat("question 9 " + "x" * 500)).body
    assert tapedeck("cassette", "show", good, 10, "--raw").out == body


def test_list_and_stats_and_show_say_what_is_there(good):
    assert len(tapedeck("cassette", "list", good).out.splitlines()) == 60
    assert b"60" in tapedeck("cassette", "stats", good).out
    assert tapedeck("cassette", "stats", "--json", good).out.startswith(b"{")
    assert tapedeck("cassette", "show", good).out.count(b"POST /v1/chat/completions") == 60


def test_a_reader_that_leaves_is_no_crash(good):
    done = subprocess.run(["sh", "-c", '"$0" cassette show "$1" | head -1', TAPEDECK, good], capture_output=True)
    assert b"Fatal" not in done.stderr and done.stdout.startswith(b"cassette")
