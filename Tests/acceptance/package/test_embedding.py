# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A Swift package outside of the repository replays a cassette in its own process."""

import subprocess

import pytest

from support import ask, chat, environment


@pytest.mark.slow
def test_a_package_outside_of_the_repository_replays_a_cassette_in_its_process(package, record, tape, tmp_path):
    with record() as deck:
        recorded = ask(deck, "POST", "/v1/chat/completions", chat("Who baked cookies?"))
    body = '{"messages": [{"content": "Who baked cookies?", "role": "user"}], "model": "gpt-4o-mini"}'
    done = subprocess.run([package.embedder, tape, body], capture_output=True, timeout=60, env=environment())
    assert (done.returncode, done.stdout) == (0, recorded.body), done.stderr

    other = subprocess.run([package.embedder, tape, body.replace("baked", "ate")], capture_output=True, timeout=60, env=environment())
    assert other.returncode != 0 and b'recorded \\"Who baked cookies?\\" got \\"Who ate cookies?\\"' in other.stdout
