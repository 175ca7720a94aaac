# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fixtures: a service to record, and test suites of users."""

import os
from pathlib import Path

import pytest

import tapedeck

pytest_plugins = ["pytester"]

# What the suites of users ask.
ASKING = '''
import json, os, urllib.request

def ask(text="hello", **options):
    from openai import OpenAI
    client = OpenAI(max_retries=0, timeout=30)
    answer = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": text}], **options)
    return answer.choices[0].message.content

def ask_without_sdk(text):
    """Costs little, for runs of many tests."""
    body = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]}).encode()
    fields = {"content-type": "application/json", "authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, fields)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["choices"][0]["message"]["content"]
'''


@pytest.fixture(scope="session")
def service():
    """A service to record: the simulator."""
    with tapedeck.simulate() as server:
        yield server.base_url


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Records as a person at a desk does, and without a key."""
    for name in list(os.environ):
        if name == "CI" or name.startswith("OPENAI_") or (name.startswith("TAPEDECK_") and name != "TAPEDECK_BINARY"):
            monkeypatch.delenv(name)


class Suite:
    """The test suite of a user, in a folder of its own."""

    def __init__(self, pytester, service):
        self._pytester = pytester
        self.folder: Path = pytester.path
        self.settings(tapedeck_upstream=service)
        (self.folder / "asking.py").write_text(ASKING)
        self._pytester.syspathinsert()

    def settings(self, **values):
        lines = "".join(f"{name} = {value}\n" for name, value in values.items())
        (self.folder / "pytest.ini").write_text(f"[pytest]\npython_files = test_*.py\n{lines}")

    def goes_offline(self, **values):
        """From now on the service cannot be reached."""
        self.settings(tapedeck_upstream="http://127.0.0.1:9/v1", **values)

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import pytest\nfrom asking import ask\n" + text)

    def run(self, *arguments, process=False):
        """Runs pytest in this process, or in one of its own."""
        start = self._pytester.runpytest_subprocess if process else self._pytester.runpytest_inprocess
        return start("-p", "no:cacheprovider", *map(str, arguments))

    def cassettes(self):
        """The paths of all cassettes, and nothing of what recorders leave beside open ones."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.sqlite*"))


@pytest.fixture
def suite(pytester, service):
    return Suite(pytester, service)
