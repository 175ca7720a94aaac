# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Malformed requests, and responses that would lead clients away: each is reported."""

import json
import os
import socket
import sqlite3
import time
from urllib.parse import quote

import pytest

from support import Connection, ask, chat, request_bytes, tapedeck, wait_until

URL = "/v1/chat/completions"
MODELS = "/v1/models"


@pytest.fixture
def played(record, tape):
    """A cassette with one recording, of the list of models."""
    with record() as deck:
        assert ask(deck, "GET", MODELS).status == 200
    return tape


# -- Names of sessions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["test_a[openai/gpt-4o]", "test_a[https://x.test/y?z=1#w]", "test_a[50%]", "a\nb\t", "日本/é",
                                  "'; drop table interaction; --", "../..", "%2F"])
def test_any_text_names_a_session_once_it_is_percent_encoded(record, replay, name):
    path = f"/session/{quote(name, safe='')}"
    with record() as deck:
        assert ask(deck, "GET", path + MODELS).status == 200
    with replay() as deck:
        assert ask(deck, "GET", path + MODELS).status == 200
        shown = ask(deck, "GET", "/_tapedeck/sessions/" + quote(name, safe="")).json
        assert shown["name"] == name and shown["url_path"] == path + "/v1" and shown["totals"]["played"] == 1


def test_names_that_look_the_same_are_names_of_different_sessions(played, replay):
    with replay() as deck:
        for name in ["\u00e9", "e\u0301"]:
            assert ask(deck, "GET", f"/session/{quote(name)}" + MODELS).status == 200
        assert len(ask(deck, "GET", "/_tapedeck/sessions").json["sessions"]) == 3


def test_a_name_that_is_too_long_is_told_so(played, replay):
    with replay() as deck:
        answer = ask(deck, "GET", f"/session/{'x' * 300}{MODELS}")
        assert answer.status == 400 and answer.error["code"] == "invalid_session_name"
        assert "256 bytes and this one has 300" in answer.error["message"]


# -- URLs that lead nowhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path, words", [
    ("/chat/completions", "the base URL lacks /v1"), ("/v1" + MODELS, "/v1 twice"),
    ("/session/a/models", "lacks /v1 behind the session"), ("/v1/session/a" + MODELS, "the session stands before /v1"),
    ("/api" + MODELS, "'/api' stands before /v1"), ("/else", "the API is under http://127.0.0.1"),
])
def test_a_url_that_leads_nowhere_is_told_what_is_wrong_with_it(played, replay, tmp_path, path, words):
    report = tmp_path / "report.json"
    with replay("--report", report) as deck:
        for _ in range(2):
            answer = ask(deck, "GET", path)
            assert answer.status == 404 and answer.error["code"] == "unknown_url"
            assert words in answer.error["message"] and path in answer.error["message"]
    assert deck.err.count(f"GET {path} refused: ") == 2 and ", 2 refused" in deck.err
    assert f"Refused: GET {path} (2 times): " in deck.err
    told = json.loads(report.read_text())
    assert told["refused"] == 2 and [(kind["code"], kind["count"]) for kind in told["refusals"]] == [("unknown_url", 2)]


@pytest.mark.parametrize("code, command", [
    (1, "urllib.request.urlopen(base.removesuffix('/v1') + '/models')"), (1, "urllib.request.urlopen(base + base[-3:])"),
    (0, "pass"),
])
def test_a_run_whose_base_url_is_wrong_fails(played, code, command):
    script = f"""
import os, urllib.request
base = os.environ["OPENAI_BASE_URL"]
urllib.request.urlopen(base + "/models").read()
try:
    {command}
except urllib.error.HTTPError as error:
    print(error.code)
"""
    done = tapedeck("run", "--cassette", played, "--mode", "none", "--", "python3", "-c", script)
    assert done.code == code, done.err


def test_what_is_no_http_is_counted_too(played, replay):
    with replay() as deck:
        with Connection(deck.port) as connection:
            connection.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
            assert connection.answer().status == 400
    assert ", 1 refused" in deck.err and "not HTTPS" in deck.err


# -- Heads that cannot be told from others ---------------------------------------------------------------------------


@pytest.mark.parametrize("fields, status", [
    (b"", 400), (b"Host: localhost\r\nHost: localhost\r\n", 400), (b"Host: localhost\r\nhost: evil.example\r\n", 400),
    (b"Host: localhost\r\n", 200),
])
@pytest.mark.parametrize("path", [MODELS, "/_tapedeck/health"])
def test_a_request_names_its_host_once(played, replay, path, fields, status):
    with replay() as deck, Connection(deck.port) as connection:
        connection.send(f"GET {path} HTTP/1.1\r\n".encode() + fields + b"\r\n")
        assert connection.answer().status == status


def test_connect_gets_advice(played, replay):
    with replay() as deck, Connection(deck.port) as connection:
        connection.send(b"CONNECT api.openai.com:443 HTTP/1.1\r\nHost: api.openai.com:443\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 405 and answer.error["code"] == "not_a_proxy"
        assert "not a forward proxy" in answer.error["message"] and "OPENAI_BASE_URL" in answer.error["message"]
    with replay() as deck, Connection(deck.port) as connection:
        connection.send(b"GET http://api.openai.com/v1/models HTTP/1.1\r\nHost: api.openai.com\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 421 and "OPENAI_BASE_URL" in answer.error["message"]


def test_too_many_header_fields_are_refused(played, replay):
    with replay() as deck:
        with Connection(deck.port) as connection:
            connection.send(b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n" + b"a:\r\n" * 70_000 + b"\r\n")
            assert connection.answer().status == 431
        assert ask(deck, "GET", MODELS).status == 200


# -- Other protocols -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [
    {"connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "http2-settings": "AAMAAABkAAQAAP__"},
    {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGFwZWRlY2s="},
])
@pytest.mark.parametrize("command", ["record", "replay", "simulate"])
def test_a_request_that_asks_for_another_protocol_is_answered_and_so_is_the_next(
        played, serve, origin, command, fields):
    options = {"record": ("--cassette", played, "--upstream", origin.base, "--mode", "new_episodes"),
               "replay": ("--cassette", played), "simulate": ()}
    fields = {**fields, "authorization": "Bearer x"}
    with serve(command, *options[command]) as deck, Connection(deck.port) as connection:
        for _ in range(3):
            connection.send(request_bytes("GET", MODELS, host="localhost", **fields))
            assert connection.answer().status == 200
            if command == "simulate":
                connection.send(request_bytes("POST", URL, chat(), host="localhost", **fields))
                assert connection.answer().status == 200
        connection.send(request_bytes("GET", MODELS, host="localhost", **fields) * 2)
        assert [connection.answer().status for _ in range(2)] == [200, 200]


# -- Many connections ------------------------------------------------------------------------------------------------


def processor_seconds(deck):
    fields = open(f"/proc/{deck.process.pid}/stat").read().split()
    return sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")


def test_a_server_at_the_limit_of_open_files_waits_quietly(serve):
    limit = ("sh", "-c", 'ulimit -n 64 && exec "$0" "$@"')
    with serve("simulate", wrapper=limit) as deck:
        connections = [socket.create_connection(("127.0.0.1", deck.port)) for _ in range(100)]
        before = processor_seconds(deck)
        time.sleep(1)
        assert processor_seconds(deck) - before < 0.3
        for connection in connections:
            connection.close()
        assert ask(deck, "GET", "/_tapedeck/health").status == 200


# -- Clients that do not read ----------------------------------------------------------------------------------------


def memory(deck):
    lines = open(f"/proc/{deck.process.pid}/status").read().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize("path", [MODELS, "/_tapedeck/health", "/nowhere"])
def test_answers_that_are_not_read_do_not_fill_the_memory(record, replay, origin, path):
    origin.routes["GET " + MODELS] = lambda o, r, b, n: o.json(r, {"text": "x" * 10_000}, n)
    with record() as deck:
        ask(deck, "GET", MODELS)
    with replay() as deck, socket.create_connection(("127.0.0.1", deck.port)) as connection:
        before, sent = memory(deck), 0
        connection.settimeout(1)
        some = request_bytes("GET", path, host="localhost") * 200
        try:
            while sent < 20 << 20:
                sent += connection.send(some)
        except TimeoutError:
            pass
        assert memory(deck) - before < 100, f"{sent} bytes were taken"
        # The server is well, and the client gets every answer once it reads.
        assert ask(deck, "GET", MODELS).status == 200
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        data = b""
        while piece := connection.recv(1 << 20):
            data = data[-20:] + piece
        assert data


# -- Pages in browsers -----------------------------------------------------------------------------------------------


FOREIGN = [{"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"},
           {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]


@pytest.mark.parametrize("fields", FOREIGN)
@pytest.mark.parametrize("method, path", [("GET", MODELS), ("POST", URL), ("GET", "/session/evil" + MODELS),
                                          ("POST", "/_tapedeck/sessions"), ("OPTIONS", URL)])
def test_a_page_of_another_host_reaches_nothing(record, origin, method, path, fields):
    with record("--mode", "all") as deck:
        asked = dict(fields, access_control_request_method="POST") if method == "OPTIONS" else fields
        answer = ask(deck, method, path, chat() if method == "POST" else b"", **asked)
        assert answer.status == 403 and answer.error["code"] == "foreign_origin"
        assert "--allow-origin" in answer.error["message"] and answer["access-control-allow-origin"] is None
    assert origin.requests == [] and ", 1 refused" in deck.err


def test_a_page_can_be_allowed_by_name(record, origin):
    with record("--allow-origin", "https://app.example", "--allow-origin", "http://other.example:8080") as deck:
        for page in ["https://app.example", "http://other.example:8080"]:
            fields = {"origin": page, "sec-fetch-site": "cross-site"}
            preflight = ask(deck, "OPTIONS", URL, access_control_request_method="POST", **fields)
            assert preflight.status == 204 and preflight["access-control-allow-origin"] == page
            assert ask(deck, "POST", URL, chat(), **fields)["access-control-allow-origin"] == page
        assert ask(deck, "POST", URL, chat(), origin="https://app.example:8443").status == 403


@pytest.mark.parametrize("origin_field", ["app.example", "null", "*", "https://app.example/path"])
def test_what_is_no_origin_cannot_be_allowed(played, origin_field):
    assert origin_field in tapedeck("replay", "--cassette", played, "--allow-origin", origin_field).assert_error(64)


# -- Redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("location", ["http://{host}/v1/models", "//{host}/v1/models", "/v1/models", "models"])
@pytest.mark.parametrize("prefix", ["", "/session/a%2Fb"])
def test_a_redirect_stays_on_the_server_and_in_the_session(record, replay, origin, tape, location, prefix):
    host = origin.base.removeprefix("http://").removesuffix("/v1")
    origin.routes["GET /v1/moved"] = lambda o, r, b, n: o.answer(
        r, 307, b"", "text/plain", n, location=location.format(host=host), content_location=f"http://{host}/v1/moved",
        link=f'<http://{host}/v1/models>; rel="next"')
    with record() as deck:
        for step in range(2):
            moved = ask(deck, "GET", prefix + "/v1/moved")
            assert moved.status == 307
            assert moved["location"] == ("models" if location == "models" else prefix + "/v1/models")
            assert moved["content-location"] == prefix + "/v1/moved"
            assert moved["link"] == f'<{prefix}/v1/models>; rel="next"'
            assert ask(deck, "GET", prefix + "/v1/models").status == 200
            if step == 0:
                deck.stop()
                before = len(origin.requests)
                deck = replay()
    assert len(origin.requests) == before
    # The tape has what was said.
    assert location.format(host=host) in tapedeck("cassette", "show", tape, "1").out.decode()


# -- Recordings that promise what HTTP does not allow ----------------------------------------------------------------


def test_a_body_of_an_answer_that_can_have_none_is_not_taken_for_the_next_answer(record, replay, origin, tape):
    pieces = [b"data: HTTP/1.1 200 OK\r\n\r\n", b"data: [DONE]\n\n"]
    def events(o, r, b, n):
        o.head(r, 200, "text/event-stream", n, connection="close")
        r.end_headers()
        for piece in pieces:
            r.wfile.write(piece)
            r.wfile.flush()
            time.sleep(0.05)
        r.close_connection = True

    origin.routes["GET /v1/events"] = events
    with record() as deck:
        assert ask(deck, "GET", "/v1/events").status == 200
        assert ask(deck, "GET", MODELS).status == 200
    with sqlite3.connect(tape) as db:
        db.execute("UPDATE interaction SET status = 204 WHERE id = 1")
    db.close()
    with replay() as deck, Connection(deck.port) as connection:
        for path, status in [("/v1/events", 204), (MODELS, 200), ("/v1/events", 204), (MODELS, 200)]:
            assert connection.request("GET", path).status == status


# -- Answers that break off ------------------------------------------------------------------------------------------


def test_an_answer_that_breaks_off_is_told_everywhere(record, origin, tmp_path):
    def broken(o, r, b, n):
        o.head(r, 200, "application/json", n, content_length="100")
        r.end_headers()
        r.wfile.write(b'{"id":')
        r.close_connection = True

    origin.routes["GET /v1/broken"] = broken
    for form, words in [("json", '"broken_off": 1'), ("md", "| broken off | 1 |")]:
        report = tmp_path / f"report.{form}"
        with record("--report", report, cassette=tmp_path / f"{form}.sqlite") as deck:
            with Connection(deck.port) as connection:
                connection.send(request_bytes("GET", "/v1/broken", host="localhost"))
                wait_until(lambda: "BROKE OFF" in deck.err)
        assert ", 1 broken off" in deck.err and words in report.read_text()


# -- Addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [("--host", "no.such.host.invalid"), ("--host", "192.0.2.1")])
def test_an_address_that_cannot_be_had_is_named_plainly(played, options):
    error = tapedeck("replay", "--cassette", played, *options, "--allow-remote", "--control-token", "t").assert_error(69)
    assert options[1] in error and "(" not in error.split(options[1])[0] and "errno" not in error and "::" not in error


def test_a_port_that_is_taken_is_named_plainly(played, replay):
    with replay() as deck:
        error = tapedeck("replay", "--cassette", played, "--port", deck.port).assert_error(69)
        assert str(deck.port) in error and "descriptor" not in error and "errno" not in error
