# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A running server."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Dict, List, Optional, Type, Union, cast

from ._control import ControlAPI
from ._environment import PLACEHOLDER_KEY, azure_endpoint, client_environment
from ._errors import MissError
from ._options import Matching, Miss, Mode, Playback, Simulate, Totals, session_request
from ._process import ServerProcess
from ._session import Session, _totals

DEFAULT = "default"
"""The name of the session that clients use who name none."""


class Server:
    """A server that records, replays or simulates.

    As a context manager it ends with the block, and raises `MissError` when a request had no recording.
    """

    placeholder_key = PLACEHOLDER_KEY
    """A key for clients that require one; replay and simulation accept any."""

    def __init__(self, url: str, process: Optional[ServerProcess] = None) -> None:
        self._control = ControlAPI(url)
        self._process = process
        self.base_url = self._control.root + "/v1"
        """The base URL for clients: what `OPENAI_BASE_URL` would name."""
        self.azure_endpoint = azure_endpoint(self.base_url)
        """The endpoint for Azure's clients: what `AZURE_OPENAI_ENDPOINT` would name."""

    @property
    def environment(self) -> Dict[str, str]:
        """Variables that lead clients to this server, for `os.environ` or a child process."""
        return client_environment(self.base_url)

    def session(
        self,
        name: str,
        *,
        cassette: Optional[str] = None,
        mode: Optional[Mode] = None,
        matching: Optional[Matching] = None,
        playback: Optional[Playback] = None,
        simulate: Union[Simulate, bool, None] = None,
        on_miss: Optional[str] = None,
        replace: bool = False,
    ) -> Session:
        """Begins a session: an isolated use of a cassette, such as that of one test.

        `name` is any text of 1 to 256 bytes. `cassette` is a path below the folder of the server's cassettes.
        `replace` ends a session of this name first.
        """
        request = session_request(
            name, cassette=cassette, mode=mode, matching=matching, playback=playback, simulate=simulate,
            on_miss=on_miss, replace=replace,
        )
        return self.begin(request)

    def begin(self, request: Dict[str, Any]) -> Session:
        """Begins a session by a request of the control API."""
        return Session(self._control, self._control.ask("POST", "sessions", request))

    def totals(self) -> Totals:
        """The counts of the default session so far."""
        return _totals(self._control.session("GET", DEFAULT))

    def misses(self) -> List[Miss]:
        """The requests of the default session without a recording."""
        return cast("List[Miss]", self._control.session("GET", DEFAULT, "/misses").get("misses", []))

    def log(self) -> str:
        """What the server has written to its standard error; empty for a server that something else started."""
        return self._process.log() if self._process else ""

    @property
    def exit_code(self) -> Optional[int]:
        """The exit code of a server that has ended; None while it runs, and for one that something else started."""
        return self._process.exit_code if self._process else None

    @property
    def is_own(self) -> bool:
        """Whether this process has started the server."""
        return self._process is not None

    def summary(self) -> List[str]:
        """What a server that has ended says about its run."""
        return self._process.summary() if self._process else []

    def stop(self) -> None:
        """Ends the server and closes its cassettes; one that something else started goes on."""
        if self._process:
            self._process.stop()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            misses = self._all_misses() if kind is None else []
        finally:
            self.stop()
        if misses:
            raise MissError(misses)

    def _all_misses(self) -> List[Miss]:
        """The misses of all sessions that have not ended."""
        found: List[Miss] = []
        for session in self._control.ask("GET", "sessions").get("sessions", []):
            if _totals(session).get("missed", 0):
                found += self._control.session("GET", session["name"], "/misses").get("misses", [])
        return found
