# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Models, routes and keys in the simulator."""

import asyncio

import openai
import pytest

from support.simulation import ALIASES, MODEL
from support import Connection, request_bytes


def test_models_are_listed_and_retrieved(sim):
    with sim.client() as client:
        models = {model.id: model for model in client.models.list()}
        for alias, snapshot in ALIASES.items():
            assert models[alias] == client.models.retrieve(alias)
            assert models[snapshot] == client.models.retrieve(snapshot)
            assert models[alias].owned_by in ("system", "openai", "openai-internal")
        assert "gpt-5.6-sol" in models
    document = sim.ask("GET", f"/v1/models/{MODEL}")
    assert list(document.json)[:4] == ["id", "object", "created", "owned_by"]
    assert document.json["shutdown_date"] == "2027-01-14"
    assert document.body.endswith(b"\n}") and list(sim.ask("GET", "/v1/models").json) == ["object", "data"]


def test_every_listed_model_is_found_by_its_name(sim):
    models = sim.ask("GET", "/v1/models").json["data"]
    for model in models:
        assert list(model) == ["id", "object", "created", "owned_by", "shutdown_date"]
        assert sim.ask("GET", f"/v1/models/{model['id']}").json == model
    assert len({model["id"] for model in models}) == len(models)
    dates = {model["id"]: model["shutdown_date"] for model in models}
    assert dates["gpt-4o-mini"] == "2027-01-14" and dates["o3"] == "2026-12-11" and dates["gpt-4"] == "2026-10-23"
    assert dates["gpt-6-astra"] is None
    # One of each family that applications look for when they start.
    assert {"gpt-5.5", "o1-pro", "gpt-5-codex", "text-embedding-3-small", "omni-moderation-latest", "whisper-1", "tts-1",
            "gpt-4o-transcribe-diarize", "gpt-image-1.5", "gpt-realtime-2.1", "sora-2", "davinci-002"} <= set(dates)


@pytest.mark.parametrize("name", ["gpt-x", "ft:gpt-4o-mini-2024-07-18:acme::AAAAAAAA", "ft:123", "a%20b"])
@pytest.mark.parametrize("verb", ["GET", "DELETE"])
def test_an_unknown_model_is_not_found(sim, name, verb):
    answer = sim.ask(verb, f"/v1/models/{name}")
    message = f"The model '{name.replace('%20', ' ')}' does not exist"
    assert (answer.status, answer.json) == (404, {"error": {
        "message": message, "type": "invalid_request_error", "param": "model", "code": "model_not_found"}})
    # DELETE ends its bodies with a line end, GET does not.
    assert answer.body.endswith(b"}\n" if verb == "DELETE" else b"}")


def test_the_sdk_raises_not_found(sim):
    async def work():
        async with sim.async_client() as client:
            with pytest.raises(openai.NotFoundError) as error:
                await client.models.retrieve("gpt-x")
            assert error.value.code == "model_not_found" and error.value.request_id.startswith("req_")

    asyncio.run(work())


def test_a_base_model_cannot_be_deleted(sim):
    with sim.client() as client:
        with pytest.raises(openai.PermissionDeniedError):
            client.models.delete(MODEL)
        assert client.models.retrieve(MODEL).id == MODEL


def test_a_tuned_model_comes_and_goes(sim):
    job = sim.finished(sim.job(suffix="mine")["id"])
    name = job["fine_tuned_model"]
    with sim.client() as client:
        model = client.models.retrieve(name)
        assert model.owned_by == name.split(":")[2] and model.created >= job["finished_at"]
        assert name in [listed.id for listed in client.models.list()]
        checkpoints = [point.fine_tuned_model_checkpoint for point in client.fine_tuning.jobs.checkpoints.list(job["id"])]
        assert checkpoints[0] == name and len(checkpoints) == 3
        assert set(checkpoints) <= {listed.id for listed in client.models.list()}
        gone = client.models.delete(name)
        assert (gone.id, gone.object, gone.deleted) == (name, "model", True)
        for verb in (client.models.retrieve, client.models.delete):
            with pytest.raises(openai.NotFoundError) as error:
                verb(name)
            assert error.value.body["message"] == f"The model '{name}' does not exist"
        # The job stays, and so do its checkpoints.
        assert client.fine_tuning.jobs.retrieve(job["id"]).fine_tuned_model == name
        assert client.models.retrieve(checkpoints[1]).id == checkpoints[1]


def test_a_deleted_model_answers_as_the_service_does(sim):
    name = sim.finished(sim.job()["id"])["fine_tuned_model"]
    answer = sim.ask("DELETE", f"/v1/models/{name}")
    assert answer.body == (f'{{\n  "id": "{name}",\n  "object": "model",\n  "deleted": true,\n'
                           '  "owned_by": "openai-internal"\n}\n').encode()
    assert answer["access-control-allow-origin"] == "*"


# -- Keys and routes -------------------------------------------------------------------------------------------------

NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth "
    "(i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the "
    "API from your browser and are prompted for a username and password. You can obtain an API key from "
    "https://platform.openai.com/account/api-keys.")


@pytest.mark.parametrize("method, path", [
    ("GET", "/v1/models"), ("GET", "/v1/files"), ("POST", "/v1/chat/completions"), ("POST", "/v1/fine_tuning/jobs")])
def test_a_request_without_a_key_is_refused_by_the_gateway(sim, method, path):
    answer = sim.ask(method, path, {"model": "x"} if method == "POST" else b"", authorization=None)
    assert (answer.status, answer.json) == (401, {"error": {
        "message": NO_KEY, "type": "invalid_request_error", "param": None, "code": None}})
    assert answer.body.startswith(b'{\n    "error": {\n        "message"') and answer.body.endswith(b"    }\n}\n")
    assert answer["content-type"] == "application/json; charset=utf-8" and answer["vary"] == "Origin"
    assert answer["openai-version"] is answer["openai-organization"] is answer["openai-processing-ms"] is None
    assert answer["x-request-id"].startswith("req_")


def test_any_key_will_do(sim):
    for key in ("Bearer x", "Bearer a b c", "Basic OmtleQ=="):
        assert sim.ask("GET", "/v1/models", authorization=key).status == 200


@pytest.mark.parametrize("method, path", [
    ("POST", "/v1/nope"), ("GET", "/v1/files/"), ("POST", "/v1/chat/completionz"), ("GET", "/v1/files/a/b/c"),
    ("GET", "/v1/fine_tuning"), ("GET", "/v1/fine_tuning/jobs/ftjob-x/nope"), ("GET", "/v1/")])
def test_an_unknown_route_says_so(simulate, method, path):
    sim = simulate()
    # Not held to the schema: the document has no such path.
    with Connection(sim.server.port) as connection:
        answer = connection.request(method, f"/session/{sim.session}{path}")
    assert answer.status == 404
    error = answer.error
    assert error["message"].splitlines()[0] == f"Invalid URL ({method} {path})"
    assert "files, uploads, fine_tuning/jobs" in error["message"]
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", None, None)
    assert answer["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("method, path", [
    ("PUT", "/v1/files"), ("PATCH", "/v1/models"), ("DELETE", "/v1/fine_tuning/jobs"), ("GET", "/v1/uploads")])
def test_a_wrong_method_is_not_allowed(sim, method, path):
    with Connection(sim.server.port) as connection:
        answer = connection.request(method, f"/session/{sim.session}{path}")
    assert (answer.status, answer.error["type"]) == (405, "invalid_request_error")
    assert method in answer.error["message"]


@pytest.mark.parametrize("body", [b"{", b"not json", b"[]", b'"text"', b"\xff\xfe", b'{"a": 1} x', b"null"])
@pytest.mark.parametrize("path", ["/v1/fine_tuning/jobs", "/v1/uploads", "/v1/chat/completions"])
def test_a_body_that_is_not_json_is_refused(sim, path, body):
    answer = sim.ask("POST", path, body, content_type="application/json")
    assert answer.status == 400
    assert answer.error["message"].startswith("We could not parse the JSON body of your request. (HINT: ")
    assert (answer.error["param"], answer.error["code"]) == (None, None)


def test_every_answer_has_a_request_id_of_its_own(sim):
    ids = {sim.ask("GET", path)["x-request-id"] for path in ("/v1/models", "/v1/files", "/v1/models/x")}
    assert len(ids) == 3 and all(len(id) == len("req_") + 32 for id in ids)


def test_a_connection_takes_many_requests(sim):
    with Connection(sim.server.port) as connection:
        for number in range(50):
            path = ["models", "files", "nope", "models/x"][number % 4]
            answer = connection.request("GET", f"/session/{sim.session}/v1/{path}")
            assert answer.status == (200 if number % 4 < 2 else 404)
        data = request_bytes("GET", f"/session/{sim.session}/v1/files")
        connection.send(data * 20)
        assert [connection.answer().status for _ in range(20)] == [200] * 20
