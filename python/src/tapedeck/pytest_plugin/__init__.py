# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The pytest plugin: a session of a server for each test, with a cassette.

    @pytest.mark.cassette("chat/two-tools")
    def test_two_tools():
        answer = OpenAI().chat.completions.create(…)
"""

from __future__ import annotations

from typing import Generator, Optional

import pytest

from .._errors import TapedeckError
from .._options import MODES
from .._server import Server
from .marked import MarkedTest
from .places import Places
from .shared import ServerOfRun
from .workers import WorkerSupport

RUN = pytest.StashKey[ServerOfRun]()
TEST = pytest.StashKey[MarkedTest]()

MARKER = (
    "cassette(name=None, *, mode=None, matching=None, playback=None, simulate=None, on_miss=None, unused=None): "
    "gives the test a session of a Tapedeck server with this cassette; without a name, one named after the test"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tapedeck", "recordings of API traffic")
    group.addoption(
        "--tapedeck-record", metavar="MODE", choices=MODES, default=None,
        help="Record mode of tests whose marker names none: once, new_episodes, none or all; all records every marked test again.",
    )
    group.addoption(
        "--tapedeck-fail-on-unused", action="store_true", default=False,
        help="Fail a test that passes and leaves recordings of its cassette unplayed.",
    )
    group.addoption(
        "--tapedeck-report", metavar="FILE", action="append", default=[],
        help="Write the server's report to this file: JSON for .json, Markdown for .md, JUnit XML for .xml, a page for .html (repeatable).",
    )
    parser.addini("tapedeck_cassettes", "The folder of all cassettes (default: 'cassettes' beside each test module).", default="")
    parser.addini("tapedeck_upstream", "The base URL of the service to record (default: OpenAI's).", default="")
    parser.addini("tapedeck_options", "Further options of 'tapedeck record', such as --max-requests 100.", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)
    config.stash[RUN] = run = ServerOfRun(config)
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(WorkerSupport(run), "tapedeck-workers")


def pytest_unconfigure(config: pytest.Config) -> None:
    run = config.stash.get(RUN, None)
    if run is not None:
        run.stop()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    session.config.stash[RUN].stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash[RUN].summary:
        terminalreporter.write_line(f"tapedeck: {line}")


# -- Fixtures --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tapedeck(pytestconfig: pytest.Config) -> Server:
    """The server of the run: the one that TAPEDECK_URL names, or one that is started for the run."""
    return pytestconfig.stash[RUN].server()


@pytest.fixture
def openai_base_url(request: pytest.FixtureRequest) -> str:
    """The base URL of the test's session, for clients that do not read OPENAI_BASE_URL; needs no marker."""
    test: MarkedTest = request.node.stash[TEST]
    return test.session.base_url


# -- Tests -----------------------------------------------------------------------------------------------------------


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Marks that skip a test have been read by now; fixtures are made after this.
    if item.get_closest_marker("cassette") is None and "openai_base_url" not in getattr(item, "fixturenames", ()):
        return
    failure = ""
    try:
        item.stash[TEST] = MarkedTest.begin(item, item.config.stash[RUN], Places(item.config))
    except TapedeckError as error:
        failure = str(error)
    if failure:
        pytest.fail(failure, pytrace=False)


@pytest.hookimpl(wrapper=True, specname="pytest_runtest_setup")
def pytest_check_setup(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    is_sound = False
    try:
        result = yield
        is_sound = True
    finally:
        # Fixtures may have made requests to their end.
        test: Optional[MarkedTest] = item.stash.get(TEST, None)
        if test is not None:
            del item.stash[TEST]
            test.end(checks=is_sound)
    return result


def check(item: pytest.Item) -> None:
    """Fails a test on misses, also when its program took no notice of them."""
    test = item.stash.get(TEST, None)
    if test is not None:
        test.check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    test = item.stash.get(TEST, None)
    if test is not None:
        test.describe(report)
    return report
