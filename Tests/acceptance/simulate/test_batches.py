# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Batches in the simulator: stages, output, bad lines, cancelling, expiry, lists."""

import asyncio
import json
import re

import openai
import pytest

from support.batches import CHAT, batch, finished, poll, request, requests
from support.simulation import MODEL, lines

ORDER = (
    "id object endpoint model errors input_file_id completion_window status output_file_id error_file_id created_at "
    "in_progress_at expires_at finalizing_at completed_at failed_at expired_at cancelling_at cancelled_at "
    "request_counts usage metadata").split()
NOTHING = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0,
           "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
HEX = "[0-9a-f]"


def content(sim, file):
    """The lines of a file; none without a file."""
    return [json.loads(line) for line in raw(sim, file).splitlines()] if file else []


def raw(sim, file):
    return sim.ask("GET", f"/v1/files/{file}/content").body


# -- To completion ---------------------------------------------------------------------------------------------------


def test_a_batch_goes_through_its_whole_life(sim):
    with sim.client() as client:
        file = client.files.create(file=("b.jsonl", requests(5)), purpose="batch")
        made = client.batches.create(
            input_file_id=file.id, endpoint=CHAT, completion_window="24h", metadata={"job": "nightly"})
        assert (made.status, made.model, made.errors, made.metadata) == ("validating", None, None, {"job": "nightly"})
        assert re.fullmatch(f"batch_{HEX}{{32}}", made.id) and int(made.id[6:14], 16) == made.created_at
        assert made.expires_at == made.created_at + 86_400
        seen = [made]
        while seen[-1].status != "completed":
            assert len(seen) < 8
            seen.append(client.batches.retrieve(made.id))
        assert [one.status for one in seen] == ["validating", "in_progress", "in_progress", "finalizing", "completed"]
        counts = [(one.request_counts.total, one.request_counts.completed) for one in seen]
        assert counts == [(0, 0), (5, 0), (5, 2), (5, 5), (5, 5)]
        assert {one.model for one in seen[1:]} == {MODEL}
        done = seen[-1]
        assert done.created_at < done.in_progress_at < done.finalizing_at < done.completed_at < done.expires_at
        assert done.failed_at is done.expired_at is done.cancelled_at is done.error_file_id is None
        answers = [json.loads(line) for line in client.files.content(done.output_file_id).text.splitlines()]
        assert [answer["custom_id"] for answer in answers] == [f"request-{number}" for number in range(5)]
        assert {answer["response"]["body"]["model"] for answer in answers} == {MODEL}
        assert len({answer["response"]["body"]["id"] for answer in answers}) == 5
        usages = [answer["response"]["body"]["usage"] for answer in answers]
        assert done.usage.input_tokens == sum(usage["prompt_tokens"] for usage in usages) > 0
        assert done.usage.output_tokens == sum(usage["completion_tokens"] for usage in usages) > 0
        assert done.usage.total_tokens == done.usage.input_tokens + done.usage.output_tokens
        output = client.files.retrieve(done.output_file_id)
        assert (output.purpose, output.filename) == ("batch_output", f"{made.id}_output.jsonl")
        assert client.batches.retrieve(made.id) == done


def test_the_async_client_runs_several_at_once(sim):
    async def work():
        async with sim.async_client() as client:
            file = await client.files.create(file=("b.jsonl", requests(3)), purpose="batch")
            made = await asyncio.gather(*(client.batches.create(
                input_file_id=file.id, endpoint=CHAT, completion_window="24h") for _ in range(4)))
            for one in made:
                while one.status != "completed":
                    one = await client.batches.retrieve(one.id)
            assert len([one async for one in client.batches.list(limit=1)]) == 4

    asyncio.run(work())


def test_an_instant_batch_is_done_at_the_first_poll(simulate):
    sim = simulate("--pace", "instant")
    made = batch(sim, requests(3))
    assert made["status"] == "validating"
    assert poll(sim, made)["status"] == "completed"


def test_a_realtime_batch_waits_for_the_clock(simulate):
    sim = simulate("--pace", "realtime")
    made = batch(sim, requests(3))
    assert poll(sim, made)["status"] == poll(sim, made)["status"] == "validating"


def test_the_object_has_the_service_s_members_in_their_order(sim):
    made = batch(sim, requests(1))
    assert list(made) == ORDER
    assert (made["usage"], made["request_counts"]) == (NOTHING, {"total": 0, "completed": 0, "failed": 0})
    answer = sim.ask("GET", f"/v1/batches/{made['id']}")
    assert answer.body.startswith(b'{\n  "id": "batch_') and answer.body.endswith(b"\n}")
    assert answer["access-control-allow-origin"] is None and answer["openai-version"] == "2020-10-01"


def test_output_is_spelled_as_python_spells_json(sim):
    text = "Grüße 👋 \x7f \"quoted\" a/b\u2028"
    made = finished(sim, batch(sim, lines([
        request("1", messages=[{"role": "user", "content": text}], temperature=0.5) | {"custom_id": text}])))
    line = raw(sim, made["output_file_id"])
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    answer = json.loads(line)
    assert json.dumps(answer).encode() + b"\n" == line
    assert list(answer) == ["id", "custom_id", "response", "error"] and answer["error"] is None
    assert list(answer["response"]) == ["status_code", "request_id", "body"]
    assert answer["custom_id"] == text and answer["response"]["status_code"] == 200
    assert re.fullmatch(f"batch_req_{HEX}{{32}}", answer["id"])
    assert int(answer["id"][10:18], 16) == made["finalizing_at"]
    assert re.fullmatch(f"{HEX}{{8}}-{HEX}{{4}}-4{HEX}{{3}}-[89ab]{HEX}{{3}}-{HEX}{{12}}", answer["response"]["request_id"])
    direct = sim.ask("POST", CHAT, {
        "model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}], "temperature": 0.5}).json
    body = answer["response"]["body"]
    assert list(body) == list(direct) and body["choices"] == direct["choices"] and body["usage"] == direct["usage"]


def test_output_expires_when_it_is_told_to(sim):
    made = finished(sim, batch(sim, requests(1), output_expires_after={"anchor": "created_at", "seconds": 3600}))
    file = sim.ask("GET", f"/v1/files/{made['output_file_id']}").json
    assert file["expires_at"] == file["created_at"] + 3600
    other = finished(sim, batch(sim, requests(1)))
    file = sim.ask("GET", f"/v1/files/{other['output_file_id']}").json
    assert file["expires_at"] == file["created_at"] + 2_592_000


@pytest.mark.parametrize("endpoint, body, model", [
    ("/v1/responses", {"model": "gpt-4o-mini", "input": "hi", "metadata": {"a": "b"}}, MODEL),
    ("/v1/embeddings", {"model": "text-embedding-3-small", "input": ["a cat", "a dog"], "dimensions": 8},
     "text-embedding-3-small"),
    ("/v1/moderations", {"model": "omni-moderation-latest", "input": "I will kill you"}, "omni-moderation-latest"),
])
def test_every_endpoint_runs_its_lines(sim, endpoint, body, model):
    made = finished(sim, batch(sim, lines([request(1, endpoint, **body), request(2, endpoint, **body)]), endpoint))
    assert (made["status"], made["model"]) == ("completed", model), made
    answers = [line["response"]["body"] for line in content(sim, made["output_file_id"])]
    direct = sim.ask("POST", endpoint, body).json
    assert [list(answer) for answer in answers] == [list(direct)] * 2
    usage = direct.get("usage", {})
    used = usage.get("input_tokens", usage.get("prompt_tokens", 0))
    assert (made["usage"]["input_tokens"], made["usage"]["total_tokens"]) == (2 * used, 2 * usage.get("total_tokens", 0))
    if endpoint == "/v1/embeddings":
        assert [list(item) for item in answers[0]["data"]] == [["object", "embedding", "index"]] * 2
        assert answers[0]["data"] == direct["data"]


def test_a_fine_tuned_model_answers_in_a_batch(sim):
    model = sim.finished(sim.job()["id"])["fine_tuned_model"]
    made = finished(sim, batch(sim, requests(2, model=model)))
    assert (made["status"], made["model"]) == ("completed", model)
    assert {line["response"]["body"]["model"] for line in content(sim, made["output_file_id"])} == {model}


def test_lines_change_nothing_in_the_session(sim):
    finished(sim, batch(sim, requests(2, store=True)))
    assert sim.ask("GET", "/v1/chat/completions").json["data"] == []


# -- Lines that fail -------------------------------------------------------------------------------------------------


def test_refused_requests_go_to_the_error_file(sim):
    made = finished(sim, batch(sim, lines([request(1), request(2, temperature=9), request(3)])))
    assert (made["status"], made["request_counts"]) == ("completed", {"total": 3, "completed": 2, "failed": 1})
    assert [line["custom_id"] for line in content(sim, made["output_file_id"])] == ["request-1", "request-3"]
    (line,) = content(sim, made["error_file_id"])
    assert (line["custom_id"], line["error"], line["response"]["status_code"]) == ("request-2", None, 400)
    assert line["response"]["body"] == {"error": {
        "message": "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.",
        "type": "invalid_request_error", "param": "temperature", "code": "decimal_above_max_value"}}
    file = sim.ask("GET", f"/v1/files/{made['error_file_id']}").json
    assert (file["filename"], file["purpose"]) == (f"{made['id']}_error.jsonl", "batch_output")


def test_a_batch_whose_requests_all_fail_is_completed_without_output(sim):
    made = finished(sim, batch(sim, requests(3, temperature=9)))
    assert (made["status"], made["output_file_id"]) == ("completed", None)
    assert made["request_counts"] == {"total": 3, "completed": 0, "failed": 3} and made["usage"] == NOTHING
    assert len(content(sim, made["error_file_id"])) == 3


# -- Files that fail -------------------------------------------------------------------------------------------------

GOOD = request(0)


def without(name):
    return {key: value for key, value in GOOD.items() if key != name}


@pytest.mark.parametrize("line, code, param, message", [
    (b"not json", "invalid_json_line", None, "This line is not parseable as valid JSON."),
    (b"[1]", "invalid_json_line", None, "This line is not parseable as valid JSON."),
    (b"{\"custom_id\": \"a\"", "invalid_json_line", None, "This line is not parseable as valid JSON."),
    *((without(name), "missing_required_parameter", name, f"Missing required parameter: '{name}'.")
      for name in ("custom_id", "method", "url", "body")),
    (GOOD, "duplicate_custom_id", "custom_id",
     "The custom_id 'request-0' for this request is a duplicate of another request. The custom_id parameter must be "
     "unique for each request in a batch."),
    (request(1, "/v1/embeddings", model="text-embedding-3-small", input="a"), "invalid_url", "url",
     "The URL provided for this request does not match the batch endpoint."),
    (request(1, model="gpt-x"), "model_not_found", "body.model",
     "The provided model 'gpt-x' is not supported by the Batch API."),
    (request(1, model="gpt-4o"), "mismatched_model", "body.model",
     "The provided model 'gpt-4o' does not match the rest of the batch. Each batch must contain requests for a single "
     "model."),
    (request(1, model=None), "invalid_request", "body.model", "Model parameter is required."),
    (request(1, messages=None), "invalid_request", "body.messages", "Messages parameter is required."),
    (request(1, stream=True), "streaming_unsupported", "body.stream",
     "Chat Completions: Streaming is not supported in the Batch API."),
    (request(1) | {"method": "GET"}, "invalid_method", "method",
     "The method provided for this request is not supported by the Batch API. Must be POST."),
    (request(1) | {"custom_id": 7}, "invalid_type", "custom_id",
     "Invalid type for 'custom_id': expected a string, but got an integer instead."),
    (request(1) | {"body": [1]}, "invalid_type", "body",
     "Invalid type for 'body': expected an object, but got an array instead."),
])
def test_a_bad_line_fails_the_batch(sim, line, code, param, message):
    bad = line + b"\n" if isinstance(line, bytes) else lines([line])
    made = finished(sim, batch(sim, lines([GOOD]) + b"\n" + bad))
    assert (made["status"], made["output_file_id"], made["error_file_id"]) == ("failed", None, None)
    assert made["errors"] == {"object": "list", "data": [
        {"code": code, "message": message, "param": param, "line": 3}]}
    assert list(made["errors"]["data"][0]) == ["code", "message", "param", "line"]
    assert made["failed_at"] > made["created_at"] and made["in_progress_at"] is made["model"] is None
    assert made["request_counts"] == {"total": 0, "completed": 0, "failed": 0}


def test_all_bad_lines_are_reported(sim):
    with sim.client() as client:
        file = client.files.create(file=("b.jsonl", b"a\n" + lines([GOOD]) + b"b\r\n\n" + lines([GOOD])), purpose="batch")
        made = client.batches.create(input_file_id=file.id, endpoint=CHAT, completion_window="24h")
        made = client.batches.retrieve(made.id)
        assert [(error.line, error.code) for error in made.errors.data] == [
            (1, "invalid_json_line"), (3, "invalid_json_line"), (5, "duplicate_custom_id")]


@pytest.mark.parametrize("content, code", [
    (b"", "empty_file"), (b"\n \r\n", "empty_file"),
    (b'{"a":1}\n' * 50_001, "too_many_tasks"),
])
def test_a_file_of_the_wrong_length_fails_the_batch(sim, content, code):
    made = finished(sim, batch(sim, content))
    assert made["status"] == "failed"
    assert (made["errors"]["data"][-1]["code"], made["errors"]["data"][-1]["line"]) == (code, None)


# -- Cancelling ------------------------------------------------------------------------------------------------------


def test_cancelling_before_validation_leaves_nothing(sim):
    with sim.client() as client:
        made = client.batches.create(
            input_file_id=sim.file(requests(4), "b.jsonl", "batch"), endpoint=CHAT, completion_window="24h")
        stopping = client.batches.cancel(made.id)
        assert (stopping.status, stopping.request_counts.total) == ("cancelling", 0) and stopping.cancelling_at
        stopped = client.batches.retrieve(made.id)
        assert (stopped.status, stopped.request_counts.total, stopped.output_file_id) == ("cancelled", 0, None)
        assert stopped.cancelled_at == stopped.cancelling_at + 605 and stopped.in_progress_at is None
        assert client.batches.cancel(made.id) == stopped


def test_cancelling_midway_keeps_what_is_done(sim):
    made = batch(sim, requests(4))
    poll(sim, made), poll(sim, made)
    answer = sim.ask("POST", f"/v1/batches/{made['id']}/cancel")
    assert answer.body.startswith(b'{"id":"batch_') and answer.json["status"] == "cancelling"
    assert answer.json["output_file_id"] is None
    stopped = finished(sim, made)
    assert (stopped["status"], stopped["finalizing_at"], stopped["completed_at"]) == ("cancelled", None, None)
    assert stopped["request_counts"] == {"total": 4, "completed": 2, "failed": 0}
    assert [line["custom_id"] for line in content(sim, stopped["output_file_id"])] == ["request-0", "request-1"]
    left = content(sim, stopped["error_file_id"])
    assert [line["custom_id"] for line in left] == ["request-2", "request-3"]
    assert {line["error"]["code"] for line in left} == {"batch_cancelled"} and left[0]["response"] is None
    assert stopped["usage"]["total_tokens"] > 0


@pytest.mark.parametrize("content, status", [(requests(1), "completed"), (b"bad\n", "failed")])
def test_a_batch_that_has_ended_cannot_be_cancelled(sim, content, status):
    made = finished(sim, batch(sim, content))
    with sim.client() as client, pytest.raises(openai.ConflictError) as error:
        client.batches.cancel(made["id"])
    assert error.value.body["message"] == f"Cannot cancel a batch with status '{status}'."
    assert (error.value.param, error.value.code) == (None, None)


# -- Expiry ----------------------------------------------------------------------------------------------------------


def test_metadata_makes_a_batch_expire_midway(sim):
    made = finished(sim, batch(sim, requests(4), metadata={"tapedeck_outcome": "expired"}))
    assert made["status"] == "expired" and made["request_counts"] == {"total": 4, "completed": 2, "failed": 0}
    assert made["finalizing_at"] == made["expires_at"] + 1 and made["expired_at"] == made["expires_at"] + 608
    assert made["completed_at"] is None
    assert len(content(sim, made["output_file_id"])) == 2
    left = content(sim, made["error_file_id"])
    assert [line["custom_id"] for line in left] == ["request-2", "request-3"]
    assert left[0]["response"] is None and left[0]["error"] == {
        "code": "batch_expired",
        "message": "This request could not be executed before the completion window expired."}


# -- Refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change, param, code, message", [
    ({"input_file_id": None}, "input_file_id", "missing_required_parameter",
     "Missing required parameter: 'input_file_id'."),
    ({"endpoint": None}, "endpoint", "missing_required_parameter", "Missing required parameter: 'endpoint'."),
    ({"completion_window": None}, "completion_window", "missing_required_parameter",
     "Missing required parameter: 'completion_window'."),
    ({"endpoint": "/v1/nope"}, "endpoint", "invalid_value", "Invalid value: '/v1/nope'. Supported values are: "),
    ({"completion_window": "48h"}, "completion_window", "invalid_value",
     "Invalid value: '48h'. Supported values are: '24h'."),
    ({"input_file_id": "file-nope"}, "input_file_id", None, "invalid input_file_id: file-nope"),
    ({"input_file_id": 7}, "input_file_id", "invalid_type",
     "Invalid type for 'input_file_id': expected a string, but got an integer instead."),
    ({"metadata": {"a": 1}}, "metadata.a", "invalid_type",
     "Invalid type for 'metadata.a': expected a string, but got an integer instead."),
    ({"output_expires_after": {"anchor": "created_at", "seconds": 1}}, "output_expires_after.seconds",
     "integer_below_min_value", "Invalid 'output_expires_after.seconds': integer below minimum value."),
    ({"robot": 1}, "robot", "unknown_parameter", "Unknown parameter: 'robot'."),
    ({"endpoint": "/v1/videos"}, "endpoint", "invalid_value", "Tapedeck's simulator runs no batches for '/v1/videos'"),
])
def test_a_bad_request_is_refused(sim, change, param, code, message):
    request = {"input_file_id": sim.file(b"{}", "b.jsonl", "batch"), "endpoint": CHAT, "completion_window": "24h"}
    answer = sim.ask("POST", "/v1/batches", request | change)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)
    assert answer.error["message"].startswith(message)


def test_a_file_of_another_purpose_is_refused(sim):
    answer = sim.ask("POST", "/v1/batches", {
        "input_file_id": sim.file(), "endpoint": CHAT, "completion_window": "24h"})
    assert answer.status == 400 and "must have purpose 'batch'" in answer.error["message"]


def test_an_unknown_batch_is_not_found(sim):
    with sim.client() as client:
        for verb in (client.batches.retrieve, client.batches.cancel):
            with pytest.raises(openai.NotFoundError) as error:
                verb("batch_nope")
            assert error.value.body["message"] == "No batch found with id 'batch_nope'."


# -- Lists -----------------------------------------------------------------------------------------------------------


def test_lists_come_in_pages_with_the_newest_first(sim):
    made = [batch(sim, requests(1))["id"] for _ in range(25)]
    page = sim.ask("GET", "/v1/batches").json
    assert list(page) == ["object", "data", "first_id", "last_id", "has_more"]
    assert [one["id"] for one in page["data"]] == made[:4:-1] and page["has_more"]
    assert (page["first_id"], page["last_id"]) == (made[24], made[5])
    with sim.client() as client:
        assert [one.id for one in client.batches.list(limit=7)] == made[::-1]
    answer = sim.ask("GET", "/v1/batches?limit=101")
    assert (answer.status, answer.error["code"]) == (400, "integer_above_max_value")
    assert sim.ask("GET", "/v1/batches?after=batch_nope").status == 404


def test_a_client_that_only_lists_sees_batches_advance(sim):
    batch(sim, requests(2))
    seen = [sim.ask("GET", "/v1/batches").json["data"][0]["status"] for _ in range(5)]
    assert seen == ["validating", "in_progress", "in_progress", "finalizing", "completed"]


def test_an_empty_list_says_so(sim):
    assert sim.ask("GET", "/v1/batches").json == {
        "object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


def test_a_recorded_batch_is_replayed(record, replay, tape, simulators, client):
    def work(api):
        file = api.files.create(file=("b.jsonl", requests(2)), purpose="batch")
        made = api.batches.create(input_file_id=file.id, endpoint=CHAT, completion_window="24h")
        states = [made.status]
        while states[-1] != "completed":
            made = api.batches.retrieve(made.id)
            states.append(made.status)
        return states, api.files.content(made.output_file_id).content

    recorder = record(upstream=simulators().root)
    first = work(client(recorder))
    recorder.stop()
    assert len(first[0]) > 2 and first[1].count(b"\n") == 2
    assert work(client(replay())) == first
