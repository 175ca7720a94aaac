# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""No two names in one place differ by case alone: macOS would take them for one file.

The executable `tapedeck` and the library `Tapedeck` are such names; what the build makes of them must not meet.
"""

import json
import subprocess
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from support import ROOT


def fold(name):
    """A name as a file system compares it that ignores case."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def collisions(names):
    """The groups of different names that fold to the same one."""
    groups = defaultdict(set)
    for name in names:
        groups[fold(name)].add(name)
    return [sorted(group) for group in groups.values() if len(group) > 1]


def test_names_that_differ_by_case_or_composition_collide():
    assert collisions(["a/B", "a/b", "c"]) == [["a/B", "a/b"]]
    assert collisions(["\u00e9", "e\u0301"]) == [["e\u0301", "\u00e9"]]
    assert collisions(["a", "a", "b"]) == []


def test_no_two_files_of_the_repository_collide():
    files = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True,
                           capture_output=True).stdout.decode().split("\0")
    paths = {str(path) for file in filter(None, files) for path in [Path(file), *Path(file).parents]}
    assert len(paths) > 500
    assert collisions(paths) == []


@pytest.fixture(scope="module")
def manifest():
    return json.loads(subprocess.run(["swift", "package", "dump-package"], cwd=ROOT, check=True, capture_output=True).stdout)


def test_no_two_build_products_collide(manifest):
    targets = {target["name"]: target["type"] for target in manifest["targets"]}
    artefacts = {"repositories", "checkouts", "artifacts", "plugins"}
    artefacts |= {f"{name}.build" for name in targets} | {f"Modules/{name}.swiftmodule" for name in targets}
    artefacts |= {f"{manifest['name']}_{target['name']}.{suffix}" for target in manifest["targets"]
                  if target["resources"] for suffix in ("bundle", "resources")}
    for product in manifest["products"]:
        # Libraries are linked by whoever uses them; only a library of a named kind is a file.
        if "executable" in product["type"]:
            artefacts |= {product["name"], f"{product['name']}.product", f"{product['name']}.dSYM"}
        elif product["type"].get("library", ["automatic"]) != ["automatic"]:
            artefacts |= {f"lib{product['name']}.{suffix}" for suffix in ("a", "so", "dylib")}
    assert {"tapedeck", "Tapedeck.build"} <= artefacts
    assert collisions(artefacts) == []


def test_no_two_targets_and_no_two_products_of_a_kind_collide(manifest):
    assert collisions(target["name"] for target in manifest["targets"]) == []
    for kind in ("library", "executable"):
        assert collisions(product["name"] for product in manifest["products"] if kind in product["type"]) == []


@pytest.mark.parametrize("folder", [".build/debug", ".build/debug/Modules"])
def test_nothing_that_was_built_collides(folder):
    path = ROOT / folder
    if not path.is_dir():
        pytest.skip(f"there is no {folder}")
    assert collisions(entry.name for entry in path.iterdir()) == []
