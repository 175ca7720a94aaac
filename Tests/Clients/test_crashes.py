# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The recorder dies, or the disk is full: nothing that a client saw whole is missing."""

import os
import random
import shutil
import subprocess
import threading
import time

import pytest

from support import Connection, ask, assert_at_rest, chat, listed, pragma, tapedeck

URL = "/v1/chat/completions"


def talk(deck, name, seen, stop):
    """Asks one question after the other and notes every answer that came whole."""
    number = 0
    while not stop.is_set():
        number += 1
        asked = chat(f"{name} {number}", **({"stream": True} if number % 3 == 0 else {}))
        try:
            answer = ask(deck, "POST", URL, asked)
        except OSError:
            return
        if answer is None or answer.status != 200:
            return
        # Clients take the final event, not the end of the body, for the end of a stream.
        if answer.is_whole or b"data: [DONE]" in answer.body:
            seen.append((asked, answer.body))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_a_killed_recorder_loses_no_answer(record, replay, tape, seed):
    chance = random.Random(seed)
    seen, stop = [], threading.Event()
    deck = record()
    threads = [threading.Thread(target=talk, args=(deck, f"client {n}", seen, stop)) for n in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0, 0.25))  # The moment is what varies; there is no event to wait for.
    deck.kill()
    stop.set()
    for thread in threads:
        thread.join(20)
    done = tapedeck("cassette", "verify", tape)
    assert done.code == 0, (done.out, done.err)
    with replay() as player:
        for asked, body in seen:
            assert ask(player, "POST", URL, asked).body == body
    assert_at_rest(tape)


def test_a_recorder_goes_on_after_one_that_was_killed(record, replay, tape):
    deck = record()
    live = [ask(deck, "POST", URL, chat("a")).body]
    deck.kill()
    with record("--mode", "new_episodes") as deck:
        assert ask(deck, "POST", URL, chat("a")).body == live[0]
        live.append(ask(deck, "POST", URL, chat("b")).body)
    assert_at_rest(tape)
    assert len(listed(tape)) == 2


def test_a_large_upload_cut_by_a_kill_leaves_a_sound_cassette(origin, record, tape):
    deck = record()
    with Connection(deck.port) as connection:
        head = b"POST /v1/files HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 99999999\r\n\r\n"
        connection.send(head + b"x" * (8 << 20))
        deck.kill()
    done = tapedeck("cassette", "verify", tape)
    assert done.code == 0, (done.out, done.err)


@pytest.fixture
def small_disk(tmp_path):
    """A folder with room for little."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a small disk can only be mounted by root")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream", "text/event-stream"])
def test_a_full_disk_costs_the_recording_and_not_the_answer(origin, record, small_disk, kind):
    data = os.urandom(3 << 20)
    origin.routes["GET /v1/big"] = lambda o, r, b, n: o.answer(r, 200, data, kind, n)
    tape = small_disk / "tape.sqlite"
    deck = record(cassette=tape)
    small = ask(deck, "GET", "/v1/models")
    answer = ask(deck, "GET", "/v1/big")
    assert answer.status == 200 and answer.is_whole and answer.body == data
    assert "!!!" in deck.err and "NOT RECORDED" in deck.err
    err = deck.stop(code=1)
    assert "could NOT be put on tape" in err
    assert small.status == 200
    assert [entry["path"] for entry in listed(tape)] == ["/v1/models"], "it can be read though the disk is full"


def test_a_full_disk_costs_the_recording_of_an_upload_and_not_the_upload(origin, record, small_disk):
    origin.routes["POST /v1/raw"] = lambda o, r, b, n: o.json(r, {"length": len(b)}, n)
    deck = record(cassette=small_disk / "tape.sqlite")
    assert ask(deck, "POST", "/v1/raw", os.urandom(3 << 20)).json == {"length": 3 << 20}
    assert "NOT RECORDED" in deck.stop(code=1)


def test_two_recorders_do_not_share_a_cassette(record, tape, origin):
    with record() as deck:
        done = tapedeck("record", "--cassette", tape, "--upstream", origin.base)
        assert "recording into" in done.assert_error(69)
        assert ask(deck, "GET", "/v1/models").status == 200
    assert len(listed(tape)) == 1


def test_a_cassette_is_played_while_another_process_records_into_it(record, replay, tape):
    with record() as first:
        live = ask(first, "GET", "/v1/models")
        with replay() as deck:
            assert ask(deck, "GET", "/v1/models").kept == live.kept
            ask(first, "GET", "/v1/files")
        assert tapedeck("cassette", "verify", tape).code == 0
        assert len(listed(tape)) == 2
    assert_at_rest(tape)


def test_a_failure_is_not_a_pragma_away(tape, record, replay):
    with record() as deck:
        live = ask(deck, "GET", "/v1/models")
    pragma(tape, "journal_mode", "WAL")
    with replay() as deck:
        assert ask(deck, "GET", "/v1/models").kept == live.kept
