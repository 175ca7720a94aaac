# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Holds answers to the service's own OpenAPI document, where there is one beside the project.

TAPEDECK_OPENAPI names it, cut to some of the paths as JSON; by default it is looked for beside the clone. Other paths are
looked up in the whole document, `openapi.yaml` in the same folder. Where a document is missing nothing is checked.
"""

import json
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from support import ROOT

DOCUMENT = Path(os.environ.get("TAPEDECK_OPENAPI", ROOT.parent / "shared" / "openai" / "openapi.scope.json"))
MISSING = f"no OpenAPI document {DOCUMENT}"
WHOLE = DOCUMENT.with_name("openapi.yaml")

# Fields of a schema that the service sends as null although the document does not let them be.
NULLS = {
    "MCPToolFilter": ["read_only", "tool_names"],
    "Batch": [
        "model", "errors", "output_file_id", "error_file_id", "in_progress_at", "finalizing_at", "completed_at",
        "failed_at", "expired_at", "cancelling_at", "cancelled_at"],
    "ListBatchesResponse": ["first_id", "last_id"],
    "OpenAIFile": ["status_details", "expires_at"],
    "ListFilesResponse": ["first_id", "last_id"],
    "ListFineTuningJobCheckpointsResponse": ["first_id", "last_id"],
    "ListFineTuningCheckpointPermissionResponse": ["first_id", "last_id"],
    "ChatCompletionList": ["first_id", "last_id"],
    "ChatCompletionMessageList": ["first_id", "last_id"],
    "ModelResponseProperties": ["user"],
    "TextResponseFormatJsonSchema": ["description"],
    "CustomToolParam": ["description"],
    "ConversationItemList": ["first_id", "last_id"],
    "MCPTool": ["server_description"],
    "ListVectorStoresResponse": ["first_id", "last_id"],
    "ListVectorStoreFilesResponse": ["first_id", "last_id"],
    "VectorStoreObject": ["name", "expires_after"],
    # Of preference tuning and reinforcement, whose numbers stand under `method`.
    "FineTuningJob": ["hyperparameters"],
    # Recorded sessions of the Realtime API name all they have, also what is not set.
    "RealtimeSessionCreateRequestGA": ["include"], "RealtimeSessionCreateResponseGA": ["include"],
    "RealtimeResponse": ["status_details", "usage"],
}
# Fields that the service leaves out although the document demands them: reasoning models have no log probabilities.
OPTIONAL = {"CreateChatCompletionResponse": ("choices", "logprobs")}
# Members of messages that stored completions show as null.
EMPTY = ["tool_calls", "function_call", "annotations", "audio"]
# Values that the service knows and an enumeration of the document lacks.
VALUES = {
    ("OpenAIFile", "purpose"): ["evals"],
    # As recorded; the description of the field says so too.
    ("VectorStoreFileBatchObject", "object"): ["vector_store.file_batch"],
}

checked = Counter()


def relaxed(node):
    """A schema with the document's 3.0 spellings made those of 3.1, and overlapping alternatives let be."""
    if isinstance(node, list):
        return [relaxed(element) for element in node]
    if not isinstance(node, dict):
        return node
    node = {name: relaxed(value) for name, value in node.items()}
    for bound in ("Minimum", "Maximum"):
        if node.get(f"exclusive{bound}") is True:
            node[f"exclusive{bound}"] = node.pop(bound.lower())
    if isinstance(node.get("oneOf"), list):
        node.setdefault("anyOf", []).extend(node.pop("oneOf"))
    if any(isinstance(part, dict) and part.get("nullable") is True and len(part) == 1 for part in node.get("allOf", [])):
        node["allOf"] = [part for part in node["allOf"] if part != {"nullable": True}]
        node["nullable"] = True
    if node.pop("nullable", False):
        node = {"anyOf": [node, {"type": "null"}]}
    return node


@cache
def document(path):
    """The document in a file, with its relaxations."""
    text = path.read_text()
    parsed = json.loads(text) if path.suffix == ".json" else yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    document = relaxed(parsed)
    schemas = document["components"]["schemas"]
    for name, fields in NULLS.items():
        # The cut document lacks some of them.
        for field in fields if name in schemas else []:
            schemas[name]["properties"][field] = {"anyOf": [schemas[name]["properties"][field], {"type": "null"}]}
    for (name, field), values in VALUES.items():
        if name in schemas:
            schemas[name]["properties"][field]["enum"] += values
    for name, (field, member) in OPTIONAL.items():
        schemas[name]["properties"][field]["items"]["required"].remove(member)
    # No recorded event at the end of arguments names the function.
    schemas["ResponseFunctionCallArgumentsDoneEvent"]["required"].remove("name")
    # A response that is not finished has no usage.
    response = schemas["Response"]["allOf"][-1]["properties"]
    response["usage"] = {"anyOf": [response["usage"], {"type": "null"}]}
    # An empty legacy completion has no completion tokens, and the first token of an echo no probability.
    completion = schemas["CreateCompletionResponse"]["properties"]
    usage = json.loads(json.dumps(schemas["CompletionUsage"]))
    usage["required"].remove("completion_tokens")
    completion["usage"] = usage
    for part in completion["choices"]["items"]["properties"]["logprobs"]["anyOf"]:
        for name in ("token_logprobs", "top_logprobs"):
            if name in part.get("properties", {}):
                items = part["properties"][name]["items"]
                part["properties"][name]["items"] = {"anyOf": [items, {"type": "null"}]}
    # The example of a multi grader has several graders, its schema only one.
    schemas["GraderMulti"]["properties"]["graders"] = {"type": ["object", "array"]}
    # Models that only read text have eleven categories, and tell of no inputs.
    result = schemas["CreateModerationResponse"]["properties"]["results"]["items"]
    result["required"].remove("category_applied_input_types")
    for member in ("categories", "category_scores"):
        result["properties"][member]["required"] = []
    # As base64, an embedding is a string.
    embedding = schemas["Embedding"]["properties"]
    embedding["embedding"] = {"anyOf": [embedding["embedding"], {"type": "string"}]}
    for session in schemas.keys() & {"RealtimeSessionCreateRequestGA", "RealtimeSessionCreateResponseGA"}:
        audio = schemas[session]["properties"]["audio"]["properties"]["input"]["properties"]
        for field in ("transcription", "noise_reduction"):
            audio[field] = {"anyOf": [audio[field], {"type": "null"}]}
    # Where only some tools of a server need approval, the filter for the others is null.
    if "MCPToolFilter" in schemas:
        schemas["MCPToolFilter"] = {"anyOf": [schemas["MCPToolFilter"], {"type": "null"}]}
    # Newer models draw images of any size.
    for name in ("ImagesResponse", *(f"Image{kind}{event}Event" for kind in ("Gen", "Edit")
                                     for event in ("PartialImage", "Completed"))):
        if name in schemas:
            schemas[name]["properties"]["size"] = {"type": "string"}
    # A job without a fault has an error without members.
    job = schemas["FineTuningJob"]["properties"]
    job["error"] = {"anyOf": [job["error"], {"type": "object", "maxProperties": 0}]}
    # Stored messages have every role, and are recorded without a refusal and with null for what they lack.
    message = schemas["ChatCompletionResponseMessage"]
    message["required"].remove("refusal")
    message["properties"]["role"] = {"type": "string"}
    for field in EMPTY:
        message["properties"][field] = {"anyOf": [message["properties"][field], {"type": "null"}]}
    return document


@cache
def routes(path):
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route) + "$"), route) for route in document(path)["paths"]]


@cache
def validator(path, pointer):
    registry = Registry().with_resource("urn:api", Resource.opaque(document(path)))
    return Draft202012Validator({"$ref": f"urn:api#{pointer}"}, registry=registry)


def schema(method, path, status, content_type):
    """The validator of an answer; None when it has no schema."""
    if status >= 400:
        return validator(DOCUMENT, "/components/schemas/ErrorResponse")
    files = [file for file in (DOCUMENT, WHOLE) if file.is_file()]
    # Words of a path count before identifiers: `responses/compact` is no response.
    matches = [
        (file, route) for file in files for pattern, route in routes(file)
        if pattern.match(path) and method.lower() in document(file)["paths"][route]]
    found = min(matches, key=lambda match: match[1].count("{"), default=None)
    if not found:
        assert not WHOLE.is_file(), f"{path} is not in the document"
        return None
    file, route = found
    contents = document(file)["paths"][route][method.lower()]["responses"][str(status)].get("content", {})
    if content_type not in contents:
        return None
    parts = ["paths", route, method.lower(), "responses", str(status), "content", content_type, "schema"]
    return validator(file, "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts))


def check_realtime(event):
    """Asserts that an event of the Realtime API is what the document says."""
    if not WHOLE.is_file():
        return
    holds = validator(WHOLE, f"/components/schemas/{realtime_events()[event['type']]}")
    error = next(iter(holds.iter_errors(event)), None)
    assert error is None, f"{event['type']}: {error.json_path}: {error.message[:500]}"
    checked[f"realtime {event['type']}"] += 1


@cache
def realtime_events():
    """The names of the schemas of events by their types."""
    schemas = document(WHOLE)["components"]["schemas"].items()
    types = [(name, schema["properties"]["type"]) for name, schema in schemas if name.startswith("RealtimeServerEvent")
             and "properties" in schema]
    return {type["enum"][0]: name for name, type in types}


def events(body):
    """The documents in a stream, without the mark at its end."""
    lines = [line for line in body.replace(b"\r\n", b"\n").split(b"\n") if line.startswith(b"data: ")]
    return [json.loads(line.removeprefix(b"data: ")) for line in lines if line != b"data: [DONE]"]


def check(method, path, status, content_type, body):
    """Asserts that an answer is what the document says; the path is the service's, without a session."""
    content_type = (content_type or "").split(";")[0]
    if not DOCUMENT.is_file() or content_type not in ("application/json", "text/event-stream"):
        return
    holds = schema(method, path.removeprefix("/v1"), status, content_type)
    if holds is None:
        return
    for answer in [json.loads(body)] if content_type == "application/json" else events(body):
        error = next(iter(holds.iter_errors(answer)), None)
        assert error is None, f"{method} {path} {status}: {error.json_path}: {error.message[:500]}"
        checked[f"{method} {re.sub('/[^/]*[-_:][^/]{6,}', '/ID', path)} {status}"] += 1
