# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""One marked test: its session from the first fixture to the last."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

import pytest

from .._environment import client_environment
from .._errors import TapedeckError, explain
from .._options import Miss, Totals, session_request
from .._session import Session
from .marker import CassetteMarker
from .places import Places, session_name

if TYPE_CHECKING:
    from .shared import ServerOfRun


class TapedeckWarning(pytest.PytestWarning):
    """A recording was not played, or a marked test made no request."""


class MarkedTest:
    """A test with a session; while it runs, the environment leads clients to it."""

    def __init__(
        self,
        item: pytest.Item,
        marker: CassetteMarker,
        mode: Optional[str],
        session: Session,
        run: "ServerOfRun",
        needs_key: bool,
    ) -> None:
        self.session = session
        """The session of the test."""
        self._item = item
        self._marker = marker
        self._mode = mode
        self._run = run
        self._has_passed = False
        self._told = 0
        """How many misses a failure or a report has named."""
        # Without a placeholder clients refuse to start, before the service's refusal of it is recorded.
        self._lacks_key = needs_key and not os.environ.get("OPENAI_API_KEY")
        self._replaced = change_environment(client_environment(session.base_url, placeholder=not needs_key))
        run.active.append(self)

    @classmethod
    def begin(cls, item: pytest.Item, run: "ServerOfRun", places: Places) -> "MarkedTest":
        """Begins the session of a test."""
        marker = CassetteMarker.of(item)
        mode = record_mode(item.config, marker.options.get("mode"))
        options = {key: value for key, value in marker.options.items() if key not in ("mode", "unused")}
        # What is simulated is recorded only if a cassette or a mode is named.
        is_recorded = not options.get("simulate") or marker.name is not None or marker.options.get("mode") is not None
        cassette = places.cassette(item, marker.name) if is_recorded else None
        request = session_request(
            session_name(item.nodeid), cassette=cassette, mode=mode if is_recorded else None, replace=True, **options
        )
        try:
            session = run.server().begin(request)
        except TapedeckError as error:
            if error.code == "cassette_not_found" or "CI is set" in str(error):
                raise TapedeckError(f"{error}\n{remedy(item, marker, 'once')}") from None
            raise run.explain(error) from None
        records = session.records_everything or session.mode == "new_episodes"
        needs_key = records and run.asks_openai and not options.get("simulate") and cassette is not None
        return cls(item, marker, mode, session, run, needs_key)

    # -- During the test

    def check(self) -> None:
        """Fails on requests without a recording that nothing has named yet."""
        try:
            misses = self._new_misses()
            failure = self._explain(misses) if misses else ""
        except TapedeckError as error:
            failure = str(error)
        if failure:
            pytest.fail(failure, pytrace=False)

    def describe(self, report: pytest.TestReport) -> None:
        """Adds to the report of a phase what the session knows."""
        if report.when == "call":
            self._has_passed = report.passed
        if not report.failed:
            return
        if self._lacks_key:
            report.sections.append((
                "Tapedeck",
                f"The test records OpenAI's service into {self.session.cassette}, and OPENAI_API_KEY is not set. Set it, or "
                "record from the simulator with simulate=True in the marker.",
            ))
        try:
            misses = self._new_misses()
        except TapedeckError as error:
            report.sections.append(("Tapedeck", str(error)))
            return
        if misses:
            report.sections.append(("Tapedeck", self._explain(misses)))

    def _new_misses(self) -> List[Miss]:
        try:
            if self.session.totals().get("missed", 0) <= self._told:
                return []
            misses = self.session.misses()[self._told :]
        except TapedeckError as error:
            raise self._run.explain(error) from None
        self._told += len(misses)
        return misses

    def _explain(self, misses: List[Miss]) -> str:
        return "\n".join([explain(misses), remedy(self._item, self._marker, "all")])

    # -- After it

    def restore(self) -> None:
        """Gives the environment back."""
        if self in self._run.active:
            self._run.active.remove(self)
            change_environment(self._replaced)

    def end(self, *, checks: bool) -> None:
        """Ends the session, and fails on what only the end can tell, unless the test has failed already."""
        self.restore()
        try:
            misses = self._new_misses()
            before = self.session.describe()
            unused = self._unused(before)
            # A test that failed may not have come to all its requests, so what was recorded before stays.
            drops = self._mode == "all" and self._has_passed and before["totals"].get("recorded", 0) > 0
            totals = self.session.end(drop_earlier=drops)
        except TapedeckError as error:
            failure, unused, totals = str(self._run.explain(error)), [], Totals()
        else:
            failure = self._explain(misses) if misses else ""
        if not checks:
            return
        if failure:
            pytest.fail(failure, pytrace=False)
        if lost := totals.get("lost", 0):
            pytest.fail(f"{lost} of the responses could not be recorded. The server's log:\n{self._run.log()}", pytrace=False)
        if unused:
            self._tell_unused(unused)
        elif self._has_passed and self._marker.is_of_function and not totals.get("requests", 0):
            self._item.warn(TapedeckWarning(
                "The test has a cassette and made no request to it. A client that was made before the test goes to another "
                "server: make it in the test, or set its base_url to the fixture openai_base_url."
            ))

    def _unused(self, before: Dict[str, Any]) -> List[str]:
        """The recordings that a test that passed left unplayed; nothing when it recorded."""
        if not self._has_passed or self._unused_policy == "ignore" or not before.get("unused", 0):
            return []
        if before["totals"].get("recorded", 0):
            return []
        return [f"#{unused['id']} {unused['request']}" for unused in self.session.unused()]

    @property
    def _unused_policy(self) -> str:
        default = "fail" if self._item.config.getoption("tapedeck_fail_on_unused") else "warn"
        return str(self._marker.options.get("unused") or default)

    def _tell_unused(self, unused: List[str]) -> None:
        count = len(unused)
        title = "1 recording was" if count == 1 else f"{count} recordings were"
        listed = [f"  {line}" for line in unused[:10]] + ([f"  and {count - 10} more"] if count > 10 else [])
        text = "\n".join([
            f"{title} not played from {self.session.cassette}:", *listed, remedy(self._item, self._marker, "all"),
        ])
        if self._unused_policy == "fail":
            pytest.fail(text, pytrace=False)
        self._item.warn(TapedeckWarning(text))


def record_mode(config: pytest.Config, marked: Optional[str]) -> Optional[str]:
    """The mode of a session: the marker's, else the run's; `all` for the run also records what a marker says to play."""
    of_run: Optional[str] = config.getoption("tapedeck_record") or os.environ.get("TAPEDECK_RECORD") or None
    if of_run == "all" and marked != "none":
        return of_run
    return marked or of_run


def remedy(item: pytest.Item, marker: CassetteMarker, mode: str) -> str:
    """How to record a test."""
    marked = marker.options.get("mode")
    if marked == "none":
        return 'To record it with pytest, take mode="none" out of the marker first.'
    if marked is not None and mode != marked:
        mode = "all"
    return f"To record it with pytest, run: pytest --tapedeck-record={mode} {shlex.quote(item.nodeid)}"


def change_environment(values: Mapping[str, Optional[str]]) -> Dict[str, Optional[str]]:
    """Sets variables, or removes those without a value, and returns what they were before."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    # The client behind `openai.chat` and its like keeps the base URL that it was made with.
    forget = getattr(sys.modules.get("openai"), "_reset_client", None)
    if callable(forget):
        forget()
    return before
