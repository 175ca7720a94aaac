# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""WebSockets to the byte: the handshake, frames that break the protocol, and the ends of connections."""

import json
import random
import socket
import struct

import pytest

from support import ask, request_bytes
from support.websocket import ACCEPT, BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Socket, frame

PATH = "/v1/responses"
UNKNOWN = json.dumps({"type": "no.such.event"}).encode()


def closing(code, reason=b""):
    return frame(CLOSE, struct.pack(">H", code) + reason)


@pytest.fixture
def opened(sim):
    sockets = []

    def open(**options):
        made = Socket(sim.server.port, sim.path + "/responses", **options)
        sockets.append(made)
        assert made.status == 101, made.body
        return made

    yield open
    for made in sockets:
        made.connection.close()


# -- Handshake -------------------------------------------------------------------------------------------------------


def test_a_websocket_opens(opened):
    made = opened()
    assert made.fields["upgrade"] == "websocket" and made.fields["connection"] == "Upgrade"
    assert made.fields["sec-websocket-accept"] == ACCEPT and made.fields["tapedeck-simulated"] == "1"
    assert "content-length" not in made.fields and "transfer-encoding" not in made.fields
    made.send(frame(TEXT, UNKNOWN))
    assert made.hear()["error"]["param"] == "type"


def test_frames_behind_the_request_are_read(opened):
    made = opened(early=frame(TEXT, UNKNOWN) + frame(PING, b"early"))
    assert {made.receive()[0], made.receive()[0]} == {TEXT, PONG}


def test_a_websocket_opens_behind_other_requests_of_its_connection(sim):
    with socket.create_connection(("127.0.0.1", sim.server.port)) as connection:
        connection.sendall(request_bytes("GET", "/_tapedeck/health", host="localhost"))
        while b'"' not in connection.recv(1 << 16):
            pass
        with Socket(0, sim.path + "/responses", over=connection) as made:
            assert made.status == 101
            made.send(frame(TEXT, UNKNOWN))
            assert made.hear()["type"] == "error"


@pytest.mark.parametrize("fields, status, code", [
    ({"sec_websocket_version": "8"}, 426, "unsupported_websocket_version"),
    ({"sec_websocket_version": None}, 426, "unsupported_websocket_version"),
    ({"sec_websocket_key": None}, 400, "invalid_websocket_key"),
    ({"sec_websocket_key": "dGFwZWRlY2s="}, 400, "invalid_websocket_key"),
    ({"sec_websocket_key": "not base64 at all ..."}, 400, "invalid_websocket_key"),
    ({"content_length": "3", "early": b"abc"}, 400, "invalid_websocket_request"),
    ({"host": "evil.example"}, 421, "wrong_host"),
    ({"origin": "https://evil.example"}, 403, "foreign_origin"),
    ({"sec_fetch_site": "cross-site"}, 403, "foreign_origin"),
    ({"version": "1.0"}, 400, "invalid_websocket_request"),
    ({"authorization": None}, 401, None),
])
def test_a_bad_handshake_is_refused(sim, fields, status, code):
    with Socket(sim.server.port, sim.path + "/responses", **fields) as made:
        assert made.status == status and made.error["code"] == code
        assert made.fields["connection"] == "close" and made.receive() is None
        assert (made.fields.get("sec-websocket-version") == "13") == (status == 426)


@pytest.mark.parametrize("path", ["/realtime/translations", "/realtime?intent=translation"])
def test_a_websocket_that_is_not_simulated_is_refused(sim, path):
    with Socket(sim.server.port, sim.path + path) as made:
        assert made.status in (400, 404) and "simulator" in made.error["message"]


@pytest.mark.parametrize("fields", [{"method": "POST", "content_length": "0"}, {"upgrade": "h2c"}, {"upgrade": None},
                                    {"connection": "keep-alive"}])
def test_without_a_request_for_a_websocket_the_path_is_an_ordinary_one(sim, fields):
    with Socket(sim.server.port, sim.path + "/responses", **fields) as made:
        assert made.status in (400, 404, 405) and made.error["type"] == "invalid_request_error"
        made.connection.sendall(request_bytes("GET", "/_tapedeck/health", host="localhost"))
        assert made._more() and made.buffer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("command", ["record", "replay"])
@pytest.mark.parametrize("path", ["/v1/responses", "/session/a/v1/realtime?model=gpt-realtime"])
def test_a_server_that_records_or_replays_refuses_websockets(record, replay, tape, command, path):
    with record() as deck:
        assert ask(deck, "GET", "/v1/models").status == 200
    with (record if command == "record" else replay)() as deck, Socket(deck.port, path) as made:
        assert made.status == 501 and made.error["code"] == "websocket_not_supported"
        assert "tapedeck simulate" in made.error["message"] and made.receive() is None
        assert ask(deck, "GET", "/_tapedeck/health").status == 200
        assert "WebSockets" in deck.err


# -- Frames ----------------------------------------------------------------------------------------------------------


def test_a_message_may_come_in_fragments_with_control_frames_between(opened):
    made = opened()
    text = json.dumps({"type": "é" * 3}, ensure_ascii=False).encode()
    made.send(frame(TEXT, text[:11], final=False), frame(PING, b"1"), frame(CONTINUATION, b"", final=False),
              frame(CONTINUATION, text[11:12], final=False), frame(PONG, b"x"), frame(CONTINUATION, text[12:]))
    assert made.receive() == (PONG, b"1")
    assert "ééé" in made.hear()["error"]["message"]


def test_bytes_may_come_one_at_a_time(opened):
    made = opened()
    for byte in frame(PING, b"p" * 125) + frame(TEXT, UNKNOWN):
        made.connection.send(bytes([byte]))
    assert made.receive() == (PONG, b"p" * 125) and made.hear()["type"] == "error"


@pytest.mark.parametrize("sent, code", [
    (frame(TEXT, b"{}", masked=False), 1002),
    (frame(TEXT, b"{}", reserved=4), 1002),
    (frame(TEXT, b"{}", reserved=1), 1002),
    (frame(3, b""), 1002),
    (frame(11, b""), 1002),
    (frame(CONTINUATION, b"x"), 1002),
    (frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), 1002),
    (frame(PING, b"x" * 126), 1002),
    (frame(PING, b"x", final=False), 1002),
    (frame(CLOSE, b"x"), 1002),
    (closing(1005), 1002),
    (closing(1006), 1002),
    (closing(999), 1002),
    (closing(2999), 1002),
    (closing(1000, b"\xff"), 1007),
    (frame(TEXT, b"\xff"), 1007),
    (frame(TEXT, b"\xed\xa0\x80"), 1007),
    (frame(TEXT, b"\xc3", final=False) + frame(CONTINUATION, b"("), 1007),
    (frame(BINARY, b"{}"), 1003),
    (frame(TEXT, b"", length=(32 << 20) + 1), 1009),
    (frame(TEXT, b"", length=1 << 62), 1009),
    (frame(TEXT, b"", length=1 << 63), 1009),
])
def test_a_broken_frame_closes_with_its_code(opened, sent, code):
    made = opened()
    made.send(sent + frame(TEXT, UNKNOWN))
    found, reason = made.closed()
    assert found == code and reason
    made.send(closing(code))
    assert made.receive() is None


# -- Ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent, code", [(frame(CLOSE), None), (closing(1000), 1000), (closing(1001, b"bye"), 1001),
                                        (closing(3000), 3000), (closing(4999), 4999)])
def test_a_close_is_answered_with_its_code(opened, sent, code):
    made = opened()
    made.send(frame(TEXT, UNKNOWN), sent, frame(TEXT, UNKNOWN))
    assert made.closed()[0] == code
    assert made.receive() is None


@pytest.mark.parametrize("end", ["reset", "half", "middle"])
def test_a_client_that_leaves_without_a_close_takes_nothing_with_it(opened, sim, end):
    made = opened()
    made.send(frame(TEXT, UNKNOWN)[: 5 if end == "middle" else None])
    if end == "half":
        made.connection.shutdown(socket.SHUT_WR)
        while made.receive() is not None:
            pass
    elif end == "reset":
        made.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    made.connection.close()
    assert sim.ask("GET", "/v1/models").status == 200


def test_a_server_that_stops_closes_with_going_away(serve):
    server = serve("simulate")
    made = [Socket(server.port, PATH) for _ in range(5)]
    for each in made:
        each.send(frame(TEXT, UNKNOWN))
        assert each.hear()["type"] == "error"
    server.process.terminate()
    for each in made:
        assert each.closed()[0] == 1001
        each.send(closing(1001))
        assert each.receive() is None
    assert server.process.wait(10) == 0


def test_a_server_that_stops_does_not_wait_for_clients_that_do_not_answer(serve):
    server = serve("simulate")
    with Socket(server.port, PATH):
        server.process.terminate()
        assert server.process.wait(10) == 0


# -- Many, and anything ----------------------------------------------------------------------------------------------


def test_many_connections_at_a_time_are_answered(sim):
    made = [Socket(sim.server.port, sim.path + "/responses", timeout=30) for _ in range(200)]
    for _ in range(3):
        for each in made:
            each.send(frame(TEXT, UNKNOWN))
        for each in made:
            assert each.hear()["type"] == "error"
    for each in made:
        each.connection.close()


def test_a_client_that_sends_without_reading_is_held_up(opened, sim):
    made = opened()
    made.connection.setblocking(False)
    sent, pieces = 0, frame(TEXT, UNKNOWN) * 1000
    try:
        for _ in range(4000):
            sent += made.connection.send(pieces)
    except BlockingIOError:
        pass
    else:
        raise AssertionError(f"{sent} bytes were taken")
    assert sim.ask("GET", "/v1/models").status == 200


def test_no_bytes_break_the_server(opened, sim):
    dice = random.Random(7)
    for _ in range(60):
        made = opened()
        for _ in range(dice.randrange(1, 6)):
            payload = dice.randbytes(dice.choice([0, 1, 5, 125, 126, 300, 70_000]))
            good = frame(dice.randrange(16), payload, final=dice.random() < 0.7, masked=dice.random() < 0.9,
                         reserved=dice.choice([0, 0, 0, 1, 7]))
            try:
                made.send(good if dice.random() < 0.8 else dice.randbytes(dice.randrange(1, 40)))
            except ConnectionError:
                break
        made.connection.close()
    assert sim.ask("GET", "/v1/models").status == 200
