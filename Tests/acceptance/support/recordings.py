# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Real recordings of other tools, which are not part of the project, and a reader of cassettes' tables."""

import json
import os
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from support import ROOT

RECORDINGS = Path(os.environ.get("TAPEDECK_RECORDINGS", ROOT.parent / "shared" / "recordings"))
needs_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}")

Exchange = namedtuple("Exchange", "id session method target request_headers request_body status headers body chunks")


def read_cassette(path):
    """The interactions of a cassette by its tables, without Tapedeck's help."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def body(id):
        if id is None:
            return b""
        whole = database.execute("SELECT bytes FROM body WHERE id = ?", (id,)).fetchone()[0]
        if whole is not None:
            return whole
        rows = database.execute("SELECT bytes FROM segment WHERE body = ? ORDER BY position", (id,))
        return b"".join(row[0] for row in rows)

    rows = database.execute(
        "SELECT id, session, method, path, query, request_headers, request_body, status, response_headers, "
        "response_body FROM interaction ORDER BY id"
    ).fetchall()
    exchanges = []
    for id, session, method, path, query, fields, sent, status, headers, received in rows:
        chunks = [row[0] for row in database.execute("SELECT length FROM chunk WHERE interaction = ? ORDER BY position", (id,))]
        target = path + (f"?{query}" if query is not None else "")
        exchanges.append(
            Exchange(id, session, method, target, json.loads(fields), body(sent), status, json.loads(headers), body(received), chunks)
        )
    database.close()
    return exchanges
