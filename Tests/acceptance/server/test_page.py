# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page under `/_tapedeck/`: its files and their policy, what it asks the control API, requests as they come."""

import gzip
import json
import re

import pytest

from support import KEY, Connection, ask, chat, exported_line, tapedeck, wait_until

URL = "/v1/chat/completions"
PAGE = "/_tapedeck/"
TAPE = "/_tapedeck/sessions/default/"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u0000\u0007 \"&'"


@pytest.fixture
def taped(record, tape):
    """A cassette of three chats and a list of models."""
    with record() as deck:
        for text in ("Plan a weekend in Lisbon", "Weather in Oslo", HOSTILE):
            assert ask(deck, "POST", URL, chat(text)).status == 200
        assert ask(deck, "GET", "/v1/models?limit=2").status == 200
    return tape


@pytest.fixture
def imported(tape, tmp_path):
    """Makes a cassette of one response with header fields of its own."""

    def make(answer, **fields):
        line = json.loads(exported_line(answer=answer))
        line["response"]["headers"] = [[name.replace("_", "-"), value] for name, value in fields.items()]
        (tmp_path / "source.jsonl").write_text(json.dumps(line) + "\n")
        done = tapedeck("cassette", "import", tmp_path / "source.jsonl", "--into", tape)
        assert done.code == 0, done.err

    return make


def get(deck, path, **fields):
    return ask(deck, "GET", path, **fields)


class Events:
    """The requests that a server answers, as the page reads them."""

    def __init__(self, deck, **fields):
        self.connection = Connection(deck.port)
        self.connection.send(b"GET /_tapedeck/events HTTP/1.1\r\nHost: localhost\r\n"
                             + b"".join(f"{name}: {value}\r\n".encode() for name, value in fields.items()) + b"\r\n")
        head = self.connection.head()
        self.status, self.kind = head.status, head["content-type"]
        self.text = self.connection.chunk().decode()
        assert self.text == "event: open\ndata: {}\n\n"
        self.text = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def take(self, count):
        """The next requests."""
        while self.text.count("event: request\n") < count:
            piece = self.connection.chunk()
            assert piece, "the stream ended"
            self.text += piece.decode()
        found = [json.loads(data) for data in re.findall(r"^event: request\ndata: (.*)$", self.text, re.M)]
        assert len(found) == count
        self.text = ""
        return found


# -- Files --


def test_the_page_is_served_with_a_strict_policy(taped, replay):
    with replay() as deck:
        page = get(deck, PAGE)
        assert page.status == 200
        assert page["content-type"] == "text/html; charset=utf-8"
        policy = dict(part.strip().split(" ", 1) for part in page["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert page["x-content-type-options"] == "nosniff"
        assert page["referrer-policy"] == "no-referrer"
        body = page.body.decode()
        names = re.findall(r'(?:src|href)="(page/[^"]+)"', body)
        assert len(names) == 3
        for name in names:
            file = get(deck, PAGE + name)
            assert file.status == 200 and file.body, name
            assert file["content-security-policy"] == page["content-security-policy"]
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|https?://", body)


def test_the_page_has_no_text_of_the_cassette(taped, replay):
    with replay() as deck:
        ask(deck, "POST", URL, chat(HOSTILE + "!"))
        assert b"Lisbon" not in get(deck, PAGE).body
        assert b"alert" not in get(deck, PAGE).body


def test_paths_beside_the_page_are_as_they_were(taped, replay):
    with replay() as deck:
        assert get(deck, "/").error["code"] == "unknown_url"
        assert get(deck, "/_tapedeck").error["code"] == "unknown_url"
        for path in ("page", "page/", "page/nothing.js", "page/../health", "index.html"):
            assert get(deck, PAGE + path).error["code"] == "unknown_control_url", path
        assert ask(deck, "POST", PAGE).error["code"] == "unknown_control_url"
        head = ask(deck, "HEAD", PAGE)
        assert head.status == 200 and head.body == b""


def test_every_server_has_the_page(taped, record, serve, tmp_path):
    with record(cassette=tmp_path / "other.sqlite") as recorder, serve("simulate") as simulator:
        for deck in (recorder, simulator):
            assert get(deck, PAGE).status == 200
            assert get(deck, "/_tapedeck/server").json["browsing"] is False


def test_the_token_guards_all_but_the_files(taped, replay):
    with replay("--control-token", "secret") as deck:
        assert get(deck, PAGE).status == 200
        for path in ("server", "events", "sessions/default/search", "sessions/default/interactions/1/request"):
            refused = get(deck, PAGE + path)
            assert refused.status == 401, path
            assert refused.error["code"] == "invalid_control_token"
        assert get(deck, TAPE + "search", authorization="Bearer secret").json["count"] == 4


def test_pages_of_other_hosts_get_nothing(taped, replay):
    with replay() as deck:
        for path in (PAGE, TAPE + "search", PAGE + "events"):
            assert get(deck, path, origin="https://evil.example").status == 403, path
            assert get(deck, path, sec_fetch_site="cross-site").status == 403, path
            assert get(deck, path, host="evil.example").status == 421, path


# -- Lists and searches --


def test_interactions_are_listed_in_pages(taped, replay):
    with replay() as deck:
        first = get(deck, TAPE + "interactions?limit=2").json["interactions"]
        assert [one["id"] for one in first] == [1, 2]
        assert first[0]["content"]["prompt"] == "Plan a weekend in Lisbon"
        assert first[0]["content"]["model"] == "gpt-4o-mini"
        assert (first[0]["method"], first[0]["path"], first[0]["status"]) == ("POST", URL, 200)
        rest = get(deck, TAPE + "interactions?after=2").json["interactions"]
        assert [one["id"] for one in rest] == [3, 4]
        assert rest[1]["query"] == "limit=2"
        some = get(deck, TAPE + "interactions?ids=1,3-4,90").json["interactions"]
        assert [one["id"] for one in some] == [1, 3, 4]


def test_costs_are_those_of_the_view(tape, tmp_path, replay):
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
    final = {"type": "response.completed", "response": {"model": "gpt-4.1-2025-04-14", "usage": {"input_tokens": 50, "output_tokens": 7}}}
    answers = [
        json.dumps({"model": "gpt-4o-mini-2024-07-18", "usage": usage}), json.dumps({"usage": usage}),
        json.dumps({"model": "ft:gpt-4o-mini-2024-07-18:acme::abc", "usage": usage}),
        json.dumps({"model": "of-nobody", "usage": usage}), json.dumps({"model": "gpt-4o", "usage": usage, "service_tier": "priority"}),
        f"event: response.completed\ndata: {json.dumps(final)}\n\n", json.dumps({"model": "gpt-4o", "usage": None}), "[]",
    ]
    lines = [json.loads(exported_line(URL, request=json.dumps({"model": "gpt-4o"}), answer=answer, method="POST")) for answer in answers]
    lines[5]["response"]["headers"] = [["content-type", "text/event-stream"]]
    (tmp_path / "source.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert tapedeck("cassette", "import", tmp_path / "source.jsonl", "--into", tape).code == 0
    asked = tapedeck("cassette", "query", tape, "select request, usd, price_date from cost", "--format", "json")
    assert asked.code == 0, asked.err
    view = {row["request"]: row for row in json.loads(asked.out)}
    with replay() as deck:
        outlines = get(deck, TAPE + "interactions").json["interactions"]
    costs = [one["content"]["cost"] for one in outlines]
    assert [cost is not None for cost in costs] == [True, True, True, False, False, True, False, False]
    for number, cost in enumerate(costs, 1):
        expected = view.get(number, {}).get("usd")
        assert (cost and pytest.approx(cost["usd"])) == expected, number
        assert not cost or cost["price_date"] == view[number]["price_date"]


def test_searches_find_prompts_and_answers(taped, replay):
    with replay() as deck:
        def found(query):
            answer = get(deck, TAPE + "search?" + query).json
            assert answer["next"] is None
            return answer["ranges"]

        assert found("") == [[1, 4]]
        assert found("q=lisbon") == [[1, 1]]
        assert found("q=WEATHER+oslo") == [[2, 2]]
        assert found("q=weekend+oslo") == []
        assert found("q=models") == [[4, 4]]
        assert found("path=/v1/chat") == [[1, 3]]
        assert found("status=400-499") == []
        assert found("label=") == [[1, 4]]
        assert found("label=other") == []


@pytest.mark.parametrize("query", ["ids=0", "ids=3-1", "ids=1,1", "limit=0", "limit=201", "limit=x", "after=-1", "other=1",
                                   "limit=1&limit=2", "ids=" + ",".join(str(2 * n + 1) for n in range(201))])
def test_bad_queries_are_refused(taped, replay, query):
    with replay() as deck:
        refused = get(deck, TAPE + "interactions?" + query)
        assert refused.status == 400
        assert refused.error["code"] == "invalid_query"


def test_labels_are_counted(record, replay):
    with record() as deck:
        for session in ("a", "a", "b%2Fc"):
            ask(deck, "POST", f"/session/{session}{URL}", chat(session))
    with replay() as deck:
        assert get(deck, TAPE + "labels").json["labels"] == [{"label": "a", "count": 2}, {"label": "b/c", "count": 1}]
        assert get(deck, TAPE + "search?label=b/c").json["ranges"] == [[3, 3]]


def test_a_session_that_is_not_there_is_said_so(taped, replay):
    with replay() as deck:
        for path in ("search", "labels", "interactions", "interactions/1"):
            assert get(deck, f"/_tapedeck/sessions/other/{path}").error["code"] == "session_not_found"
        for path in ("interactions/99", "interactions/x", "interactions/0/request", "interactions/-1/response"):
            assert get(deck, TAPE + path).error["code"] == "interaction_not_found", path
        for path in ("interactions/1/header", "interactions/1/request/x", "nothing"):
            assert get(deck, TAPE + path).error["code"] == "unknown_control_url", path


# -- Interactions --


def test_an_interaction_is_told_with_its_chunks(record, replay, tape):
    with record() as deck:
        ask(deck, "POST", URL, chat("hello", stream=True))
    with replay() as deck:
        one = get(deck, TAPE + "interactions/1").json
        assert one["request"]["method"] == "POST"
        assert ["content-type", "application/json"] in [[name.lower(), value] for name, value in one["request"]["headers"]]
        chunks = one["response"]["chunks"]
        assert len(chunks) == one["response"]["chunk_count"] > 1
        assert sum(length for _, length, _ in chunks) == one["response"]["length"]
        assert [time for _, _, time in chunks] == sorted(time for _, _, time in chunks)
        assert one["command"] == f"tapedeck cassette show {tape} 1"
        assert get(deck, TAPE + "interactions?ids=1").json["interactions"][0]["streamed"] is True


def test_bodies_are_read_in_parts(taped, replay):
    with replay() as deck:
        path = TAPE + "interactions/1/request"
        whole = get(deck, path)
        assert json.loads(whole.body) == chat("Plan a weekend in Lisbon")
        assert whole["tapedeck-length"] == str(len(whole.body))
        assert get(deck, path + "?from=3&length=5").body == whole.body[3:8]
        assert get(deck, path + "?from=100000").body == b""
        for query in ("from=-1", "length=0", "length=99999999", "to=4"):
            assert get(deck, f"{path}?{query}").error["code"] == "invalid_query"


def test_hostile_bodies_are_bytes_that_run_nowhere(taped, replay):
    with replay() as deck:
        for side in ("request", "response"):
            body = get(deck, f"{TAPE}interactions/3/{side}")
            assert body["content-type"] == "application/octet-stream"
            assert body["x-content-type-options"] == "nosniff"
            assert "sandbox" in body["content-security-policy"]
            assert body["content-disposition"] == "attachment"


@pytest.mark.parametrize("kind, shown", [
    ("image/png", "image/png"), ("audio/mpeg", "audio/mpeg"), ("image/svg+xml", "application/octet-stream"),
    ("text/html", "application/octet-stream"), ("text/javascript", "application/octet-stream")])
def test_only_pictures_and_sounds_keep_their_type(imported, replay, kind, shown):
    imported(b"\x89PNG <script>alert(1)</script>", content_type=kind)
    with replay() as deck:
        assert get(deck, TAPE + "interactions/1/response")["content-type"] == shown


def test_a_compressed_request_is_shown_as_it_was_meant(record, replay, origin):
    origin.routes[f"POST {URL}"] = lambda origin, request, body, number: origin.json(request, {"text": "ok"}, number)
    text = json.dumps(chat("it came compressed")).encode()
    with record() as deck:
        sent = ask(deck, "POST", URL, gzip.compress(text), content_type="application/json", content_encoding="gzip")
        assert sent.status == 200
    with replay() as deck:
        path = TAPE + "interactions/1/request"
        body = get(deck, path)
        assert body.body == text
        assert body["tapedeck-length"] == str(len(text))
        assert get(deck, path + "?from=2&length=4").body == text[2:6]
        assert get(deck, TAPE + "search?q=compressed").json["count"] == 1


# -- Misses --


def test_misses_have_commands_to_copy(taped, replay, tape):
    with replay() as deck:
        ask(deck, "POST", URL, chat("Plan a weekend in Rome"))
        miss = get(deck, TAPE + "misses").json["misses"][0]
        assert miss["nearest"][0]["id"] == 1
        assert miss["nearest"][0]["differences"][0]["place"] == "$.messages[0].content"
        commands = [remedy["command"] for remedy in miss["remedies"]]
        assert commands[0].startswith(f"tapedeck record --cassette {tape} --mode new_episodes")
        assert all(remedy["text"] in miss["message"] for remedy in miss["remedies"])


# -- Requests as they come --


def test_requests_are_told_as_they_come(taped, replay):
    with replay() as deck, Events(deck) as events:
        assert (events.status, events.kind) == (200, "text/event-stream")
        ask(deck, "POST", URL, chat("Weather in Oslo"))
        ask(deck, "POST", f"/session/a%20b{URL}", chat("Weather in Rome"), authorization="Bearer sk-hidden")
        ask(deck, "GET", "/nowhere?key=secret")
        played, missed, refused = events.take(3)
        assert (played["outcome"], played["session"], played["status"], played["id"]) == ("played", "default", 200, 2)
        assert played["request"] == f"POST {URL}"
        assert (missed["outcome"], missed["session"], missed["status"]) == ("missed", "a b", 404)
        assert (refused["outcome"], refused["status"]) == ("refused", 404)
        assert "session" not in refused
        assert "secret" not in json.dumps([played, missed, refused])
        assert played["number"] < missed["number"] < refused["number"]


def test_recordings_are_told_with_their_tokens(record):
    with record() as deck, Events(deck) as events:
        ask(deck, "POST", URL, chat("hello"))
        ask(deck, "POST", URL, chat("hello", stream=True))
        ask(deck, "POST", "/v1/status/500", {})
        for event in events.take(3)[:2]:
            assert (event["outcome"], event["status"]) == ("recorded", 200)
            assert event["duration"] > 0
            rows = get(deck, TAPE + "interactions").json["interactions"]
            assert event["recorded_at"] in [row["recorded_at"] for row in rows]


def test_simulated_requests_are_told(serve):
    with serve("simulate") as deck, Events(deck) as events:
        ask(deck, "POST", URL, chat("hello"))
        ask(deck, "GET", "/v1/models")
        first, second = events.take(2)
        assert (first["outcome"], first["status"], second["outcome"]) == ("simulated", 200, "simulated")
        assert (first["model"], first["prompt"]) == ("gpt-4o-mini", "hello")
        assert "prompt" not in second


def test_prompts_of_events_are_redacted(taped, replay):
    with replay() as deck, Events(deck) as events:
        ask(deck, "POST", URL, chat(f"My key is {KEY}, keep it."))
        event, = events.take(1)
        assert event["prompt"].startswith("My key is ") and event["prompt"].endswith(", keep it.")
        assert KEY not in json.dumps(event)


def test_responses_that_are_given_again_are_told_too(taped, replay):
    with replay() as deck, Connection(deck.port) as connection:
        request = json.dumps(chat("Weather in Oslo")).encode()

        def again(count):
            for _ in range(count):
                assert connection.request("POST", URL, request, content_type="application/json").status == 200

        again(5)
        with Events(deck) as events:
            again(5)
            assert [event["id"] for event in events.take(5)] == [2] * 5
        again(5)
        assert get(deck, "/_tapedeck/sessions/default").json["totals"]["played"] == 15


def test_a_page_does_not_keep_a_server_from_stopping(taped, replay):
    with replay() as deck, Events(deck) as events:
        deck.stop(timeout=5)
        assert events.connection.chunk() == b""


def test_pages_beyond_the_limit_are_refused(taped, replay):
    with replay() as deck:
        pages = [Events(deck) for _ in range(16)]
        assert get(deck, PAGE + "events").error["code"] == "too_many_readers"
        for page in pages:
            page.connection.close()
        wait_until(lambda: open_page(deck), timeout=30)


def open_page(deck):
    with Connection(deck.port) as connection:
        connection.send(b"GET /_tapedeck/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return connection.head().status == 200


# -- A file --


def test_a_file_is_shown_and_only_read(taped, serve):
    before = taped.read_bytes()
    with serve("cassette", "browse", taped) as deck:
        assert get(deck, PAGE).status == 200
        assert get(deck, PAGE + "server").json == {
            "tool": get(deck, PAGE + "server").json["tool"], "browsing": True, "cassette": str(taped)}
        assert get(deck, TAPE + "search?q=oslo").json["ranges"] == [[2, 2]]
        assert get(deck, TAPE + "interactions/2/response").status == 200
        for answer in (ask(deck, "POST", URL, chat("Weather in Oslo")), ask(deck, "GET", "/v1/models?limit=2"),
                       ask(deck, "POST", "/_tapedeck/sessions", {"name": "a", "cassette": "b", "mode": "all"}),
                       ask(deck, "POST", TAPE + "reset"), ask(deck, "DELETE", "/_tapedeck/sessions/default")):
            assert answer.status == 403
            assert answer.error["code"] == "only_browsing"
        deck.stop()
    assert taped.read_bytes() == before
    assert sorted(file.name for file in taped.parent.glob("tape*")) == [taped.name]


def test_what_is_no_cassette_cannot_be_browsed(tmp_path):
    done = tapedeck("cassette", "browse", tmp_path / "nothing.sqlite")
    assert done.code == 65
    assert "nothing.sqlite" in done.err
