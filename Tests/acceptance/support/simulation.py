# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A simulated session, and the files that tests train on."""

import json
import re
import time
from dataclasses import dataclass
from zlib import crc32

import openai
from openai import AsyncOpenAI, OpenAI

from support import openapi
from support import KEY, Connection, form

MODEL = "gpt-4o-mini-2024-07-18"
ALIASES = {
    "gpt-4o": "gpt-4o-2024-08-06", "gpt-4o-mini": "gpt-4o-mini-2024-07-18", "gpt-4.1": "gpt-4.1-2025-04-14",
    "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14", "gpt-4.1-nano": "gpt-4.1-nano-2025-04-14",
    "gpt-5": "gpt-5-2025-08-07", "gpt-5-mini": "gpt-5-mini-2025-08-07", "o3-mini": "o3-mini-2025-01-31",
    "gpt-5.4-mini": "gpt-5.4-mini-2026-03-17", "gpt-3.5-turbo": "gpt-3.5-turbo-0125",
}
ASK = [{"role": "user", "content": "What is the capital of France?"}]
TOOL = {"type": "function", "function": {
    "name": "get_weather", "description": "The weather of a city.", "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}, "unit": {"enum": ["C", "F"]}},
        "required": ["city", "unit"], "additionalProperties": False}, "strict": True}}
OTHER = {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object", "properties": {}}}}
FINAL = ("succeeded", "failed", "cancelled")


def example(number=0, answer=None):
    """A line of a training file: a short dialogue and its summary."""
    names = [("Ann", "Ben"), ("Kim", "Lou"), ("Joe", "Sue"), ("Max", "Eva")][number % 4]
    things = ["the keys", "a cake", "the report", "two tickets", "the car"]
    thing = things[number % 5]
    dialogue = f"{names[0]}: Can you bring {thing} at {number % 12 + 1}?\n{names[1]}: Sure, I will bring {thing}."
    return [
        {"role": "system", "content": "Summarize the dialogue."},
        {"role": "user", "content": dialogue},
        {"role": "assistant", "content": answer or f"{names[1]} will bring {thing} for {names[0]}."},
    ]


def lines(objects):
    """JSONL."""
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in objects)


def training(count=10):
    """A good training file."""
    return lines({"messages": example(number)} for number in range(count))


def preferences(count=10):
    """A good file of preferences."""
    return lines(
        {
            "input": {"messages": example(number)[:2]},
            "preferred_output": [{"role": "assistant", "content": f"good {number}"}],
            "non_preferred_output": [{"role": "assistant", "content": f"bad {number}"}],
        }
        for number in range(count)
    )


def tasks(count=10):
    """A good file for reinforcement."""
    return lines({"messages": example(number)[:2], "reference": f"r{number}"} for number in range(count))


GRADER = {
    "type": "string_check", "name": "same", "input": "{{sample.output_text}}", "reference": "{{item.reference}}",
    "operation": "eq",
}


@dataclass
class Simulated:
    """A session of a running simulator, with clients that hold every answer to the service's schema."""

    server: object
    session: str

    @property
    def path(self):
        return f"/session/{self.session}/v1"

    @property
    def base(self):
        return self.server.root + self.path

    def _checked(self, response):
        path = "/v1/" + response.request.url.path.removeprefix(self.path + "/")
        openapi.check(
            response.request.method, path, response.status_code, response.headers.get("content-type"), response.content)
        assert response.headers["tapedeck-simulated"] == "1"

    def client(self, **options):
        def hook(response):
            response.read()
            self._checked(response)

        http = openai.DefaultHttpxClient(event_hooks={"response": [hook]})
        return OpenAI(base_url=self.base, http_client=http, **{"api_key": KEY, "max_retries": 0, "timeout": 60} | options)

    def async_client(self, **options):
        async def hook(response):
            await response.aread()
            self._checked(response)

        http = openai.DefaultAsyncHttpxClient(event_hooks={"response": [hook]})
        return AsyncOpenAI(
            base_url=self.base, http_client=http, **{"api_key": KEY, "max_retries": 0, "timeout": 60} | options)

    def ask(self, method, path, body=b"", **fields):
        """One request to the byte, below the session; the path begins with `/v1/`."""
        with Connection(self.server.port, timeout=60) as connection:
            answer = connection.request(method, f"/session/{self.session}{path}", body, **fields)
        openapi.check(method, path.split("?")[0], answer.status, answer["content-type"], answer.body)
        assert answer["tapedeck-simulated"] == "1"
        return answer

    def upload(self, content, name="train.jsonl", purpose="fine-tune", **fields):
        """Sends a file and returns the answer."""
        parts = [("purpose", None, None, purpose.encode())] if purpose is not None else []
        parts += [(key, None, None, value.encode()) for key, value in fields.items()]
        parts.append(("file", name, "application/octet-stream", content))
        return self.ask(
            "POST", "/v1/files", form("frontier", parts), content_type="multipart/form-data; boundary=frontier")

    def file(self, content=None, name="train.jsonl", purpose="fine-tune"):
        """Sends a file and returns its identifier."""
        answer = self.upload(training() if content is None else content, name, purpose)
        assert answer.status == 200, answer.body
        return answer.json["id"]

    def job(self, file=None, **more):
        """Creates a job and returns it."""
        answer = self.ask("POST", "/v1/fine_tuning/jobs", {"model": MODEL, "training_file": file or self.file()} | more)
        assert answer.status == 200, answer.body
        return answer.json

    def finished(self, id, timeout=60):
        """Asks for a job until it is over."""
        end = time.monotonic() + timeout
        while True:
            job = self.ask("GET", f"/v1/fine_tuning/jobs/{id}").json
            if job["status"] in FINAL:
                return job
            assert time.monotonic() < end, f"{id} is still {job['status']}"

    def events(self, id):
        """All events of a job, the oldest first."""
        events, after = [], ""
        while True:
            page = self.ask("GET", f"/v1/fine_tuning/jobs/{id}/events?limit=100{after}").json
            events += page["data"]
            if not page["has_more"]:
                return events[::-1]
            after = f"&after={page['data'][-1]['id']}"


def session_name(test):
    """A session's name for a test: letters, digits and hyphens."""
    return f"{re.sub('[^A-Za-z0-9]+', '-', test).strip('-')[:40]}-{crc32(test.encode()):08x}"
