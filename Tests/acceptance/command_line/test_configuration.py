# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck.yaml`: where it is found, what wins over it, and what is said about a broken one; `init` and `config`."""

import json
import os
import socket

import pytest

from support import KEY, Server, ask, chat, environment, listed, tapedeck


@pytest.fixture
def project(tmp_path):
    """A folder whose configuration is read, as a repository of its own."""
    (tmp_path / "project" / ".git").mkdir(parents=True)
    return tmp_path / "project"


def inside(folder, *arguments, **env):
    """Runs the binary in a folder, with the configuration that is found from there."""
    return tapedeck(*arguments, wrapper=("env", "-C", folder), env=environment(TAPEDECK_CONFIG="", **env))


def shown(folder, *arguments, **env):
    done = inside(folder, "config", "--json", *arguments, **env)
    assert done.code == 0, done.err
    return json.loads(done.out)


def setting(folder, key, *arguments, **env):
    entry = shown(folder, *arguments, **env)["settings"][key]
    return entry["value"], entry["origin"]


# -- init and config -------------------------------------------------------------------------------------------------


def test_init_writes_a_file_that_means_the_defaults_and_overwrites_none(project):
    before = shown(project)
    done = inside(project, "init")
    assert done.code == 0 and b"wrote tapedeck.yaml" in done.out
    after = shown(project)
    assert after["file"] == "tapedeck.yaml" and before["file"] is None
    assert after["settings"].pop("cassettes") | {"origin": ""} == before["settings"].pop("cassettes") | {
        "value": "cassettes", "origin": ""}
    assert after["settings"] == before["settings"]
    assert "diff=tapedeck" in (project / "cassettes" / ".gitattributes").read_text()
    (project / "tapedeck.yaml").write_text("mode: all\n")
    message = inside(project, "init").assert_error(65)
    assert "tapedeck.yaml is there already" in message and "--force" in message
    assert (project / "tapedeck.yaml").read_text() == "mode: all\n"
    assert inside(project, "init", "--force").code == 0
    assert setting(project, "mode") == ("once", "default")


def test_init_says_what_it_cannot_write(project):
    (project / "tapedeck.yaml").mkdir()
    assert "is not a file" in inside(project, "init", "--force").assert_error(65)
    (project / "tapedeck.yaml").rmdir()
    (project / "cassettes").write_text("a file")
    assert "The folder cassettes cannot be made" in inside(project, "init").assert_error(65)
    assert not (project / "tapedeck.yaml").exists()


def test_config_aligns_what_is_in_force(project):
    (project / "tapedeck.yaml").write_text("mode: all\nmatching:\n  scrub: [uuid, date]\n")
    lines = inside(project, "config").out.decode().splitlines()
    assert lines[0] == "Settings of tapedeck.yaml:"
    assert len({line.index(origin) for line in lines[2:] for origin in [line.split("  ")[-1].strip()]}) == 1
    assert [line.split() for line in lines if line.startswith("matching.scrub")] == [
        ["matching.scrub", "uuid,", "date", "tapedeck.yaml:3"]]
    done = inside(project, "config", CI="1")
    assert "CI is set" in done.err
    assert "no record mode" in inside(project, "config", TAPEDECK_RECORD="some").assert_error(64)


# -- What wins -------------------------------------------------------------------------------------------------------


def test_a_flag_wins_over_the_environment_and_that_over_the_file(project):
    (project / "tapedeck.yaml").write_text("mode: none\n")
    run = ("run", "--cassette", "new.sqlite", "--simulate", "--", "sh", "-c", 'curl -s "$OPENAI_BASE_URL/models"')
    inside(project, *run).assert_error(65)
    assert setting(project, "mode") == ("none", "tapedeck.yaml:1")
    assert setting(project, "mode", TAPEDECK_RECORD="all") == ("all", "TAPEDECK_RECORD")
    assert inside(project, *run, TAPEDECK_RECORD="all").code == 0
    assert inside(project, "run", "--mode", "none", *run[1:], TAPEDECK_RECORD="all").code == 0
    assert len(listed(project / "new.sqlite")) == 1


def test_a_server_listens_and_matches_as_the_file_says_unless_a_flag_does(project, record, tape):
    with record() as deck:
        ask(deck, "POST", "/v1/chat/completions", chat(user="one"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (project / "tapedeck.yaml").write_text(
        f"server:\n  port: {port}\nmatching:\n  ignore_json: $.user\nreport: ../report.json\n")
    options = {"wrapper": ("env", "-C", project), "env": environment(TAPEDECK_CONFIG="")}
    with Server("replay", "--cassette", tape, log=tape.parent / "log", **options) as deck:
        assert deck.port == port
        assert ask(deck, "POST", "/v1/chat/completions", chat(user="two")).status == 200
    assert json.loads((project.parent / "report.json").read_text())["played"] == 1
    replay = ("replay", "--cassette", tape, "--port", "0", "--ignore-json", "$.other")
    with Server(*replay, log=tape.parent / "log", **options) as deck:
        assert deck.port != port
        assert ask(deck, "POST", "/v1/chat/completions", chat(user="two")).status == 404


def test_a_flag_switches_off_what_the_file_switches_on(project, record, tape):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    (project / "tapedeck.yaml").write_text("fail_on_unused: true\n")
    run = ("run", "--cassette", tape, "--mode", "none")
    assert inside(project, *run, "--", "true").code == 1
    assert inside(project, *run, "--no-fail-on-unused", "--", "true").code == 0
    assert inside(project, *run, "--no-config", "--", "true").code == 0


def test_the_mode_of_the_file_records_nothing_where_ci_is_set(project):
    (project / "tapedeck.yaml").write_text("mode: all\n")
    run = ("run", "--cassette", "new.sqlite", "--simulate", "--", "true")
    assert "CI is set" in inside(project, *run, CI="true").assert_error(64)
    assert inside(project, *run, CI="true", TAPEDECK_RECORD="once").code == 0


def test_rules_of_the_file_reach_the_commands_on_cassettes(project, record, tape):
    with record() as deck:
        ask(deck, "POST", "/v1/chat/completions", chat("Alice asks"))
    (project / "tapedeck.yaml").write_text("redaction:\n  redact: [Alice]\n")
    assert b"1 of 1" in inside(project, "cassette", "redact", tape, "--dry-run").out
    assert b"0 of 1" in inside(project, "cassette", "redact", tape, "--dry-run", "--no-config").out


# -- Where it is found -----------------------------------------------------------------------------------------------


def test_the_nearest_file_counts_up_to_the_root_of_the_repository(project):
    deep = project / "a" / "b"
    deep.mkdir(parents=True)
    (project.parent / "tapedeck.yaml").write_text("mode: all\n")
    assert shown(deep)["file"] is None
    (project / "tapedeck.yaml").write_text("cassettes: tapes\nmode: none\n")
    assert shown(deep)["file"] == "../../tapedeck.yaml"
    assert setting(deep, "cassettes") == ("../../tapes", "../../tapedeck.yaml:1")
    (project / "a" / "tapedeck.yaml").write_text("mode: new_episodes\n")
    assert setting(deep, "mode") == ("new_episodes", "../tapedeck.yaml:1")


def test_the_file_of_the_home_folder_ends_at_a_repository(project):
    (project.parent / "tapedeck.yaml").write_text("mode: all\n")
    home = {"HOME": str(project.parent)}
    assert shown(project, **home)["file"] is None
    (project.parent / "plain").mkdir()
    assert shown(project.parent / "plain", **home)["file"] == "../tapedeck.yaml"


def test_config_says_where_it_looked_when_there_is_no_file(project):
    (project / "a").mkdir()
    (project / "tapedeck.yml").write_text("mode: all\n")
    line = inside(project / "a", "config").out.decode().splitlines()[0]
    assert line == (f"There is no tapedeck.yaml in {project}/a or above it up to {project} ({project}/tapedeck.yml has another "
                    "name and is not read); these are the defaults:")


def test_a_file_can_be_named_or_refused(project):
    (project / "tapedeck.yaml").write_text("mode: all\n")
    other = project.parent / "other.yaml"
    other.write_text("mode: none\ncassettes: tapes\n")
    assert setting(project, "mode", "--config", other) == ("none", f"{other}:1")
    assert setting(project, "cassettes", f"--config={other}")[0] == str(project.parent / "tapes")
    assert setting(project, "mode", "--no-config") == ("once", "default")
    done = tapedeck("config", "--json", wrapper=("env", "-C", project), env=environment(TAPEDECK_CONFIG=str(other)))
    assert json.loads(done.out)["settings"]["mode"]["value"] == "none"
    assert "either" in inside(project, "config", "--config", other, "--no-config").assert_error(64)
    message = inside(project, "config", "--config", "nowhere.yaml").assert_error(65)
    assert "nowhere.yaml" in message and "tapedeck init" in message


# -- Cassettes by their names ----------------------------------------------------------------------------------------


def test_a_cassette_is_found_by_its_name(project):
    assert inside(project, "init").code == 0
    (project / "a").mkdir()
    curl = 'curl -s "$OPENAI_BASE_URL/models"'
    assert inside(project / "a", "run", "--cassette", "chat", "--simulate", "--", "sh", "-c", curl).code == 0
    assert len(listed(project / "cassettes" / "chat.sqlite")) == 1
    for command in ("list", "stats", "verify"):
        assert inside(project / "a", "cassette", command, "chat").code == 0
    assert inside(project, "cassette", "show", "chat.sqlite", "1").code == 0
    assert inside(project, "cassette", "merge", "chat", "--into", "both").code == 0
    assert len(listed(project / "cassettes" / "both.sqlite")) == 1
    assert "cassettes/nothing.sqlite" in inside(project, "cassette", "list", "nothing").assert_error(65)
    assert inside(project, "cassette", "list", "chat", "--no-config").code == 65


def test_a_folder_of_cassettes_serves_a_test_suite(project):
    (project / "tapedeck.yaml").write_text("cassettes: tapes\n")
    options = {"log": project / "log", "wrapper": ("env", "-C", project), "env": environment(TAPEDECK_CONFIG="")}
    with Server("record", **options) as deck:
        begun = ask(deck, "POST", "/_tapedeck/sessions", {"name": "one", "cassette": "chat/one", "simulate": {}})
        assert begun.status == 201
        assert ask(deck, "GET", begun.json["url_path"] + "/models").status == 200
    assert len(listed(project / "tapes" / "chat" / "one.sqlite")) == 1
    (project / "tapedeck.yaml").write_text("cassettes: tapes\nmatching:\n  ignore_query: limit\n")
    with Server("replay", **options) as deck:
        begun = ask(deck, "POST", "/_tapedeck/sessions", {"name": "one", "cassette": "chat/one"})
        assert ask(deck, "GET", begun.json["url_path"] + "/models?limit=2").status == 200
    assert inside(project, "cassette", "list", "chat/one").out.startswith(b"#1")
    curl = 'curl -s "$OPENAI_BASE_URL/models"'
    done = inside(project, "run", "--mode", "none", "--", "sh", "-c", curl)
    assert done.code == 1 and "_tapedeck/sessions" in done.out.decode()
    assert inside(project, "run", "--simulate", "--", "sh", "-c", curl).code == 0
    assert inside(project, "replay", "--cassettes", "nowhere").assert_error(65)
    both = inside(project, "replay", "--cassette", "chat/one", "--cassettes", "nowhere").assert_error(64)
    assert "one of both" in both


# -- Broken files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text, words", [
    ("server:\n  prot: 1\n", "tapedeck.yaml, line 2: 'server' has the unknown key 'prot'. Did you mean 'port'?"),
    ("port: 1\n", "tapedeck.yaml, line 1: 'port' belongs under 'server'."),
    ("server:\n  port: many\n", "tapedeck.yaml, line 2: 'port' must be a whole number, not \"many\"."),
    ("server:\n  port: 70000\n", "tapedeck.yaml, line 2: 'port' takes a number from 0 to 65535."),
    ("mode: [once]\n", "tapedeck.yaml, line 1: 'mode' must be a text."),
    ("- mode\n", "must be a map of keys and values"),
    ("mode: once\nmode: all\n", "tapedeck.yaml, line"),
    ("a: &a [*a, *a]\n", "tapedeck.yaml"),
    ("mode: \x00\n", "tapedeck.yaml"),
    ("openai_api_key: x\n", "Keys go into the environment: OPENAI_API_KEY"),
    (f"# {KEY}\n", "tapedeck.yaml, line 1: this looks like a key"),
    ("#" * 300_000, "tapedeck.yaml has 300000 bytes"),
    ("[" * 100_000, "nested deeper"),
])
def test_a_broken_file_is_one_error_with_file_line_and_remedy(project, text, words):
    (project / "tapedeck.yaml").write_text(text)
    for command in (["config"], ["run", "--", "true"], ["replay", "--cassette", "x"], ["cassette", "list", "x"]):
        message = inside(project, *command).assert_error(65)
        assert words in message and KEY not in message
        assert len(message) < 400


def test_a_file_that_never_ends_or_is_none_is_refused_at_once(project):
    path = project / "huge.yaml"
    with open(path, "wb") as file:
        file.truncate(1 << 40)
    assert "1099511627776 bytes" in inside(project, "config", "--config", path).assert_error(65)
    for path in ("/dev/zero", project):
        assert "is not a file" in inside(project, "config", "--config", path).assert_error(65)
    os.mkfifo(project / "pipe")
    assert "is not a file" in inside(project, "config", "--config", "pipe").assert_error(65)


def test_a_broken_file_stops_no_command_that_does_not_read_it(project):
    (project / "tapedeck.yaml").write_text("mode: [")
    for command in (["--version"], ["run", "--help"], ["rouge", "--help"], ["demo", "--help"]):
        assert inside(project, *command).code == 0
    assert inside(project, "config", "--no-config").code == 0
    assert "--cassette" in inside(project, "run", "--no-config", "--", "true").assert_error(64)
