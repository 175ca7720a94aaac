# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the client tests: an origin, a cassette, and the binary in each of its ways to run."""

import itertools
from pathlib import Path

import pytest
from openai import AsyncOpenAI, OpenAI

from origin import Origin
from support import KEY, Server, TAPEDECK, environment, tapedeck


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes more than a few seconds")


def pytest_sessionstart(session):
    if not Path(TAPEDECK).is_file():
        pytest.exit(f"There is no binary {TAPEDECK}; run 'swift build' or set TAPEDECK.", returncode=4)


@pytest.fixture
def origin():
    origin = Origin()
    yield origin
    origin.stop()


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
