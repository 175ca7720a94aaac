# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fixtures: a service to record."""

import os

import pytest

import tapedeck


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
