# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""CPU time of the simulator for one response of each endpoint, as a ratio to a chat completion's, in one run.

usage: simulate_endpoints.py TAPEDECK

A request is sent again and again over one connection. `distinct` puts a number into each one, so that no prepared response
can be used. The reference of a streamed response is a streamed chat completion; of every other one, a plain chat completion
(repeated or distinct alike). CPU time comes from /proc and is the median of several rounds in which the endpoints take turns.
"""

import http.client
import json
import statistics
import sys
from urllib.parse import urlparse

from harness import Server

ROUNDS = 5
REQUESTS = 400
MODEL = "gpt-4o-mini"
TEXT = "NUMBER: " + "The committee met on Tuesday and agreed to repair the old bridge before winter. " * 12
TOOL = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}, "pages": {"type": "integer"}},
          "required": ["title", "pages"], "additionalProperties": False}
MESSAGES = [{"role": "user", "content": TEXT}]

PLAIN, STREAMED, TOOLS, STRUCTURED = "chat", "chat, streamed", "chat, a tool", "chat, a schema"
CASES = {
    PLAIN: ("/chat/completions", {"model": MODEL, "messages": MESSAGES}, PLAIN),
    STREAMED: ("/chat/completions", {"model": MODEL, "messages": MESSAGES, "stream": True}, STREAMED),
    TOOLS: ("/chat/completions", {"model": MODEL, "messages": MESSAGES, "tools": [
        {"type": "function", "function": {"name": "weather", "strict": True, "parameters": TOOL}}]}, TOOLS),
    STRUCTURED: ("/chat/completions", {"model": MODEL, "messages": MESSAGES, "response_format": {
        "type": "json_schema", "json_schema": {"name": "book", "strict": True, "schema": SCHEMA}}}, STRUCTURED),
    "responses": ("/responses", {"model": MODEL, "input": TEXT}, PLAIN),
    "responses, not stored": ("/responses", {"model": MODEL, "input": TEXT, "store": False}, PLAIN),
    "responses, streamed": ("/responses", {"model": MODEL, "input": TEXT, "stream": True}, STREAMED),
    "responses, a tool": ("/responses", {"model": MODEL, "input": TEXT, "tools": [
        {"type": "function", "name": "weather", "strict": True, "parameters": TOOL}]}, TOOLS),
    "responses, a schema": ("/responses", {"model": MODEL, "input": TEXT, "text": {
        "format": {"type": "json_schema", "name": "book", "strict": True, "schema": SCHEMA}}}, STRUCTURED),
    "responses, web search": ("/responses", {"model": MODEL, "input": TEXT, "tools": [{"type": "web_search"}]}, PLAIN),
    "input tokens": ("/responses/input_tokens", {"model": MODEL, "input": TEXT}, PLAIN),
    "conversations": ("/conversations", {"items": [{"role": "user", "content": TEXT}]}, PLAIN),
    "embeddings, base64": ("/embeddings", {
        "model": "text-embedding-3-small", "input": TEXT, "encoding_format": "base64"}, PLAIN),
    "embeddings, floats": ("/embeddings", {"model": "text-embedding-3-small", "input": TEXT}, PLAIN),
    "moderations": ("/moderations", {"input": TEXT}, PLAIN),
    "completions": ("/completions", {"model": "gpt-3.5-turbo-instruct", "prompt": TEXT, "max_tokens": 128}, PLAIN),
    "completions, streamed": ("/completions", {
        "model": "gpt-3.5-turbo-instruct", "prompt": TEXT, "max_tokens": 128, "stream": True}, STREAMED),
    "grader, string check": ("/fine_tuning/alpha/graders/run", {"grader": {
        "type": "string_check", "name": "g", "operation": "eq", "input": "{{sample.output_text}}", "reference": "a"},
        "model_sample": TEXT, "item": {}}, PLAIN),
    "grader, rouge_l": ("/fine_tuning/alpha/graders/run", {"grader": {
        "type": "text_similarity", "name": "g", "evaluation_metric": "rouge_l", "input": "{{sample.output_text}}",
        "reference": "{{item.a}}"}, "model_sample": TEXT, "item": {"a": "The bridge is repaired."}}, PLAIN),
    "speech": ("/audio/speech", {
        "model": "gpt-4o-mini-tts", "voice": "alloy", "input": "NUMBER short words", "response_format": "wav"}, PLAIN),
    "images": ("/images/generations", {"model": "gpt-image-1", "prompt": TEXT, "size": "1024x1024"}, PLAIN),
    "models": ("/models", None, PLAIN),
    "files": ("/files", None, PLAIN),
}


class Simulator(Server):
    def __init__(self, command):
        super().__init__([command, "simulate", "--port", "0"])
        address = urlparse(self.base)
        self.connection = http.client.HTTPConnection(address.hostname, address.port)
        self.number = 0

    def ask(self, path, body):
        """Sends a request; status and length of the response."""
        self.connection.request(
            "GET" if body is None else "POST", "/v1" + path, body,
            {"Authorization": "Bearer none", "Content-Type": "application/json"})
        response = self.connection.getresponse()
        return response.status, len(response.read())

    def cost(self, path, document, distinct):
        """CPU time of one response in microseconds, and its length; nothing when the endpoint refuses the request."""
        text = None if document is None else json.dumps(document)
        before = self.cpu()
        for _ in range(REQUESTS):
            self.number += distinct
            status, length = self.ask(path, text and text.replace("NUMBER", str(self.number)))
            if status != 200:
                return None
        return (self.cpu() - before) / REQUESTS * 1e6, length


def main():
    server = Simulator(sys.argv[1])
    try:
        for distinct in (False, True):
            costs, lengths = {name: [] for name in CASES}, {}
            for _ in range(ROUNDS):
                for name, (path, document, _) in CASES.items():
                    if distinct and document is None:
                        continue
                    if measured := server.cost(path, document, distinct):
                        costs[name].append(measured[0])
                        lengths[name] = measured[1]
            print(f"\n{'distinct' if distinct else 'repeated'} requests")
            for name, (_, _, reference) in CASES.items():
                if not costs[name]:
                    print(f"  {name:<24} not measured")
                    continue
                cost, base = statistics.median(costs[name]), statistics.median(costs[reference])
                print(f"  {name:<24} {cost:>8,.0f} us of CPU  {lengths[name]:>7,} bytes  {cost / base:>6.2f} of {reference}")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
