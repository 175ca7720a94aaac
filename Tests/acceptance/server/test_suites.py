# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""One server for a folder of cassettes, where every test begins a session that names its own."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from support import ask, assert_at_rest, chat, environment, listed, tapedeck

URL = "/v1/chat/completions"
SESSIONS = "/_tapedeck/sessions"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cassettes"


@pytest.fixture
def suite(serve, origin, folder):
    """A recording server for a folder."""

    def start(*options, **more):
        return serve("record", "--cassettes", folder, "--upstream", origin.base, *options, **more)

    return start


@pytest.fixture
def playing(serve, folder):
    return lambda *options: serve("replay", "--cassettes", folder, *options)


def begin(deck, name, **settings):
    answer = ask(deck, "POST", SESSIONS, {"name": name, **settings})
    assert answer.status == 201, answer.body
    return answer.json["url_path"].removesuffix("/v1")


def end(deck, name, query=""):
    return ask(deck, "DELETE", f"{SESSIONS}/{quote(name, safe='')}{query}").json


def say(deck, prefix, content="hello"):
    return ask(deck, "POST", prefix + URL, chat(content))


def test_each_session_records_into_the_cassette_it_names(suite, playing, folder):
    with suite() as deck:
        live = {}
        for name in ["chat/two-tools", "plain", "v4.1"]:
            live[name] = say(deck, begin(deck, f"test {name}", cassette=name)).body
            assert end(deck, f"test {name}")["totals"]["recorded"] == 1
            # Another process may read it at once.
            assert len(listed(folder / f"{name}.sqlite")) == 1
            assert_at_rest(folder / f"{name}.sqlite")
    with playing() as deck:
        for name, body in live.items():
            assert say(deck, begin(deck, f"test {name}", cassette=name)).body == body
            assert end(deck, f"test {name}") | {"unused": 0} == end_state(name, folder)


def end_state(name, folder):
    return {"name": f"test {name}", "cassette": str(folder / f"{name}.sqlite"), "mode": "none", "unused": 0,
            "records_everything": False, "url_path": f"/session/{quote('test ' + name, safe='')}/v1"} | {"totals": played_once()}


def played_once():
    class Any(dict):
        def __eq__(self, other):
            return other["played"] == other["requests"] == 1 and other["missed"] == 0
    return Any()


def test_a_session_of_mode_once_records_what_is_its_own_only(suite, folder):
    with suite() as deck:
        first = say(deck, begin(deck, "a", cassette="shared")).body
        end(deck, "a")
        # The cassette has recordings now, and none of them is b's.
        second = say(deck, begin(deck, "b", cassette="shared")).body
        assert first != second
        assert end(deck, "b")["totals"]["recorded"] == 1
        again = begin(deck, "a", cassette="shared")
        assert say(deck, again).body == first
        assert say(deck, again, "something new").status == 404
        assert end(deck, "a")["totals"] | {"played": 1, "missed": 1, "recorded": 0} == end_totals(1, 1)
    assert [entry["session"] for entry in listed(folder / "shared.sqlite")] == ["a", "b"]


def end_totals(played, missed):
    class Any(dict):
        def __eq__(self, other):
            return (other["played"], other["missed"]) == (played, missed)
    return Any()


def test_sessions_in_parallel_never_see_each_other(suite, playing, folder):
    names = [f"test_many[{number}]" for number in range(60)]

    def use(deck, name, **settings):
        prefix = begin(deck, name, cassette="many", **settings)
        bodies = [say(deck, prefix).body for _ in range(2)]
        return bodies, end(deck, name)

    with suite() as deck, ThreadPoolExecutor(8) as pool:
        live = list(pool.map(lambda name: use(deck, name), names))
    assert len({body for bodies, _ in live for body in bodies}) == 2 * len(names)
    with playing() as deck, ThreadPoolExecutor(8) as pool:
        played = list(pool.map(lambda name: use(deck, name), names))
    assert [bodies for bodies, _ in played] == [bodies for bodies, _ in live]
    assert all(ended["totals"]["missed"] == 0 and ended["unused"] == 0 for _, ended in played)
    assert_at_rest(folder / "many.sqlite")


def test_mode_all_drops_what_the_session_recorded_before(suite, folder):
    with suite() as deck:
        for name in ["a", "b"]:
            prefix = begin(deck, name, cassette="c")
            say(deck, prefix, "one"), say(deck, prefix, "two")
            end(deck, name)
        prefix = begin(deck, "a", cassette="c", mode="all")
        say(deck, prefix, "three")
        assert end(deck, "a", "?earlier=drop")["dropped"] == 2
        # What recorded nothing keeps what it has.
        begin(deck, "b", cassette="c", mode="all")
        assert end(deck, "b", "?earlier=drop")["dropped"] == 0
    assert [entry["session"] for entry in listed(folder / "c.sqlite")] == ["b", "b", "a"]


def test_a_renamed_test_is_told_how_to_keep_its_recordings(suite, playing, folder):
    with suite() as deck:
        body = say(deck, begin(deck, "test_old", cassette="c")).body
        end(deck, "test_old")
    cassette = folder / "c.sqlite"
    with playing() as deck:
        message = say(deck, begin(deck, "test_new", cassette="c")).json["error"]["message"]
        assert "The session test_old has a recording of it." in message
        command = f"tapedeck cassette rename-session {cassette} test_old test_new"
        assert f"If the test was renamed, run: {command}\nTo record it, run the test again with TAPEDECK_RECORD=all" in message
    for old, new, words in [("test_older", "test_new", "no recordings of the session 'test_older'"),
                            ("test_old", "test_old", "Both names are"), ("test_old", "x" * 257, "may have 256 bytes")]:
        done = tapedeck("cassette", "rename-session", cassette, old, new)
        assert done.code in (64, 65) and words in done.err, done.err
    done = tapedeck(*command.split()[1:])
    assert done.code == 0 and "1 interaction of the session 'test_old' now" in done.out.decode()
    assert_at_rest(cassette)
    with playing() as deck:
        assert say(deck, begin(deck, "test_new", cassette="c")).body == body


def test_a_session_is_not_renamed_onto_another(suite, folder):
    with suite() as deck:
        for name in ["a", "b"]:
            say(deck, begin(deck, name, cassette="c"))
            end(deck, name)
    done = tapedeck("cassette", "rename-session", folder / "c.sqlite", "a", "b")
    assert done.code == 64 and "1 recording of the session 'b' already" in done.err
    assert [entry["session"] for entry in listed(folder / "c.sqlite")] == ["a", "b"]
    done = tapedeck("cassette", "rename-session", folder / "missing.sqlite", "a", "b")
    assert done.code == 65 and not (folder / "missing.sqlite").exists()


def test_a_session_can_be_replaced_by_a_test_that_runs_again(suite):
    with suite() as deck:
        prefix = begin(deck, "flaky", cassette="c")
        body = say(deck, prefix).body
        assert ask(deck, "POST", SESSIONS, {"name": "flaky", "cassette": "c"}).status == 409
        prefix = begin(deck, "flaky", cassette="c", replace=True)
        assert say(deck, prefix).body == body


def test_rules_and_playback_belong_to_the_session(suite, playing):
    with suite() as deck:
        say(deck, begin(deck, "t", cassette="c"))
        end(deck, "t")
    with playing() as deck:
        prefix = begin(deck, "t", cassette="c", matching={"ignore_json": ["$.user"]}, playback={"repeat": "never"})
        assert ask(deck, "POST", prefix + URL, chat(user="u1")).status == 200
        assert ask(deck, "POST", prefix + URL, chat(user="u2")).status == 404
        end(deck, "t")
        prefix = begin(deck, "t", cassette="c")
        assert ask(deck, "POST", prefix + URL, chat(user="u1")).status == 404
        assert say(deck, prefix).status == 200


def test_the_simulator_is_recorded_or_answers_misses(suite, playing, folder):
    with suite() as deck:
        prefix = begin(deck, "t", cassette="c", simulate={"seed": 7})
        body = say(deck, prefix).body
        end(deck, "t")
        only = begin(deck, "nothing recorded", simulate={"seed": 7})
        assert say(deck, only).json["choices"] == say(deck, only).json["choices"]
    with playing() as deck:
        prefix = begin(deck, "t", cassette="c")
        assert say(deck, prefix).body == body
        assert say(deck, prefix, "new").status == 404
        end(deck, "t")
        prefix = begin(deck, "t", cassette="c", on_miss="simulate")
        assert say(deck, prefix, "new").status == 200
        assert end(deck, "t")["totals"]["simulated"] == 1


def test_where_ci_is_set_only_a_session_that_says_so_records(suite, folder):
    env = environment(CI="true")
    with suite(env=env) as deck:
        refused = ask(deck, "POST", SESSIONS, {"name": "t", "cassette": "c"})
        assert refused.status == 400 and "CI is set" in refused.json["error"]["message"]
        assert say(deck, begin(deck, "t", cassette="c", mode="once")).status == 200
        end(deck, "t")
        # The recordings of one test let no other record.
        assert say(deck, begin(deck, "u", cassette="c")).status == 404
    assert len(listed(folder / "c.sqlite")) == 1


def test_a_session_without_a_cassette_says_how_to_begin_one(suite):
    with suite() as deck:
        for prefix in ["", "/session/t"]:
            answer = say(deck, prefix)
            assert answer.status == 404 and dict(answer.fields)["tapedeck-miss"] == "no-cassette"
            assert "has no cassette" in answer.json["error"]["message"]
            assert "POST /_tapedeck/sessions" in answer.json["error"]["message"]


@pytest.mark.parametrize("settings, code, words", [
    ({"cassette": "../c"}, "invalid_session", "below"),
    ({"cassette": "/etc/c"}, "invalid_session", "below"),
    ({"cassette": "a//b"}, "invalid_session", "below"),
    ({"cassette": "missing", "mode": "none"}, "cassette_not_found", "missing.sqlite"),
    ({"cassette": "c", "mode": "sometimes"}, "invalid_session", "'mode' is \"sometimes\"; it takes once"),
    ({"cassette": "c", "matching": {"ignore": ["$.a"]}}, "invalid_session", "ignore_json"),
    ({"cassette": "c", "matching": {"ignore_json": ["a b"]}}, "invalid_session", "a b"),
    ({"cassette": "c", "playback": {"timing": "slow"}}, "invalid_session", "'timing' is \"slow\""),
    ({"cassette": "c", "simulate": {"seed": -1}}, "invalid_session", "seed"),
    ({"cassette": "c", "simulate": {"speed": 1}}, "invalid_session", "'speed'"),
    ({"cassette": "c", "simulate": {"as_of": "soon"}}, "invalid_session", "a day such as 2027-01-15"),
    ({"casette": "c"}, "invalid_session", "'casette' is no member"),
    ({"cassette": "c", "upstream": "not a url", "mode": "all"}, "invalid_session", "not a url"),
])
def test_wrong_settings_are_named(suite, settings, code, words):
    with suite() as deck:
        answer = ask(deck, "POST", SESSIONS, {"name": "t", **settings})
        assert answer.json["error"]["code"] == code, answer.body
        assert words in answer.json["error"]["message"]


def test_a_cassette_can_be_changed_between_two_runs_of_one_server(suite, folder):
    with suite() as deck:
        say(deck, begin(deck, "t", cassette="c"))
        end(deck, "t")
        (folder / "c.sqlite").unlink()
        assert say(deck, begin(deck, "t", cassette="c")).status == 200
        assert end(deck, "t")["totals"]["recorded"] == 1
    connection = sqlite3.connect(folder / "c.sqlite")
    assert connection.execute("SELECT count(*) FROM interaction").fetchone() == (1,)
    connection.close()


def test_a_replay_server_records_nothing(playing, folder):
    folder.mkdir()
    with playing() as deck:
        answer = ask(deck, "POST", SESSIONS, {"name": "t", "cassette": "c", "mode": "all"})
        assert answer.status == 400 and "only plays" in answer.json["error"]["message"]


def test_folders_that_are_none(folder, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    for arguments, code, words in [
        (["replay", "--cassettes", folder], 65, "There is no folder"),
        (["replay", "--cassettes", file], 64, "is a file"),
        (["record", "--cassettes", folder, "--cassette", file], 64, "give one of both"),
        (["replay"], 64, "--cassettes"),
    ]:
        done = tapedeck(*arguments)
        assert done.code == code and words in done.err, (done.code, done.err)
