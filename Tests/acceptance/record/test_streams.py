# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Event streams are relayed as they arrive, and replayed at the requested speed."""

import threading
import time

import pytest

from support import Connection, ask, assert_at_rest, chat, listed, request_bytes, wait_until


def slow_stream(origin, request, body, number):
    pieces = [b"data: one\n\n", b"data: two\n\n", b"data: [DONE]\n\n"]
    origin.stream(request, number, pieces, pause=lambda index: time.sleep(0.4 if index else 0))


def test_the_first_event_arrives_before_the_second_has_left_upstream(origin, record):
    origin.gate.clear()
    with record() as deck, Connection(deck.port) as connection:
        connection.send(request_bytes("POST", "/v1/chat/completions", chat(stream=True)))
        assert connection.head().status == 200
        assert b'"role":"assistant"' in connection.chunk()
        assert not origin.gate.is_set()
        origin.gate.set()
        rest = []
        while (chunk := connection.chunk()):
            rest.append(chunk)
        assert rest[-1] == b"data: [DONE]\n\n"


def test_a_client_of_an_sdk_gets_the_first_event_early(origin, record, client):
    origin.gate.clear()
    with record() as deck:
        messages = [{"role": "user", "content": "hello"}]
        with client(deck).chat.completions.create(model="m", messages=messages, stream=True) as stream:
            assert next(stream).choices[0].delta.role == "assistant"
            origin.gate.set()
            assert len(list(stream)) > 3


def test_white_space_that_keeps_a_json_answer_alive_goes_out_as_it_comes(origin, record, replay):
    step = threading.Semaphore(0)
    pieces = [b"\n", b" \n", b'{"a":', b"1}"]

    def alive(origin, request, body, number):
        origin.head(request, 200, "application/json", number, transfer_encoding="chunked")
        request.end_headers()
        for piece in pieces:
            request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            step.acquire(timeout=20)
        request.wfile.write(b"0\r\n\r\n")

    origin.routes["GET /v1/alive"] = alive
    with record() as deck, Connection(deck.port) as connection:
        connection.send(request_bytes("GET", "/v1/alive"))
        assert connection.head().status == 200
        for piece in pieces[:2]:
            assert connection.chunk() == piece
            step.release()
        step.release(2)
        rest = b""
        while (chunk := connection.chunk()):
            rest += chunk
        assert rest == b'{"a":1}'
    with replay() as deck:
        assert ask(deck, "GET", "/v1/alive").body == b"".join(pieces)


@pytest.mark.parametrize("timing, least, most", [
    ("instant", 0, 0.5), ("recorded", 0.75, 3), ("0.5", 0.37, 0.75), ("2", 1.5, 5),
])
def test_streams_play_at_the_speed_asked_for(origin, record, replay, timing, least, most):
    origin.routes["GET /v1/slow"] = slow_stream
    with record() as deck:
        live = ask(deck, "GET", "/v1/slow")
    with replay("--timing", timing) as deck:
        began = time.monotonic()
        played = ask(deck, "GET", "/v1/slow")
        took = time.monotonic() - began
    assert played.chunks == live.chunks
    assert least <= took <= most


def test_the_first_byte_also_waits_at_recorded_speed(origin, record, replay):
    def late(origin, request, body, number):
        time.sleep(0.5)
        origin.json(request, {"late": True}, number)

    origin.routes["GET /v1/late"] = late
    with record() as deck:
        ask(deck, "GET", "/v1/late")
    with replay("--timing", "recorded") as deck:
        began = time.monotonic()
        ask(deck, "GET", "/v1/late")
        assert time.monotonic() - began >= 0.45


def test_a_client_that_leaves_loses_nothing(origin, record, replay, tape):
    origin.gate.clear()
    with record() as deck:
        with Connection(deck.port) as connection:
            connection.send(request_bytes("POST", "/v1/chat/completions", chat(stream=True)))
            connection.head()
            connection.chunk()
        origin.gate.set()
        wait_until(lambda: "/chat/completions 200" in deck.err)
    with replay() as deck:
        played = ask(deck, "POST", "/v1/chat/completions", chat(stream=True))
    assert played.is_whole and played.chunks[-1] == b"data: [DONE]\n\n"


def test_a_stop_in_the_middle_of_a_stream_waits_for_its_end(origin, record, replay):
    origin.routes["GET /v1/slow"] = slow_stream
    with record() as deck, Connection(deck.port) as connection:
        connection.send(request_bytes("GET", "/v1/slow"))
        connection.head()
        connection.chunk()
        deck.process.terminate()
        answer = [chunk for chunk in iter(connection.chunk, b"")]
        assert answer[-1] == b"data: [DONE]\n\n"
        deck.stop()
    with replay() as deck:
        assert ask(deck, "GET", "/v1/slow").is_whole


@pytest.mark.slow
def test_a_stop_does_not_wait_for_ever(origin, record, tape):
    end = threading.Event()
    pieces = [b"data: one\n\n", b"data: two\n\n"]
    origin.routes["GET /v1/endless"] = lambda o, r, b, n: o.stream(
        r, n, pieces, pause=lambda index: index and end.wait(60))
    deck = record()
    ask(deck, "GET", "/v1/models")
    with Connection(deck.port) as connection:
        connection.send(request_bytes("GET", "/v1/endless"))
        connection.head()
        connection.chunk()
        try:
            deck.stop(timeout=20)
        finally:
            end.set()
    assert_at_rest(tape)
    assert [entry["path"] for entry in listed(tape)][0] == "/v1/models"
