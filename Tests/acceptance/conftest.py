# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the acceptance tests: an origin, a cassette, and the binary in each of its ways to run."""

import itertools
from pathlib import Path

import pytest
from openai import AsyncOpenAI, OpenAI

from support import openapi
from support.origin import Origin
from support.service import Service
from support.simulation import Simulated, session_name
from support import KEY, Server, TAPEDECK, environment, tapedeck


def pytest_sessionstart(session):
    if not Path(TAPEDECK).is_file():
        pytest.exit(f"There is no binary {TAPEDECK}; run 'swift build' or set TAPEDECK.", returncode=4)


def pytest_terminal_summary(terminalreporter):
    if not openapi.DOCUMENT.is_file():
        terminalreporter.write_line(f"No answer was held to the service's schema: {openapi.MISSING}.")
    elif count := openapi.checked.total():
        terminalreporter.write_line(f"{count} answers of the simulator hold to the service's schema.")


@pytest.fixture
def origin():
    origin = Origin()
    yield origin
    origin.stop()


@pytest.fixture
def service():
    """The scripted service of the workflow."""
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def tape(tmp_path):
    """The path of a cassette that is not there yet."""
    return tmp_path / "tape.sqlite"


@pytest.fixture
def serve(tmp_path):
    """Starts `tapedeck` as a server; whatever still runs at the end of the test is ended."""
    servers, numbers = [], itertools.count()

    def start(*arguments, **options):
        server = Server(*arguments, log=tmp_path / f"stderr-{next(numbers)}.txt", **options)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.kill()


@pytest.fixture
def record(serve, origin, tape):
    def start(*arguments, upstream=None, cassette=None, **options):
        return serve("record", "--cassette", cassette or tape, "--upstream", upstream or origin.base, *arguments,
                     **options)

    return start


@pytest.fixture
def replay(serve, tape):
    def start(*arguments, cassette=None, **options):
        return serve("replay", "--cassette", cassette or tape, *arguments, **options)

    return start


@pytest.fixture
def run(origin, tape):
    """Runs a command under `tapedeck run` to its end."""

    def start(*command, options=(), stdin=b"", **env):
        return tapedeck("run", "--cassette", tape, "--upstream", origin.base, *options, "--", *command, stdin=stdin,
                        env=environment(**env))

    return start


@pytest.fixture
def client():
    """The official client of a server; without retries, so that every request is one that a test made."""
    clients = []

    def make(server, path="/v1", **options):
        made = OpenAI(base_url=server.root + path, **{"api_key": KEY, "max_retries": 0, "timeout": 30, **options})
        clients.append(made)
        return made

    yield make
    for made in clients:
        made.close()


@pytest.fixture
def async_client():
    def make(server, **options):
        return AsyncOpenAI(base_url=server.base, **{"api_key": KEY, "max_retries": 0, "timeout": 30, **options})

    return make


@pytest.fixture(scope="module")
def simulators(tmp_path_factory):
    """Starts `tapedeck simulate`, once for each choice of options in a module."""
    servers = {}

    def start(*options):
        if options not in servers:
            log = tmp_path_factory.mktemp("simulate") / "stderr.txt"
            servers[options] = Server("simulate", "--port", "0", *options, log=log)
        return servers[options]

    yield start
    for server in servers.values():
        server.stop()


@pytest.fixture
def simulate(simulators, request):
    """Gives a session of a simulator, by default one for the test alone."""
    name = session_name(request.node.name)

    def start(*options, session=name):
        return Simulated(simulators(*options), session)

    return start


@pytest.fixture
def sim(simulate):
    """A session of a simulator without options."""
    return simulate()
