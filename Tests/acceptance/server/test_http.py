# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""HTTP as clients send it, correct or not: the server responds and keeps running."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from support import KEY, Connection, ask, chat, listed, request_bytes, wait_until

URL = "/v1/chat/completions"


@pytest.fixture(params=["record", "replay"])
def deck(request, record, replay):
    """A server of either kind, with recordings of GET /v1/models and of a chat completion."""
    with record() as first:
        ask(first, "GET", "/v1/models")
        ask(first, "POST", URL, chat())
    with (record("--mode", "new_episodes") if request.param == "record" else replay()) as server:
        yield server
        assert ask(server, "GET", "/_tapedeck/health").status == 200, "the server lives on"


def test_head_is_recorded_and_replayed(origin, record, replay):
    with record() as deck:
        live = ask(deck, "HEAD", "/v1/models")
    assert live.status == 200 and live.body == b"" and int(live["content-length"]) > 0
    with replay() as deck, Connection(deck.port) as connection:
        played = connection.request("HEAD", "/v1/models")
        assert played.kept == live.kept and played["content-length"] == live["content-length"]
        assert connection.request("HEAD", "/v1/models").status == 200, "the connection is in step"


def test_head_of_an_answer_without_a_length_leaves_the_connection_in_step(origin, record, replay):
    origin.routes["HEAD /v1/s"] = lambda o, r, b, n: (o.head(r, 200, "text/plain", n), r.end_headers())
    for start in [record, replay]:
        with start() as deck, Connection(deck.port, timeout=10) as connection:
            connection.send(request_bytes("HEAD", "/v1/s") + request_bytes("GET", "/v1/models"))
            assert connection.answer("HEAD").status == 200
            assert connection.head().status in (200, 404)



def test_head_of_an_unknown_address_leaves_the_connection_in_step(deck):
    with Connection(deck.port, timeout=10) as connection:
        connection.send(request_bytes("HEAD", "/nothing") + request_bytes("GET", "/v1/models"))
        assert connection.answer("HEAD").status == 404
        assert connection.answer().status == 200


def test_options_without_an_origin_goes_to_the_service(origin, record, replay):
    origin.routes["OPTIONS /v1/models"] = lambda o, r, b, n: o.answer(r, 204, b"", "text/plain", n, allow="GET")
    with record() as deck:
        live = ask(deck, "OPTIONS", "/v1/models")
        assert live.status == 204 and live["allow"] == "GET"
    with replay() as deck:
        assert ask(deck, "OPTIONS", "/v1/models").kept == live.kept


def test_expect_100_continue_is_answered(deck):
    body = b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}'
    with Connection(deck.port, timeout=10) as connection:
        head = request_bytes("POST", URL, b"", expect="100-continue", content_length=len(body),
                             content_type="application/json")
        connection.send(head)
        assert connection.head().status == 100
        connection.send(body)
        assert connection.answer().status == 200


def test_curl_sends_a_large_body_with_expect(deck):
    done = subprocess.run(
        ["curl", "-sS", "--max-time", "20", "-H", "Expect: 100-continue", "-H", "content-type: application/json",
         "--data-binary", "@-", deck.base + "/chat/completions"], input=b" " * 1_500_000 + b"{}", capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_chunked_request_body_matches_a_whole_one(record, replay):
    pieces = [b'{"model":"m","mess', b'ages":[{"role":"user",', b'"content":"x"}]}']
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    fields = {"transfer_encoding": "chunked", "content_type": "application/json"}
    with record() as deck:
        live = ask(deck, "POST", URL, chunked, **fields)
        assert live.status == 200
    with replay() as deck:
        body = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
        assert ask(deck, "POST", URL, body).kept == live.kept
        assert ask(deck, "POST", URL, chunked, **fields).kept == live.kept


def test_pipelined_requests_are_recorded_and_replayed_in_order(origin, record, replay, tape):
    words = [f"word {number}" for number in range(20)]

    def pipeline(deck):
        with Connection(deck.port) as connection:
            connection.send(b"".join(request_bytes("POST", URL, chat(word)) for word in words))
            return [connection.answer().kept for _ in words]

    with record() as deck:
        live = pipeline(deck)
    assert [word.encode() in body for word, (_, _, body) in zip(words, live)] == [True] * 20
    with replay() as deck:
        assert pipeline(deck) == live


def test_pipelined_streams_and_misses_stay_in_order(record, replay):
    with record() as deck:
        ask(deck, "POST", URL, chat("s", stream=True))
        ask(deck, "GET", "/v1/models")
    with replay() as deck, Connection(deck.port) as connection:
        for _ in range(5):
            connection.send(b"".join([
                request_bytes("GET", "/v1/models"), request_bytes("POST", URL, chat("s", stream=True)),
                request_bytes("GET", "/v1/models"), request_bytes("GET", "/v1/none"),
                request_bytes("HEAD", "/_tapedeck/health"), request_bytes("GET", "/v1/models")]))
            answers = [connection.answer(method) for method in ["GET", "POST", "GET", "GET", "HEAD", "GET"]]
            assert [answer.status for answer in answers] == [200, 200, 200, 404, 404, 200]
            assert answers[1].chunks[-1] == b"data: [DONE]\n\n"


def test_connection_close_closes(deck):
    with Connection(deck.port, timeout=10) as connection:
        answer = connection.request("GET", "/v1/models", connection="close")
        assert answer.status == 200 and answer["connection"] == "close"
        assert connection.file.read() == b""


def test_http_1_0_is_answered_and_closed(deck):
    with Connection(deck.port, timeout=10) as connection:
        connection.send(request_bytes("GET", "/v1/models", version="HTTP/1.0"))
        answer = connection.answer()
        assert answer.status == 200 and answer.json["object"] == "list"
        assert connection.file.read() == b""


def test_a_stream_to_an_http_1_0_client_is_not_chunked(record, replay):
    with record() as deck:
        live = ask(deck, "POST", URL, chat(stream=True))
    with replay() as deck, Connection(deck.port, timeout=10) as connection:
        connection.send(request_bytes("POST", URL, chat(stream=True), version="HTTP/1.0"))
        answer = connection.answer()
        assert answer["transfer-encoding"] is None and answer.body == live.body


def test_headers_beyond_the_limit_are_refused(deck):
    with Connection(deck.port) as connection:
        answer = connection.request("GET", "/v1/models", x_long="x" * 200_000)
        assert answer.status == 431 and answer.error["code"] == "headers_too_large"


def test_a_long_header_within_the_limit_is_fine(deck):
    assert ask(deck, "GET", "/v1/models", x_long="x" * 16_000).status == 200


@pytest.mark.parametrize("data", [
    b"hello\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /v1/models HTTP/9.9\r\n\r\n",
    b"GET / / HTTP/1.1\r\n\r\n", b"GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1\r\nno colon\r\n\r\n",
    b"POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -5\r\n\r\n",
    b"POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    b"POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
])
def test_what_is_not_http_is_refused(deck, data):
    with Connection(deck.port, timeout=10) as connection:
        answer = connection.send(data).answer()
        assert answer.status == 400 and answer.error["code"] == "invalid_http"
        assert connection.file.read() == b""


def test_a_body_cut_short_is_not_sent_on(deck, origin):
    before = len(origin.requests)
    for fields in [{"content_length": 100}, {"transfer_encoding": "chunked"}]:
        with Connection(deck.port) as connection:
            connection.send(request_bytes("POST", URL, b"", content_type="application/json", **fields) + b'{"mo')
    assert ask(deck, "GET", "/v1/models").status == 200
    assert len(origin.requests) - before <= 1


def test_a_large_body_cut_short_is_not_recorded(origin, record, tape):
    origin.routes["POST /v1/sink"] = lambda o, r, b, n: o.json(r, {"length": len(b)}, n)
    with record() as deck:
        with Connection(deck.port) as connection:
            connection.send(request_bytes("POST", "/v1/sink", b"", content_length=8 << 20) + b"x" * (3 << 20))
        wait_until(lambda: True)
        assert ask(deck, "POST", "/v1/sink", b"abc").json == {"length": 3}
    assert [entry["request_bytes"] for entry in listed(tape)] == [3]


@pytest.mark.parametrize("body", [b"{not json", b"", b"\xff\xfe\x00", b'{"a": 1}}', b"[" * 100_000, b'{"a":1,"a":2}',
                                  b"1e999", b'"\\ud800"'])
def test_invalid_json_is_passed_on_recorded_and_matched(origin, record, replay, body):
    origin.routes["POST /v1/raw"] = lambda o, r, b, n: o.json(r, {"got": b.hex()[:64]}, n, 400)
    with record() as deck:
        live = ask(deck, "POST", "/v1/raw", body, content_type="application/json")
        assert live.status == 400
        assert origin.requests[-1][3] == body
    with replay() as deck:
        assert ask(deck, "POST", "/v1/raw", body, content_type="application/json").kept == live.kept
        assert ask(deck, "POST", "/v1/raw", body + b"?", content_type="application/json").status == 404


def test_multipart_without_its_boundary_is_passed_on_recorded_and_matched(origin, record, replay):
    origin.routes["POST /v1/raw"] = lambda o, r, b, n: o.json(r, {"got": len(b)}, n)
    for kind in ["multipart/form-data", "multipart/form-data; boundary=x", 'multipart/form-data; boundary="']:
        with record("--mode", "all") as deck:
            live = ask(deck, "POST", "/v1/raw", b"--y\r\nabc", content_type=kind)
        with replay() as deck:
            assert ask(deck, "POST", "/v1/raw", b"--y\r\nabc", content_type=kind).kept == live.kept


@pytest.mark.slow
@pytest.mark.parametrize("deck", ["replay"], indirect=True)
def test_20_000_requests_on_a_pool_of_connections(deck):
    body = request_bytes("POST", URL, chat())

    def many(_):
        with Connection(deck.port) as connection:
            return sum(connection.send(body).answer().status == 200 for _ in range(625))

    with ThreadPoolExecutor(32) as pool:
        assert sum(pool.map(many, range(32))) == 20_000


def test_httpx_keeps_its_connections(deck):
    with httpx.Client(headers={"authorization": f"Bearer {KEY}"}) as client:
        for _ in range(200):
            assert client.get(deck.base + "/models").status_code == 200


def test_a_slow_reader_gets_everything(origin, record, replay):
    data = bytes(range(256)) * (24 << 10)
    origin.routes["GET /v1/big"] = lambda o, r, b, n: o.answer(r, 200, data, "application/octet-stream", n)

    def read_slowly(deck):
        with Connection(deck.port) as connection:
            connection.send(request_bytes("GET", "/v1/big"))
            time.sleep(0.5)  # Long enough for every buffer on the way to fill up.
            return connection.answer().body

    with record() as deck:
        assert read_slowly(deck) == data
    with replay() as deck:
        assert read_slowly(deck) == data


def test_an_answer_with_a_length_is_replayed_with_it(origin, record, replay):
    data = bytes(range(256)) * (2 << 10)
    origin.routes["GET /v1/big"] = lambda o, r, b, n: o.answer(r, 200, data, "application/octet-stream", n)
    for start in [record, replay]:
        with start() as deck:
            assert ask(deck, "GET", "/v1/big")["content-length"] == str(len(data))


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream", "application/octet-stream"])
def test_an_upstream_that_breaks_off_replays_as_a_break_at_the_same_byte(origin, record, replay, tape, framing, kind):
    part = b"data: one\n\n" * 40

    def broken(origin, request, body, number):
        if framing == "length":
            origin.head(request, 200, kind, number, content_length=str(len(part) * 2))
            request.end_headers()
            request.wfile.write(part)
        else:
            origin.head(request, 200, kind, number, transfer_encoding="chunked")
            request.end_headers()
            request.wfile.write(b"%x\r\n" % len(part) + part + b"\r\n")
        request.wfile.flush()
        request.close_connection = True

    origin.routes["GET /v1/broken"] = broken
    with record() as deck:
        live = ask(deck, "GET", "/v1/broken")
        assert live.status == 200 and not live.is_whole and live.body == part
    assert [entry["outcome"] for entry in listed(tape)] == ["truncated"]
    with replay() as deck:
        for _ in range(2):
            played = ask(deck, "GET", "/v1/broken")
            assert played.status == 200 and not played.is_whole and played.body == part
        assert ask(deck, "GET", "/_tapedeck/health").status == 200


@pytest.mark.parametrize("path", ["/v1/a/../b", "/v1/a//b", "/v1/a%2Fb", "/v1/%7Euser", "/v1/x?", "/v1/x?a=%20&b=c+d",
                                  "/v1/x?a&b=", "/v1/caf%C3%A9"])
def test_a_path_goes_upstream_as_it_came(origin, record, replay, path):
    with record() as deck:
        live = ask(deck, "GET", path)
        assert origin.requests[-1][1] == path
    with replay() as deck:
        assert ask(deck, "GET", path).kept == live.kept


def test_fields_go_upstream_and_those_of_the_connection_do_not(origin, record):
    with record() as deck:
        ask(deck, "GET", "/v1/models", x_custom="1", te="trailers", keep_alive="timeout=5", tapedeck_session="s",
            proxy_authorization="secret", openai_organization="org-1", cookie="a=b")
    fields = {name.lower(): value for name, value in origin.requests[-1][2].items()}
    assert fields["authorization"] == f"Bearer {KEY}" and fields["x-custom"] == "1"
    assert fields["openai-organization"] == "org-1"
    assert not {"te", "keep-alive", "tapedeck-session", "proxy-authorization"} & set(fields)
    assert fields["host"] == f"127.0.0.1:{origin.server.server_port}"


@pytest.mark.parametrize("status", [201, 202, 204, 301, 304, 400, 401, 404, 409, 418])
def test_every_status_is_kept(origin, record, replay, status):
    body = b"" if status in (204, 304) else b"{}"
    origin.routes["GET /v1/s"] = lambda o, r, b, n: o.answer(r, status, body, "application/json", n,
                                                             **({"location": "/v1/models"} if status == 301 else {}))
    with record() as deck:
        live = ask(deck, "GET", "/v1/s")
        assert live.status == status
    with replay() as deck, Connection(deck.port) as connection:
        assert connection.request("GET", "/v1/s").kept == live.kept
        assert connection.request("GET", "/v1/s").kept == live.kept


def test_compressed_answers_become_plain(origin, record, replay):
    import gzip
    packed = gzip.compress(b'{"plain": true}')
    origin.routes["GET /v1/z"] = lambda o, r, b, n: o.answer(r, 200, packed, "application/json", n,
                                                             content_encoding="gzip")
    with record() as deck:
        live = ask(deck, "GET", "/v1/z", accept_encoding="gzip")
        assert live.json == {"plain": True} and live["content-encoding"] is None
    with replay() as deck:
        assert ask(deck, "GET", "/v1/z", accept_encoding="gzip").kept == live.kept
