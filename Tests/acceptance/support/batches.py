# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Batches of a simulated session, and the lines in their files."""

from support.simulation import lines

CHAT = "/v1/chat/completions"


def request(number, url=CHAT, **body):
    if url == CHAT:
        body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"What is {number} plus 1?"}]} | body
    return {"custom_id": f"request-{number}", "method": "POST", "url": url, "body": body}


def requests(count, **body):
    return lines(request(number, **body) for number in range(count))


def batch(sim, content, endpoint=CHAT, **more):
    """Creates a batch of a file with this content."""
    file = sim.file(content, "batch.jsonl", "batch")
    answer = sim.ask("POST", "/v1/batches", {
        "input_file_id": file, "endpoint": endpoint, "completion_window": "24h"} | more)
    assert answer.status == 200, answer.body
    return answer.json


def poll(sim, made):
    return sim.ask("GET", f"/v1/batches/{made['id']}").json


def finished(sim, made):
    """Asks for a batch until it is over."""
    for _ in range(8):
        made = poll(sim, made)
        if made["status"] in ("completed", "failed", "expired", "cancelled"):
            return made
    raise AssertionError(f"It is still {made['status']}")
