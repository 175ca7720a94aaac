# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Large bodies are exact to the byte, and memory does not grow with them."""

import hashlib
import os

import pytest

from support import Connection, ask, assert_at_rest, form, request_bytes

SIZE = 64 << 20


def pattern(size):
    """Bytes that differ everywhere, made quickly."""
    block = os.urandom(1 << 20)
    return b"".join(index.to_bytes(8, "big") + block[8:] for index in range(size >> 20))


@pytest.mark.slow
def test_64_mb_down_replays_byte_for_byte(origin, record, replay, tape):
    data = pattern(SIZE)
    origin.routes["GET /v1/big"] = lambda o, r, b, n: o.answer(r, 200, data, "application/octet-stream", n)
    with record() as deck:
        assert ask(deck, "GET", "/v1/big").body == data
    origin.stop()
    assert_at_rest(tape)
    with replay() as deck:
        for _ in range(2):
            assert ask(deck, "GET", "/v1/big").body == data


@pytest.mark.slow
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_16_mb_up_arrive_and_match(origin, record, replay, tape, framing):
    data = pattern(SIZE // 4)
    body = form("b", [("purpose", None, None, b"fine-tune"), ("file", "t.jsonl", "application/octet-stream", data)])
    digest = hashlib.sha256(body).hexdigest()
    origin.routes["POST /v1/files"] = lambda o, r, b, n: o.json(r, {"sha256": hashlib.sha256(b).hexdigest()}, n)

    def upload(deck, body, boundary):
        kind = f"multipart/form-data; boundary={boundary}"
        with Connection(deck.port, timeout=60) as connection:
            if framing == "length":
                return connection.request("POST", "/v1/files", body, content_type=kind)
            connection.send(request_bytes("POST", "/v1/files", b"", transfer_encoding="chunked", content_type=kind))
            for start in range(0, len(body), 1 << 20):
                piece = body[start:start + (1 << 20)]
                connection.send(b"%x\r\n" % len(piece) + piece + b"\r\n")
            return connection.send(b"0\r\n\r\n").answer()

    with record() as deck:
        live = upload(deck, body, "b")
        assert live.json == {"sha256": digest}
    origin.stop()
    with replay() as deck:
        again = body.replace(b"--b\r\n", b"--other\r\n").replace(b"--b--\r\n", b"--other--\r\n")
        assert upload(deck, again, "other").kept == live.kept
        changed = bytearray(body)
        changed[len(body) // 2] ^= 1
        answer = upload(deck, bytes(changed), "b")
        assert answer.status == 404 and "file" in answer.error["message"]


def test_a_json_answer_beyond_memory_replays_byte_for_byte(origin, record, replay):
    data = b'{"data": "' + b"x" * (9 << 20) + b'"}'
    origin.routes["GET /v1/big"] = lambda o, r, b, n: o.answer(r, 200, data, "application/json", n)
    with record() as deck:
        assert ask(deck, "GET", "/v1/big").body == data
    with replay() as deck:
        assert ask(deck, "GET", "/v1/big").body == data
