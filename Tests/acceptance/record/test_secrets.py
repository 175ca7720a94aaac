# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""No copy of a key reaches the disk, the log or a report; clients get the original bytes."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from support import KEY, TAPEDECK, ask, chat, environment, form, listed, tapedeck

OTHER = "sk-" + "proj-" + "Zq9_" * 38 + "xY"
URL = "/v1/chat/completions"


def assert_nowhere(secret, *places):
    for place in places:
        data = place if isinstance(place, bytes) else place.encode() if isinstance(place, str) else place.read_bytes()
        assert secret.encode() not in data, place if isinstance(place, Path) else data[:2000]
        assert secret[10:30].encode() not in data


def echo(origin, request, body, number):
    """Answers with what came: keys too."""
    origin.json(request, {"path": request.path, "body": body.decode(errors="replace"), "org": "org-secretorg123",
                          "key": request.headers.get("authorization")}, number)


PARTS = [("key", None, None, KEY.encode()), ("file", f"{KEY}.txt", "text/plain", b"x " + OTHER.encode() + b" y")]
CASES = {
    "authorization": dict(path="/v1/echo", body={"a": 1}),
    "query": dict(path=f"/v1/echo?api_key={KEY}&other={OTHER}"),
    "path": dict(path=f"/v1/echo/{KEY}"),
    "json": dict(path="/v1/echo", body={"key": KEY, "nested": [{"text": f"use {OTHER}, please\n{OTHER}"}]}),
    "form": dict(path="/v1/echo", body=form("b", PARTS), content_type="multipart/form-data; boundary=b"),
    "text": dict(path="/v1/echo", body=f"{KEY}\n{OTHER}".encode(), content_type="text/plain"),
    "other header": dict(path="/v1/echo", x_key=OTHER, idempotency_key=KEY, cookie=f"a={KEY}", user_agent=OTHER),
    "api-key header": dict(path="/v1/echo", api_key="0123456789abcdef" * 2, authorization=None),
}


@pytest.mark.parametrize("case", CASES)
def test_no_key_reaches_the_disk(origin, record, replay, tape, tmp_path, case):
    origin.routes["POST /v1/echo"] = echo
    origin.routes[f"POST /v1/echo/{KEY}"] = echo
    asked = dict(CASES[case])
    path, body = asked.pop("path"), asked.pop("body", b"")
    report = tmp_path / "report.json"
    deck = record("--report", report)
    live = ask(deck, "POST", path, body, **asked)
    assert live.status == 200
    if case == "query":
        assert KEY in live.json["path"], "the client sees what the service said"
    wal = Path(f"{tape}-wal")
    assert wal.stat().st_size > 0
    for secret in [KEY, OTHER, "0123456789abcdef" * 2]:
        assert_nowhere(secret, tape, wal, deck.err)
    err = deck.stop()
    for secret in [KEY, OTHER, "0123456789abcdef" * 2]:
        shown = tapedeck("cassette", "show", tape).out
        assert_nowhere(secret, tape, err, report, shown, tapedeck("cassette", "list", tape).out)
    assert tapedeck("cassette", "verify", tape).code == 0
    # Another key, or none, matches all the same; and a miss says nothing either.
    report = tmp_path / "replay.md"
    deck = replay("--report", report)
    if case != "path":
        assert ask(deck, "POST", path, body, **asked).status == 200
    assert ask(deck, "POST", path.replace("echo", "miss"), body, **asked).status == 404
    err = deck.stop()
    for secret in [KEY, OTHER]:
        assert_nowhere(secret, err, report)


@pytest.mark.parametrize("other", ["sk-" + "another" * 6, "sk-" + "proj-" + "k" * 156, "none", None])
def test_another_key_or_none_matches(record, replay, other):
    with record() as deck:
        live = ask(deck, "POST", URL, chat(f"my key is {KEY}!"))
    with replay() as deck:
        field = other and f"Bearer {other}"
        assert ask(deck, "POST", URL, chat(f"my key is {KEY}!"), authorization=field).status == 200
        if other and other.startswith("sk-"):
            assert ask(deck, "POST", URL, chat(f"my key is {other}!"), authorization=field).status == 200
    assert KEY.encode() in live.body


def test_a_key_in_a_stream_is_redacted_however_it_is_cut(origin, record, replay, tape):
    def stream(origin, request, body, number):
        import time
        text = b'data: {"key": "' + OTHER.encode() + b'"}\n\ndata: [DONE]\n\n'
        pieces = [text[i:i + 7] for i in range(0, len(text), 7)]
        origin.stream(request, number, pieces, pause=lambda _: time.sleep(0.003))

    origin.routes["GET /v1/s"] = stream
    with record() as deck:
        live = ask(deck, "GET", "/v1/s")
        assert OTHER.encode() in live.body
        assert_nowhere(OTHER, tape, Path(f"{tape}-wal"))
    assert_nowhere(OTHER, tape)
    with replay() as deck:
        played = ask(deck, "GET", "/v1/s")
        assert played.is_whole and played.body.endswith(b'"}\n\ndata: [DONE]\n\n')
        json.loads(played.body.split(b"\n")[0].removeprefix(b"data: "))


@pytest.mark.parametrize("text", [
    f"Use {KEY}.", f"{KEY}.txt", f"{OTHER}...", f"{OTHER}{KEY}", f"a-{KEY}", f"{KEY}\n."], ids=range(6))
def test_what_follows_a_key_is_the_same_on_tape(record, replay, tape, text):
    with record() as deck:
        live = ask(deck, "POST", URL, chat(text, user="a"))
    assert_nowhere(KEY, tape)
    done = tapedeck("cassette", "verify", tape)
    assert done.code == 0, done.out
    # Rules given on replay make the fingerprints anew from what is on tape.
    with replay("--ignore-json", "$.user") as deck:
        assert ask(deck, "POST", URL, chat(text, user="b")).status == live.status


def test_cookies_and_organisation_stay_with_the_live_client(record, replay, tape):
    with record() as deck:
        live = ask(deck, "GET", "/v1/models")
    assert live["openai-organization"] == "user-abcdefghijklmnopqrstuvwx"
    assert "secret1" in live["set-cookie"]
    assert_nowhere("user-abcdefghijklmnopqrstuvwx", tape)
    assert b"__cf_bm" not in tape.read_bytes() and b"set-cookie" not in tape.read_bytes().lower()
    with replay() as deck:
        played = ask(deck, "GET", "/v1/models")
    assert played["openai-organization"] == "org-REDACTED" and played["set-cookie"] is None


def test_unknown_request_headers_are_not_kept(record, tape):
    with record() as deck:
        ask(deck, "GET", "/v1/models", x_internal="a-private-value", openai_organization="org-private1234",
            openai_project="proj_private1234", referer="http://intranet.example/private")
    data = tape.read_bytes()
    for value in [b"a-private-value", b"org-private1234", b"proj_private1234", b"intranet", b"x-internal"]:
        assert value not in data, value


def test_matching_by_authorization_does_not_keep_it(record, tape):
    with record("--match-header", "authorization") as deck:
        ask(deck, "GET", "/v1/models")
    assert_nowhere(KEY, tape)


def test_credentials_of_the_upstream_url_are_not_kept(origin, serve, tape):
    upstream = origin.base.replace("http://", "http://user:hunter2hunter2@")
    process = subprocess.Popen([TAPEDECK, "record", "--cassette", tape, "--upstream", upstream],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    line = process.stdout.readline()
    process.terminate()
    _, err = process.communicate(timeout=20)
    if line:
        assert_nowhere("hunter2hunter2", tape, err)
    else:
        assert process.returncode == 64 and b"hunter2hunter2" not in err


def test_a_key_split_over_body_pieces_of_an_upload_is_redacted(origin, record, tape):
    origin.routes["POST /v1/raw"] = lambda o, r, b, n: o.json(r, {"length": len(b)}, n)
    body = b"".join(b"x" * 9973 + b" " + OTHER.encode() + b" " for _ in range(300))
    with record() as deck:
        assert ask(deck, "POST", "/v1/raw", body, content_type="text/plain").json["length"] == len(body)
        assert_nowhere(OTHER, tape, Path(f"{tape}-wal"))
    assert_nowhere(OTHER, tape)
    assert listed(tape)[0]["request_bytes"] > 2_900_000


def test_a_basic_credential_is_redacted_where_it_is_echoed(origin, record, tape):
    origin.routes["GET /v1/echo"] = echo
    value = base64.b64encode(b"user:correct horse battery").decode()
    with record() as deck:
        assert value in ask(deck, "GET", "/v1/echo", authorization=f"Basic {value}").json["key"]
    assert_nowhere(value, tape)
