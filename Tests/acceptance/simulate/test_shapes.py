# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Lays answers of the simulator beside real ones: each recorded request is sent to it, and the shapes are compared.

The recordings are those of replay/test_recordings.py. What is compared: status, content type, the service's header fields,
white space, the order of members at every level, the kind of every value, the order of events, and the alphabets of
identifiers. At the end it prints how many of how many agree, by endpoint.
"""

import json
import re
import time
from collections import Counter, defaultdict
from email.utils import parsedate

import pytest

from support.counterparts import IDENTIFIER, Walk, kinds
from support.shapes import (
    FIELDS_OF_AN_AGE, bad_identifiers, content_type, course, differences, fields, is_of_an_age, is_outgrown,
    stream, white_space)
from support.simulation import Simulated
from support import tapedeck
from support.recordings import RECORDINGS, read_cassette

pytestmark = [pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}"), pytest.mark.slow]

# Recorded as parsed JSON (or laid out again by the recorder), or without the end of the last line.
PARSED = ("openai+openai-dotnet", "traceloop+openllmetry-js")
WITHOUT_LINE_END = "open-telemetry+opentelemetry-python-contrib"
# The models of vision, then, and of audio and reasoning wrote their answers compactly.
COMPACT = re.compile(rb'"model":\s*"(gpt-4-vision|gpt-4o-audio|gpt-audio|o3-mini)')

# Recordings without a counterpart: the endpoint with its status, what their request or answer says, and why.
LEFT_OUT = [
    (".* 401", "", "a bad key: any key will do"),
    (".* (429|500)", "", "a rate limit, or a fault of the service: there is none"),
    (".* /v1/(fine_tuning/jobs/|fine_tuning/jobs//events|files/) .*", "", "an empty identifier: routed otherwise in 2023"),
    (".*", "/v1/models/abc|That model does not exist|cushman-codex", "a text of early 2023"),
    (".*", "local.path", "a name that was still accepted in April 2024"),
    (".*", "invalid_image_url", "a picture that could not be fetched: none is fetched"),
    ("POST /v1/(chat/completions|responses) .*", '"lark"', "a grammar: only regular expressions are written by"),
    ("POST /v1/chat/completions .*", '"image_url": ?"', "a picture by its bare address: a form of 2023"),
    ("POST /v1/chat/completions 200", '"audio": ?{|web_search_options|input_audio',
     "audio, or a search of the web: not simulated"),
    ("POST /v1/completions 200", '^[^\n]*"prompt": "Hello world", "max_tokens": 10, "n": 2[^\n]*data: ',
     "a stream that was not asked for: put together by hand"),
    (".* /v1/(assistants|threads|fine-tunes|engines|evals)\\b.*", "", "an endpoint that the service has removed"),
    (".* /v1/organization/.*", "", "administration: not simulated"),
    (".* /v1/containers.*", "", "containers of files: not simulated"),
]


def endpoint_of(exchange):
    """The method, path and status, with a place for each identifier."""
    path = exchange.target.split("?")[0]
    path = IDENTIFIER.sub("ID", path)
    path = re.sub("(?<=/)(file-|ftjob-|chatcmpl-|comp_|ft:|fake_id|123|resp_|asst_|thread_|run_)[^/]*", "ID", path)
    return f"{exchange.method} {re.sub('(?<=/models/).+', 'ID', path)} {exchange.status}"


def left_out(exchange, endpoint):
    """Why a recording has no counterpart; None when it has one."""
    text = (exchange.target.encode() + exchange.request_body + exchange.body).decode(errors="replace")
    where = f"{exchange.method} {exchange.target.split('?')[0]} {exchange.status}"
    return next((reason for pattern, said, reason in LEFT_OUT
                 if re.fullmatch(pattern, where) and re.search(said, text)), None)


def month(exchange):
    """The month of a recording; where no date was kept it is a new one."""
    date = parsedate(dict((name.lower(), value) for name, value in exchange.headers).get("date", ""))
    if not date and (found := re.search(rb'"created_at": ?([0-9]{10})', exchange.body)):
        date = time.gmtime(int(found[1]))
    return f"{date[0]}-{date[1]:02}" if date else "2026-12"


def laid_out(exchange, endpoint, body):
    """The white space of a body as far as the recording has kept it."""
    if exchange.session.startswith(PARSED) or is_of_an_age(endpoint, month(exchange), "white space"):
        return None
    if COMPACT.search(exchange.request_body):
        return None
    indent, gap, ends_line = white_space(body)
    return indent, gap, ends_line and not exchange.session.startswith(WITHOUT_LINE_END)


def is_stream(body):
    return body.startswith((b"data: ", b"event: "))


def compare(exchange, answer, endpoint):
    """The differences of an answer from the recorded one."""
    recorded_type = dict((name.lower(), value) for name, value in exchange.headers).get("content-type")
    if answer.status != exchange.status:
        yield f"status {answer.status} instead of {exchange.status}: {answer.body[:300].decode(errors='replace')}"
        return
    # One recorder wrote another type over those of its streams. Until 2024 errors of the gateway had no charset.
    kind = "text/event-stream" if is_stream(exchange.body) else content_type(recorded_type)
    if content_type(answer["content-type"]).split(";")[0] != kind.split(";")[0]:
        yield f"content type {answer['content-type']} instead of {kind}"
        return
    for name in sorted(fields(exchange.headers) ^ fields(answer.fields)):
        # One recording has no limits at all, and one recorder kept no more than two fields of speech.
        if name.startswith(("x-ratelimit-", "openai-")) and re.search(
                "test_litellm_instrumentation|speech_tts-1_test", exchange.session):
            continue
        if name not in FIELDS_OF_AN_AGE and not is_of_an_age(endpoint, month(exchange), name):
            yield f"field {name} is only {'in the recording' if name in fields(exchange.headers) else 'here'}"
    order = not is_of_an_age(endpoint, month(exchange), "order")
    found = []
    if kind.startswith("application/json"):
        recorded, simulated = (laid_out(exchange, endpoint, body) for body in (exchange.body, answer.body))
        if recorded != simulated:
            yield f"white space {simulated} instead of {recorded}"
        found = differences(json.loads(exchange.body), json.loads(answer.body))
        yield from (f"identifier {id}" for id in bad_identifiers(json.loads(answer.body)))
    elif kind == "text/event-stream":
        found = compare_streams(stream(exchange.body), stream(answer.body))
    yield from (fault for fault in found if order or " has the order " not in fault)


def calls(events):
    """How many tools a stream of chat calls."""
    return len({call["index"] for event in events if isinstance(event, dict) for choice in event.get("choices", [])
                for call in choice.get("delta", {}).get("tool_calls") or []})


def compare_streams(recorded, simulated):
    """The differences of two streams, each a line end and events."""
    if recorded[0] != simulated[0]:
        yield f"line ends {simulated[0]!r} instead of {recorded[0]!r}"
    named = [all(name is not None for name, _ in events) for _, events in (recorded, simulated)]
    if named[0] != named[1]:
        yield f"the events have {'' if named[1] else 'no '}names"
    recorded, simulated = ([event for _, event in events] for _, events in (recorded, simulated))
    if (recorded[-1] == "[DONE]") != (simulated[-1] == "[DONE]"):
        yield f"the stream ends with {str(simulated[-1])[:100]} instead of {str(recorded[-1])[:100]}"
    for one in simulated:
        yield from (f"identifier {id}" for id in bad_identifiers(one))
    if isinstance(recorded[0], dict) and "type" in recorded[0]:
        yield from compare_typed(recorded, simulated)
        return
    for place in (0, -2):
        # Where another number of tools is called, members of the first chunk stand elsewhere.
        order = place or calls(recorded) == calls(simulated)
        yield from (fault for fault in differences(recorded[place], simulated[place], f"event {place}: $")
                    if order or " has the order " not in fault)


def compare_typed(recorded, simulated):
    """The differences of two streams whose events have types."""
    first = [{}, {}]
    for place, events in enumerate((recorded, simulated)):
        for event in events:
            if isinstance(event, dict):
                kind = tuple(event.get(part, {}).get("type") for part in ("item", "part"))
                first[place].setdefault((event.get("type"), *kind), event)
    for key in first[0].keys() & first[1].keys():
        yield from differences(first[0][key], first[1][key], f"{key[0]}: $")
    # The order of events is that of the items; the model may choose others.
    ends = [next((event["response"] for event in events[::-1] if isinstance(event, dict) and "response" in event), None)
            for events in (recorded, simulated)]
    if all(ends) and kinds(ends[0]) != kinds(ends[1]):
        return
    if course(recorded) != course(simulated):
        yield f"the events are {course(simulated)} instead of {course(recorded)}"


class Comparison:
    """How the simulator's answers compare with the recorded ones."""

    def __init__(self):
        self.total, self.agreeing, self.passed_over = Counter(), Counter(), Counter()
        # By endpoint and difference, the recordings in which it was found.
        self.faults = defaultdict(list)

    def run(self, source, simulators):
        walks = {}
        for exchange in read_cassette(source):
            if not exchange.target.startswith("/v1/"):
                continue
            endpoint = endpoint_of(exchange)
            self.total[endpoint] += 1
            if reason := left_out(exchange, endpoint):
                self.passed_over[reason] += 1
                continue
            number = len(walks)
            walk = walks.setdefault(exchange.session, Walk(Simulated(simulators(), f"shape-{number}")))
            if walk.strays(exchange):
                self.passed_over["follows an answer in which the simulated model chose otherwise"] += 1
                continue
            self.one(exchange, endpoint, walk)

    def one(self, exchange, endpoint, walk):
        try:
            recorded = json.loads(exchange.body)
        except ValueError:
            recorded = None
        found = []
        try:
            target, body, kind = walk.counterpart(exchange, recorded)
            answer = walk.sim.ask(exchange.method, target, body, **({"content_type": kind} if kind else {}))
        except AssertionError as error:
            self.faults[f"{endpoint}: {str(error)[:300]}"].append(exchange.session)
            return
        if b'"message": "Invalid URL' in answer.body:
            self.passed_over["an endpoint that is not simulated"] += 1
            return
        if answer.status == exchange.status:
            if is_stream(exchange.body) and is_stream(answer.body):
                ends = [[event for _, event in stream(body)[1] if isinstance(event, dict)] for body in (exchange.body, answer.body)]
                walk.learn(ends[0][-1], ends[1][-1])
                walk.learn(ends[0][-1].get("response"), ends[1][-1].get("response"))
            elif content_type(answer["content-type"]).startswith("application/json"):
                walk.learn(recorded, answer.json)
        found = [fault for fault in compare(exchange, answer, endpoint)
                 if not is_outgrown(endpoint, month(exchange), fault)]
        self.agreeing[endpoint] += not found
        for fault in found:
            self.faults[f"{endpoint}: {fault}"].append(exchange.session)

    @property
    def lines(self):
        lines = [f"{self.agreeing[endpoint]:4} of {count:4} {endpoint}" for endpoint, count in sorted(
            self.total.items(), key=lambda item: item[0].split(" ")[1])]
        lines += [f"{count:4} left out, {reason}" for reason, count in sorted(self.passed_over.items())]
        return [f"{self.agreeing.total()} of {self.total.total()} recorded answers agree in shape", *lines]


def test_simulated_answers_have_the_shape_of_recorded_ones(simulators, tmp_path):
    source = tmp_path / "source.sqlite"
    tapedeck("cassette", "import", RECORDINGS, "--into", source, "--session-per-file", timeout=300)
    comparison = Comparison()
    comparison.run(source, simulators)
    print(*comparison.lines, sep="\n")
    shown = "\n".join(f"{len(sessions):4} {fault}" for fault, sessions in comparison.faults.items())
    assert not comparison.faults, f"{len(comparison.faults)} differences:\n{shown}"
    assert comparison.agreeing.total() >= 480
