# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Where the cassettes of tests are.

Without the ini option `tapedeck_cassettes`, a cassette lies in the folder `cassettes` beside the test module, and the
server is given the root folder of the run. With it, all cassettes lie in that folder.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath
from typing import Optional

import pytest

from .._errors import TapedeckError


class Places:
    """Finds the folder of the server, and the cassettes of tests in it."""

    def __init__(self, config: pytest.Config) -> None:
        self._root = config.rootpath
        named: str = config.getini("tapedeck_cassettes")
        base = config.inipath.parent if config.inipath else config.rootpath
        self._named: Optional[Path] = base / named if named else None
        self.folder: Path = self._named or self._root
        """The folder that the server is given."""

    def cassette(self, item: pytest.Item, name: Optional[str]) -> str:
        """The path of a test's cassette below the folder of the server."""
        module = self._module(item)
        if name is None:
            own = PurePosixPath(module.stem) / file_name(qualified_name(item))
        else:
            own = PurePosixPath(name)
            if own.is_absolute() or ".." in own.parts or not own.parts:
                raise TapedeckError(
                    f"{name!r} is not a name of a cassette: give a path below the folder of the cassettes, such as 'chat/two-tools'."
                )
        if self._named is None:
            own = module.parent / "cassettes" / own
        elif name is None:
            own = module.parent / own
        return str(own)

    def _module(self, item: pytest.Item) -> PurePosixPath:
        try:
            return PurePosixPath(item.path.relative_to(self._root).as_posix())
        except ValueError:
            if self._named is not None:
                return PurePosixPath(item.path.name)
            raise TapedeckError(
                f"{item.path} is outside of {self._root}, the root folder of this run, where cassettes are looked for. Name a "
                "folder for all cassettes with the ini option tapedeck_cassettes, or run pytest with --rootdir."
            ) from None


def qualified_name(item: pytest.Item) -> str:
    """The name of a test with that of its class, and with its parameters."""
    classes = [node.name for node in item.listchain() if isinstance(node, pytest.Class)]
    return ".".join([*classes, item.name])


def file_name(name: str) -> str:
    """A file name from the name of a test; names that would become the same get a digest.

    `.sqlite` is added, since the server would take what follows a dot for an extension.
    """
    safe = re.sub(r"[^\w.\[\]-]+", "-", name)
    if safe == name and len(safe.encode()) <= 120:
        return f"{safe}.sqlite"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe.encode()[:100].decode(errors='ignore')}-{digest}.sqlite"


def session_name(node_id: str) -> str:
    """The name of a test's session: its node id, shortened by a digest to what a server accepts."""
    encoded = node_id.encode("utf-8", "replace")
    if len(encoded) <= 256:
        return encoded.decode()
    return encoded[:180].decode(errors="ignore") + "…" + hashlib.sha256(encoded).hexdigest()
