# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What a test says about requests without a recording, and about recordings that were not played."""

import pytest

RECORDED = """
@pytest.mark.cassette("chat")
def test_chat():
    assert ask("hello")
"""


@pytest.fixture
def recorded(suite):
    """A suite with one recording, whose service is gone."""
    suite.write("test_chat.py", RECORDED)
    suite.run().assert_outcomes(passed=1)
    suite.goes_offline()
    return suite


def test_a_miss_explains_itself_in_the_report_of_the_test(recorded):
    recorded.write("test_chat.py", RECORDED.replace("hello", "changed"))
    done = recorded.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines([
        "*- Tapedeck -*",
        "1 request has no recording.",
        "*POST /v1/chat/completions*",
        '*$.messages*content: recorded "hello" got "changed"*',
        "To record it with pytest, run: pytest --tapedeck-record=all test_chat.py::test_chat",
        "tapedeck: 1 request: 0 new, 0 played, 1 missed;*",
    ])
    section = done.stdout.str().partition("- Tapedeck -")[2]
    assert "tapedeck record" not in section and "tapedeck run" not in section


def test_a_miss_that_the_program_swallowed_fails_its_test(recorded):
    recorded.write("test_chat.py", """
@pytest.mark.cassette("chat", mode="none", unused="ignore")
def test_chat():
    try:
        ask("changed")
    except Exception:
        pass

@pytest.mark.cassette("chat", mode="none", unused="ignore")
@pytest.mark.xfail(strict=True)
def test_expected():
    try:
        ask("changed")
    except Exception:
        pass
""")
    done = recorded.run()
    done.assert_outcomes(failed=1, xfailed=1)
    done.stdout.fnmatch_lines(["1 request has no recording.", '*recorded "hello" got "changed"*'])


def test_misses_of_fixtures_are_errors(recorded):
    recorded.write("test_chat.py", """
def swallow():
    try:
        ask("changed")
    except Exception:
        pass

@pytest.fixture
def early():
    swallow()

@pytest.fixture
def late():
    yield
    swallow()

@pytest.mark.cassette("chat", mode="none", unused="ignore")
def test_early(early): pass

@pytest.mark.cassette("chat", mode="none", unused="ignore")
def test_late(late): pass
""")
    done = recorded.run()
    done.assert_outcomes(passed=1, errors=2)
    done.stdout.fnmatch_lines(["*ERROR at setup of test_early*", "1 request has no recording.", "*ERROR at teardown of test_late*",
                               "1 request has no recording."])


def test_the_simulator_may_answer_misses(recorded):
    recorded.write("test_chat.py", """
@pytest.mark.cassette("chat", mode="none", on_miss="simulate", unused="ignore")
def test_chat():
    assert ask("changed")
""")
    recorded.run().assert_outcomes(passed=1)


def test_rules_of_matching_hold_for_the_test(recorded):
    recorded.write("test_chat.py", """
@pytest.mark.cassette("chat", matching={"ignore_json": ["$.user"], "ignore_query": ["limit"], "match_header": [], "scrub": ["uuid"]})
def test_chat():
    assert ask("hello", user="somebody")
""")
    recorded.run().assert_outcomes(passed=1)


def test_the_policy_of_playback_holds_for_the_test(recorded):
    recorded.write("test_chat.py", """
@pytest.mark.cassette("chat", playback={"repeat": "never"})
def test_chat():
    assert ask("hello")
    with pytest.raises(Exception):
        ask("hello")
""")
    done = recorded.run()
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["1 request has no recording."])


def test_an_unplayed_recording_is_a_warning_or_a_failure(suite):
    text = """
@pytest.mark.cassette("chat"OPTIONS)
def test_chat():
    assert ask("one")
"""
    suite.write("test_chat.py", text.replace("OPTIONS", "") + '    assert ask("two")\n')
    suite.run().assert_outcomes(passed=1)
    suite.write("test_chat.py", text.replace("OPTIONS", ""))
    warned = suite.run()
    warned.assert_outcomes(passed=1, warnings=1)
    warned.stdout.fnmatch_lines(["*1 recording was not played from *chat.sqlite:", "*#2 POST /v1/chat/completions"])
    failed = suite.run("--tapedeck-fail-on-unused")
    failed.assert_outcomes(passed=1, errors=1)
    failed.stdout.fnmatch_lines(["1 recording was not played from *", "*pytest --tapedeck-record=all test_chat.py::test_chat"])
    suite.write("test_chat.py", text.replace("OPTIONS", ', unused="ignore"'))
    suite.run("--tapedeck-fail-on-unused", "-W", "error").assert_outcomes(passed=1)
    suite.write("test_chat.py", text.replace("OPTIONS", ', unused="fail"'))
    suite.run().assert_outcomes(passed=1, errors=1)
    suite.run("--tapedeck-record=all").assert_outcomes(passed=1)
    suite.run("-W", "error").assert_outcomes(passed=1)


def test_a_marked_test_whose_client_was_made_too_early_is_told_so(recorded, service):
    recorded.write("test_chat.py", f"""
from openai import OpenAI
client = OpenAI(base_url="{service}", api_key="early")

def models():
    return client.models.list()

@pytest.mark.cassette("chat", mode="none", unused="ignore")
def test_early():
    assert models()

@pytest.fixture
def led(openai_base_url):
    client.base_url = openai_base_url

@pytest.mark.cassette(simulate=True)
def test_led(led):
    assert models()
""")
    done = recorded.run()
    done.assert_outcomes(passed=2, warnings=1)
    done.stdout.fnmatch_lines(["*made no request*openai_base_url*"])


@pytest.mark.parametrize("marker, message", [
    ('"a", "b"', "takes one name"),
    ("7", "has the name 7"),
    ('"a", mod="none"', "has no option mod; there are name, mode"),
    ('"a", mode="always"', "has mode='always'; there are once, new_episodes, none, all"),
    ('"a", matching=["$.user"]', "has matching=*; give a dictionary"),
    ('"a", matching={"json": []}', "has matching with 'json'; there are ignore_json"),
    ('"../a"', "'../a' is not a name of a cassette"),
    ('"/tmp/a"', "'/tmp/a' is not a name of a cassette"),
])
def test_a_wrong_marker_says_what_is_wrong(suite, marker, message):
    suite.write("test_chat.py", f"@pytest.mark.cassette({marker})\ndef test_chat(): pass\n")
    done = suite.run()
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([f"*{message.replace('[', '[[]')}*"])


def test_markers_of_module_class_and_test_add_up(suite, monkeypatch):
    suite.write("test_chat.py", """
pytestmark = pytest.mark.cassette("module", mode="once", unused="fail")

def test_module():
    assert ask("module")

@pytest.mark.cassette("class")
class TestClass:
    def test_class(self):
        assert ask("class")

    @pytest.mark.cassette("own")
    def test_own(self):
        assert ask("own")
""")
    monkeypatch.setenv("CI", "true")
    suite.run().assert_outcomes(passed=3)
    assert suite.cassettes() == ["cassettes/class.sqlite", "cassettes/module.sqlite", "cassettes/own.sqlite"]
