# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The control API describes itself: `/_tapedeck/openapi.json` against the specification and against real answers."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from support import Connection, ask, chat
from support.control import ROOT, Description

URL = "/v1/chat/completions"
TAPE = "/sessions/default"
PICTURE = b"\x89PNG\r\n\x1a\n"
# Not provoked: ten thousand sessions, and a recorded request in a coding that the recorder would have refused. Events have
# tests of their own.
UNSEEN = {("beginSession", "429"), ("requestBody", "422"), ("events", "200"), ("events", "429")}


@pytest.fixture
def taped(record, origin, tape):
    """A cassette of a chat, a stream, a session of its own, a picture, and a body whose coding nobody knows."""
    origin.routes["GET /v1/picture"] = lambda o, r, b, n: o.answer(r, 200, PICTURE, "image/png", n)
    origin.routes["GET /v1/coded"] = lambda o, r, b, n: o.answer(
        r, 200, b"?", "application/json", n, content_encoding="unheard-of")
    with record() as deck:
        for body in (chat("one"), chat("two", stream=True)):
            assert ask(deck, "POST", URL, body).status == 200
        assert ask(deck, "POST", f"/session/named{URL}", chat("three")).status == 200
        for path in ("/v1/picture", "/v1/coded"):
            assert ask(deck, "GET", path).status == 200
    return tape


def test_the_description_is_openapi(taped, replay):
    with replay() as deck:
        document = Description(deck).document
    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    # The schemas allow no member that they do not name, so that a new one must be described.
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name


def test_every_server_gives_the_same_description_without_the_token(taped, replay, record, serve, tmp_path):
    with replay("--control-token", "secret") as player, record(cassette=tmp_path / "new.sqlite") as recorder, \
            serve("simulate") as simulator, serve("cassette", "browse", taped) as browser:
        documents = [ask(deck, "GET", f"{ROOT}/openapi.json") for deck in (player, recorder, simulator, browser)]
        assert {answer.status for answer in documents} == {200}
        assert len({answer.body for answer in documents}) == 1


def test_every_answer_is_as_described(taped, replay, record, serve, tmp_path):
    with replay("--control-token", "secret") as guarded:
        description = Description(guarded)
        for path, method, operation in description.operations:
            filled = re.sub(r"\{\w+\}", "1", path)
            description.ask(guarded, method.upper(), filled, host="elsewhere.example")
            description.ask(guarded, method.upper(), filled, origin="https://elsewhere.example")
            status = description.ask(guarded, method.upper(), filled).status
            assert (status == 401) == ("401" in operation["responses"]), path
    with replay() as deck:
        play(description, deck)
    with record(cassette=tmp_path / "all.sqlite") as deck:
        description.ask(deck, "POST", "/sessions", {"upstream": "https://api.example/v1"})
        description.ask(deck, "POST", "/sessions", {"upstream": "https://api.example/v1"})
        description.ask(deck, "GET", "/sessions")
        description.ask(deck, "POST", "/sessions", {"name": "again", "mode": "all"})
        assert description.ask(deck, "DELETE", "/sessions/again?earlier=drop").json["dropped"] == 0
    with record(cassette=taped) as deck:
        ask(deck, "POST", URL, chat("other"))
        assert description.ask(deck, "POST", f"{TAPE}/misses/1/record").status == 200
    with serve("simulate") as deck:
        ask(deck, "POST", URL, chat("hello"))
        assert description.ask(deck, "GET", TAPE).json["totals"]["simulated"] == 1
        description.ask(deck, "GET", f"{TAPE}/interactions")
    with serve("cassette", "browse", taped) as deck:
        assert description.ask(deck, "GET", "/server").json["browsing"] is True
        for path, method, _ in description.operations:
            if method in ("post", "delete"):
                assert description.ask(deck, method.upper(), re.sub(r"\{\w+\}", "a", path), {}).status == 403
    unseen = {(operation, status) for operation, status in description.answers - description.seen if status != "500"}
    assert unseen == UNSEEN


def play(description, deck):
    """Asks a server that plays for all that it has, and for what it has not."""

    def get(path, **fields):
        return description.ask(deck, "GET", path, **fields)

    for content in ("one", "other"):
        ask(deck, "POST", URL, chat(content))
    for path in ("/", "/page/main.js", "/page/page.css", "/page/icon.svg", "/page/index.html", "/page/none.js"):
        assert get(path).status == description.ask(deck, "HEAD", path).status
    for path in ("/openapi.json", "/server", "/health", "/metrics", "/sessions", TAPE, f"{TAPE}/unused"):
        assert get(path).status == 200
    assert len(get(f"{TAPE}/misses").json["misses"]) == 1
    assert description.ask(deck, "POST", f"{TAPE}/misses/1/record").error["code"] == "cannot_record"
    assert description.ask(deck, "POST", f"{TAPE}/misses/99/record").error["code"] == "miss_not_found"
    assert description.ask(deck, "POST", "/sessions", {"name": "a/b"}).status == 201
    assert description.ask(deck, "POST", "/sessions", {"name": "a/b"}).status == 409
    assert description.ask(deck, "POST", "/sessions", {"name": "c\u0000"}).status == 400
    assert description.ask(deck, "POST", "/sessions", {"name": "c", "cassette": "none"}).status == 404
    assert description.ask(deck, "POST", "/sessions/a%2Fb/reset").status == 200
    assert description.ask(deck, "DELETE", "/sessions/a%2Fb").status == 200
    assert description.ask(deck, "DELETE", "/sessions/default").status == 400
    for path in ("labels", "search?q=one&status=200-299&path=/v1", "interactions?ids=1-2,4", "interactions?after=1&limit=2"):
        assert get(f"{TAPE}/{path}").status == 200
    for number in (1, 2):
        for part in ("", "/request", "/response"):
            assert get(f"{TAPE}/interactions/{number}{part}").status == 200
    ids = [one["id"] for one in get(f"{TAPE}/interactions").json["interactions"]]
    kinds = [get(f"{TAPE}/interactions/{number}/response") for number in ids[-2:]]
    assert kinds[0].body == PICTURE and kinds[0]["content-type"] == "image/png"
    assert kinds[1].error["code"] == "cannot_be_decoded"
    for path, method, _ in description.operations:
        if "{name}" in path:
            for name, code in (("none", "session_not_found"), ("%00", "invalid_session_name")):
                filled = path.replace("{name}", name).replace("{id}", "1").replace("{number}", "1")
                assert description.ask(deck, method.upper(), filled).error["code"] == code
        if "{id}" in path:
            filled = path.replace("{name}", "default").replace("{id}", "99")
            assert description.ask(deck, method.upper(), filled).error["code"] == "interaction_not_found"


def test_the_bounds_of_queries_are_as_described(taped, replay):
    with replay() as deck:
        description = Description(deck)
        checked = 0
        for path, method, operation in description.operations:
            for parameter in operation.get("parameters", []):
                schema = parameter["schema"]
                filled = path.replace("{name}", "default").replace("{id}", "1") + f"?{parameter['name']}="
                for bound, step in (("minimum", -1), ("maximum", 1)):
                    if bound in schema:
                        assert description.ask(deck, "GET", filled + str(schema[bound])).status == 200
                        assert description.ask(deck, "GET", filled + str(schema[bound] + step)).status == 400
                        checked += 1
                if "pattern" in schema:
                    for value in ("x", "1-", "3-9", "2"):
                        status = description.ask(deck, "GET", filled + value).status
                        assert (status == 200) == bool(re.search(schema["pattern"], value)), (path, value)
        assert checked >= 12


@pytest.mark.parametrize("body, status", [
    ({"name": "a"}, 201), ({"name": "a", "mode": None, "cassette": None, "replace": False}, 201),
    ({"name": "a", "playback": {"timing": 0.5, "repeat": "never", "polls": "final"}}, 201),
    ({"name": "a", "playback": {"timing": "recorded"}, "matching": {"ignore_json": ["$.user"], "scrub": []}}, 201),
    ({"name": "a", "on_miss": "simulate", "simulate": {"seed": 1, "as_of": "2027-01-15", "fine_tuning_closed": True,
                                                       "azure_deployments": {"chat": "gpt-4o-mini"}}}, 201),
    ({}, 400), ({"name": ""}, 400), ({"name": 1}, 400), ({"name": "a", "mode": "some"}, 400),
    ({"name": "a", "other": 1}, 400), ({"name": "a", "playback": {"speed": 1}}, 400),
    ({"name": "a", "playback": {"timing": 0}}, 400), ({"name": "a", "matching": {"ignore_json": "$.user"}}, 400),
    ({"name": "a", "on_miss": "simulate", "simulate": {"seed": -1}}, 400),
    ({"name": "a", "simulate": {"webhook": {}}}, 400), ({"name": "a", "replace": "yes"}, 400),
])
def test_the_schema_of_a_new_session_takes_what_the_server_takes(taped, replay, body, status):
    with replay() as deck:
        description = Description(deck)
        answer = description.ask(deck, "POST", "/sessions", body)
        assert answer.status == status, answer.body
        assert description.validator({"$ref": "#/components/schemas/SessionRequest"}).is_valid(body) == (status == 201)


def test_events_are_as_described(taped, replay):
    with replay() as deck, Connection(deck.port) as reader:
        description = Description(deck)
        content = description.find("GET", "/events")["responses"]["200"]["content"]["text/event-stream"]
        reader.send(b"GET /_tapedeck/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reader.head()["content-type"] == "text/event-stream"
        ask(deck, "POST", URL, chat("one"))
        ask(deck, "POST", URL, chat("missed"))
        ask(deck, "GET", "/nowhere")
        text = ""
        while text.count("event: request\n") < 3:
            text += reader.chunk().decode()
        events = re.findall(r"^event: (.*)\ndata: (.*)$", text, re.M)
        for name, data in events:
            description.hold(content["x-events"][name], json.loads(data))
        assert [json.loads(data)["outcome"] for name, data in events if name == "request"] == ["played", "missed", "refused"]


def test_readers_that_are_too_many_are_refused_as_described(taped, replay):
    with replay() as deck:
        description = Description(deck)
        readers = [Connection(deck.port) for _ in range(16)]
        try:
            for reader in readers:
                reader.send(b"GET /_tapedeck/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert reader.head().status == 200
            assert description.ask(deck, "GET", "/events").error["code"] == "too_many_readers"
        finally:
            for reader in readers:
                reader.close()
