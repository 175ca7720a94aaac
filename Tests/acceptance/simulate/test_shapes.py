# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Lays answers of the simulator beside real ones: each recorded request is sent to it, and the shapes are compared.

The recordings are those of replay/test_recordings.py. What is compared: status, content type, the service's header fields,
white space, the order of members at every level, the kind of every value, and the alphabets of identifiers.
"""

import json
import re
from collections import Counter

import pytest

from support import openapi
from support.shapes import (
    FIELDS_OF_AN_AGE, bad_identifiers, content_type, differences, events, fields, is_of_an_age, white_space)
from support.simulation import MODEL, Simulated, training
from support import form, tapedeck
from support.recordings import RECORDINGS, read_cassette

pytestmark = [pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}"), pytest.mark.slow]

PATHS = re.compile("/v1/(files|uploads|fine_tuning|models|chat/completions)(/|\\?|$)")
# Recorded as parsed JSON, or without the end of the last line.
PARSED = "openai+openai-dotnet"
WITHOUT_LINE_END = "open-telemetry+opentelemetry-python-contrib"
# The models of vision, then, and of audio and reasoning wrote their answers compactly.
COMPACT = re.compile(rb'"model":\s*"(gpt-4-vision|gpt-4o-audio|gpt-audio|o3-mini)')


def left_out(exchange):
    """Why a recording has no counterpart; None when it has one."""
    path = exchange.target.split("?")[0]
    if exchange.status == 401:
        return "a bad key: any key will do"
    if exchange.status == 429:
        return "a rate limit: there is none"
    if path in ("/v1/fine_tuning/jobs/", "/v1/fine_tuning/jobs//events", "/v1/files/"):
        return "an empty identifier: routed otherwise in 2023"
    if path == "/v1/models/abc" or b"That model does not exist" in exchange.body or b"cushman-codex" in exchange.request_body:
        return "a text of early 2023"
    if b"local.path" in exchange.request_body:
        return "a name that was still accepted in April 2024"
    if b"invalid_image_url" in exchange.body:
        return "a picture that could not be fetched: none is fetched"
    if path == "/v1/chat/completions" and exchange.method == "POST":
        asked = json.loads(exchange.request_body or b"{}")
        if b'"lark"' in exchange.request_body:
            return "a grammar: only regular expressions are written by"
        if b'"image_url":"' in exchange.request_body.replace(b" ", b""):
            return "a picture by its bare address: a form of 2023"
        if "audio" in asked or "web_search_options" in asked:
            return "audio, or a search of the web: not simulated"
        if exchange.status == 200 and "input_audio" in exchange.request_body.decode():
            return "audio, or a search of the web: not simulated"
    return None


class Walk:
    """A recorded session and the simulated one beside it."""

    def __init__(self, sim):
        self.sim = sim
        self.ids = {}

    def known(self, id, recorded):
        """The simulated counterpart of an identifier, made now when the recording does not show its making."""
        if id not in self.ids:
            if id.startswith("file-"):
                purpose = recorded.get("purpose", "fine-tune")
                purpose = {"fine-tune-results": "batch", "assistants_output": "vision"}.get(purpose, purpose)
                self.ids[id] = self.sim.file(training(), "a.jsonl", purpose)
            elif id.startswith("ftjob-"):
                job = self.sim.job(model="gpt-3.5-turbo")["id"]
                self.ids[id] = job if recorded.get("status") == "cancelled" else self.sim.finished(job)["id"]
            elif id.startswith("upload_"):
                asked = {"purpose": "fine-tune", "filename": "a.jsonl", "bytes": 8, "mime_type": "text/jsonl"}
                self.ids[id] = self.sim.ask("POST", "/v1/uploads", asked).json["id"]
            elif id.startswith("chatcmpl-"):
                asked = {"model": MODEL, "messages": [{"role": "user", "content": "hello"}], "store": True}
                self.ids[id] = self.sim.ask("POST", "/v1/chat/completions", asked).json["id"]
        return self.ids.get(id, id)

    def counterpart(self, exchange, recorded):
        """The request to send: method, target, body and content type."""
        target, body = exchange.target, exchange.request_body
        kept = dict(recorded) if isinstance(recorded, dict) else {}
        if exchange.status < 300 or "/parts" in target or "/complete" in target:
            target = re.sub("(file-|ftjob-|upload_|chatcmpl-)[0-9A-Za-z]+", lambda id: self.known(id[0], kept), target)
        if exchange.method == "DELETE" and target.startswith("/v1/models/") and exchange.status == 200:
            target = "/v1/models/" + self.sim.finished(self.sim.job()["id"])["fine_tuned_model"]
        if exchange.method == "GET" and re.match("/v1/models/.", target) and exchange.status == 200:
            target = f"/v1/models/{MODEL}"
        path = target.split("?")[0]
        if exchange.method != "POST":
            return target, b"", None
        if path == "/v1/files" or path.endswith("/parts"):
            return target, *self.form(path, exchange, kept)
        if path == "/v1/uploads" and not body:
            body = json.dumps({"purpose": kept["purpose"], "filename": kept["filename"], "bytes": kept["bytes"],
                               "mime_type": "text/jsonl"}).encode()
        if path.endswith("/complete"):
            body = json.dumps({"part_ids": self.ids["parts"]}).encode()
        if path == "/v1/fine_tuning/jobs":
            asked = json.loads(body)
            for name in ("training_file", "validation_file"):
                if str(asked.get(name)).startswith("file-"):
                    asked[name] = self.known(asked[name], {})
            body = json.dumps(asked).encode()
        if path == "/v1/chat/completions":
            asked = json.loads(body)
            if asked["model"] in ("gpt-4-vision-preview", "gpt-4o-search-preview") or asked["model"].startswith("ft:"):
                asked["model"] = "gpt-4o"
            body = json.dumps(asked).encode()
        return target, body, "application/json"

    def form(self, path, exchange, recorded):
        """The recorded form, or one like it where the recording lacks it."""
        if path.endswith("/parts"):
            # Two parts of eight bytes in all, as recorded.
            content = b':1}\n' if self.ids.get("parts") else b'{"a"'
            return form("b", [("data", "blob", None, content)]), "multipart/form-data; boundary=b"
        given = dict((name.lower(), value) for name, value in exchange.request_headers).get("content-type", "")
        if exchange.request_body and "boundary" in given:
            return exchange.request_body, given
        purpose = recorded.get("purpose", "world_domination")
        content = training() if purpose in ("fine-tune", "batch") else b"text"
        parts = [("purpose", None, None, purpose.encode()), ("file", recorded.get("filename", "a.jsonl"), None, content)]
        return form("b", parts), "multipart/form-data; boundary=b"

    def learn(self, recorded, simulated):
        if not (isinstance(recorded, dict) and isinstance(simulated, dict)):
            return
        if recorded.get("object") == "upload.part":
            self.ids.setdefault("parts", []).append(simulated.get("id"))
        for one, other in ((recorded, simulated), (recorded.get("file"), simulated.get("file"))):
            if isinstance(one, dict) and isinstance(other, dict) and one.get("id") and other.get("id"):
                self.ids.setdefault(one["id"], other["id"])


def year(exchange):
    """The year of a recording; where its date was taken out it is a new one."""
    date = dict((name.lower(), value) for name, value in exchange.headers).get("date", "")
    found = re.search(r"\b(20\d\d)\b", date)
    return int(found[1]) if found else 2026


def laid_out(exchange, endpoint, body):
    """The white space of a body as far as the recording has kept it."""
    if exchange.session.startswith(PARSED) or is_of_an_age(endpoint, year(exchange), "white space"):
        return None
    if COMPACT.search(exchange.request_body):
        return None
    indent, gap, ends_line = white_space(body)
    return indent, gap, ends_line and not exchange.session.startswith(WITHOUT_LINE_END)


def compare(exchange, answer, endpoint):
    """The differences of an answer from the recorded one."""
    recorded_type = dict((name.lower(), value) for name, value in exchange.headers).get("content-type")
    if answer.status != exchange.status:
        yield f"status {answer.status} instead of {exchange.status}: {answer.body[:200]}"
        return
    # Until 2024 errors of the gateway had no charset.
    is_stream = exchange.body.startswith(b"data: ")
    if not is_stream and content_type(answer["content-type"]).split(";")[0] != content_type(recorded_type).split(";")[0]:
        yield f"content type {answer['content-type']} instead of {recorded_type}"
    for name in sorted(fields(exchange.headers) ^ fields(answer.fields)):
        # One recording has no limits at all.
        if name.startswith("x-ratelimit-") and "test_litellm_instrumentation" in exchange.session:
            continue
        if name not in FIELDS_OF_AN_AGE:
            yield f"field {name} is only {'in the recording' if name in fields(exchange.headers) else 'here'}"
    kind = content_type(recorded_type)
    # One recorder wrote another type over those of its streams.
    if exchange.body.startswith(b"data: "):
        kind = "text/event-stream"
    if kind.startswith("application/json"):
        recorded, simulated = (laid_out(exchange, endpoint, body) for body in (exchange.body, answer.body))
        if recorded != simulated:
            yield f"white space {simulated} instead of {recorded}"
        order = not is_of_an_age(endpoint, year(exchange), "order")
        yield from (
            fault for fault in differences(json.loads(exchange.body), json.loads(answer.body))
            if order or " has the order " not in fault)
        yield from (f"identifier {id}" for id in bad_identifiers(json.loads(answer.body)))
    elif kind == "text/event-stream":
        order = not is_of_an_age(endpoint, year(exchange), "order")
        yield from (fault for fault in compare_streams(events(exchange.body), events(answer.body))
                    if order or " has the order " not in fault)


def calls(stream):
    """How many tools a stream calls."""
    return len({call["index"] for event in stream[:-1] for choice in event.get("choices", [])
                for call in choice["delta"].get("tool_calls") or []})


def compare_streams(recorded, simulated):
    if (recorded[-1] == "[DONE]") != (simulated[-1] == "[DONE]"):
        yield f"the stream ends with {simulated[-1]} instead of {recorded[-1]}"
    for place in (0, -2):
        # Where another number of tools is called, members of the first chunk stand elsewhere.
        order = place or calls(recorded) == calls(simulated)
        yield from (fault for fault in differences(recorded[place], simulated[place], f"event {place}: $")
                    if order or " has the order " not in fault)
    for one in simulated[:-1]:
        yield from (f"identifier {id}" for id in bad_identifiers(one))


def test_simulated_answers_have_the_shape_of_recorded_ones(simulators, tmp_path):
    source = tmp_path / "source.sqlite"
    tapedeck("cassette", "import", RECORDINGS, "--into", source, "--session-per-file", timeout=300)
    compared, passed_over, faults, walks = Counter(), Counter(), Counter(), {}
    for exchange in read_cassette(source):
        if not PATHS.match(exchange.target):
            continue
        path = re.sub("(file-|ftjob-|upload_|chatcmpl-|comp_|ft:|fake_id|123)[^/?]*", "ID", exchange.target.split("?")[0])
        endpoint = f"{exchange.method} {path} {exchange.status}"
        if reason := left_out(exchange):
            passed_over[reason] += 1
            continue
        number = len(walks)
        walk = walks.setdefault(exchange.session, Walk(Simulated(simulators(), f"shape-{number}")))
        try:
            recorded = json.loads(exchange.body)
        except ValueError:
            recorded = None
        target, body, kind = walk.counterpart(exchange, recorded)
        answer = walk.sim.ask(exchange.method, target, body, **({"content_type": kind} if kind else {}))
        if content_type(answer["content-type"]).startswith("application/json"):
            walk.learn(recorded, answer.json)
        compared[endpoint] += 1
        for fault in compare(exchange, answer, endpoint):
            faults[f"{endpoint}: {fault}"] += 1
    lines = [f"{count:4} {endpoint}" for endpoint, count in sorted(compared.items())]
    lines += [f"{count:4} left out, {reason}" for reason, count in sorted(passed_over.items())]
    print(f"{compared.total()} recorded answers compared", *lines, sep="\n")
    shown = "\n".join(f"{count:4} {fault}" for fault, count in faults.most_common())
    assert not faults, f"{faults.total()} differences:\n{shown}"
    assert compared.total() >= 480
