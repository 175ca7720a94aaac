# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Usage errors name the likely intention, and exit codes are those of docs/commands.md."""

import json
import re
import socket
import xml.etree.ElementTree as ElementTree

import pytest

from support import ROOT, ask, listed, tapedeck

# -- Misspelt words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words, meant", [
    (["rn"], "run"), (["recrod", "--cassette", "x"], "record"), (["cassette", "lst", "x"], "list"),
    (["run", "--casette", "x", "--", "true"], "--cassette"), (["run", "--casette=x", "--", "true"], "--cassette"),
    (["record", "--casette", "x"], "--cassette"), (["replay", "--cassete", "x", "--port", "0"], "--cassette"),
    (["evaluate", "--modl", "x", "--data", "x"], "--model"), (["cassette", "prune", "x", "--unusd", "r"], "--unused"),
    (["rouge", "--pair", "x"], "--pairs"),
])
def test_a_misspelt_word_is_met_with_what_was_meant(words, meant):
    message = tapedeck(*words).assert_error(64)
    wrong = next(word for word in words if word.split("=")[0] not in ("evaluate", "run", "record", "replay", "cassette",
                                                                     "prune", "rouge", "x"))
    assert wrong.split("=")[0] in message and f"Did you mean '{meant}'?" in message


def test_words_of_the_command_are_none_of_ours(tmp_path):
    assert tapedeck("run", "--simulate", "--", "echo", "--casette", "rn").code == 0
    message = tapedeck("run", "--", "echo", "--casette").assert_error(64)
    assert "--cassette FILE" in message


def test_an_unknown_word_like_no_other_is_named():
    message = tapedeck("record", "--frobnicate", "x").assert_error(64)
    assert "--frobnicate" in message and "Did you mean" not in message


# -- Reports ---------------------------------------------------------------------------------------------------------


def test_several_reports_are_written(run, tmp_path):
    reports = [tmp_path / name for name in ("r.json", "r.md", "r.xml")]
    options = [word for report in reports for word in ("--report", report)]
    assert run("true", options=options).code == 0
    assert json.loads(reports[0].read_text())["failures"] == []
    assert reports[1].read_text().startswith("# Tapedeck run")
    assert ElementTree.parse(reports[2]).getroot().get("failures") == "0"


@pytest.mark.parametrize("name", ["r.htm", "r.txt", "r.yaml"])
def test_a_report_of_an_unknown_form_is_refused_before_anything_runs(run, tmp_path, name):
    message = run("touch", tmp_path / "ran", options=("--report", tmp_path / name)).assert_error(64)
    assert ".json, .md, .xml and .html" in message and not (tmp_path / "ran").exists()


def test_two_reports_in_one_file_are_refused(run, tmp_path):
    options = ("--report", tmp_path / "r.json", "--report", tmp_path / "." / "r.json")
    assert "twice" in run("true", options=options).assert_error(64)


@pytest.mark.parametrize("command, options, kind, words", [
    (["sh", "-c", "exit 3"], [], "command", "the command ended with 3"),
    (["no-such-command"], [], "command", "no command"),
    (["sh", "-c", 'curl -s "$OPENAI_BASE_URL/files"'], ["--mode", "none"], "missed", "1 request had no recording"),
    (["true"], ["--mode", "none", "--fail-on-unused"], "unused", "1 recording was not played"),
])
def test_every_exit_code_but_0_is_a_failure_in_every_report(record, run, tmp_path, command, options, kind, words):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    reports = [tmp_path / name for name in ("r.json", "r.md", "r.xml")]
    done = run(*command, options=[*options, *(word for report in reports for word in ("--report", report))])
    assert done.code != 0
    document = json.loads(reports[0].read_text())
    assert [failure["kind"] for failure in document["failures"]] == [kind]
    assert words in document["failures"][0]["message"]
    assert "## Failures" in reports[1].read_text() and words in reports[1].read_text()
    suite = ElementTree.parse(reports[2]).getroot()
    assert suite.get("failures") == "1" and len(suite.findall(".//failure")) == 1
    if kind == "unused":
        assert "GET /v1/models" in suite.find(".//failure").text and "tape.sqlite" in suite.find(".//failure").text


def test_unused_recordings_and_misses_name_session_and_cassette(record, replay, tape, tmp_path):
    with record() as deck:
        ask(deck, "GET", "/session/one/v1/models")
    report = tmp_path / "r.json"
    with replay("--report", report) as deck:
        ask(deck, "GET", "/session/two/v1/files")
    document = json.loads(report.read_text())
    assert document["unused_recordings"] == [
        {"id": 1, "request": "GET /v1/models", "session": "one", "cassette": str(tape)}]
    assert (document["misses"][0]["session"], document["misses"][0]["cassette"]) == ("two", str(tape))
    assert "Missed: GET /v1/files  (session two)" in deck.err and "#1 GET /v1/models  (session one)" in deck.err


# -- Pruning by the report of a part of a suite ----------------------------------------------------------------------


def test_prune_leaves_what_the_run_could_not_have_reached(record, replay, tape, tmp_path):
    with record() as deck:
        for name in ("one", "two", "three"):
            ask(deck, "GET", f"/session/{name}/v1/models")
            ask(deck, "GET", f"/session/{name}/v1/files")
    report = tmp_path / "run.json"
    with replay("--report", report) as deck:
        ask(deck, "GET", "/session/one/v1/models")
    done = tapedeck("cassette", "prune", tape, "--unused", report)
    assert done.code == 0 and b"1 interaction taken out, 5 left" in done.out
    assert "4 recordings of sessions that the run did not open stay" in done.err
    assert [(entry["id"], entry["session"]) for entry in listed(tape)][:2] == [(1, "one"), (3, "two")]
    assert "--yes" in tapedeck("cassette", "prune", tape, "--unused", report, "--all-sessions").assert_error(64)
    assert tapedeck("cassette", "prune", tape, "--unused", report, "--all-sessions", "--yes").code == 0
    assert len(listed(tape)) == 1


def test_prune_asks_before_it_believes_a_run_that_failed(record, run, tape, tmp_path):
    with record() as deck:
        for path in ("models", "files?limit=1", "files?limit=2"):
            ask(deck, "GET", f"/v1/{path}")
    report = tmp_path / "run.json"
    curl = 'curl -s "$OPENAI_BASE_URL/models"; curl -s "$OPENAI_BASE_URL/files?limit=1"; exit 3'
    assert run("sh", "-c", curl, options=["--mode", "none", "--report", report]).code == 3
    message = tapedeck("cassette", "prune", tape, "--unused", report).assert_error(64)
    assert "failed (the command ended with 3)" in message and "--yes" in message
    assert len(listed(tape)) == 3


# -- Exit codes ------------------------------------------------------------------------------------------------------


def codes():
    """The table of docs/commands.md: what each exit code means."""
    text = (ROOT / "docs/commands.md").read_text()
    table = text[text.index("| exit code | meaning |"):].split("\n\n")[0]
    return {int(code): meaning for code, meaning in re.findall(r"^\| (\d+) \| (.*) \|$", table, re.M)}


def test_each_exit_code_of_the_readme_is_the_one_commands_end_with(record, run, tape, tmp_path):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    text = tmp_path / "text"
    text.write_text("no cassette\n")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(tape.read_bytes()[:-4096])
    ends = {
        0: [["cassette", "list", tape], ["--version"]],
        1: [["run", "--cassette", tape, "--mode", "none", "--fail-on-unused", "--", "true"],
            ["run", "--cassette", tape, "--mode", "none", "--", "sh", "-c", 'curl -s "$OPENAI_BASE_URL/files"'],
            ["cassette", "verify", damaged]],
        64: [["run"], ["record"], ["replay", "--cassette", tape, "--port", "x"]],
        65: [["replay", "--cassette", text], ["replay", "--cassette", tmp_path / "none.sqlite"], ["rouge", "--pairs", text],
             ["record", "--cassette", text]],
        69: [["replay", "--cassette", tape, "--port", port],
             ["record", "--cassette", tmp_path / "no" / "tape.sqlite"], ["record", "--cassette", "/proc/tape.sqlite"],
             ["run", "--cassette", tmp_path / "no" / "tape.sqlite", "--simulate", "--", "true"],
             ["evaluate", "--model", "m", "--data", data(tmp_path), "--base-url", "http://127.0.0.1:9/v1", "--max-retries",
              "0", "-o", tmp_path / "out"]],
    }
    assert set(codes()) == set(ends) | {70}
    for code, commands in ends.items():
        for command in commands:
            done = tapedeck(*command)
            assert done.code in ((1, 65) if command[-1] == damaged else (code,)), (command, done.code, done.err)
    with record("--mode", "all"):
        tapedeck("record", "--cassette", tape, "--mode", "all").assert_error(69)
    taken.close()


def data(folder):
    path = folder / "samples.jsonl"
    path.write_text(json.dumps({"id": "1", "dialogue": "A: hi", "summary": "A greets."}) + "\n")
    return path


# -- Leftovers -------------------------------------------------------------------------------------------------------


def test_no_page_holds_what_was_to_be_filled_in():
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md"),
             *ROOT.glob("Examples/**/*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("Tests/*/README.md")]
    assert len(pages) > 10
    for page in pages:
        found = re.findall(r"@@\w*@@|\bTODO\b|\bTBD\b|\bFIXME\b|\bXXX\b|\{\{\s*\w+\s*\}\}|<{7}|>{7}", page.read_text())
        assert not found, (page, found)
