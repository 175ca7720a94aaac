# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""One server for all workers of pytest-xdist: it belongs to the controller, which starts it when a worker first asks."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
from typing import TYPE_CHECKING, Any, Optional

from .._errors import TapedeckError

if TYPE_CHECKING:
    from .shared import ServerOfRun

LIMIT = 64 << 10
"""The longest answer of the controller, in bytes."""
WAIT = 120.0
"""How long a worker waits for the server, in seconds."""


class WorkerSupport:
    """Tells workers where the controller listens; registered only where pytest-xdist is installed."""

    def __init__(self, run: "ServerOfRun") -> None:
        self._run = run
        self._folder: Optional[str] = None
        self._socket: Optional[socket.socket] = None

    def pytest_configure_node(self, node: Any) -> None:
        """A hook of pytest-xdist: called in the controller for each worker."""
        if self._folder is None:
            # A folder of this user alone, so that nobody else can ask or answer.
            self._folder = tempfile.mkdtemp(prefix="tapedeck-")
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.bind(os.path.join(self._folder, "server"))
            self._socket.listen(64)
            threading.Thread(target=self._serve, args=(self._socket,), daemon=True).start()
        node.workerinput["tapedeck"] = os.path.join(self._folder, "server")

    def pytest_unconfigure(self) -> None:
        if self._socket is not None and self._folder is not None:
            self._socket.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    answer = self._run.server().base_url
                except TapedeckError as error:
                    answer = f"Error: {error}"
                try:
                    connection.sendall(answer.encode())
                except OSError:
                    continue


def ask_controller(path: str) -> str:
    """The base URL of the controller's server."""
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(WAIT)
            connection.connect(path)
            while len(answer) < LIMIT and (part := connection.recv(4096)):
                answer += part
    except OSError as error:
        raise TapedeckError(f"The controller of pytest-xdist does not say where its Tapedeck server is ({error}).") from error
    text = answer.decode(errors="replace")
    if text.startswith("Error: "):
        raise TapedeckError(text[len("Error: "):])
    return text
