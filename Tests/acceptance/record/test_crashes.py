# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A recorder is killed, or the disk is full: no response that a client saw completely is lost."""

import os
import random
import shutil
import sqlite3
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
    assert "1 answer could NOT be recorded" in err
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


def interactions(path):
    with sqlite3.connect(path) as db:
        return db.execute("SELECT count(*) FROM interaction").fetchone()[0]


@pytest.mark.parametrize("mishap", ["replaced", "deleted", "log deleted", "folder renamed", "written over"])
def test_a_cassette_that_is_lost_while_it_is_recorded_is_saved_beside(record, tape, tmp_path, mishap):
    """Whatever becomes of the path: every answer a client saw is on tape, another file is left alone, and it is said."""
    folder = tmp_path / "folder"
    folder.mkdir()
    cassette, other = folder / "c.sqlite", tmp_path / "other.sqlite"
    for path, count in ((other, 20), (cassette, 2)):
        with record("--mode", "new_episodes", cassette=path) as deck:
            for number in range(count):
                ask(deck, "POST", URL, chat(f"{path.name} {number}"))
    deck = record("--mode", "new_episodes", cassette=cassette)
    assert ask(deck, "POST", URL, chat("first")).status == 200
    if mishap == "replaced":
        shutil.copy(other, folder / "t")
        (folder / "t").rename(cassette)
    elif mishap == "deleted":
        cassette.unlink()
    elif mishap == "log deleted":
        (folder / "c.sqlite-wal").unlink()
    elif mishap == "folder renamed":
        folder = folder.rename(tmp_path / "renamed")
    else:
        shutil.copyfile(other, cassette)
    assert ask(deck, "POST", URL, chat("second")).status == 200
    said = deck.stop(code=1)
    saved = folder / "c.recovered-1.sqlite"
    assert said.count(f"What was recorded is saved as {saved}") == 2, said
    assert interactions(saved) == (2 if mishap == "written over" else 4)
    assert tapedeck("cassette", "verify", saved).code == 0
    if mishap in ("replaced", "written over"):
        assert cassette.read_bytes() == other.read_bytes()
        assert interactions(cassette) == 20
    elif mishap == "log deleted":
        assert tapedeck("cassette", "verify", cassette).code == 0
        assert interactions(cassette) == 2


@pytest.mark.parametrize("in_place", [False, True])
def test_the_log_of_a_killed_recorder_leaves_another_version_alone(record, tape, tmp_path, in_place):
    other = tmp_path / "other.sqlite"
    for path, count in ((other, 20), (tape, 2)):
        with record("--mode", "new_episodes", cassette=path) as deck:
            for number in range(count):
                ask(deck, "POST", URL, chat(f"{path.name} {number}"))
    deck = record("--mode", "new_episodes")
    ask(deck, "POST", URL, chat("first"))
    deck.kill()
    tape.write_bytes(other.read_bytes()) if in_place else shutil.copy(other, tmp_path / "t").rename(tape)
    done = tapedeck("cassette", "verify", tape)
    assert done.code == 0 and "was left by a recorder of another version" in done.err
    assert tape.read_bytes() == other.read_bytes()
    assert (tmp_path / f"{tape.name}-wal.orphaned-1").exists()


@pytest.mark.parametrize("column", ["redaction", "matching"])
def test_a_pattern_without_an_end_in_a_cassette_ends(record, replay, tape, column):
    asked = chat("hello there " * 20)
    with record() as deck:
        ask(deck, "POST", URL, asked)
    rules = {"redaction": '{"patterns": ["(.*)*x"]}', "matching": '{"scrub": ["(.*)*x"]}'}[column]
    with sqlite3.connect(tape) as db:
        db.execute(f"UPDATE cassette SET {column} = ?", [rules])
    db.close()
    assert tapedeck("cassette", "verify", tape, timeout=30).code in (0, 1)
    with replay() as deck:
        assert ask(deck, "POST", URL, asked).status in (200, 404)
