# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Files in the simulator: every verb, purpose, limit and error."""

import asyncio
import io

import openai
import pytest

from support.simulation import lines, training
from support import form

PURPOSES = {
    "fine-tune": ("train.jsonl", training(2), True),
    "batch": ("batch.jsonl", lines([{"custom_id": "1"}]), True),
    "evals": ("evals.jsonl", lines([{"item": {}}]), True),
    "assistants": ("notes.txt", b"Notes.\r\n\0\xff", False),
    "user_data": ("data.bin", bytes(range(256)), False),
    "vision": ("dot.png", b"\x89PNG\r\n", True),
}


def no_such_file(id):
    return f"No such File object: {id}"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_file_lives_and_goes(sim, purpose):
    name, content, is_downloadable = PURPOSES[purpose]
    with sim.client() as client:
        made = client.files.create(file=(name, content), purpose=purpose)
        assert (made.object, made.filename, made.bytes, made.purpose, made.status) == (
            "file", name, len(content), purpose, "processed")
        assert made.expires_at == (made.created_at + 2_592_000 if purpose == "batch" else None)
        assert client.files.retrieve(made.id) == made
        assert [file.id for file in client.files.list(purpose=purpose)] == [made.id]
        if is_downloadable:
            assert client.files.content(made.id).read() == content
        else:
            with pytest.raises(openai.BadRequestError) as error:
                client.files.content(made.id)
            assert error.value.body["message"] == f"Not allowed to download files of purpose: {purpose}"
        gone = client.files.delete(made.id)
        assert (gone.id, gone.object, gone.deleted) == (made.id, "file", True)
        for verb in (client.files.retrieve, client.files.delete, client.files.content):
            with pytest.raises(openai.NotFoundError) as error:
                verb(made.id)
            assert (error.value.body["message"], error.value.param, error.value.code, error.value.type) == (
                no_such_file(made.id), "id", None, "invalid_request_error")
        assert client.files.list().data == []


def test_the_async_client_does_the_same(sim):
    async def work():
        async with sim.async_client() as client:
            made = await asyncio.gather(
                *(client.files.create(file=(f"{n}.jsonl", training(n)), purpose="fine-tune") for n in range(1, 9)))
            contents = await asyncio.gather(*(client.files.content(file.id) for file in made))
            assert [content.content for content in contents] == [training(n) for n in range(1, 9)]
            listed = [file.id async for file in client.files.list(limit=3)]
            assert sorted(listed) == sorted(file.id for file in made)
            await asyncio.gather(*(client.files.delete(file.id) for file in made))
            with pytest.raises(openai.NotFoundError):
                await client.files.retrieve(made[0].id)

    asyncio.run(work())


def test_waiting_for_processing_ends_at_once(sim):
    with sim.client() as client:
        made = client.files.create(file=("a.jsonl", training()), purpose="fine-tune")
        assert client.files.wait_for_processing(made.id, poll_interval=0.01).status == "processed"


# -- Lists -----------------------------------------------------------------------------------------------------------


def test_lists_come_in_pages_of_either_order(sim):
    made = [sim.file(f"{number}".encode(), f"{number}.txt", "user_data") for number in range(25)]
    other = [sim.file(b"x", "x.txt", "assistants") for _ in range(3)]
    with sim.client() as client:
        assert [file.id for file in client.files.list().data] == (made + other)[::-1]
        for limit in (1, 7, 25, 28, 100):
            assert [file.id for file in client.files.list(limit=limit)] == (made + other)[::-1]
            assert [file.id for file in client.files.list(limit=limit, order="asc")] == made + other
            assert [file.id for file in client.files.list(limit=limit, purpose="user_data")] == made[::-1]
        page = client.files.list(limit=5, order="asc", after=made[9], purpose="user_data")
        assert [file.id for file in page.data] == made[10:15] and page.has_more
        assert client.files.list(after=made[0]).data == []
        assert client.files.list(purpose="unheard-of").data == []
    page = sim.ask("GET", "/v1/files?limit=3").json
    assert list(page) == ["object", "data", "has_more", "first_id", "last_id"]
    assert (page["first_id"], page["last_id"], page["has_more"]) == (other[2], other[0], True)


def test_an_empty_list_says_so(sim):
    assert sim.ask("GET", "/v1/files").json == {
        "object": "list", "data": [], "has_more": False, "first_id": None, "last_id": None}


@pytest.mark.parametrize("query, param, code, message", [
    ("limit=0", "limit", "integer_below_min_value",
     "Invalid 'limit': integer below minimum value. Expected a value >= 1, but got 0 instead."),
    ("limit=10001", "limit", "integer_above_max_value",
     "Invalid 'limit': integer above maximum value. Expected a value <= 10000, but got 10001 instead."),
    ("limit=many", "limit", "invalid_type",
     "Invalid type for 'limit': expected an integer, but got a string instead."),
    ("order=up", "order", "invalid_value", "Invalid value: 'up'. Supported values are: 'asc' and 'desc'."),
])
def test_a_list_refuses_a_bad_query(sim, query, param, code, message):
    answer = sim.ask("GET", f"/v1/files?{query}")
    assert (answer.status, answer.error) == (
        400, {"message": message, "type": "invalid_request_error", "param": param, "code": code})


# -- Uploading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["robots", "fine-tune-results", "", "Fine-Tune"])
def test_an_unknown_purpose_is_refused_as_the_service_does(sim, purpose):
    answer = sim.upload(b"{}\n", purpose=purpose)
    message = (f"'{purpose}' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals']"
               " - 'purpose'")
    assert answer.status == 400
    assert answer.json == {
        "error": {"message": message, "type": "invalid_request_error", "param": "purpose", "code": None},
        "detail": {"message": message, "code": None},
    }
    assert list(answer.json) == ["error", "detail"]


def test_missing_parts_are_named(sim):
    def send(parts):
        body = form("b", parts)
        return sim.ask("POST", "/v1/files", body, content_type="multipart/form-data; boundary=b").error

    assert send([("file", "a.txt", None, b"x")])["message"] == "Missing required parameter: 'purpose'."
    missing = send([("purpose", None, None, b"assistants")])
    assert (missing["message"], missing["param"], missing["code"]) == (
        "Missing required parameter: 'file'.", "file", "missing_required_parameter")


@pytest.mark.parametrize("name, content, beginning", [
    ("train.json", training(), "Invalid file format for Fine-Tuning API. Must be .jsonl"),
    ("train", training(), "Invalid file format for Fine-Tuning API. Must be .jsonl"),
    ("train.jsonl", b"", "Invalid file format"),
    ("train.jsonl", b"\n\n  \n", "Invalid file format"),
    ("train.jsonl", b"not json\n", "Expected file to have JSONL format, where every line is a JSON dictionary. "
     "Line 1 is not a dictionary"),
    ("train.jsonl", b'{"a":1}\n[1]\n', "Expected file to have JSONL format, where every line is a JSON dictionary. "
     "Line 2 is not a dictionary"),
])
def test_a_training_file_that_is_no_jsonl_is_refused(sim, name, content, beginning):
    with sim.client() as client, pytest.raises(openai.BadRequestError) as error:
        client.files.create(file=(name, content), purpose="fine-tune")
    assert error.value.body["message"].startswith(beginning)


@pytest.mark.parametrize("purpose, api", [("batch", "Batch API"), ("fine-tune", "Fine-Tuning API")])
def test_a_file_of_lines_must_be_named_jsonl(sim, purpose, api):
    message = f"Invalid file format for {api}. Must be .jsonl"
    answer = sim.upload(training(), "lines.txt", purpose)
    assert answer.status == 400
    assert answer.json == {
        "error": {"message": message, "type": "invalid_request_error", "param": None, "code": None},
        "detail": {"message": message, "code": None},
    }


def test_the_lines_of_a_batch_are_left_to_the_batch(sim):
    for content in (b"", b"\n", b"not json\n"):
        assert sim.upload(content, "batch.jsonl", "batch").status == 200


def test_a_bad_line_far_down_is_left_to_the_job(sim):
    assert sim.upload(training(20) + b"broken\n").status == 200


@pytest.mark.parametrize("seconds", [3600, 86_400, 2_592_000])
def test_a_file_expires_when_it_is_told_to(sim, seconds):
    with sim.client() as client:
        made = client.files.create(
            file=("a.txt", b"x"), purpose="user_data", expires_after={"anchor": "created_at", "seconds": seconds})
        assert made.expires_at == made.created_at + seconds


@pytest.mark.parametrize("anchor, seconds, param, code", [
    ("created_at", "3599", "expires_after.seconds", "integer_below_min_value"),
    ("created_at", "2592001", "expires_after.seconds", "integer_above_max_value"),
    ("created_at", "soon", "expires_after.seconds", "invalid_type"),
    ("updated_at", "3600", "expires_after.anchor", "invalid_value"),
    ("created_at", None, "expires_after.seconds", "missing_required_parameter"),
    (None, "3600", "expires_after.anchor", "missing_required_parameter"),
])
def test_a_bad_expiry_is_refused(sim, anchor, seconds, param, code):
    fields = {"expires_after[anchor]": anchor, "expires_after[seconds]": seconds}
    answer = sim.upload(b"x", "a.txt", "user_data", **{k: v for k, v in fields.items() if v is not None})
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)


@pytest.mark.parametrize("name", ["你好.txt", "a b (1).txt", "ü" * 100 + ".txt", "no-extension"])
def test_a_name_is_kept(sim, name):
    with sim.client() as client:
        made = client.files.create(file=(name, b"x"), purpose="evals")
        assert made.filename == name and client.files.retrieve(made.id).filename == name
        assert client.files.content(made.id).read() == b"x"


def test_other_clients_spell_forms_their_own_way(sim):
    # .NET quotes the boundary, and not the names; Ruby adds fields to the part.
    body = (b"--a b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=purpose\r\n\r\n"
            b"user_data\r\n--a b\r\nContent-Disposition: form-data; name=file; filename=n.txt; filename*=utf-8''%C3%BC.txt"
            b"\r\nContent-Length: 5\r\nContent-Type: \r\nContent-Transfer-Encoding: binary\r\n\r\n\r\n-\r\n\r\n--a b--\r\n")
    answer = sim.ask("POST", "/v1/files", body, content_type='multipart/form-data; boundary="a b"')
    assert answer.status == 200, answer.body
    assert (answer.json["filename"], answer.json["bytes"]) == ("ü.txt", 5)


@pytest.mark.parametrize("content_type, body", [
    ("application/json", b'{"purpose": "user_data"}'),
    ("multipart/form-data", b"--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_da"),
    ("multipart/form-data; boundary=x", b"--x\r\nno end of the fields"),
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"--y\r\n\r\n--y--\r\n"),
    (None, b"anything"),
])
def test_a_body_that_is_no_form_is_refused(sim, content_type, body):
    answer = sim.ask("POST", "/v1/files", body, content_type=content_type)
    assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")


# -- Answers to the byte ---------------------------------------------------------------------------------------------


def test_answers_are_written_as_the_service_writes_them(sim):
    answer = sim.upload(b"x", "a.txt", "user_data")
    assert answer.body.startswith(b'{\n  "object": "file",\n  "id": "file-') and answer.body.endswith(b"null\n}\n")
    assert list(answer.json) == [
        "object", "id", "purpose", "filename", "bytes", "created_at", "expires_at", "status", "status_details"]
    assert answer["content-type"] == "application/json" and answer["access-control-allow-origin"] == "*"
    assert answer["openai-version"] == "2020-10-01" and answer["openai-organization"]
    assert answer["openai-processing-ms"].isdigit() and answer["x-request-id"].startswith("req_")
    assert not any(name.lower().startswith("x-ratelimit") for name, _ in answer.fields)
    id = answer.json["id"]
    gone = sim.ask("DELETE", f"/v1/files/{id}")
    assert gone.body == f'{{\n  "object": "file",\n  "deleted": true,\n  "id": "{id}"\n}}\n'.encode()


def test_content_comes_as_an_attachment(sim):
    id = sim.file(b"{}\r\n{}", 'a \\"b\\".jsonl')
    answer = sim.ask("GET", f"/v1/files/{id}/content")
    assert (answer.body, answer["content-type"]) == (b"{}\r\n{}", "application/octet-stream")
    assert answer["content-disposition"] == 'attachment; filename="a \\"b\\".jsonl"'


def test_a_file_that_spills_to_disk_comes_back_to_the_byte(sim):
    content = lines({"text": f"{number} " + "x" * 1000} for number in range(68_000))
    id = sim.file(content, "large.jsonl", "batch")
    assert sim.ask("GET", f"/v1/files/{id}/content").body == content
