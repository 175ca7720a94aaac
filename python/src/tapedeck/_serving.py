# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Starts servers."""

from __future__ import annotations

import os
from typing import List, Optional, Sequence, Union

from ._options import Matching, Mode, Playback, Simulate
from ._process import ServerProcess
from ._server import Server

Path = Union[str, "os.PathLike[str]"]


def replay(
    cassette: Path,
    *,
    matching: Optional[Matching] = None,
    playback: Optional[Playback] = None,
    on_miss: Optional[str] = None,
    simulate: Optional[Simulate] = None,
    options: Sequence[str] = (),
) -> Server:
    """Starts a server that replays a cassette and opens no outgoing connection.

    `on_miss="simulate"` answers requests without a recording from the simulator, with the settings `simulate`.
    `options` are further options of `tapedeck replay`.
    """
    arguments = ["replay", "--cassette", os.fspath(cassette), *_matching(matching), *_playback(playback), *_simulate(simulate)]
    return _start([*arguments, *_given("--on-miss", on_miss), *options])


def record(
    cassette: Path,
    *,
    upstream: Optional[str] = None,
    mode: Optional[Mode] = None,
    matching: Optional[Matching] = None,
    options: Sequence[str] = (),
) -> Server:
    """Starts a server that records a cassette.

    `upstream` is the base URL of the service, OpenAI's by default; clients send their own keys. Where `CI` is set
    nothing is recorded unless `mode` or TAPEDECK_RECORD names a record mode. `options` are further options of
    `tapedeck record`, such as `["--redact-json", "$..name"]`.
    """
    arguments = ["record", "--cassette", os.fspath(cassette), *_given("--upstream", upstream), *_given("--mode", mode)]
    return _start([*arguments, *_matching(matching), *options])


def simulate(
    *,
    seed: Optional[int] = None,
    pace: Optional[str] = None,
    fine_tuning_closed: bool = False,
    as_of: Optional[str] = None,
    options: Sequence[str] = (),
) -> Server:
    """Starts a server that imitates the API; the same seed and the same requests give the same bytes.

    `as_of` is a day such as `"2027-01-15"`: the server answers as the service announced for it.
    """
    settings = Simulate()
    if seed is not None:
        settings["seed"] = seed
    closed = ["--fine-tuning-closed"] if fine_tuning_closed else []
    return _start(["simulate", *_simulate(settings), *_given("--pace", pace), *closed, *_given("--as-of", as_of), *options])


def serve_cassettes(
    folder: Path,
    *,
    upstream: Optional[str] = None,
    mode: Optional[Mode] = None,
    options: Sequence[str] = (),
    directory: Optional[Path] = None,
) -> Server:
    """Starts a server for a folder of cassettes, which `Server.session` names; it records as the mode of a session says.

    `directory` is the working directory of the server.
    """
    arguments = ["record", "--cassettes", os.fspath(folder), *_given("--upstream", upstream), *_given("--mode", mode)]
    return _start([*arguments, *options], directory)


def connect(url: str) -> Server:
    """A server that something else started; `url` is what it printed, such as `http://127.0.0.1:8080/v1`."""
    return Server(url)


def _start(arguments: Sequence[str], directory: Optional[Path] = None) -> Server:
    process = ServerProcess(arguments, directory=None if directory is None else os.fspath(directory))
    return Server(process.base_url, process)


def _given(option: str, value: Union[str, int, float, None]) -> List[str]:
    return [] if value is None else [option, str(value)]


def _matching(matching: Optional[Matching]) -> List[str]:
    rules = matching or Matching()
    flags = {
        "--ignore-json": rules.get("ignore_json"),
        "--ignore-query": rules.get("ignore_query"),
        "--match-header": rules.get("match_header"),
        "--scrub": rules.get("scrub"),
    }
    return [part for flag, values in flags.items() for value in values or [] for part in (flag, value)]


def _playback(playback: Optional[Playback]) -> List[str]:
    policy = playback or Playback()
    return [
        *_given("--timing", policy.get("timing")), *_given("--repeat", policy.get("repeat")),
        *_given("--polls", policy.get("polls")),
    ]


def _simulate(settings: Optional[Simulate]) -> List[str]:
    policy = settings or Simulate()
    closed = ["--fine-tuning-closed"] if policy.get("fine_tuning_closed") else []
    deployments = [f"--azure-deployment={name}={model}" for name, model in policy.get("azure_deployments", {}).items()]
    webhook = policy.get("webhook", {})
    hook = [*_given("--webhook", webhook.get("url")), *_given("--webhook-secret", webhook.get("secret"))]
    return [*_given("--seed", policy.get("seed")), *_given("--pace", policy.get("pace")), *closed,
            *_given("--as-of", policy.get("as_of")), *deployments, *hook]
