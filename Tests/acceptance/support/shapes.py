# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The shape of a response: everything but its values, to compare a simulated one with a recorded one."""

import json
import re

# Of the network between, of transfer, of the day, and of whoever recorded.
NOT_THE_SERVICE = re.compile(
    "date|server|alt-svc|cf-.*|via|set-cookie|connection|content-length|transfer-encoding|content-encoding|vary|"
    "strict-transport-security|x-envoy-.*|x-openai-proxy-wasm|tapedeck-simulated|cache-control|keep-alive|server-timing|"
    "report-to|nel|x-amz-.*|x-cache.*|access-control-allow-.*-?credentials|location")

# Fields that came or went with the age of the API, or belong to one customer; none of them is missed.
FIELDS_OF_AN_AGE = {
    "openai-project": "since 2025, and not everywhere",
    "openai-organization": "left out where a key belongs to none",
    "openai-model": "of old chat models and of completions",
    "x-content-type-options": "since 2024",
    "x-request-id": "taken out of some recordings",
    "access-control-allow-origin": "of chat until 2024, of fine-tuning never",
    "access-control-expose-headers": "since 2024, not everywhere",
    "x-ratelimit-limit-input-images": "of some accounts", "x-ratelimit-remaining-input-images": "of some accounts",
    "x-ratelimit-reset-input-images": "of some accounts",
    **{f"x-ratelimit-{kind}-tokens{by}": "2023 and 2024" for kind in ("limit", "remaining", "reset")
       for by in ("-usage-based", "_usage_based")},
    "www-authenticate": "of 401s at some endpoints",
}

# Members of JSON objects, by where they stand, that are on one side alone.
MEMBERS_OF_AN_AGE = {
    # A recording is older than the member.
    "expires_at": "files, since the end of 2024", "first_id": "lists of files, since 2025",
    "last_id": "lists of files, since 2025", "has_more": "lists of files, since 2024",
    "status": "files of 2023", "status_details": "files of 2023", "user_provided_suffix": "jobs, since 2024",
    "seed": "jobs, since 2024", "estimated_finish": "jobs, since 2024", "integrations": "jobs, since 2024",
    "metadata": "jobs, since 2025", "usage_metrics": "jobs, since 2025", "shared_with_openai": "jobs, since 2025",
    "eval_id": "jobs, since 2025", "method": "jobs, since 2025", "error": "jobs, since the end of 2023",
    "shutdown_date": "models, since 2026", "refusal": "messages, since August 2024",
    "annotations": "messages, since March 2025", "service_tier": "chat, since 2025",
    "system_fingerprint": "chat, since the end of 2023", "logprobs": "choices, since the end of 2023; newest models not",
    "prompt_tokens_details": "usage, since October 2024", "completion_tokens_details": "usage, since September 2024",
    "audio_tokens": "usage, since October 2024", "accepted_prediction_tokens": "usage, since November 2024",
    "rejected_prediction_tokens": "usage, since November 2024", "obfuscation": "chunks, since August 2025",
    "batch_size": "hyperparameters, since the end of 2023",
    "learning_rate_multiplier": "hyperparameters, since the end of 2023", "detail": "errors of files, since 2026",
    "usage": "chunks of 2023 and 2024 had none", "tool_calls": "as the model chose", "content": "as the model chose",
    # The simulator is older, or newer, than the member.
    "permission": "models of 2023", "root": "models of 2023", "parent": "models of 2023",
    "cached_tokens": "usage, since October 2024", "cache_write_tokens": "usage, since 2026",
    "text_tokens": "usage of some models", "image_tokens": "usage of some models",
    "moderation": "chat, since 2026", "content_filter_results": "another host",
}

# Forms that changed: the endpoint, the last year they were so, and what of them.
FORMS_OF_AN_AGE = [
    ("POST /v1/chat/completions 400", 2023, "white space", "with a line end"),
    ("POST /v1/completions 200", 2023, "white space", "compact in one recording"),
    ("POST /v1/chat/completions .*", 2024, "order", "usage, delta and message stood elsewhere"),
    ("(POST|GET) /v1/fine_tuning/.*", 2023, "white space", "compact at first"),
    ("GET /v1/models.*", 2024, "white space", "with a line end"),
    ("DELETE /v1/(files|models)/.*", 2023, "order", "another order of the three members"),
    ("GET /v1/files", 2024, "order", "has_more before data"),
]

# Answers that changed: the endpoint, the last year or month they were so, what the differences say, and why.
RESPONSES = ".* /v1/responses.*"
ANSWERS_OF_AN_AGE = [
    (RESPONSES, "2025-03", r"\.reasoning\.(generate_)?summary is only", "the first name of the member"),
    (RESPONSES, "2025-05", r"\.(background|sequence_number|item\.action) is only here", "since June 2025"),
    (RESPONSES, "2025-06", r"\.(max_tool_calls|top_logprobs|additionalProperties) is only here", "since July 2025"),
    (RESPONSES, "2025-07", r"\.(prompt_cache_key|safety_identifier|verbosity|queries) is only here", "since August 2025"),
    (RESPONSES, "2025-09", r"\.billing is only here", "since October 2025"),
    (RESPONSES, "2025-10", r"\.prompt_cache_retention is only here", "since November 2025"),
    (RESPONSES, "2025-12", r"\.(completed_at|(frequency|presence)_penalty) is only here", "since 2026"),
    (RESPONSES, "2025-12", "has the order", "members of events and, before, of messages were not sorted"),
    (RESPONSES, "2026-05", r"\.(return_token_budget|search_content_types) is only here", "since June 2026"),
    (RESPONSES, "2026-12", r"\[web_search_call\]\.action\.", "as the model chose: to search, or to open a page"),
    (RESPONSES, "2026-05", r"\.(context|tool_usage|output_schema) is only here", "since June 2026"),
    (RESPONSES, "2026-06", r"\.reasoning\.mode is only here", "since July 2026"),
    (RESPONSES, "2026-07", "field x-ratelimit-.* is only here", "not at first, and then of some accounts"),
    ("DELETE /v1/models/.*", 2024, r"\$\.owned_by", "since 2025"),
    (RESPONSES, "2026-12", "field x-ratelimit-.* is only in the recording", "on streams and compactions, of some accounts"),
    (RESPONSES, "2026-12", r"\[reasoning\]\.encrypted_content is only in the recording", "of one model, without being asked"),
    (".* /v1/batches.*", 2025, r"\.model is only here", "since September 2025"),
    (".* /v1/vector_stores.*", 2024, r"has the order|\.(description|chunking_strategy|attributes|usage_bytes) is only here", "since 2025"),
    ("POST /v1/completions 200", 2026, r"\.usage\.completion_tokens is only here", "an empty completion has none"),
    ("POST /v1/embeddings .*", 2026, r"field x-ratelimit-.*-tokens", "of some accounts"),
    ("POST /v1/files 200", 2025, r"Must be \.jsonl", "the file of a batch might have any name"),
    ("POST /v1/moderations 200", 2025, r"\$\.results\[0\]\.categor", "without a name a text model answered"),
]

ALPHABETS = {
    "file-": "(?:[1-9A-HJ-NP-Za-km-z]{22}|[0-9A-Za-z]{24})", "ftjob-": "[0-9A-Za-z]{24}",
    "ftevent-": "[0-9A-Za-z]{24}", "ftckpt_": "[0-9A-Za-z]{24}", "upload_": "[0-9a-f]{32}", "part_": "[0-9a-f]{32}",
    "chatcmpl-": "[0-9A-Za-z]{29}(?:-[0-9]+)?", "call_": "[0-9A-Za-z]{24}", "fp_": "(?:[0-9a-f]{10}|sim[0-9a-f]+)",
    "req_": "[0-9a-f]{32}",
}


def white_space(body):
    """How a JSON body is laid out: its indentation, and whether a line end follows."""
    text = body.decode()
    indent = re.match(r"[\[{]\n( +)", text)
    gap = ": " if re.search(r'": ', text) else ":"
    return (len(indent[1]) if indent else 0), gap if text.strip() not in ("{}", "[]") else "", text.endswith("\n")


def by_then(month, last):
    """Whether a month such as `2025-03` is not after another, or not after a year."""
    return month[:len(str(last))] <= str(last)


def is_of_an_age(endpoint, month, aspect):
    """Whether a form has changed since the month of a recording."""
    return any(re.match(pattern, endpoint) and by_then(month, last) and aspect == kind
               for pattern, last, kind, _ in FORMS_OF_AN_AGE)


def is_outgrown(endpoint, month, fault):
    """Whether an answer has changed since the month of a recording in what a difference says."""
    return any(re.match(pattern, endpoint) and by_then(month, last) and re.search(said, fault)
               for pattern, last, said, _ in ANSWERS_OF_AN_AGE)


def fields(headers):
    return {name.lower() for name, _ in headers if not NOT_THE_SERVICE.fullmatch(name.lower())}


def content_type(value):
    # Without a charset until 2024.
    return (value or "").lower().replace("text/event-stream; charset=utf-8", "text/event-stream")


def kind(value):
    match value:
        case None: return "null"
        case bool(): return "boolean"
        case int() | float(): return "number"
        case str(): return "string"
        case list(): return "array"
    return "object"


def differences(recorded, simulated, where="$"):
    """Where two documents differ in the order of their members, in which they have, or in the kind of a value."""
    kinds = kind(recorded), kind(simulated)
    # Null and `{}` stand for each other in the `error` of a job.
    if "null" in kinds:
        return
    if kinds[0] != kinds[1]:
        # A number that is left to the service reads `auto`.
        if "auto" in (recorded, simulated):
            return
        yield f"{where} is {kinds[0]} in the recording, {kinds[1]} here"
    elif kinds[0] == "object":
        if where.endswith(".error") and not (recorded and simulated):
            return
        if where.endswith((".metadata", ".input_schema")):
            return
        common = [name for name in recorded if name in simulated]
        if common != [name for name in simulated if name in recorded]:
            yield f"{where} has the order {list(recorded)} in the recording, {list(simulated)} here"
        for name in {**recorded, **simulated}:
            if name in common:
                yield from differences(recorded[name], simulated[name], f"{where}.{name}")
            elif name not in MEMBERS_OF_AN_AGE:
                yield f"{where}.{name} is only {'in the recording' if name in recorded else 'here'}"
    elif kinds[0] == "array" and recorded and simulated:
        for one, other in pairs(recorded, simulated):
            kind_ = f"{one['type']}" if isinstance(one, dict) and isinstance(one.get("type"), str) else "0"
            yield from differences(one, other, f"{where}[{kind_}]")


def pairs(recorded, simulated):
    """Elements of two lists to compare: the first of each type that both have, else the first of all."""
    first = [{}, {}]
    for place, elements in enumerate((recorded, simulated)):
        for element in elements:
            if not (isinstance(element, dict) and isinstance(element.get("type"), str)):
                return [(recorded[0], simulated[0])]
            first[place].setdefault(element["type"], element)
    return [(first[0][type], first[1][type]) for type in first[0] if type in first[1]]


def bad_identifiers(value):
    """Identifiers of an answer that are not of the service's alphabet or length."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "id" or name.endswith("_id") or name == "system_fingerprint":
                if isinstance(member, str):
                    for prefix, alphabet in ALPHABETS.items():
                        if member.startswith(prefix) and not re.fullmatch(prefix + alphabet, member):
                            yield member
            else:
                yield from bad_identifiers(member)
    elif isinstance(value, list):
        for element in value:
            yield from bad_identifiers(element)


def events(body):
    """The events of a stream: documents, and the end as it is written."""
    return [document for _, document in stream(body)[1]]


def stream(body):
    """A stream's line end, and its events: the name, if any, and the document or the end as it is written."""
    line = "\r\n" if b"\r\n" in body else "\n"
    text = body.decode()
    assert text.endswith(2 * line), text[-20:]
    found = []
    for piece in text.split(2 * line):
        if not piece:
            continue
        lines = piece.split(line)
        assert all(part.startswith(("event: ", "data: ")) for part in lines) and len(lines) <= 2, piece
        name = lines[0].removeprefix("event: ") if len(lines) == 2 else None
        data = lines[-1].removeprefix("data: ")
        found.append((name, data if data == "[DONE]" else json.loads(data)))
    return line, found


def course(events):
    """The order of a stream's event types, runs of one type as one."""
    order = []
    for event in events:
        type = event.get("type") if isinstance(event, dict) else event
        # Whether a text cites something is as the model chose.
        if type != "response.output_text.annotation.added" and (not order or order[-1] != type):
            order.append(type)
    return order
