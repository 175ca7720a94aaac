# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Requests that are nearly right: mutated JSON, forms, paths, queries and raw bytes, the same ones every time.

TAPEDECK_FUZZ_ROUNDS asks for more of them. The simulator must answer each with a status below 500 and, where there is a body, the service's error object.
"""

import copy
import json
import os
import random

import pytest

from support.simulation import GRADER, MODEL, example, lines, training
from support import Connection, form, request_bytes

ROUNDS = int(os.environ.get("TAPEDECK_FUZZ_ROUNDS", "150"))
VALUES = [None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 1e308, 1e-320, 0.5, "", "x", "auto", "\0", "\ud83d\ude00",
          "x" * 5000, [], [[]], [None], {}, {"": None}, {"type": "function"}, [{"role": "user"}], "ft:::::"]

TOOL = {"type": "function", "function": {"name": "f", "strict": True, "parameters": {
    "type": "object", "properties": {"x": {"type": ["integer", "null"], "minimum": 3}, "y": {"$ref": "#/$defs/y"}},
    "required": ["x", "y"], "additionalProperties": False, "$defs": {"y": {"enum": ["a", 1, None]}}}}}
SCHEMA = {"type": "object", "properties": {
    "list": {"type": "array", "items": {"$ref": "#"}, "maxItems": 3}, "date": {"type": "string", "format": "date"},
    "any": {"anyOf": [{"type": "string", "pattern": "^[a-c]{2,4}$"}, {"const": 5}, {"type": "null"}]},
    "number": {"type": "number", "exclusiveMinimum": 1, "multipleOf": 0.5}},
    "required": ["list", "date", "any", "number"], "additionalProperties": False}
LINE = {"custom_id": "0", "method": "POST", "url": "/v1/chat/completions", "body": {
    "model": MODEL, "messages": [{"role": "user", "content": "hi"}], "temperature": 0.5}}
SEEDS = {
    "/v1/chat/completions": [
        {"model": MODEL, "messages": example(), "temperature": 0.5, "top_p": 1, "n": 2, "stop": ["a", "b"], "seed": 5,
         "max_tokens": 9, "logprobs": True, "top_logprobs": 2, "logit_bias": {"5": 1}, "user": "u", "stream": False},
        {"model": MODEL, "messages": [
            {"role": "user", "content": [{"type": "text", "text": "hi"}]},
            {"role": "assistant", "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "1"}], "tools": [TOOL], "tool_choice": "auto",
         "stream": True, "stream_options": {"include_usage": True}, "parallel_tool_calls": False},
        {"model": "gpt-5", "messages": [{"role": "developer", "content": "x"}], "max_completion_tokens": 50,
         "reasoning_effort": "low", "store": True, "metadata": {"a": "b"}, "response_format": {
             "type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": SCHEMA}}},
    ],
    "/v1/responses": [
        {"model": MODEL, "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "hi"}]},
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": "1"}], "tools": [
                {"type": "function", **TOOL["function"]}, {"type": "custom", "name": "c", "format": {
                    "type": "grammar", "syntax": "regex", "definition": "[a-z]+"}}],
         "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]},
         "stream": True, "stream_options": {"include_obfuscation": False}, "include": ["message.output_text.logprobs"],
         "top_logprobs": 2, "context_management": [{"type": "compaction", "compact_threshold": 1000}]},
        {"model": "gpt-5", "input": "x", "instructions": "y", "max_output_tokens": 100, "background": True,
         "reasoning": {"effort": "low", "summary": "auto"}, "include": ["reasoning.encrypted_content"], "metadata": {
             "a": "b"}, "text": {"verbosity": "low", "format": {
                 "type": "json_schema", "name": "n", "strict": True, "schema": SCHEMA}}, "prompt": {
                     "id": "pmpt_1", "variables": {"a": "b"}}, "moderation": {"model": "omni-moderation-latest"}},
        {"model": "gpt-5.4", "stream": True, "include": ["web_search_call.action.sources", "code_interpreter_call.outputs"],
         "tool_choice": "auto", "max_tool_calls": 9, "tools": [
             {"type": "web_search", "filters": {"allowed_domains": ["a.b"]}, "user_location": {
                 "type": "approximate", "city": "c"}}, {"type": "code_interpreter", "container": {"type": "auto"}},
             {"type": "image_generation", "size": "1024x1536", "partial_images": 1, "output_format": "webp"},
             {"type": "mcp", "server_label": "s", "server_url": "https://a.b/c", "headers": {"a": "b"},
              "require_approval": {"never": {"tool_names": ["n"]}}}, {"type": "tool_search"},
             {"type": "namespace", "name": "n", "description": "d", "tools": [
                 {"type": "function", "name": "draw", "defer_loading": True, "parameters": None}]}],
         "input": [
             {"role": "user", "content": "Draw 3 and 4"},
             {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "s", "name": "n", "arguments": "{}"},
             {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}]},
        {"model": "gpt-5.4", "tools": [
            {"type": "apply_patch"}, {"type": "shell"}, {"type": "tool_search", "execution": "client"}], "input": [
            {"role": "user", "content": "Create a file a.txt and run it"},
            {"type": "tool_search_call", "call_id": "call_1", "execution": "client", "arguments": {"goal": "g"}},
            {"type": "tool_search_output", "call_id": "call_1", "execution": "client", "tools": [
                {"type": "function", "name": "run", "parameters": {"type": "object", "properties": {}}}]}]},
    ],
    "/v1/responses/input_tokens": [{"model": MODEL, "input": "x", "instructions": "y", "tools": [
        {"type": "function", **TOOL["function"]}]}],
    "/v1/responses/compact": [{"model": "gpt-5.2", "input": [{"role": "user", "content": "x"}], "instructions": "y"}],
    "/v1/fine_tuning/jobs": [
        {"model": MODEL, "training_file": "FILE", "validation_file": "FILE", "suffix": "s", "seed": 1,
         "hyperparameters": {"n_epochs": 2, "batch_size": "auto", "learning_rate_multiplier": 0.5}, "metadata": {"a": "b"},
         "integrations": [{"type": "wandb", "wandb": {"project": "p", "tags": ["a"]}}]},
        {"model": "o4-mini", "training_file": "FILE", "method": {"type": "reinforcement", "reinforcement": {
            "grader": GRADER, "hyperparameters": {"eval_interval": 2, "compute_multiplier": 1.5}}}},
    ],
    "/v1/uploads": [{"bytes": 5, "filename": "a.jsonl", "mime_type": "text/jsonl", "purpose": "fine-tune",
                     "expires_after": {"anchor": "created_at", "seconds": 3600}}],
    "/v1/batches": [{
        "input_file_id": "", "endpoint": "/v1/chat/completions", "completion_window": "24h", "metadata": {"a": "b"},
        "output_expires_after": {"anchor": "created_at", "seconds": 3600}}],
    "/v1/audio/speech": [
        {"model": "gpt-4o-mini-tts", "input": "Good day", "voice": "alloy", "response_format": "flac", "speed": 1.5,
         "instructions": "Slowly.", "stream_format": "sse"}],
    "/v1/images/generations": [
        {"model": "dall-e-3", "prompt": "a cat", "n": 1, "size": "1792x1024", "quality": "hd", "style": "vivid",
         "response_format": "b64_json", "user": "u"},
        {"model": "gpt-image-2", "prompt": "a cat", "n": 2, "size": "1536x864", "quality": "low", "background": "opaque",
         "output_format": "jpeg", "output_compression": 50, "stream": True, "partial_images": 1}],
    "/v1/images/edits": [
        {"model": "gpt-image-1", "prompt": "a hat", "images": [{"image_url": "https://x.y/z.png"}, {"file_id": "FILE"}],
         "mask": {"image_url": "https://x.y/m.png"}, "input_fidelity": "high", "moderation": "low"}],
    "/v1/moderations": [
        {"model": "omni-moderation-latest", "input": [
            {"type": "text", "text": "I will kill you"}, {"type": "image_url", "image_url": {"url": "https://x.y/z.png"}}]},
        {"model": "text-moderation-latest", "input": ["a", "b"]},
    ],
    "/v1/embeddings": [
        {"model": "text-embedding-3-large", "input": ["one", "two"], "dimensions": 9, "encoding_format": "float",
         "user": "u"},
        {"model": "text-embedding-3-small", "input": [[1, 2], [3]], "dimensions": 9, "encoding_format": "base64"},
    ],
    "/v1/completions": [
        {"model": "davinci-002", "prompt": ["Hello", "you"], "max_tokens": 9, "n": 2, "best_of": 3, "echo": True, "logprobs": 2,
         "stop": ["a"], "temperature": 0.5, "seed": 3, "logit_bias": {"5": 1}, "user": "u"},
        {"model": "gpt-3.5-turbo-instruct", "prompt": [[9906, 1917], [9906]], "stream": True, "suffix": "!",
         "stream_options": {"include_usage": True}},
    ],
    "/v1/vector_stores": [{
        "name": "n", "description": "d", "file_ids": ["FILE"], "metadata": {"a": "b"},
        "expires_after": {"anchor": "last_active_at", "days": 3}, "chunking_strategy": {"type": "static", "static": {
            "max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20}}}],
    "/v1/vector_stores/STORE": [{"name": "n", "metadata": {"a": "b"}, "expires_after": {
        "anchor": "last_active_at", "days": 3}}],
    "/v1/vector_stores/STORE/files": [{"file_id": "FILE", "attributes": {"a": 1, "b": "x", "c": True}}],
    "/v1/vector_stores/STORE/file_batches": [{"files": [{"file_id": "FILE", "attributes": {"a": 1}}]}],
    "/v1/vector_stores/STORE/search": [{
        "query": ["report", "two"], "max_num_results": 5, "rewrite_query": True,
        "ranking_options": {"ranker": "auto", "score_threshold": 0.1}, "filters": {"type": "and", "filters": [
            {"type": "in", "key": "a", "value": [1, "x"]}, {"type": "gte", "key": "a", "value": 0.5}]}}],
    "/v1/realtime/client_secrets": [
        {"expires_after": {"anchor": "created_at", "seconds": 60}, "session": {
            "type": "realtime", "model": "gpt-realtime", "output_modalities": ["text"], "tools": [
                {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}}],
            "audio": {"input": {"turn_detection": {"type": "semantic_vad"}}, "output": {"speed": 1.5}}}},
    ],
    "/v1/fine_tuning/alpha/graders/validate": [{"grader": GRADER}],
    "/v1/fine_tuning/alpha/graders/run": [{"model_sample": '{"a": [1, "x"]}', "item": {"answer": "x", "n": [1]}, "grader": {
        "type": "multi", "name": "m", "calculate_output": "min(a, 2) ^ 2 + 0.5 * (b - c) / max(1, d)", "graders": {
            "a": GRADER | {"reference": "{{item.answer}}"},
            "b": {"type": "text_similarity", "name": "t", "input": "{{sample.output_text}}", "reference": "{{item.n[0]}}",
                  "evaluation_metric": "meteor"},
            "c": {"type": "score_model", "name": "s", "model": MODEL, "range": [0, 5], "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "{{sample.output_json.a[1]}} {{item.answer}}"}]}]},
            "d": {"type": "label_model", "name": "l", "model": MODEL, "labels": ["x", "y"], "passing_labels": ["y"],
                  "input": [{"role": "system", "content": "{{item.answer}}"}]}}}}],
    "/v1/conversations": [
        {"metadata": {"a": "b"}, "items": [
            {"role": "user", "content": [
                {"type": "input_text", "text": "hi"}, {"type": "input_image", "image_url": "https://a.b/c.png"},
                {"type": "input_file", "filename": "a.txt", "file_data": "data:text/plain;base64,SGk="}]},
            {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "x"}], "encrypted_content": "g"},
            {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": [{"type": "input_text", "text": "1"}]},
            {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "q"}},
            {"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "n", "arguments": "{}", "output": "1"},
            {"type": "apply_patch_call", "call_id": "call_2", "operation": {"type": "delete_file", "path": "a"}}]},
    ],
    "/v1/fine_tuning/checkpoints/MODEL/permissions": [{"project_ids": ["proj_a", "proj_b"]}],
}


def places(node, path=()):
    """The paths of all values of a document."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def mutated(document, chance):
    """A document with one to three of its values put otherwise, taken out, doubled or renamed."""
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(list(places(document)))
        if not path:
            continue
        holder = document
        for key in path[:-1]:
            holder = holder[key]
        match chance.randrange(5):
            case 0 if isinstance(holder, dict):
                del holder[path[-1]]
            case 1 if isinstance(holder, list):
                holder.extend(copy.deepcopy(holder[:1]) * chance.choice([1, 3, 200]))
            case 2 if isinstance(holder, dict):
                holder[chance.choice(["", "extra", "type", "\u00fc"])] = holder.pop(path[-1])
            case _:
                holder[path[-1]] = copy.deepcopy(chance.choice(VALUES))
    return document


def assert_handled(answer, what):
    assert answer is not None and answer.is_whole, what
    assert answer.status < 500, (answer.status, what, answer.body[:500])
    if answer.status >= 400:
        error = answer.error
        assert list(error) == ["message", "type", "param", "code"] and error["message"], what
        assert error["type"] in ("invalid_request_error", "image_generation_user_error"), what


@pytest.fixture
def prepared(sim):
    """A session with a file and a tuned model."""
    return sim, sim.file(), sim.finished(sim.job()["id"])["fine_tuned_model"]


@pytest.mark.parametrize("path, number", [(path, number) for path in SEEDS for number in range(len(SEEDS[path]))])
def test_mutated_requests_are_answered(prepared, path, number):
    sim, file, model = prepared
    chance = random.Random(f"{path} {number}")
    seed = json.loads(json.dumps(SEEDS[path][number]).replace("FILE", file))
    if path == "/v1/batches":
        seed["input_file_id"] = sim.file(lines([LINE]), "b.jsonl", "batch")
    if "STORE" in path:
        path = path.replace("STORE", sim.ask("POST", "/v1/vector_stores", {"file_ids": [file]}).json["id"])
    with Connection(sim.server.port, timeout=20) as connection:
        for _ in range(ROUNDS):
            document = mutated(seed, chance)
            body = json.dumps(document, allow_nan=True).encode()
            answer = connection.request(
                "POST", sim.path.removesuffix("/v1") + path.replace("MODEL", model), body,
                content_type="application/json")
            assert_handled(answer, body[:1000])
    assert sim.ask("GET", "/v1/models").status == 200


def test_mutated_bytes_of_json_are_answered(prepared):
    sim, file, _ = prepared
    chance = random.Random(1)
    body = json.dumps(SEEDS["/v1/chat/completions"][1]).encode()
    with Connection(sim.server.port, timeout=20) as connection:
        for _ in range(ROUNDS):
            cut = bytearray(body)
            for _ in range(chance.randint(1, 4)):
                place = chance.randrange(len(cut))
                cut[place:place + chance.choice([0, 1, 5])] = chance.choice(
                    [b"", b"\0", b"\xff", b"{", b"]", b'"', b"\\u", b"\\ud800", b"e999", b"-", b"[" * 2000])
            answer = connection.request(
                "POST", f"{sim.path}/chat/completions", bytes(cut), content_type="application/json")
            assert_handled(answer, bytes(cut[:300]))
        for deep in (b"[" * 100_000, b'{"a":' * 100_000, b'{"messages":' + b"[" * 5000 + b"]" * 5000 + b"}"):
            assert_handled(connection.request(
                "POST", f"{sim.path}/chat/completions", deep, content_type="application/json"), deep[:20])


def test_mutated_lines_of_batches_end_with_a_status(sim):
    chance = random.Random(4)
    for _ in range(ROUNDS // 5):
        content = bytearray(lines(mutated(LINE, chance) if chance.random() < 0.3 else LINE | {"custom_id": f"{number}"}
                                  for number in range(5)))
        for _ in range(chance.randint(0, 2)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        made = sim.ask("POST", "/v1/batches", {
            "input_file_id": sim.file(bytes(content), "b.jsonl", "batch"), "endpoint": "/v1/chat/completions",
            "completion_window": "24h"}).json
        for _ in range(4):
            made = sim.ask("GET", f"/v1/batches/{made['id']}").json
        assert made["status"] in ("completed", "failed"), (made["status"], content)
        assert made["request_counts"]["total"] == sum(made["request_counts"][name] for name in ("completed", "failed"))


FORMS = {
    "files": [("purpose", None, None, b"fine-tune"), ("expires_after[anchor]", None, None, b"created_at"),
              ("expires_after[seconds]", None, None, b"3600"), ("file", "t.jsonl", "text/plain", training(2))],
    "audio/transcriptions": [
        ("model", None, None, b"whisper-1"), ("response_format", None, None, b"verbose_json"),
        ("timestamp_granularities[]", None, None, b"word"),
        ("file", "a.wav", None, b"RIFF\x58\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\xc0\x5d\0\0\x80\xbb\0\0\2\0\x10\0"
                                b"LIST\x10\0\0\0INFOICMT\4\0\0\0Hi.\0data\x20\0\0\0" + bytes(32))],
    "images/edits": [
        ("model", None, None, b"gpt-image-1"), ("prompt", None, None, b"a hat"), ("n", None, None, b"2"),
        ("image[]", "a.png", "image/png", b"\x89PNG\r\n\x1a\n"), ("mask", "m.png", None, b"\x89PNG\r\n\x1a\n")],
}


@pytest.mark.parametrize("path", FORMS)
def test_mutated_forms_are_answered(sim, path):
    chance = random.Random(2)
    body = form("frontier", FORMS[path])
    marks = [b"\r\n", b"--frontier", b"--frontier--", b'name="', b";", b"\0", b"\xff", b":", b"=", b"filename*=utf-8''%"]
    with Connection(sim.server.port, timeout=20) as connection:
        for _ in range(ROUNDS):
            cut = bytearray(body)
            for _ in range(chance.randint(1, 3)):
                place = chance.randrange(min(len(cut), 500))
                cut[place:place + chance.choice([0, 1, 8, 40])] = chance.choice(marks)
            kind = chance.choice(["multipart/form-data; boundary=frontier"] * 8 + [
                "multipart/form-data; boundary=", "multipart/form-data; boundary=\"", "text/plain"])
            answer = connection.request("POST", f"{sim.path}/{path}", bytes(cut), content_type=kind)
            assert_handled(answer, bytes(cut[:500]))


def test_strange_paths_and_queries_are_answered(prepared):
    sim, file, model = prepared
    chance = random.Random(3)
    ids = [file, model, "ftjob-x", "", "%", "%00", "%2F", "..", "a" * 4000, "%ff%fe", "\u00fc".encode().decode("latin-1"), "*"]
    stems = ["/files", "/files/{}", "/files/{}/content", "/uploads/{}/parts", "/uploads/{}/complete", "/uploads/{}/cancel",
             "/fine_tuning/jobs", "/fine_tuning/jobs/{}", "/fine_tuning/jobs/{}/events", "/fine_tuning/jobs/{}/cancel",
             "/fine_tuning/checkpoints/{}/permissions", "/fine_tuning/checkpoints/{}/permissions/{}", "/models/{}",
             "/chat/completions", "/chat/completions/{}", "/chat/completions/{}/messages", "/{}", "//", "/files//"]
    items = ["limit=", "after=", "order=", "purpose=", "metadata[a]=", "metadata=", "model=", "project_id=", "=", "&", "%"]
    words = ["", "1", "0", "-1", "9" * 30, "1.5", "asc", "null", file, "%zz", "[]", "x" * 3000]
    with Connection(sim.server.port, timeout=20) as connection:
        for _ in range(2 * ROUNDS):
            path = chance.choice(stems)
            path = path.format(*(chance.choice(ids) for _ in range(path.count("{}"))))
            query = "&".join(chance.choice(items) + chance.choice(words) for _ in range(chance.randrange(4)))
            target = f"{sim.path}{path}" + (f"?{query}" if query else "")
            method = chance.choice(["GET", "GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH"])
            connection.send(request_bytes(method, target, b"").decode("utf-8").encode("latin-1", "replace"))
            answer = connection.answer(method)
            if answer is None or answer.status == 400 and answer["connection"] == "close":
                # What is no HTTP may cost the connection.
                connection.close()
                connection = Connection(sim.server.port, timeout=20)
                continue
            assert answer.status < 500, (method, target, answer.body[:300])
    assert sim.ask("GET", "/v1/models").status == 200


def test_raw_bytes_do_not_hurt_the_server(sim):
    chance = random.Random(4)
    good = request_bytes("POST", f"{sim.path}/chat/completions", {"model": MODEL, "messages": example()})
    for _ in range(60):
        match chance.randrange(4):
            case 0: data = chance.randbytes(chance.randrange(1, 2000))
            case 1: data = good[:chance.randrange(1, len(good))]
            case 2: data = good.replace(b"content-length: ", b"content-length: " + chance.choice([b"-", b"9" * 30, b"x"]))
            case _:
                cut = bytearray(good)
                for _ in range(5):
                    cut[chance.randrange(200)] = chance.randrange(256)
                data = bytes(cut)
        with Connection(sim.server.port, timeout=5) as connection:
            connection.send(data)
            connection.socket.shutdown(1)
            try:
                answer = connection.answer()
            except (OSError, ValueError, IndexError):
                continue
            assert answer is None or answer.status < 500, data[:200]
    assert sim.ask("GET", "/v1/models").status == 200
