# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The wheel of the Python package: packed from the binary under test, and used where there is no network.

The package's own tests, python/tests, run against the installed wheel.
"""

import os
import subprocess
import sys
import sysconfig
import zipfile

import pytest

from support import ROOT, TAPEDECK, environment
from support.workflow import NO_NETWORK

# pytest and the SDK come from the environment of these tests; the package itself must not.
CLIENTS = sysconfig.get_path("purelib")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([ROOT / "Scripts/wheel", "--binary", TAPEDECK, "--output", folder, "--compression", "1"],
                          capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr
    path, = folder.glob("*.whl")
    assert done.stdout.startswith(f"{path}\n")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of a new virtual environment with nothing but the wheel in it."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*NO_NETWORK, *pip, "install", "--no-index", wheel], check=True, env=environment())
    return folder / "bin"


def offline(installed, *command, **env):
    """Runs a command with the programs of the environment first, and without Swift's libraries."""
    path = f"{installed}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run([*NO_NETWORK, *map(str, command)], capture_output=True, text=True, env=environment(PATH=path, **env))


def test_the_command_comes_with_the_wheel(installed):
    done = offline(installed, "tapedeck", "--version")
    version = subprocess.run([TAPEDECK, "--version"], capture_output=True, text=True).stdout
    assert (done.returncode, done.stdout) == (0, version), done.stderr
    assert offline(installed, installed / "python", "-m", "tapedeck", "--version").stdout == version
    assert offline(installed, "tapedeck", "replay", "--cassette", "none.sqlite").returncode == 65


def test_the_package_needs_nothing_else(installed):
    program = "import tapedeck; print(tapedeck.rouge(['a b'], ['a b'])['rouge1'].f1, tapedeck.program())"
    done = offline(installed, installed / "python", "-c", program)
    assert done.stdout == f"1.0 {next(installed.parent.glob('lib/python*/site-packages'))}/tapedeck/bin/tapedeck\n", done.stderr


def test_the_wheel_holds_the_licenses_and_says_that_it_is_typed(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        packed = archive.read("tapedeck/licenses/LICENSES.txt").decode()
    assert {"tapedeck/py.typed", "tapedeck/licenses/LICENSE.txt", "tapedeck/bin/tapedeck"} <= names
    assert "swift-nio" in packed and "GRDB" in packed


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries are part of the system there")
def test_the_program_loads_its_libraries_from_the_wheel(installed):
    program = next(installed.parent.glob("lib/python*/site-packages/tapedeck/bin/tapedeck"))
    shown = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    for name in ("libcurl", "libsqlite3", "libssl"):
        places = [line for line in shown.splitlines() if name in line]
        assert places and all("tapedeck_openai.libs" in place for place in places), shown


def test_the_types_are_sound(tmp_path):
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", tmp_path], cwd=ROOT / "python", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_tests_of_the_package_pass_with_the_wheel(installed):
    done = offline(installed, installed / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "3", ROOT / "python/tests",
                   PYTHONPATH=CLIENTS, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr
