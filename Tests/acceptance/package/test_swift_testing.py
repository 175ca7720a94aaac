# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A Swift package outside of the repository tests with `TapedeckTesting`: recorded, replayed, broken, recorded again."""

import json
import re
import shutil
import sqlite3

import pytest

from support import KEY

pytestmark = pytest.mark.slow


@pytest.fixture
def cassettes(package):
    """The folder of the package's cassettes, empty."""
    folder = package.path / "cassettes"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def recorded(package, cassettes, origin):
    """The package's tests once they have been recorded."""
    done = package.test(UPSTREAM=origin.base, OPENAI_API_KEY=KEY)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def sessions(cassette):
    with sqlite3.connect(cassette) as connection:
        return [row[0] for row in connection.execute("SELECT session FROM interaction ORDER BY id")]


def output(done):
    return done.stdout + done.stderr


def place(package, text):
    """The line of the test file with a text."""
    lines = (package.path / "Tests/ChatTests/ChatTests.swift").read_text().splitlines()
    return 1 + next(number for number, line in enumerate(lines) if text in line)


def test_the_first_run_records_and_ci_replays(package, cassettes, recorded, origin):
    names = sorted(str(path.relative_to(cassettes)) for path in cassettes.rglob("*") if path.is_file())
    assert names == ["ChatTests/languages.sqlite", "chat/cookies.sqlite", "old/cookies.sqlite", "scores.json"]
    assert {headers["Authorization"] for _, _, headers, _ in origin.requests} == {f"Bearer {KEY}"}
    assert sessions(cassettes / "chat/cookies.sqlite") == ["ChatTests.ChatTests/answers()"]
    assert sorted(sessions(cassettes / "ChatTests/languages.sqlite")) == [
        'ChatTests.ChatTests/languages(_:)["de"]', 'ChatTests.ChatTests/languages(_:)["en"]']
    assert sessions(cassettes / "old/cookies.sqlite") == ["ChatTests.ChatTests/testCookies()"]

    asked, before = len(origin.requests), {path: path.read_bytes() for path in cassettes.rglob("*.sqlite")}
    replayed = package.test(CI="true", UPSTREAM=origin.base)
    assert replayed.returncode == 0, output(replayed)
    assert "warning" not in output(replayed)
    assert len(origin.requests) == asked
    assert {path: path.read_bytes() for path in cassettes.rglob("*.sqlite")} == before


def test_a_miss_is_an_issue_at_the_test_and_its_command_records_it_again(package, cassettes, recorded, origin, tmp_path):
    attachments = tmp_path / "attachments"
    attachments.mkdir()
    missed = package.test("--attachments-path", attachments, CI="true", QUESTION="Who ate cookies?")
    assert missed.returncode != 0
    text = output(missed)
    line = place(package, '@Test(.cassette("chat/cookies"))')
    assert re.search(rf"Test answers\(\) recorded an issue at ChatTests.swift:{line}:\d+: Issue recorded", text), text
    difference = '$.messages[0].content: recorded "Who baked cookies?" got "Who ate cookies?"'
    assert difference in text
    report = next(attachments.rglob("*.md")).read_text()
    assert difference in report and "| missed | 1 |" in report
    # Scores differ too, and a test of XCTest throws what the other records.
    assert "scores.json: " in text and "rouge1.mean.fmeasure" in text
    assert re.search(r"OldTests.testCookies : threw error .*", text) and text.count(difference) >= 2

    command = "TAPEDECK_RECORD=all swift test --filter 'ChatTests.ChatTests/answers\\('"
    assert command in text
    again = package.test("--filter", r"ChatTests.ChatTests/answers\(", CI="true", TAPEDECK_RECORD="all", UPSTREAM=origin.base,
                         OPENAI_API_KEY=KEY, QUESTION="Who ate cookies?")
    assert again.returncode == 0, output(again)
    assert sessions(cassettes / "chat/cookies.sqlite") == ["ChatTests.ChatTests/answers()"]
    assert json.loads(origin.requests[-1][3])["messages"][0]["content"] == "Who ate cookies?"
    replayed = package.test("--filter", "answers", CI="true", QUESTION="Who ate cookies?")
    assert replayed.returncode == 0, output(replayed)


def test_ci_records_nothing_by_itself(package, cassettes, origin):
    refused = package.test("--filter", "answers", CI="true", UPSTREAM=origin.base, OPENAI_API_KEY=KEY)
    assert refused.returncode != 0
    assert "CI is set, so nothing is recorded by default" in output(refused)
    assert "TAPEDECK_RECORD=once swift test --filter" in output(refused)
    assert origin.requests == [] and not cassettes.exists()
