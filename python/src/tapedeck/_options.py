# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Options of servers and sessions, by the words of the command line and the control API, and what the server tells."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, TypedDict, Union

Mode = Literal["once", "new_episodes", "none", "all"]
"""How a cassette is recorded: VCR's record modes."""

MODES = ("once", "new_episodes", "none", "all")


class Matching(TypedDict, total=False):
    """What matching ignores, and what it compares beyond method, path, query and body."""

    ignore_json: List[str]
    """JSON paths to ignore in bodies, such as `$.user`."""
    ignore_query: List[str]
    """Query items to ignore."""
    match_header: List[str]
    """Header fields to compare too."""
    scrub: List[str]
    """Patterns whose matches count as equal: `uuid`, `date` or a regular expression."""


class Playback(TypedDict, total=False):
    """How recordings are played."""

    timing: Union[Literal["instant", "recorded"], float]
    """When the parts of a response are sent: at once, at their recorded times, or at a factor of these."""
    repeat: Literal["last", "never"]
    """Whether the last recording of a request repeats."""
    polls: Literal["recorded", "collapse", "final"]
    """Whether repeated GETs play each recording, each distinct state once, or the last one."""


class Simulate(TypedDict, total=False):
    """Settings of the simulator."""

    seed: int
    """The seed of everything random."""
    pace: Literal["polls", "instant", "realtime"]
    """How fast fine-tuning jobs progress."""
    fine_tuning_closed: bool
    """Whether new fine-tuning jobs are refused, as the service refuses them since it winds fine-tuning down."""
    as_of: str
    """The day to answer for, as the service announced, such as `2027-01-15`."""
    azure_deployments: Dict[str, str]
    """The deployments of Azure's dialect beside those that have the name of a model: models by deployment."""
    webhook: Dict[str, str]
    """Where events of jobs, batches and background responses are sent (`url`), and what signs them (`secret`, `whsec_…`)."""


class Totals(TypedDict, total=False):
    """The counts of a session."""

    requests: int
    played: int
    repeated: int
    recorded: int
    passed: int
    simulated: int
    missed: int
    failed: int
    broken_off: int
    lost: int
    tokens: int
    bytes: int
    saved_microseconds: int


class Miss(TypedDict):
    """A request without a recording."""

    request: str
    session: str
    cassette: str
    mode: str
    reason: str
    nearest: List[Dict[str, Any]]
    message: str
    """The whole explanation, with the nearest recordings and the command to run next."""


class Unused(TypedDict):
    """A recording that was not played."""

    id: int
    request: str


def session_request(
    name: str,
    *,
    cassette: Union[str, None] = None,
    mode: Union[str, None] = None,
    matching: Union[Matching, None] = None,
    playback: Union[Playback, None] = None,
    simulate: Union[Simulate, bool, None] = None,
    on_miss: Union[str, None] = None,
    replace: bool = False,
) -> Dict[str, Any]:
    """The request of the control API that begins a session; what is not given is left out."""
    members: Dict[str, Any] = {
        "name": name,
        "cassette": cassette,
        "mode": mode,
        "matching": matching,
        "playback": playback,
        "simulate": {} if simulate is True else simulate,
        "on_miss": on_miss,
        "replace": replace or None,
    }
    return {key: value for key, value in members.items() if value is not None and value is not False}
