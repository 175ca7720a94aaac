# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The server of a test run."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, List, Optional

import pytest

from .._errors import TapedeckError
from .._server import Server
from .._serving import connect, serve_cassettes
from .places import Places
from .workers import ask_controller

if TYPE_CHECKING:
    from .marked import MarkedTest

VARIABLE = "TAPEDECK_URL"


class ServerOfRun:
    """Finds or starts the server when a test first needs it, and ends it with the run.

    The workers of pytest-xdist ask their controller for its server.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._server: Optional[Server] = None
        self._failure: Optional[TapedeckError] = None
        self._lock = threading.Lock()
        self.active: List["MarkedTest"] = []
        """The tests that have a session now; more than one only after a test was interrupted."""
        self.summary: List[str] = []
        """What to say at the end of the run."""

    def server(self) -> Server:
        """The server; raises the same error again when it could not be started."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._server is None:
                try:
                    self._server = self._find() or self._start()
                except TapedeckError as error:
                    self._failure = error
                    raise
            return self._server

    @property
    def asks_openai(self) -> bool:
        """Whether what is recorded is asked of OpenAI, as far as this process knows."""
        upstream: str = self._config.getini("tapedeck_upstream")
        if upstream:
            return upstream.startswith("https://api.openai.com/")
        # A server that is found, further options, and a configuration may name another service.
        is_named = os.environ.get(VARIABLE) or self._config.getini("tapedeck_options")
        return not is_named and not (self._config.rootpath / "tapedeck.yaml").exists()

    def log(self) -> str:
        """The last lines that the server has logged; empty for a server that something else started."""
        return "\n".join(self._server.log().splitlines()[-10:]) if self._server else ""

    def explain(self, error: TapedeckError) -> TapedeckError:
        """Says why a server does not answer, if it is known."""
        code = self._server.exit_code if self._server else None
        if error.code != "unreachable" or code is None:
            return error
        return TapedeckError(f"The Tapedeck server of this run ended with exit code {code}. Its last lines:\n{self.log()}")

    def stop(self) -> None:
        """Ends the server if this process has started it, and gives back the environment of interrupted tests."""
        for test in list(self.active):
            test.restore()
        with self._lock:
            server, self._server = self._server, None
        if server is None or not server.is_own:
            return
        died = server.exit_code
        server.stop()
        self.summary = server.summary()
        if died is not None:
            self.summary += [*server.log().splitlines()[-5:], f"The server ended during the run, with exit code {died}."]

    def _find(self) -> Optional[Server]:
        worker = getattr(self._config, "workerinput", None)
        if worker is not None and "tapedeck" in worker:
            return connect(ask_controller(worker["tapedeck"]))
        url = os.environ.get(VARIABLE)
        if not url:
            return None
        try:
            return connect(url)
        except TapedeckError as error:
            raise TapedeckError(f"{VARIABLE}: {error}") from None

    def _start(self) -> Server:
        options: List[str] = self._config.getini("tapedeck_options")
        reports: List[str] = self._config.getoption("tapedeck_report")
        base = self._config.invocation_params.dir
        return serve_cassettes(
            Places(self._config).folder,
            upstream=self._config.getini("tapedeck_upstream") or None,
            options=[*options, *(part for report in reports for part in ("--report", str(base / report)))],
            directory=self._config.rootpath,
        )
