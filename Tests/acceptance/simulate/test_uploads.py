# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Uploads in parts in the simulator: order, checksums, sizes, cancelling, errors."""

import asyncio
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from support.simulation import training
from support import form

PARTS = [b'{"part": 1}\n', b'{"part": 2}\n' * 3, b'{"part": 3}\n' * 5]
WHOLE = b"".join(PARTS)


def begin(client, size=len(WHOLE), **more):
    asked = {"bytes": size, "filename": "a.jsonl", "mime_type": "text/jsonl", "purpose": "fine-tune"} | more
    return client.uploads.create(**asked)


def refusal(work):
    with pytest.raises(openai.BadRequestError) as error:
        work()
    assert error.value.type == "invalid_request_error" and error.value.body["message"]
    return error.value.body["message"]


def test_parts_become_a_file_in_the_order_named(sim):
    with sim.client() as client:
        upload = begin(client)
        assert (upload.object, upload.status, upload.bytes, upload.filename, upload.purpose) == (
            "upload", "pending", len(WHOLE), "a.jsonl", "fine-tune")
        assert upload.expires_at == upload.created_at + 3600 and upload.file is None
        ids = {}
        for number in (2, 0, 1):
            part = client.uploads.parts.create(upload.id, data=PARTS[number])
            assert (part.object, part.upload_id) == ("upload.part", upload.id)
            ids[number] = part.id
        done = client.uploads.complete(
            upload.id, part_ids=[ids[0], ids[1], ids[2]], md5=hashlib.md5(WHOLE).hexdigest())
        assert (done.id, done.status) == (upload.id, "completed")
        assert (done.file.bytes, done.file.created_at) == (len(WHOLE), upload.created_at)
        assert client.files.content(done.file.id).read() == WHOLE
        assert client.files.retrieve(done.file.id) == done.file


def test_the_async_client_sends_parts_at_once(sim):
    async def work():
        async with sim.async_client() as client:
            upload = await client.uploads.create(
                bytes=len(WHOLE), filename="a.bin", mime_type="application/octet-stream", purpose="user_data")
            parts = await asyncio.gather(*(client.uploads.parts.create(upload.id, data=part) for part in PARTS))
            done = await client.uploads.complete(upload.id, part_ids=[part.id for part in parts])
            assert done.status == "completed" and done.file.bytes == len(WHOLE)

    asyncio.run(work())


def test_the_sdk_uploads_a_file_in_chunks(sim):
    content = training(300)
    with sim.client() as client:
        done = client.uploads.upload_file_chunked(
            file=content, filename="t.jsonl", bytes=len(content), mime_type="text/jsonl", purpose="fine-tune",
            part_size=10_000)
        assert done.status == "completed" and client.files.content(done.file.id).read() == content


def test_parts_left_out_are_left_out(sim):
    with sim.client() as client:
        upload = begin(client, len(PARTS[1]))
        ids = [client.uploads.parts.create(upload.id, data=part).id for part in PARTS]
        done = client.uploads.complete(upload.id, part_ids=[ids[1]])
        assert client.files.content(done.file.id).read() == PARTS[1]


def test_many_threads_send_parts_of_one_upload(sim):
    pieces = [b'{"n": %d}\n' % number for number in range(64)]
    with sim.client() as client, ThreadPoolExecutor(16) as pool:
        upload = begin(client, sum(map(len, pieces)))
        parts = list(pool.map(lambda piece: client.uploads.parts.create(upload.id, data=piece).id, pieces))
        assert len(set(parts)) == 64
        done = client.uploads.complete(upload.id, part_ids=parts)
        assert client.files.content(done.file.id).read() == b"".join(pieces)


def test_only_one_of_many_completes_an_upload(sim):
    with sim.client() as client, ThreadPoolExecutor(8) as pool:
        upload = begin(client, len(PARTS[0]))
        part = client.uploads.parts.create(upload.id, data=PARTS[0]).id

        def complete(_):
            try:
                return client.uploads.complete(upload.id, part_ids=[part]).file.id
            except openai.BadRequestError:
                return None

        assert len([id for id in pool.map(complete, range(8)) if id]) == 1
        assert len(client.files.list().data) == 1


# -- What is refused -------------------------------------------------------------------------------------------------


def test_a_wrong_checksum_is_refused_and_can_be_put_right(sim):
    with sim.client() as client:
        upload = begin(client)
        ids = [client.uploads.parts.create(upload.id, data=part).id for part in PARTS]
        assert "MD5" in refusal(lambda: client.uploads.complete(upload.id, part_ids=ids, md5="0" * 32))
        assert client.uploads.complete(upload.id, part_ids=ids).status == "completed"


@pytest.mark.parametrize("size", [1, len(WHOLE) - 1, len(WHOLE) + 1])
def test_a_wrong_size_is_refused(sim, size):
    with sim.client() as client:
        upload = begin(client, size)
        # Parts beyond the announced size may be refused as they come, or when all is put together.
        ids = [client.uploads.parts.create(upload.id, data=part).id for part in PARTS]
        assert "size" in refusal(lambda: client.uploads.complete(upload.id, part_ids=ids))
        assert client.files.list().data == []


@pytest.mark.parametrize("end", ["complete", "cancel"])
def test_nothing_follows_the_end_of_an_upload(sim, end):
    with sim.client() as client:
        upload = begin(client)
        ids = [client.uploads.parts.create(upload.id, data=part).id for part in PARTS]
        if end == "complete":
            status = client.uploads.complete(upload.id, part_ids=ids).status
        else:
            status = client.uploads.cancel(upload.id).status
        for work in (
            lambda: client.uploads.parts.create(upload.id, data=b"more"),
            lambda: client.uploads.complete(upload.id, part_ids=ids),
            lambda: client.uploads.cancel(upload.id),
        ):
            assert status in refusal(work)
        assert len(client.files.list().data) == (end == "complete")


def test_parts_are_named_once_and_exist(sim):
    with sim.client() as client:
        upload, other = begin(client), begin(client)
        ids = [client.uploads.parts.create(upload.id, data=part).id for part in PARTS]
        refusal(lambda: client.uploads.complete(upload.id, part_ids=[*ids, ids[0]]))
        for stranger in ("part_x", client.uploads.parts.create(other.id, data=b"x").id):
            with pytest.raises(openai.APIStatusError) as error:
                client.uploads.complete(upload.id, part_ids=[ids[0], stranger])
            assert error.value.status_code in (400, 404) and stranger in error.value.body["message"]
        assert client.uploads.complete(upload.id, part_ids=ids).status == "completed"


@pytest.mark.parametrize("verb", ["parts", "complete", "cancel"])
def test_an_unknown_upload_is_not_found(sim, verb):
    with sim.client() as client, pytest.raises(openai.NotFoundError) as error:
        match verb:
            case "parts": client.uploads.parts.create("upload_x", data=b"x")
            case "complete": client.uploads.complete("upload_x", part_ids=["part_x"])
            case "cancel": client.uploads.cancel("upload_x")
    assert "upload_x" in error.value.body["message"]


def test_an_upload_of_no_bytes_can_be_begun(sim):
    with sim.client() as client:
        upload = client.uploads.create(bytes=0, filename="a.jsonl", mime_type="text/jsonl", purpose="fine-tune")
        assert (upload.bytes, upload.status) == (0, "pending")


GOOD = {"bytes": 3, "filename": "a.jsonl", "mime_type": "text/jsonl", "purpose": "fine-tune"}


@pytest.mark.parametrize("change, param, code", [
    ({"bytes": None}, "bytes", "missing_required_parameter"),
    ({"filename": None}, "filename", "missing_required_parameter"),
    ({"mime_type": None}, "mime_type", "missing_required_parameter"),
    ({"purpose": None}, "purpose", "missing_required_parameter"),
    ({"bytes": "3"}, "bytes", "invalid_type"),
    ({"bytes": -1}, "bytes", "integer_below_min_value"),
    ({"bytes": 8 * 1024**3 + 1}, "bytes", "integer_above_max_value"),
    ({"filename": ""}, "filename", "empty_string"),
    ({"purpose": "fine-tune-results"}, "purpose", "invalid_value"),
    ({"expires_after": {"anchor": "created_at"}}, "expires_after.seconds", "missing_required_parameter"),
    ({"expires_after": {"anchor": "created_at", "seconds": 1}}, "expires_after.seconds", "integer_below_min_value"),
    ({"colour": "red"}, "colour", "unknown_parameter"),
    ({"filename": "a.txt"}, None, None),
])
def test_a_bad_request_for_an_upload_is_refused(sim, change, param, code):
    asked = {key: value for key, value in (GOOD | change).items() if value is not None}
    answer = sim.ask("POST", "/v1/uploads", asked)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code), answer.body


@pytest.mark.parametrize("asked, param, code", [
    ({}, "part_ids", "missing_required_parameter"),
    ({"part_ids": []}, "part_ids", "empty_array"),
    ({"part_ids": "part_x"}, "part_ids", "invalid_type"),
    ({"part_ids": [1]}, "part_ids[0]", "invalid_type"),
    ({"part_ids": ["p"], "md5": 5}, "md5", "invalid_type"),
])
def test_a_bad_completion_is_refused(sim, asked, param, code):
    with sim.client() as client:
        upload = begin(client)
    answer = sim.ask("POST", f"/v1/uploads/{upload.id}/complete", asked)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code), answer.body


def test_a_part_of_more_than_64_megabytes_is_refused(sim):
    with sim.client() as client:
        upload = begin(client, 8 * 1024**3, purpose="user_data", filename="a.bin")
        with pytest.raises(openai.APIStatusError) as error:
            client.uploads.parts.create(upload.id, data=io.BytesIO(bytes((64 << 20) + 1)))
        assert error.value.status_code in (400, 413) and "64 MB" in error.value.body["message"]


def test_an_upload_must_hold_jsonl_for_fine_tuning(sim):
    with sim.client() as client:
        upload = begin(client, 5)
        part = client.uploads.parts.create(upload.id, data=b"plain")
        refusal(lambda: client.uploads.complete(upload.id, part_ids=[part.id]))


def test_an_upload_expires_after_an_hour(sim):
    with sim.client() as client:
        upload = begin(client)
        part = client.uploads.parts.create(upload.id, data=WHOLE)
        # A long training moves the session's clock on by more than an hour.
        sim.finished(sim.job(sim.file(training(60)), hyperparameters={"n_epochs": 50, "batch_size": 1})["id"])
        for work in (
            lambda: client.uploads.parts.create(upload.id, data=b"more"),
            lambda: client.uploads.complete(upload.id, part_ids=[part.id]),
            lambda: client.uploads.cancel(upload.id),
        ):
            assert "expired" in refusal(work)


def test_answers_are_written_as_the_service_writes_them(sim):
    made = sim.ask("POST", "/v1/uploads", GOOD)
    assert list(made.json) == [
        "id", "object", "bytes", "created_at", "filename", "purpose", "status", "expires_at"]
    assert made.body.startswith(b'{\n  "id": "upload_') and made.body.endswith(b"\n}\n")
    assert made["access-control-allow-origin"] == "*" and made["openai-version"] == "2020-10-01"
    id = made.json["id"]
    part = sim.ask("POST", f"/v1/uploads/{id}/parts", form("b", [("data", "blob", None, b"{}\n")]),
                   content_type="multipart/form-data; boundary=b")
    assert list(part.json) == ["id", "object", "created_at", "upload_id"]
    done = sim.ask("POST", f"/v1/uploads/{id}/complete", {"part_ids": [part.json["id"]]})
    assert list(done.json)[-1] == "file" and list(done.json["file"])[:3] == ["object", "id", "purpose"]
    other = sim.ask("POST", "/v1/uploads", GOOD).json["id"]
    assert sim.ask("POST", f"/v1/uploads/{other}/cancel", content_length=0).json["status"] == "cancelled"
