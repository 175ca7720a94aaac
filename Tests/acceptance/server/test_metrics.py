# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The counts of a server for Prometheus: the text format, and what is counted."""

import re

from support import ask, chat

URL = "/v1/chat/completions"


def scraped(deck, **options):
    """The samples of a server, each by its name and labels; every line must be one the format has."""
    answer = ask(deck, "GET", "/_tapedeck/metrics", **options)
    assert answer.status == 200
    assert answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.body.decode()
    assert text.endswith("\n")
    samples, types = {}, {}
    for line in text.splitlines():
        if found := re.fullmatch(r"# TYPE (\w+) (counter|gauge)", line):
            assert found[1] not in types
            types[found[1]] = found[2]
        elif not line.startswith("# HELP "):
            found = re.fullmatch(r'(\w+)(\{\w+="[^"\\]*"\})? (\d+(?:\.\d+)?(?:e-?\d+)?)', line)
            assert found, line
            assert found[1] in types
            samples[found[1] + (found[2] or "")] = float(found[3])
    assert all(name.endswith("_total") == (kind == "counter") for name, kind in types.items())
    return samples


def test_requests_are_counted_by_outcome(record, replay, tape):
    with record() as deck:
        for text in ("one", "two"):
            assert ask(deck, "POST", URL, chat(text)).status == 200
        samples = scraped(deck)
        assert samples['tapedeck_requests_total{outcome="recorded"}'] == 2
        assert samples["tapedeck_upstream_response_bytes_total"] > 0
    with replay() as deck:
        assert not any(value for name, value in scraped(deck).items() if name.endswith("_total"))
        for text in ("one", "one", "two", "three"):
            ask(deck, "POST", URL, chat(text))
        ask(deck, "POST", f"/session/a{URL}", chat("one"))
        samples = scraped(deck)
        assert samples['tapedeck_requests_total{outcome="played"}'] == 4
        assert samples['tapedeck_requests_total{outcome="missed"}'] == 1
        assert samples["tapedeck_repeated_requests_total"] == 1
        assert samples["tapedeck_saved_seconds_total"] > 0
        assert samples["tapedeck_sessions"] == 2
        ask(deck, "DELETE", "/_tapedeck/sessions/a")
        samples = scraped(deck)
        assert samples["tapedeck_sessions"] == 1
        assert samples['tapedeck_requests_total{outcome="played"}'] == 4


def test_the_token_is_wanted_here_too(record, replay):
    with record() as deck:
        ask(deck, "POST", URL, chat())
    with replay("--host", "0.0.0.0", "--allow-remote", "--control-token", "open-sesame") as deck:
        assert ask(deck, "GET", "/_tapedeck/metrics").status == 401
        assert scraped(deck, authorization="Bearer open-sesame")["tapedeck_sessions"] == 1
