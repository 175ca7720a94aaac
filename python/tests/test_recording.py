# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What the plugin records and plays, and where."""

import json
import os
import subprocess

import pytest

import tapedeck

HELLO = """
@pytest.mark.cassette("chat/hello")
def test_hello():
    assert ask("hello")
"""


def prompts(cassette):
    """The prompts in a cassette, with the sessions that recorded them."""
    done = subprocess.run([tapedeck.program(), "cassette", "export", str(cassette), "--format", "jsonl"], capture_output=True, check=True)
    recorded = [json.loads(line) for line in done.stdout.splitlines()]
    return [one["request"]["body"]["json"]["messages"][0]["content"] for one in recorded if "request" in one]


def test_a_first_run_records_and_a_second_one_plays_without_the_service(suite):
    suite.write("tests/test_chat.py", HELLO)
    first = suite.run()
    first.assert_outcomes(passed=1)
    first.stdout.fnmatch_lines(["tapedeck: 1 request: 1 new, 0 played, 0 missed;*"])
    assert suite.cassettes() == ["tests/cassettes/chat/hello.sqlite"]
    suite.goes_offline()
    second = suite.run()
    second.assert_outcomes(passed=1)
    second.stdout.fnmatch_lines(["tapedeck: 1 request: 0 new, 1 played, 0 missed;*"])


def test_a_cassette_without_a_name_is_named_after_its_test(suite):
    suite.write("tests/api/test_chat.py", """
@pytest.mark.cassette
@pytest.mark.parametrize("text", ["one", "a/b: c?"])
def test_each(text):
    assert ask(text)

@pytest.mark.cassette
class TestClass:
    def test_it(self):
        assert ask("class")
""")
    suite.run().assert_outcomes(passed=3)
    names = suite.cassettes()
    assert names[0] == "tests/api/cassettes/test_chat/TestClass.test_it.sqlite"
    assert names[1].startswith("tests/api/cassettes/test_chat/test_each[a-b-c-]-"), names
    assert names[2] == "tests/api/cassettes/test_chat/test_each[one].sqlite"
    suite.goes_offline()
    suite.run("tests/api").assert_outcomes(passed=3)


def test_all_cassettes_may_lie_in_one_folder(suite, service):
    suite.settings(tapedeck_upstream=service, tapedeck_cassettes="recordings")
    suite.write("tests/test_chat.py", HELLO + """
@pytest.mark.cassette
def test_other():
    assert ask("other")
""")
    suite.run().assert_outcomes(passed=2)
    assert suite.cassettes() == ["recordings/chat/hello.sqlite", "recordings/tests/test_chat/test_other.sqlite"]


def test_tests_that_share_a_cassette_have_a_session_each(suite):
    suite.write("test_chat.py", """
@pytest.mark.cassette("shared")
@pytest.mark.parametrize("number", range(3))
def test_each(number):
    assert f'"{number}"' in ask(str(number))
    assert ask("the same") == ask("the same")
""")
    suite.run().assert_outcomes(passed=3)
    assert sorted(prompts(suite.folder / "cassettes/shared.sqlite")) == ["0", "1", "2"] + ["the same"] * 6
    suite.goes_offline()
    suite.run("-W", "error").assert_outcomes(passed=3)


def test_where_ci_is_set_nothing_is_recorded_unless_it_is_asked_for(suite, monkeypatch):
    monkeypatch.setenv("CI", "true")
    suite.write("test_chat.py", HELLO)
    refused = suite.run()
    refused.assert_outcomes(errors=1)
    refused.stdout.fnmatch_lines(["CI is set, so nothing is recorded by default*cassettes/chat/hello.sqlite*", "*pytest --tapedeck-record=once test_chat.py::test_hello"])
    assert suite.cassettes() == []
    suite.run("--tapedeck-record=once").assert_outcomes(passed=1)
    suite.run().assert_outcomes(passed=1)


def test_the_variable_is_as_good_as_the_option(suite, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TAPEDECK_RECORD", "once")
    suite.write("test_chat.py", HELLO)
    suite.run().assert_outcomes(passed=1)


def test_recording_again_drops_what_the_test_recorded_before_and_nothing_else(suite):
    text = """
@pytest.mark.cassette("shared")
def test_one():
    assert ask("FIRST")

@pytest.mark.cassette("shared")
def test_two():
    assert ask("two")
"""
    suite.write("test_chat.py", text.replace("FIRST", "one"))
    suite.run().assert_outcomes(passed=2)
    suite.write("test_chat.py", text.replace("FIRST", "another"))
    suite.run().assert_outcomes(passed=1, failed=1)
    suite.run("--tapedeck-record=all", "test_chat.py::test_one").assert_outcomes(passed=1)
    assert sorted(prompts(suite.folder / "cassettes/shared.sqlite")) == ["another", "two"]
    suite.goes_offline()
    suite.run("-W", "error").assert_outcomes(passed=2)


def test_a_test_that_fails_while_it_records_again_keeps_what_it_had(suite):
    text = """
@pytest.mark.cassette("kept")
def test_one():
    assert ask("one") and PASSES
    assert ask("two")
"""
    suite.write("test_chat.py", text.replace("PASSES", "True"))
    suite.run().assert_outcomes(passed=1)
    suite.write("test_chat.py", text.replace("PASSES", "False"))
    suite.run("--tapedeck-record=all").assert_outcomes(failed=1)
    assert sorted(prompts(suite.folder / "cassettes/kept.sqlite")) == ["one", "two"]


def test_a_marker_with_mode_none_is_never_recorded(suite):
    suite.write("test_chat.py", """
@pytest.mark.cassette("chat/hello", mode="none")
def test_hello():
    assert ask("hello")
""")
    suite.run("--tapedeck-record=all").assert_outcomes(errors=1)
    assert suite.cassettes() == []


def test_what_is_simulated_needs_no_cassette_and_may_have_one(suite):
    suite.goes_offline()
    suite.write("test_chat.py", """
@pytest.mark.cassette(simulate=True)
def test_simulated():
    assert ask("hello")

@pytest.mark.cassette("kept", simulate={"seed": 7})
def test_recorded():
    assert ask("hello")
""")
    suite.run().assert_outcomes(passed=2)
    assert suite.cassettes() == ["cassettes/kept.sqlite"]


def test_the_environment_leads_to_the_session_while_a_test_runs_and_not_after_it(suite, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.org")
    suite.write("test_chat.py", """
import os

@pytest.fixture
def key():
    return os.environ["OPENAI_API_KEY"]

@pytest.mark.cassette(simulate=True)
def test_inside(key, openai_base_url):
    assert key == "tapedeck"
    assert os.environ["OPENAI_BASE_URL"] == openai_base_url
    assert openai_base_url.endswith("/session/test_chat.py%3A%3Atest_inside/v1")
    assert os.environ["NO_PROXY"] == "example.org,127.0.0.1,localhost"
    assert ask("hello")

def test_after():
    assert "OPENAI_BASE_URL" not in os.environ and "OPENAI_API_KEY" not in os.environ and "NO_PROXY" not in os.environ
""")
    suite.run().assert_outcomes(passed=2)
    assert "OPENAI_BASE_URL" not in os.environ


def test_the_client_of_the_module_openai_follows_from_test_to_test(suite):
    suite.write("test_chat.py", """
import openai

@pytest.mark.cassette("shared")
@pytest.mark.parametrize("number", range(2))
def test_each(number):
    assert openai.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": str(number)}])
""")
    suite.run("-W", "error", process=True).assert_outcomes(passed=2)
    suite.goes_offline()
    suite.run("-W", "error", process=True).assert_outcomes(passed=2)


def test_a_key_that_is_set_stays(suite, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "my-own")
    suite.write("test_chat.py", """
import os

@pytest.mark.cassette(simulate=True)
def test_key():
    assert ask() and os.environ["OPENAI_API_KEY"] == "my-own"
""")
    suite.run().assert_outcomes(passed=1)


def test_nothing_is_asked_of_openai_without_a_key(suite):
    suite.settings(tapedeck_upstream="https://api.openai.com/v1")
    suite.write("test_chat.py", HELLO)
    done = suite.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*OPENAI_API_KEY*", "*- Tapedeck -*", "The test records OpenAI's service into *, and OPENAI_API_KEY is not set*"])
    suite.run().assert_outcomes(failed=1)
    assert prompts(suite.folder / "cassettes/chat/hello.sqlite") == []


def test_skipped_tests_need_no_cassette(suite, monkeypatch):
    monkeypatch.setenv("CI", "true")
    suite.write("test_chat.py", """
@pytest.mark.cassette
@pytest.mark.skip
def test_skipped():
    ask()

@pytest.mark.cassette
@pytest.mark.skipif("True")
def test_skipped_too():
    ask()
""")
    done = suite.run()
    done.assert_outcomes(skipped=2)
    done.stdout.no_fnmatch_line("tapedeck:*")


def test_async_tests_and_methods_of_unittest_have_cassettes_too(suite):
    suite.write("test_chat.py", """
import unittest
from openai import AsyncOpenAI

@pytest.mark.anyio
@pytest.mark.cassette
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_async():
    async with AsyncOpenAI(max_retries=0) as client:
        assert await client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "async"}])

@pytest.mark.cassette("unittest")
class TestOld(unittest.TestCase):
    def test_method(self):
        self.assertTrue(ask("unittest"))
""")
    suite.run("-W", "error::pytest.PytestWarning").assert_outcomes(passed=2)
    assert suite.cassettes() == ["cassettes/test_chat/test_async[asyncio].sqlite", "cassettes/unittest.sqlite"]
    suite.goes_offline()
    suite.run().assert_outcomes(passed=2)


@pytest.mark.parametrize("format, beginning", [("json", "{"), ("md", "#"), ("xml", "<?xml")])
def test_the_report_of_the_server_is_written(suite, format, beginning):
    suite.write("test_chat.py", HELLO)
    suite.run(f"--tapedeck-report=report.{format}").assert_outcomes(passed=1)
    assert (suite.folder / f"report.{format}").read_text().startswith(beginning)


def test_further_options_reach_the_server(suite, service):
    suite.settings(tapedeck_upstream=service, tapedeck_options="--max-requests 1")
    suite.write("test_chat.py", """
@pytest.mark.cassette("limited")
def test_limited():
    ask("one")
    with pytest.raises(Exception, match="--max-requests"):
        ask("two")
""")
    suite.run().assert_outcomes(passed=1)


def test_a_run_without_marked_tests_starts_no_server(suite):
    suite.write("test_plain.py", "def test_plain(): pass\n")
    suite.settings(tapedeck_options="--no-such-option")
    suite.run().assert_outcomes(passed=1)
    suite.write("test_marked.py", "@pytest.mark.cassette\ndef test_marked(): ask()\n")
    done = suite.run()
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*no-such-option*"])
