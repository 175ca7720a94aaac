# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The official SDK in its newest version, its last 1.x and its last 2.x, on a tour through the simulator.

`Scripts/setup` makes the environments .build/clients-1 and .build/clients-2; TAPEDECK_OPENAI_VERSIONS, a list of
Python interpreters set apart by colons, names further ones.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import KEY, ROOT, environment

INTERPRETERS = {
    "newest": Path(sys.executable),
    "1.x": ROOT / ".build/clients-1/bin/python",
    "2.x": ROOT / ".build/clients-2/bin/python",
    **{path: Path(path) for path in os.environ.get("TAPEDECK_OPENAI_VERSIONS", "").split(":") if path},
}


def tour(script, version, **variables):
    """Runs a script of `support` in a version of the SDK."""
    interpreter = INTERPRETERS[version]
    if not interpreter.is_file():
        pytest.skip(f"no environment with openai {version}: {interpreter} is missing, Scripts/setup makes it")
    done = subprocess.run(
        [interpreter, ROOT / "Tests/acceptance/support" / script], capture_output=True, timeout=60, text=True,
        env=environment(**variables))
    assert done.returncode == 0, done.stderr
    if version in ("1.x", "2.x"):
        assert done.stdout.startswith(version[:2])


@pytest.mark.parametrize("version", INTERPRETERS)
def test_the_sdk_makes_its_tour(simulate, version):
    tour("sdk_tour.py", version, OPENAI_BASE_URL=simulate().base, OPENAI_API_KEY=KEY)


@pytest.mark.parametrize("version", INTERPRETERS)
def test_the_clients_of_azure_make_their_tour(simulate, version):
    endpoint = simulate().base.removesuffix("/v1")
    tour("azure_tour.py", version, AZURE_OPENAI_ENDPOINT=endpoint, AZURE_OPENAI_API_KEY=KEY, OPENAI_API_KEY=KEY,
         OPENAI_API_VERSION="2024-10-21")
