# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Records and replays OpenAI API traffic for tests.

Each of `replay`, `record` and `simulate` starts a server of the program `tapedeck`, which comes with this package:

    with tapedeck.replay("cassettes/chat.sqlite") as server:
        client = OpenAI(base_url=server.base_url, api_key=server.placeholder_key)

`rouge` scores texts. The pytest plugin (`@pytest.mark.cassette`) loads by itself where pytest is installed.
"""

from ._errors import MissError, TapedeckError
from ._options import Matching, Miss, Mode, Playback, Simulate, Totals, Unused
from ._program import program
from ._rouge import Interval, RougeScores, Score, rouge
from ._server import Server
from ._serving import connect, record, replay, serve_cassettes, simulate
from ._session import Session

__all__ = [
    "Interval",
    "Matching",
    "Miss",
    "MissError",
    "Mode",
    "Playback",
    "RougeScores",
    "Score",
    "Server",
    "Session",
    "Simulate",
    "TapedeckError",
    "Totals",
    "Unused",
    "connect",
    "program",
    "record",
    "replay",
    "rouge",
    "serve_cassettes",
    "simulate",
]
