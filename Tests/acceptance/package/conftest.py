# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A Swift package outside of the repository that depends on it.

It is built once, in .build/embedding, which is kept between runs: some minutes the first time, half a minute after that.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import ROOT, environment

MANIFEST = f"""\
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "outside",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "tapedeck", path: "{ROOT}")],
    targets: [
        .executableTarget(name: "Embedder", dependencies: [.product(name: "Tapedeck", package: "tapedeck")]),
        .testTarget(name: "ChatTests", dependencies: [.product(name: "TapedeckTesting", package: "tapedeck")]),
    ]
)
"""


@dataclass
class Package:
    """The package as it was built."""

    path: Path
    scratch: Path

    @property
    def embedder(self):
        return self.scratch / "debug/Embedder"

    def test(self, *arguments, **variables):
        """Runs its tests, which are built already."""
        return subprocess.run(
            ["swift", "test", "--skip-build", "--package-path", self.path, "--scratch-path", self.scratch, *arguments],
            capture_output=True, text=True, timeout=120, cwd=self.path, env=environment(**variables))


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """Builds the package."""
    path = tmp_path_factory.mktemp("outside")
    shutil.copytree(Path(__file__).parent / "outside", path, dirs_exist_ok=True)
    (path / "Package.swift").write_text(MANIFEST)
    scratch = ROOT / ".build/embedding"
    if not scratch.exists() and (ROOT / ".build/repositories").exists():
        # What the repository has fetched need not be fetched again.
        scratch.mkdir()
        shutil.copytree(ROOT / ".build/repositories", scratch / "repositories", symlinks=True)
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", path / "Package.resolved")
    done = subprocess.run(["swift", "build", "--build-tests", "--package-path", path, "--scratch-path", scratch, "--skip-update"],
                          capture_output=True, text=True, timeout=1500, env=environment())
    output = (done.stderr + done.stdout).splitlines()
    assert done.returncode == 0, [line for line in output if "error" in line] or output[-20:]
    return Package(path, scratch)
