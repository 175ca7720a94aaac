# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Azure's dialect of the simulator: paths, versions, deployments, envelope, header fields, files and jobs."""

import json
import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.simulation import MODEL, Simulated, example, training
from support import KEY, Connection, form, tapedeck
from simulate.test_fuzz import ROUNDS, SEEDS, mutated

ASK = [{"role": "user", "content": "What is <the> capital of France?"}]
VERSION = "api-version=2024-10-21"
CHAT = f"/openai/deployments/gpt-4o-mini/chat/completions?{VERSION}"
JOBS = f"/openai/fine_tuning/jobs?{VERSION}"
ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a"
NOT_FOUND = b'{"error":{"code":"404","message": "Resource not found"}}'
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class Azure:
    """A session of a simulator, asked at Azure's paths."""

    def __init__(self, sim):
        self.sim = sim
        self.root = f"/session/{sim.session}"

    def ask(self, method, path, body=b"", **fields):
        fields = {"api_key": KEY, "authorization": None} | fields
        with Connection(self.sim.server.port, timeout=60) as connection:
            answer = connection.request(method, self.root + path, body, **fields)
        assert answer["tapedeck-simulated"] == "1"
        return answer

    def upload(self, path=f"/openai/files?{VERSION}", content=training(12)):
        parts = [("purpose", None, None, b"fine-tune"), ("file", "t.jsonl", "text/plain", content)]
        return self.ask("POST", path, form("b", parts), content_type="multipart/form-data; boundary=b")

    def file(self):
        id = self.upload().json["id"]
        while self.ask("GET", f"/openai/files/{id}?{VERSION}").json["status"] != "processed":
            pass
        return id

    def tuned(self):
        job = self.ask("POST", JOBS, {"model": MODEL, "training_file": self.file(), "trainingType": 1}).json
        while job["status"] not in ("succeeded", "failed"):
            job = self.ask("GET", f"/openai/fine_tuning/jobs/{job['id']}?{VERSION}").json
        assert job["status"] == "succeeded", job
        return job


@pytest.fixture
def azure(simulate):
    return Azure(simulate())


def events(answer):
    lines = [line.removeprefix(b"data: ") for line in answer.body.split(b"\n\n") if line]
    assert lines[-1] == b"[DONE]"
    return [json.loads(line) for line in lines[:-1]]


# -- Completions -----------------------------------------------------------------------------------------------------


def test_a_completion_is_in_alphabetical_order_with_the_results_of_the_filter(azure):
    answer = azure.ask("POST", CHAT, {"messages": ASK})
    assert answer.status == 200 and answer["content-type"] == "application/json"
    body = answer.body.decode()
    assert body.endswith("}\n") and body.count("\n") == 1 and "<" not in body and ": " not in re.sub('"[^"]*"', "", body)
    document = answer.json
    assert list(document) == ["choices", "created", "id", "model", "object", "prompt_filter_results", "service_tier",
                              "system_fingerprint", "usage"]
    choice = document["choices"][0]
    assert list(choice) == ["content_filter_results", "finish_reason", "index", "logprobs", "message"]
    assert list(choice["message"]) == ["annotations", "content", "refusal", "role"]
    assert list(choice["content_filter_results"]) == [
        "hate", "protected_material_code", "protected_material_text", "self_harm", "sexual", "violence"]
    assert '"jailbreak":{"filtered":false,"detected":false}' in body
    assert body.count('{"filtered":false,"severity":"safe"}') == 8
    assert document["prompt_filter_results"][0]["prompt_index"] == 0 and document["model"] == "gpt-4o-mini-2024-07-18"


def test_a_stream_begins_with_the_results_for_the_prompt(azure):
    answer = azure.ask("POST", CHAT, {"messages": ASK, "stream": True, "stream_options": {"include_usage": True}})
    assert answer["content-type"] == "text/event-stream; charset=utf-8"
    first, role, *content, end, usage = events(answer)
    assert list(first) == ["choices", "created", "id", "model", "object", "prompt_filter_results"]
    assert (first["choices"], first["created"], first["id"]) == ([], 0, "")
    assert role["choices"][0]["content_filter_results"] == end["choices"][0]["content_filter_results"] == {}
    assert end["choices"][0]["delta"] == {} and end["choices"][0]["finish_reason"] == "stop"
    for event in content:
        assert list(event["choices"][0]["content_filter_results"]) == ["hate", "self_harm", "sexual", "violence"]
        assert list(event) == sorted(event) and event["usage"] is None
        assert list(event).index("obfuscation") == list(event).index("object") - 1
    assert usage["choices"] == [] and usage["usage"]["total_tokens"]


@pytest.mark.parametrize("path", [
    CHAT, "/openai/v1/chat/completions", "/openai/v1/chat/completions?api-version=preview", "/v1" + CHAT])
@pytest.mark.parametrize("fields", [{}, {"api_key": None, "authorization": "Bearer token"}])
def test_either_form_of_the_path_and_of_the_key_is_taken(azure, path, fields):
    answer = azure.ask("POST", path, {"model": "gpt-4o-mini", "messages": ASK}, **fields)
    assert answer.json["choices"][0]["content_filter_results"]


def test_the_fields_are_those_of_azure(azure):
    answer = azure.ask("POST", CHAT, {"messages": ASK}, x_ms_client_request_id="mine")
    names = {name.lower() for name, _ in answer.fields}
    assert not [name for name in names if name.startswith(("openai-", "cf-", "x-openai")) or "reset" in name]
    for name in ("apim-request-id", "x-request-id"):
        assert re.fullmatch(UUID, answer[name])
    assert answer["x-ms-client-request-id"] == "mine" and answer["x-ms-deployment-name"] == "gpt-4o-mini"
    assert answer["x-ms-region"] == "East US 2" and answer["x-ms-rai-invoked"] == "true"
    assert int(answer["x-ratelimit-remaining-tokens"]) > 0 and answer["x-accel-buffering"] == "no"
    answer = azure.ask("GET", f"/openai/models?{VERSION}")
    assert answer["x-ms-client-request-id"] == answer["apim-request-id"] and answer["x-ms-rai-invoked"] is None


# -- Errors ----------------------------------------------------------------------------------------------------------


def test_a_request_without_a_key_gets_the_front_door(azure):
    answer = azure.ask("POST", CHAT, {"messages": ASK}, api_key=None)
    assert answer.status == 401 and len(answer.body) == 224
    assert answer.body.startswith(b'{"error":{"code":"401","message":"Access denied due to invalid subscription key')
    assert {name.lower() for name, _ in answer.fields} >= {"content-type", "apim-request-id", "date"}
    assert answer["x-request-id"] is None


@pytest.mark.parametrize("path", ["/openai", "/openai/nothing?" + VERSION, "/openai/chat/completions?" + VERSION])
def test_an_unknown_path_at_the_root_is_azures(simulators, path):
    """In a session it may be a part of a name, so the server asks for a path that it knows."""
    with Connection(simulators().port) as connection:
        answer = connection.request("POST", path, {"messages": ASK}, api_key=KEY)
        assert (answer.status, answer.body) == (404, NOT_FOUND)
        assert connection.request("POST", "/session/a" + path, {"messages": ASK}).error["code"] == "unknown_url"


@pytest.mark.parametrize("path", [
    "/openai/v1/nothing", "/openai/deployments/gpt-4o-mini?" + VERSION,
    CHAT.split("?")[0], CHAT.split("?")[0] + "?api-version=new",
    CHAT.split("?")[0] + "?api-version=2021-01-01", "/openai/deployments/gpt-4o-mini/files?" + VERSION,
    "/openai/files/?" + VERSION])
def test_an_unknown_path_or_version_is_not_found_with_a_blank(azure, path):
    answer = azure.ask("POST", path, {"messages": ASK})
    assert (answer.status, answer.body) == (404, NOT_FOUND)


@pytest.mark.parametrize("path, model, message", [
    ("/openai/v1/chat/completions?" + VERSION, "gpt-4o", "API version not supported"),
    ("/openai/responses?" + VERSION, "gpt-4o",
     "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later"),
    (f"/openai/deployments/o3-mini/chat/completions?{VERSION}", "",
     "Model {modelName} is enabled only for api versions 2024-12-01-preview and later")])
def test_a_version_that_does_not_fit_is_a_bad_request(azure, path, model, message):
    answer = azure.ask("POST", path, {"model": model, "messages": ASK, "input": "x"})
    assert answer.status == 400
    assert answer.body == json.dumps({"error": {"code": "BadRequest", "message": message}}, separators=(",", ":")).encode()


def test_errors_of_parameters_keep_the_form_of_the_service(azure):
    error = azure.ask("POST", CHAT, {"messages": [], "n": 1}).error
    assert list(error) == ["message", "type", "param", "code"] and error["code"] == "empty_array"
    assert azure.ask("POST", CHAT, b"{").status == 400


# -- Deployments -----------------------------------------------------------------------------------------------------


def test_a_deployment_that_is_not_there_is_not_found(azure):
    for path in ["/openai/deployments/chat/chat/completions?" + VERSION, "/openai/v1/chat/completions"]:
        answer = azure.ask("POST", path, {"model": "chat", "messages": ASK})
        assert answer.status == 404 and list(answer.error) == ["code", "message"]
        assert answer.error["code"] == "DeploymentNotFound"


def test_deployments_are_named_by_flag_and_by_the_control_api(simulate):
    azure = Azure(simulate("--azure-deployment", "chat=gpt-4o-mini", "--azure-deployment", "old=gpt-35-turbo"))
    for name, model in [("chat", "gpt-4o-mini-2024-07-18"), ("old", "gpt-3.5-turbo-0125")]:
        answer = azure.ask("POST", f"/openai/deployments/{name}/chat/completions?{VERSION}", {"messages": ASK})
        assert answer.json["model"] == model and answer["x-ms-deployment-name"] == name
    with Connection(azure.sim.server.port) as connection:
        begun = connection.request("POST", "/_tapedeck/sessions", {
            "name": "azure", "simulate": {"azure_deployments": {"mine": "gpt-4o"}}})
        assert begun.status == 201, begun.body
        path = f"/session/azure/openai/deployments/mine/chat/completions?{VERSION}"
        assert connection.request("POST", path, {"messages": ASK}).json["model"] == "gpt-4o-2024-08-06"
        wrong = connection.request("POST", "/_tapedeck/sessions", {
            "name": "b", "simulate": {"azure_deployments": {"mine": "gpt-none"}}})
        assert wrong.status == 400 and "gpt-none" in wrong.error["message"]


@pytest.mark.parametrize("value, problem", [("chat", "NAME=MODEL"), ("a=gpt-none", "'gpt-none'"), ("=gpt-4o", "name ''")])
def test_a_deployment_that_cannot_be_is_told(value, problem):
    done = tapedeck("simulate", "--azure-deployment", value)
    assert done.code == 64 and problem in done.err and "--azure-deployment" in done.err


def test_a_tuned_model_is_deployed_before_it_is_used(azure):
    job = azure.tuned()
    resource = f"{ACCOUNT}/deployments/mine?api-version=2024-10-01"
    path = f"/openai/deployments/mine/chat/completions?{VERSION}"
    token = {"api_key": None, "authorization": "Bearer token"}
    assert azure.ask("GET", resource, **token).error["code"] == "ResourceNotFound"
    settings = {"sku": {"name": "standard", "capacity": 1},
                "properties": {"model": {"format": "OpenAI", "name": job["fine_tuned_model"], "version": "1"}}}
    created = azure.ask("PUT", resource, settings, **token)
    assert created.status == 201 and created.json["properties"]["provisioningState"] == "Creating"
    assert azure.ask("GET", resource, **token).json["properties"]["provisioningState"] == "Creating"
    shown = azure.ask("GET", resource, **token).json
    assert shown["properties"] == settings["properties"] | {"provisioningState": "Succeeded"}
    assert shown["sku"] == settings["sku"] and shown["id"] == resource.split("?")[0]
    assert azure.ask("POST", path, {"messages": example()[:2]}).json["model"] == job["fine_tuned_model"]
    listed = azure.ask("GET", f"{ACCOUNT}/deployments?api-version=2024-10-01", **token).json
    assert [deployment["name"] for deployment in listed["value"]] == ["mine"]
    assert azure.ask("PUT", resource, settings, **token).status == 200
    assert [azure.ask("DELETE", resource, **token).status for _ in range(2)] == [200, 204]
    assert azure.ask("POST", path, {"messages": ASK}).error["code"] == "DeploymentNotFound"


def test_what_the_control_plane_refuses(azure):
    resource = f"{ACCOUNT}/deployments/mine?api-version=2024-10-01"
    token = {"api_key": None, "authorization": "Bearer token"}
    model = {"properties": {"model": {"format": "OpenAI", "name": "gpt-none", "version": "1"}}}
    for answer, status, code in [
        (azure.ask("PUT", resource, model), 401, "AuthenticationFailed"),
        (azure.ask("PUT", resource.split("?")[0], model, **token), 400, "MissingApiVersionParameter"),
        (azure.ask("PUT", resource, model, **token), 400, "DeploymentModelNotSupported"),
        (azure.ask("PUT", resource, b"[", **token), 400, "InvalidRequestContent"),
        (azure.ask("PUT", resource, {}, **token), 400, "InvalidRequestContent"),
        (azure.ask("POST", resource, {}, **token), 405, "MethodNotAllowed"),
        (azure.ask("GET", f"{ACCOUNT}/models?api-version=1", **token), 404, "404"),
    ]:
        assert (answer.status, answer.error["code"]) == (status, code)


# -- Files and jobs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/openai/files?{VERSION}", "/openai/v1/files"])
def test_a_file_is_pending_until_it_was_looked_at(azure, path):
    created = azure.upload(path)
    file = created.json
    assert created.status == 201 and re.fullmatch("file-[0-9a-f]{32}", file["id"])
    assert list(file) == ["object", "id", "purpose", "filename", "bytes", "created_at", "status"]
    where = path.replace("files", f"files/{file['id']}")
    assert created["location"] == azure.root + where
    assert [file["status"]] + [azure.ask("GET", where).json["status"] for _ in range(3)] == [
        "pending", "running", "processed", "processed"]
    assert azure.ask("GET", path).json["data"][0]["status"] == "processed"
    deleted = azure.ask("DELETE", where)
    assert deleted.status == 200 and deleted.json["deleted"]
    assert list(azure.ask("GET", where).error) == ["code", "message"]


def test_a_job_has_the_states_of_azure_and_can_be_deleted(azure):
    request = {"model": MODEL, "training_file": azure.upload().json["id"], "trainingType": "developerTier"}
    assert azure.ask("POST", JOBS, request).error["code"] == "invalidPayload"
    assert "trainingType" in azure.ask("POST", JOBS, request | {"trainingType": "fast"}).error["message"]
    created = azure.ask("POST", JOBS, request | {"training_file": azure.file()})
    job = created.json
    assert created.status == 201 and re.fullmatch("ftjob-[0-9a-f]{32}", job["id"])
    assert (job["status"], job["organization_id"], job["result_files"]) == ("pending", None, None)
    path = JOBS.replace("jobs", f"jobs/{job['id']}")
    assert created["location"] == azure.root + path
    running = azure.ask("DELETE", path)
    assert (running.status, running.error["code"]) == (409, "conflict")
    statuses = []
    while job["status"] not in ("succeeded", "failed"):
        job = azure.ask("GET", path).json
        statuses.append(job["status"])
    assert statuses == ["pending", "running", "succeeded"] and len(job["result_files"]) == 1
    assert azure.ask("DELETE", path).status == 204
    assert azure.ask("GET", path).error["code"] == "notFound"
    assert azure.ask("GET", JOBS).json["data"] == []


def test_models_say_what_they_can_do(azure):
    models = {model["id"]: model for model in azure.ask("GET", f"/openai/models?{VERSION}").json["data"]}
    model = models["gpt-4o-mini-2024-07-18"]
    assert list(model) == ["object", "id", "created_at", "status", "lifecycle_status", "capabilities", "deprecation"]
    assert model["capabilities"] == {"fine_tune": True, "inference": True, "completion": False, "chat_completion": True,
                                     "embeddings": False}
    assert azure.ask("GET", f"/openai/models/{model['id']}?{VERSION}").json == model
    assert "capabilities" not in azure.ask("GET", "/openai/v1/models").json["data"][0]


# -- Determinism, fuzz, recording ---------------------------------------------------------------------------------------


def everything(azure):
    """A session from the first completion to the call of a tuned model: what matters of every answer."""
    answers, path = [], f"/openai/deployments/mine/chat/completions?{VERSION}"

    def send(method, path, body=b"", **fields):
        answer = azure.ask(method, path, body, **fields)
        kept = [(name, value) for name, value in answer.fields if name.lower() not in ("date", "location")]
        answers.append((answer.status, kept, answer.body))

    for body in [{"messages": ASK}, {"messages": ASK, "stream": True}, {"messages": []}]:
        send("POST", CHAT, body)
    model = azure.tuned()["fine_tuned_model"]
    send("GET", JOBS)
    send("GET", f"/openai/files?{VERSION}")
    send("PUT", f"{ACCOUNT}/deployments/mine?api-version=1", {"properties": {"model": {"name": model}}},
         authorization="Bearer token")
    for _ in range(2):
        send("POST", path, {"messages": example()[:2]})
    send("POST", CHAT, {"messages": ASK}, api_key=None)
    return answers


def test_sixteen_threads_get_the_same_bytes(simulators):
    server = simulators("--seed", "7")
    with ThreadPoolExecutor(16) as pool:
        runs = list(pool.map(lambda number: everything(Azure(Simulated(server, f"azure-{number}"))), range(16)))
    assert all(one == runs[0] for one in runs[1:])
    assert [answer[0] for answer in runs[0]] == [200, 200, 400, 200, 200, 201, 404, 200, 401]


@pytest.mark.parametrize("method, path, seed", [
    ("POST", CHAT, SEEDS["/v1/chat/completions"][0]), ("POST", "/openai/v1/chat/completions", SEEDS["/v1/chat/completions"][1]),
    ("POST", JOBS, SEEDS["/v1/fine_tuning/jobs"][0] | {"trainingType": 1}),
    ("PUT", f"{ACCOUNT}/deployments/mine?api-version=1", {"sku": {"name": "a", "capacity": 1}, "properties": {
        "model": {"format": "OpenAI", "name": "gpt-4o", "version": "1"}}})])
def test_mutated_requests_are_answered(azure, method, path, seed):
    chance = random.Random(path)
    for _ in range(ROUNDS // 3):
        document = mutated(seed, chance)
        answer = azure.ask(method, path, json.dumps(document, allow_nan=True).encode(), authorization="Bearer token",
                           content_type="application/json")
        assert answer.is_whole and answer.status < 500, document
        if answer.status >= 400:
            assert list(answer.error) in (["code", "message"], ["message", "type", "param", "code"]), answer.body


def test_a_recorded_simulation_is_replayed_byte_for_byte(record, replay, serve, tape):
    def tour(deck):
        with Connection(deck.port) as connection:
            parts = [("purpose", None, None, b"fine-tune"), ("file", "t.jsonl", "text/plain", training(12))]
            for path, body, fields in [
                (CHAT, {"messages": ASK}, {}), (CHAT, {"messages": ASK, "stream": True}, {}),
                (f"/openai/files?{VERSION}", form("b", parts), {"content_type": "multipart/form-data; boundary=b"})]:
                yield connection.request("POST", path, body, **({"api_key": KEY, "authorization": None} | fields))

    simulator = serve("simulate", "--port", "0")
    with record(upstream=simulator.base) as deck:
        live = list(tour(deck))
    with replay() as deck:
        played = list(tour(deck))
    assert [(a.status, a.kept, a.body) for a in played] == [(a.status, a.kept, a.body) for a in live]
    assert KEY.encode() not in tape.read_bytes()
