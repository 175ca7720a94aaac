# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A session: one isolated use of a cassette."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Dict, List, Optional, Type, cast

from ._control import ControlAPI
from ._environment import PLACEHOLDER_KEY, azure_endpoint, client_environment
from ._errors import MissError, TapedeckError
from ._options import Miss, Totals, Unused


class Session:
    """One isolated use of a cassette, with its own playback position and simulator state.

    As a context manager it ends with the block, and raises `MissError` when a request had no recording.
    """

    placeholder_key = PLACEHOLDER_KEY
    """A key for clients that require one; replay and simulation accept any."""

    def __init__(self, control: ControlAPI, document: Dict[str, Any]) -> None:
        self._control = control
        path, name = document.get("url_path"), document.get("name")
        if not isinstance(path, str) or not isinstance(name, str):
            raise TapedeckError(f"The server at {control.root} began a session and did not say where it is.")
        self.name = name
        """The name of the session."""
        self.base_url = control.root + path
        """The base URL for clients: what `OPENAI_BASE_URL` would name."""
        self.azure_endpoint = azure_endpoint(self.base_url)
        """The endpoint for Azure's clients: what `AZURE_OPENAI_ENDPOINT` would name."""
        self.cassette: Optional[str] = document.get("cassette")
        """The cassette, as the server names it."""
        self.mode: str = document.get("mode", "none")
        """The record mode that is in force."""
        self.records_everything: bool = document.get("records_everything") is True
        """Whether every request is asked of the service, since there is nothing to play."""

    @property
    def environment(self) -> Dict[str, str]:
        """Variables that lead clients to this session."""
        return client_environment(self.base_url)

    def describe(self) -> Dict[str, Any]:
        """The session as the control API shows it."""
        return self._control.session("GET", self.name)

    def totals(self) -> Totals:
        """The counts so far."""
        return _totals(self.describe())

    def misses(self) -> List[Miss]:
        """The requests without a recording."""
        return cast("List[Miss]", self._control.session("GET", self.name, "/misses").get("misses", []))

    def unused(self) -> List[Unused]:
        """The recordings that were not played."""
        return cast("List[Unused]", self._control.session("GET", self.name, "/unused").get("unused", []))

    def reset(self) -> None:
        """Starts the session over: its playback position goes back to the beginning, its simulator starts anew."""
        self._control.session("POST", self.name, "/reset")

    def end(self, *, drop_earlier: bool = False) -> Totals:
        """Ends the session and returns its counts.

        `drop_earlier` removes what earlier sessions of this name recorded: how one test is recorded again.
        """
        return _totals(self._control.session("DELETE", self.name, "?earlier=drop" if drop_earlier else ""))

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        misses = self.misses() if kind is None else []
        self.end()
        if misses:
            raise MissError(misses)


def _totals(document: Dict[str, Any]) -> Totals:
    totals = document.get("totals")
    return cast(Totals, totals) if isinstance(totals, dict) else Totals()
