# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Sessions by path prefix and header, the control API, and who may connect."""

import json
import os
import shutil

import pytest

from support import Connection, ask, assert_at_rest, chat, listed, request_bytes, tapedeck

URL = "/v1/chat/completions"
MODELS = "/v1/models"


@pytest.fixture
def three(record):
    """Three answers to one request."""
    with record() as deck:
        return [ask(deck, "POST", URL, chat()).body for _ in range(3)]


def test_each_session_has_its_own_position(three, replay):
    with replay() as deck:
        for name in ["a", "b", "a%20b", "a%2Fb", "%C3%BC"]:
            assert [ask(deck, "POST", f"/session/{name}{URL}", chat()).body for _ in range(3)] == three
        assert [ask(deck, "POST", URL, chat(), tapedeck_session="c").body for _ in range(3)] == three
        assert ask(deck, "POST", URL, chat()).body == three[0]


def test_prefix_and_header_name_the_same_session(three, replay):
    with replay() as deck:
        assert ask(deck, "POST", f"/session/a{URL}", chat()).body == three[0]
        assert ask(deck, "POST", URL, chat(), tapedeck_session="a").body == three[1]


def test_the_sdk_takes_a_session_as_its_base_url(three, replay, client):
    with replay() as deck:
        one = client(deck, "/session/one/v1").chat.completions.create(
            model="gpt-4o-mini", messages=chat()["messages"])
        assert one.id == json.loads(three[0])["id"]


def test_sessions_of_one_recording_are_all_recorded(record, replay, origin, tape):
    with record() as deck:
        live = {name: ask(deck, "POST", f"/session/{name}{URL}", chat()) for name in "abc"}
        assert [answer.status for answer in live.values()] == [200, 200, 200]
    assert [entry["session"] for entry in listed(tape)] == ["a", "b", "c"]
    with replay() as deck:
        for name in "cab":
            assert ask(deck, "POST", f"/session/{name}{URL}", chat()).body == live[name].body
        assert "not played" not in deck.stop()


def test_health_and_inspection(three, replay, tape):
    with replay() as deck:
        assert ask(deck, "GET", "/_tapedeck/health").json["status"] == "ok"
        ask(deck, "POST", URL, chat())
        session = ask(deck, "GET", "/_tapedeck/sessions/default").json
        assert session["name"] == "default" and session["mode"] == "none" and session["unused"] == 2
        assert session["cassette"] == str(tape) and session["totals"]["played"] == 1
        assert session["url_path"] == "/v1"
        assert ask(deck, "GET", "/_tapedeck/sessions/default/unused").json["count"] == 2


def test_sessions_are_created_reset_and_ended(three, replay):
    with replay() as deck:
        made = ask(deck, "POST", "/_tapedeck/sessions", {"name": "t 1"})
        assert made.status == 201
        path = made.json["url_path"]
        assert ask(deck, "POST", path.replace(" ", "%20") + "/chat/completions", chat()).body == three[0]
        assert ask(deck, "POST", "/session/t%201" + URL, chat()).body == three[1]
        assert ask(deck, "POST", "/_tapedeck/sessions/t%201/reset").json["totals"]["played"] == 0
        assert ask(deck, "POST", "/session/t%201" + URL, chat()).body == three[0]
        ended = ask(deck, "DELETE", "/_tapedeck/sessions/t%201")
        assert ended.status == 200 and ended.json["totals"]["played"] == 1
        assert ask(deck, "GET", "/_tapedeck/sessions/t%201").status == 404
        names = [session["name"] for session in ask(deck, "GET", "/_tapedeck/sessions").json["sessions"]]
        assert names == ["default"]


def test_the_url_path_of_a_session_can_be_used_as_it_is(three, replay):
    with replay() as deck:
        for name in ["t 1", "ü", "a?b", "100%", "a#b"]:
            path = ask(deck, "POST", "/_tapedeck/sessions", {"name": name}).json["url_path"]
            assert ask(deck, "POST", path + "/chat/completions", chat()).status == 200, name
            sessions = ask(deck, "GET", "/_tapedeck/sessions").json["sessions"]
            assert [s["totals"]["played"] for s in sessions if s["name"] == name] == [1], name


def test_misses_are_listed_by_session(three, replay):
    with replay() as deck:
        ask(deck, "GET", "/session/a/v1/nothing")
        ask(deck, "GET", "/v1/nothing-else")
        misses = ask(deck, "GET", "/_tapedeck/sessions/a/misses").json["misses"]
        assert [(miss["request"], miss["session"]) for miss in misses] == [("GET /v1/nothing", "a")]
        assert "--session" not in misses[0]["message"]


def test_a_session_chooses_its_cassette(three, replay, record, tape, tmp_path):
    other = tmp_path / "other.sqlite"
    with record(cassette=other) as deck:
        live = ask(deck, "GET", MODELS)
    with replay() as deck:
        made = ask(deck, "POST", "/_tapedeck/sessions", {"name": "o", "cassette": "other.sqlite"})
        assert made.status == 201
        assert ask(deck, "GET", "/session/o" + MODELS).kept == live.kept
        assert ask(deck, "GET", MODELS).status == 404


@pytest.mark.parametrize("document, status", [
    (b"", 400), (b"{", 400), (b"[]", 400), ({"name": 1}, 400), ({"name": ""}, 400), ({"name": "a\0b"}, 400),
    ({"name": "x" * 300}, 400), ({"name": "a", "mode": "sometimes"}, 400), ({"name": "a", "mode": "all"}, 400),
    ({"name": "a", "cassette": "../tape.sqlite"}, 400), ({"name": "a", "cassette": "/etc/passwd"}, 400),
    ({"name": "a", "cassette": "missing.sqlite"}, 404), ({"name": "default"}, 409), (b"x" * 100_000, 400),
    ({"name": "a", "mode": 3}, 400), ({"name": "a", "cassette": 3}, 400),
])
def test_bad_input_to_the_control_api_is_refused(three, replay, document, status):
    with replay() as deck:
        answer = ask(deck, "POST", "/_tapedeck/sessions", document)
        assert answer.status == status, answer.body
        assert answer.error["message"] and answer["x-should-retry"] == "false"
        assert ask(deck, "GET", "/_tapedeck/health").status == 200


@pytest.mark.parametrize("method, path, status", [
    ("POST", "/_tapedeck/", 404), ("GET", "/_tapedeck/nothing", 404), ("PUT", "/_tapedeck/sessions", 404),
    ("GET", "/_tapedeck/sessions/nobody", 404), ("POST", "/_tapedeck/sessions/nobody/reset", 404),
    ("DELETE", "/_tapedeck/sessions/nobody", 404), ("DELETE", "/_tapedeck/sessions/default", 400),
    ("GET", "/_tapedeck/sessions/default/else", 404), ("GET", "/", 404), ("GET", "/v2/models", 404),
    ("GET", "/session//v1/models", 404), ("GET", "/session/a", 404), ("GET", "/session/a/v2", 404),
])
def test_unknown_addresses_are_answered_in_the_services_envelope(three, replay, method, path, status):
    with replay() as deck:
        answer = ask(deck, method, path)
        assert answer.status == status and answer.error["type"] == "invalid_request_error"


def test_the_session_called_default_is_the_default_one(three, replay):
    with replay() as deck:
        assert ask(deck, "POST", URL, chat()).body == three[0]
        assert ask(deck, "POST", "/session/default" + URL, chat()).body == three[1]
        assert ask(deck, "POST", URL, chat(), tapedeck_session="default").body == three[2]


def test_a_bad_session_header_is_refused(three, replay):
    with replay() as deck:
        assert ask(deck, "POST", URL, chat(), tapedeck_session="x" * 300).status == 400


# -- Who may ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host, status", [
    ("evil.example", 421), ("evil.example:80", 421), ("localhost.evil.example", 421), ("192.0.2.1", 421),
    ("127.0.0.1.evil.example", 421), ("0.0.0.0", 421), ("", 421),
    ("localhost", 200), ("LOCALHOST:99", 200), ("127.0.0.1:1", 200), ("[::1]:80", 200),
])
@pytest.mark.parametrize("path", ["/_tapedeck/health", MODELS])
def test_requests_for_another_host_are_refused(record, replay, host, status, path):
    with record() as deck:
        ask(deck, "GET", MODELS)
    with replay() as deck:
        assert ask(deck, "GET", path, host=host).status == status


def test_another_name_can_be_allowed(record, replay):
    with record() as deck:
        ask(deck, "GET", MODELS)
    with replay("--allow-host", "Deck.Internal") as deck:
        assert ask(deck, "GET", MODELS, host="deck.internal:80").status == 200
        assert ask(deck, "GET", MODELS, host="evil.example").status == 421


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--host", "0.0.0.0", "--allow-remote"),
                                     ("--port", "70000"), ("--port", "-1")])
def test_listening_beyond_this_machine_must_be_meant(three, tape, options):
    tapedeck("replay", "--cassette", tape, *options).assert_error(64)


def test_the_control_api_of_a_remote_server_wants_its_token(three, replay):
    with replay("--host", "0.0.0.0", "--allow-remote", "--control-token", "open-sesame") as deck:
        assert ask(deck, "GET", "/_tapedeck/health").status == 401
        assert ask(deck, "GET", "/_tapedeck/health", authorization="Bearer open-sesam").status == 401
        assert ask(deck, "GET", "/_tapedeck/health", authorization="Bearer open-sesame").status == 200
        assert ask(deck, "POST", URL, chat(), host="192.0.2.7").status == 200
        assert ask(deck, "POST", URL, chat(), host="evil.example").status == 421


def test_an_address_that_is_not_of_this_machine_cannot_be_listened_on(three, tape):
    options = ("--host", "192.0.2.1", "--allow-remote", "--control-token", "t")
    tapedeck("replay", "--cassette", tape, *options).assert_error(69)


# -- Pages in browsers -----------------------------------------------------------------------------------------------


PREFLIGHT = {"access_control_request_method": "POST", "access_control_request_headers": "authorization,content-type"}


@pytest.mark.parametrize("origin_field", ["http://localhost:3000", "http://127.0.0.1:5173", "https://localhost"])
def test_a_page_of_this_machine_may_ask(three, replay, origin_field):
    with replay() as deck:
        answer = ask(deck, "OPTIONS", URL, origin=origin_field, **PREFLIGHT)
        assert answer.status == 204
        assert answer["access-control-allow-origin"] == origin_field
        assert "POST" in answer["access-control-allow-methods"]
        assert answer["access-control-allow-headers"] == "authorization,content-type"
        assert ask(deck, "POST", URL, chat(), origin=origin_field)["access-control-allow-origin"] == origin_field


@pytest.mark.parametrize("origin_field", ["https://evil.example", "http://localhost.evil.example", "null"])
def test_a_page_of_another_host_may_not(three, replay, origin_field):
    with replay() as deck:
        answer = ask(deck, "OPTIONS", URL, origin=origin_field, **PREFLIGHT)
        assert answer["access-control-allow-origin"] is None
        assert ask(deck, "POST", URL, chat(), origin=origin_field)["access-control-allow-origin"] is None


def test_a_page_of_another_host_cannot_steer_the_server(three, replay):
    with replay() as deck:
        ask(deck, "POST", URL, chat())
        reset = ask(deck, "POST", "/_tapedeck/sessions/default/reset", origin="https://evil.example")
        assert reset.status == 403
        assert ask(deck, "POST", URL, chat()).body == three[1]


def test_no_host_is_fine_over_http_1_0(three, replay):
    with replay() as deck, Connection(deck.port) as connection:
        connection.send(request_bytes("GET", "/_tapedeck/health", version="HTTP/1.0", host=None))
        assert connection.answer().status == 200


def test_what_happened_before_a_reset_stays_in_the_report(three, replay, tmp_path):
    report = tmp_path / "report.json"
    with replay("--report", report) as deck:
        for _ in range(3):
            ask(deck, "POST", URL, chat())
        assert ask(deck, "GET", MODELS).status == 404
        assert ask(deck, "POST", "/_tapedeck/sessions/default/reset").json["totals"]["missed"] == 0
    told = json.loads(report.read_text())
    assert (told["played"], told["missed"], told["unused"]) == (3, 1, 0)
    assert [miss["request"] for miss in told["misses"]] == ["GET " + MODELS]


def test_a_session_cannot_record_into_a_cassette_that_only_plays(three, record, tape):
    with record() as deck:
        refused = ask(deck, "POST", "/_tapedeck/sessions", {"name": "late", "mode": "new_episodes"})
        assert refused.status == 400 and "--mode new_episodes" in refused.error["message"]


# -- Cassettes of sessions -------------------------------------------------------------------------------------------


def descriptors(deck):
    return len(os.listdir(f"/proc/{deck.process.pid}/fd"))


@pytest.fixture
def shelf(three, tape):
    """Forty copies of the cassette beside it."""
    for number in range(40):
        shutil.copy(tape, tape.parent / f"c{number}.sqlite")
    return 40


def test_cassettes_of_sessions_that_ended_are_closed(shelf, replay):
    with replay() as deck:
        assert ask(deck, "GET", "/_tapedeck/health").status == 200
        before = descriptors(deck)
        for number in range(shelf):
            name = f"s{number}"
            assert ask(deck, "POST", "/_tapedeck/sessions", {"name": name, "cassette": f"c{number}.sqlite"}).status == 201
            assert ask(deck, "POST", f"/session/{name}{URL}", chat()).status == 200
            assert ask(deck, "DELETE", f"/_tapedeck/sessions/{name}").status == 200
        assert descriptors(deck) - before < 20
    # The report opens them again for what was not played.
    assert f"{2 * shelf + 3} recordings were not played" in deck.err


def test_sessions_keep_their_positions_while_their_cassettes_are_closed(shelf, three, replay):
    with replay() as deck:
        before = descriptors(deck)
        for number in range(shelf):
            body = {"name": f"s{number}", "cassette": f"c{number}.sqlite"}
            assert ask(deck, "POST", "/_tapedeck/sessions", body).status == 201
        for turn in range(3):
            for number in range(shelf):
                assert ask(deck, "POST", f"/session/s{number}{URL}", chat()).body == three[turn]
            # A cassette that is open takes some descriptors, and 32 may be.
            assert descriptors(deck) - before < 32 * 6


def test_a_cassette_that_is_replaced_while_it_is_closed_is_not_played_from_the_middle(shelf, three, replay, tape):
    with replay() as deck:
        for number in range(shelf):
            body = {"name": f"s{number}", "cassette": f"c{number}.sqlite"}
            assert ask(deck, "POST", "/_tapedeck/sessions", body).status == 201
            assert ask(deck, "POST", f"/session/s{number}{URL}", chat()).body == three[0]
        other = tape.parent / "other.sqlite"
        shutil.copy(tape, other)
        os.replace(other, tape.parent / "c0.sqlite")
        refused = ask(deck, "POST", f"/session/s0{URL}", chat())
        assert refused.status == 500 and "was replaced or removed" in refused.error["message"]
        # A session that begins now has the new file.
        assert ask(deck, "DELETE", "/_tapedeck/sessions/s0").status == 200
        assert ask(deck, "POST", "/_tapedeck/sessions", {"name": "s0", "cassette": "c0.sqlite"}).status == 201
        assert ask(deck, "POST", f"/session/s0{URL}", chat()).body == three[0]
    # The rest of the report is there.
    assert "What was not played cannot be told." in deck.err
    assert f"{2 * (shelf - 1) + 3} recordings were not played" in deck.err


def test_sessions_record_into_cassettes_of_their_own(record, origin, tape):
    with record("--mode", "new_episodes") as deck:
        for turn in range(2):
            for number in range(40):
                if turn == 0:
                    body = {"name": f"s{number}", "cassette": f"r{number}.sqlite"}
                    assert ask(deck, "POST", "/_tapedeck/sessions", body).status == 201
                assert ask(deck, "POST", f"/session/s{number}{URL}", chat(f"turn {turn}")).status == 200
            if turn == 1:
                assert ask(deck, "DELETE", "/_tapedeck/sessions/s0").status == 200
    for number in range(40):
        assert_at_rest(tape.parent / f"r{number}.sqlite")
        assert len(listed(tape.parent / f"r{number}.sqlite")) == 2
