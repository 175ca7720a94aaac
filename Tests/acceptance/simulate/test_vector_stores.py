# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Vector stores in the simulator: stores, files, batches, search, layout to the byte, errors."""

import io
import json
import re

import openai
import pytest

from support.shapes import white_space
from support.simulation import Simulated
from support import Connection, form

FACTS = {
    "food.txt": "Travis's favorite food is pizza. Ann prefers soup.",
    "bridge.md": "# Bridges\n\nThe old bridge was closed in winter because of heavy snow.",
    "hours.html": "<html><style>p {}</style><p>The museum opens at ten &amp; closes at six.</p></html>",
    "prices.csv": "item,price\nbicycle,300\nhelmet,40\n",
}
COUNTS = {"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0}


def add(sim, name, content=None):
    content = FACTS[name] if content is None else content
    return sim.file(content if isinstance(content, bytes) else content.encode(), name, "assistants")


def store(sim, **asked):
    answer = sim.ask("POST", "/v1/vector_stores", asked)
    assert answer.status == 200, answer.body
    return answer.json["id"]


def filled(sim):
    return store(sim, file_ids=[add(sim, name) for name in FACTS])


def search(sim, id, query, **more):
    answer = sim.ask("POST", f"/v1/vector_stores/{id}/search", {"query": query} | more)
    assert answer.status == 200, answer.body
    return answer.json["data"]


def test_the_life_of_a_store(sim):
    with sim.client() as client:
        made = client.vector_stores.create(name="facts", description="What is known", metadata={"a": "b"},
                                           expires_after={"anchor": "last_active_at", "days": 2})
        assert re.fullmatch(r"vs_[0-9a-f]{12}819[0-9a-f]{17}", made.id)
        assert (made.status, made.usage_bytes, made.name, made.file_counts.total) == ("completed", 0, "facts", 0)
        assert made.expires_at == made.last_active_at + 2 * 86400 and made.metadata == {"a": "b"}
        changed = client.vector_stores.update(made.id, name="new", metadata={"c": "d"}, expires_after=None)
        assert (changed.name, changed.metadata) == ("new", {"c": "d"})
        raw = sim.ask("POST", f"/v1/vector_stores/{made.id}", {"expires_after": None}).json
        assert raw["expires_after"] is None and raw["expires_at"] is None and raw["name"] == "new"
        assert client.vector_stores.retrieve(made.id).name == "new"
        others = [client.vector_stores.create(name=f"n{number}").id for number in range(4)]
        assert [one.id for one in client.vector_stores.list(limit=2)] == [*reversed(others), made.id]
        assert [one.id for one in client.vector_stores.list(order="asc", limit=3).data] == [made.id, *others[:2]]
        page = client.vector_stores.list(order="asc", before=others[3], limit=2)
        assert [one.id for one in page.data] == others[1:3] and page.has_more
        gone = client.vector_stores.delete(made.id)
        assert (gone.id, gone.object, gone.deleted) == (made.id, "vector_store.deleted", True)
        with pytest.raises(openai.NotFoundError):
            client.vector_stores.retrieve(made.id)


def test_files_are_uploaded_processed_and_read_back(sim):
    with sim.client() as client:
        made = client.vector_stores.create()
        file = client.vector_stores.files.upload_and_poll(
            vector_store_id=made.id, file=("food.txt", FACTS["food.txt"].encode()), attributes={"topic": "food"})
        assert (file.status, file.last_error, file.attributes) == ("completed", None, {"topic": "food"})
        assert file.usage_bytes == len(FACTS["food.txt"]) + 1024
        assert file.chunking_strategy.static.max_chunk_size_tokens == 800
        other = client.files.create(file=("bridge.md", FACTS["bridge.md"].encode()), purpose="assistants")
        begun = client.vector_stores.files.create(made.id, file_id=other.id, chunking_strategy={
            "type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20}})
        assert (begun.status, begun.usage_bytes, begun.attributes) == ("in_progress", 0, {})
        done = client.vector_stores.files.poll(other.id, vector_store_id=made.id)
        assert done.status == "completed" and done.chunking_strategy.static.chunk_overlap_tokens == 20
        changed = client.vector_stores.files.update(other.id, vector_store_id=made.id, attributes={"year": 2024, "old": True})
        assert changed.attributes == {"year": 2024, "old": True}
        assert [one.id for one in client.vector_stores.files.list(made.id)] == [other.id, file.id]
        assert [one.id for one in client.vector_stores.files.list(made.id, filter="failed")] == []
        content = client.vector_stores.files.content(other.id, vector_store_id=made.id)
        assert [(part.type, part.text) for part in content] == [("text", FACTS["bridge.md"])]
        assert client.vector_stores.retrieve(made.id).file_counts.completed == 2
        gone = client.vector_stores.files.delete(other.id, vector_store_id=made.id)
        assert (gone.id, gone.object, gone.deleted) == (other.id, "vector_store.file.deleted", True)
        assert client.files.retrieve(other.id).id == other.id
        # Deleting the file itself takes it out of the store; deleting the store keeps files.
        client.files.delete(file.id)
        assert client.vector_stores.retrieve(made.id).file_counts.total == 0
        client.vector_stores.files.create_and_poll(other.id, vector_store_id=made.id)
        client.vector_stores.delete(made.id)
        assert client.files.retrieve(other.id).status == "processed"


def test_batches_of_files(sim):
    with sim.client() as client:
        made = client.vector_stores.create()
        batch = client.vector_stores.file_batches.upload_and_poll(
            made.id, files=[(name, io.BytesIO(text.encode())) for name, text in FACTS.items()])
        assert re.fullmatch(r"vsfb_[0-9a-f]{32}", batch.id)
        assert (batch.status, batch.file_counts.completed, batch.file_counts.total) == ("completed", 4, 4)
        assert len(list(client.vector_stores.file_batches.list_files(batch.id, vector_store_id=made.id, limit=3))) == 4
        # A batch that is done stays as it is.
        same = client.vector_stores.file_batches.cancel(batch.id, vector_store_id=made.id)
        assert same == batch
        ids = [add(sim, "a.txt", f"number {number}") for number in range(3)]
        begun = client.vector_stores.file_batches.create(made.id, files=[
            {"file_id": ids[0], "attributes": {"n": 0}}, {"file_id": ids[1]}])
        assert (begun.status, begun.file_counts.in_progress) == ("in_progress", 2)
        stopped = client.vector_stores.file_batches.cancel(begun.id, vector_store_id=made.id)
        assert (stopped.status, stopped.file_counts.cancelled) == ("cancelled", 2)
        assert client.vector_stores.files.retrieve(ids[0], vector_store_id=made.id).status == "cancelled"
        again = client.vector_stores.file_batches.create_and_poll(made.id, file_ids=ids, attributes={"n": 7})
        assert again.file_counts.completed == 3
        listed = client.vector_stores.file_batches.list_files(again.id, vector_store_id=made.id)
        assert [(file.id, file.attributes) for file in listed] == [(id, {"n": 7}) for id in reversed(ids)]


def test_a_search_finds_what_covers_the_query(sim):
    id = filled(sim)
    with sim.client() as client:
        page = client.vector_stores.search(id, query="What is Travis's favorite food?")
        best = page.data[0]
        assert best.filename == "food.txt" and best.content[0].text == FACTS["food.txt"] and best.score > 0.7
        assert page.data[1].score < 0.4 and len(page.data) == 4
    scores = [match["score"] for match in search(sim, id, "old bridge in winter")]
    assert scores == sorted(scores, reverse=True)
    for query, name in [("closing bridges", "bridge.md"), ("when does the museum open", "hours.html"), ("helmet 40", "prices.csv")]:
        assert search(sim, id, query, max_num_results=1)[0]["filename"] == name
    assert search(sim, id, "museum")[0]["content"][0]["text"].split() == "The museum opens at ten & closes at six.".split()
    both = search(sim, id, ["pizza", "museum"], ranking_options={"score_threshold": 0.5, "ranker": "auto"})
    assert {match["filename"] for match in both} == {"food.txt", "hours.html"}
    answer = sim.ask("POST", f"/v1/vector_stores/{id}/search", {
        "query": "Where can I find the prices of a helmet?", "rewrite_query": True, "max_num_results": 1}).json
    assert answer["search_query"] == ["find prices helmet"] and len(answer["data"]) == 1


def test_filters_choose_files_by_their_attributes(sim):
    id = store(sim)
    for year, region in [(2022, "eu"), (2023, "us"), (2024, "eu")]:
        sim.ask("POST", f"/v1/vector_stores/{id}/files", {
            "file_id": add(sim, f"{year}.txt", f"The report of {year}"), "attributes": {"year": year, "region": region}})

    def years(filters):
        return sorted(match["attributes"]["year"] for match in search(sim, id, "report", filters=filters))

    europe = {"type": "eq", "key": "region", "value": "eu"}
    assert years(europe) == [2022, 2024]
    assert years({"type": "gte", "key": "year", "value": 2023}) == [2023, 2024]
    assert years({"type": "and", "filters": [europe, {"type": "lt", "key": "year", "value": 2024}]}) == [2022]
    assert years({"type": "or", "filters": [europe, {"type": "in", "key": "year", "value": [2023]}]}) == [2022, 2023, 2024]
    assert years({"type": "nin", "key": "year", "value": [2022, 2023]}) == [2024]
    assert years({"type": "eq", "key": "month", "value": 1}) == []


def test_long_files_are_cut_into_chunks(sim):
    text = "".join(f"Paragraph {number} speaks of topic{number}. " * 40 + "\n" for number in range(20))
    id = store(sim, file_ids=[add(sim, "long.txt", text)])
    matches = search(sim, id, "topic13", max_num_results=50)
    assert len(matches) > 10 and "topic13" in matches[0]["content"][0]["text"] and matches[0]["score"] > 0.5
    assert all(match["content"][0]["text"] in text for match in matches)
    assert sim.ask("GET", f"/v1/vector_stores/{id}").json["usage_bytes"] > len(text) + 1024 * len(matches)


@pytest.mark.parametrize("name, content, code", [
    ("a.pdf", b"%PDF-1.7 text", "unsupported_file"), ("a.png", b"\x89PNG\r\n\x1a\n\0", "unsupported_file"),
    ("a.txt", b"\xff\x00\xff", "unsupported_file"), ("a.docx", b"PK\x03\x04", "unsupported_file"),
    ("a.txt", b" \n", "invalid_file")])
def test_files_without_text_fail(sim, name, content, code):
    file = add(sim, name, content)
    with sim.client() as client:
        made = client.vector_stores.create()
        failed = client.vector_stores.files.create_and_poll(file, vector_store_id=made.id)
        assert (failed.status, failed.last_error.code, failed.usage_bytes) == ("failed", code, 0)
        assert client.vector_stores.retrieve(made.id).file_counts.failed == 1
        assert client.vector_stores.search(made.id, query="text").data == []
        assert client.vector_stores.files.content(file, vector_store_id=made.id).data == []


def test_answers_are_laid_out_as_the_services(sim):
    file = add(sim, "food.txt")
    made = sim.ask("POST", "/v1/vector_stores", {"file_ids": [file]})
    assert white_space(made.body) == (2, ": ", False) and made["access-control-allow-origin"] is None
    body = made.json
    id, moment = body["id"], body["created_at"]
    assert made.body.decode() == json.dumps({
        "id": id, "object": "vector_store", "created_at": moment, "name": None, "description": None, "usage_bytes": 0,
        "file_counts": COUNTS | {"in_progress": 1, "total": 1}, "status": "in_progress", "expires_after": None,
        "expires_at": None, "last_active_at": moment, "metadata": {}}, indent=2)
    one = sim.ask("GET", f"/v1/vector_stores/{id}/files/{file}")
    shown = {
        "id": file, "object": "vector_store.file", "usage_bytes": 1024 + len(FACTS["food.txt"]), "created_at": moment,
        "vector_store_id": id, "status": "completed", "last_error": None, "chunking_strategy": {
            "type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}, "attributes": {}}
    assert one.body.decode() == json.dumps(shown, indent=2)
    listed = sim.ask("GET", f"/v1/vector_stores/{id}/files")
    assert listed.body.decode() == json.dumps(
        {"object": "list", "data": [shown], "first_id": file, "last_id": file, "has_more": False}, indent=2)
    batch = sim.ask("POST", f"/v1/vector_stores/{id}/file_batches", {"file_ids": [file]})
    assert batch.body.decode() == json.dumps({
        "id": batch.json["id"], "object": "vector_store.file_batch", "created_at": batch.json["created_at"],
        "status": "in_progress", "vector_store_id": id, "file_counts": COUNTS | {"in_progress": 1, "total": 1}}, indent=2)
    found = sim.ask("POST", f"/v1/vector_stores/{id}/search", {"query": "pizza"})
    assert found.body.decode() == json.dumps({
        "object": "vector_store.search_results.page", "search_query": ["pizza"], "data": [{
            "file_id": file, "filename": "food.txt", "score": found.json["data"][0]["score"], "attributes": {},
            "content": [{"type": "text", "text": FACTS["food.txt"]}]}], "has_more": False, "next_page": None}, indent=2)


@pytest.mark.parametrize("method, path, asked, status, message, param, code", [
    ("GET", "/vs_x", None, 404, "Vector store with id 'vs_x' not found.", None, None),
    ("DELETE", "/vs_x", None, 404, "Vector store with id 'vs_x' not found.", None, None),
    ("POST", "/vs_x/search", {"query": "a"}, 404, "Vector store with id 'vs_x' not found.", None, None),
    ("POST", "/vs_x/files", {"file_id": "file-x"}, 404, "Vector store with id 'vs_x' not found.", None, None),
    ("GET", "/ID/files/file-x", None, 404, "No file found with id 'file-x' in vector store 'ID'.", None, None),
    ("GET", "/ID/files/file-x/content", None, 404, "No file found with id 'file-x' in vector store 'ID'.", None, None),
    ("GET", "/ID/files?after=file-x", None, 404, "No file found with id 'file-x' in vector store 'ID'.", None, None),
    ("GET", "/ID/file_batches/vsfb_x", None, 404, "No file batch found with id 'vsfb_x' in vector store 'ID'.", None, None),
    ("POST", "/ID/file_batches/vsfb_x/cancel", {}, 404,
     "No file batch found with id 'vsfb_x' in vector store 'ID'.", None, None),
    ("POST", "/ID/files", {"file_id": "file-x"}, 404, "File with id 'file-x' not found.", None, None),
    ("POST", "", {"file_ids": ["file-x"]}, 404, "File with id 'file-x' not found.", None, None),
    ("POST", "/ID/files", {}, 400, "Missing required parameter: 'file_id'.", "file_id", "missing_required_parameter"),
    ("POST", "/ID/file_batches", {}, 400, "Missing required parameter: 'file_ids'.", "file_ids",
     "missing_required_parameter"),
    ("POST", "/ID/file_batches", {"file_ids": []}, 400,
     "Invalid 'file_ids': empty array. Expected an array with minimum length 1, but got an empty array instead.",
     "file_ids", "empty_array"),
    ("POST", "/ID/file_batches", {"file_ids": ["a"], "files": []}, 400,
     "Invalid request: 'file_ids' and 'files' are mutually exclusive.", "files", "mutually_exclusive_parameters"),
    ("POST", "", {"file_ids": ["a"] * 501}, 400,
     "Invalid 'file_ids': array too long. Expected an array with maximum length 500, but got an array with length 501 "
     "instead.", "file_ids", "array_above_max_length"),
    ("POST", "", {"expires_after": {"anchor": "last_active_at", "days": 366}}, 400,
     "Invalid 'expires_after.days': integer above maximum value. Expected a value <= 365, but got 366 instead.",
     "expires_after.days", "integer_above_max_value"),
    ("POST", "", {"expires_after": {"anchor": "created_at", "days": 3}}, 400,
     "Invalid value: 'created_at'. Supported values are: 'last_active_at'.", "expires_after.anchor", "invalid_value"),
    ("POST", "", {"extra": 1}, 400, "Unknown parameter: 'extra'.", "extra", "unknown_parameter"),
    ("POST", "/ID/files", {"file_id": "a", "chunking_strategy": {"type": "static", "static": {
        "max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51}}}, 400,
     "Invalid 'chunking_strategy.static.chunk_overlap_tokens': integer above maximum value. Expected a value <= 50, but "
     "got 51 instead.", "chunking_strategy.static.chunk_overlap_tokens", "integer_above_max_value"),
    ("POST", "/ID/files", {"file_id": "a", "chunking_strategy": {"type": "semantic"}}, 400,
     "Invalid value: 'semantic'. Supported values are: 'auto' and 'static'.", "chunking_strategy.type", "invalid_value"),
    ("POST", "/ID/files", {"file_id": "a", "attributes": {"a": [1]}}, 400,
     "Invalid type for 'attributes.a': expected a string, number or boolean, but got an array instead.", "attributes.a",
     "invalid_type"),
    ("POST", "/ID/search", {}, 400, "Missing required parameter: 'query'.", "query", "missing_required_parameter"),
    ("POST", "/ID/search", {"query": []}, 400,
     "Invalid 'query': empty array. Expected an array with minimum length 1, but got an empty array instead.", "query",
     "empty_array"),
    ("POST", "/ID/search", {"query": "a", "max_num_results": 51}, 400,
     "Invalid 'max_num_results': integer above maximum value. Expected a value <= 50, but got 51 instead.",
     "max_num_results", "integer_above_max_value"),
    ("POST", "/ID/search", {"query": "a", "ranking_options": {"score_threshold": 2}}, 400,
     "Invalid 'ranking_options.score_threshold': decimal above maximum value. Expected a value <= 1, but got 2 instead.",
     "ranking_options.score_threshold", "decimal_above_max_value"),
    ("POST", "/ID/search", {"query": "a", "filters": {"type": "like", "key": "a", "value": 1}}, 400,
     "Invalid value: 'like'. Supported values are: 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'and', and 'or'.",
     "filters.type", "invalid_value"),
    ("GET", "/ID/files?filter=done", None, 400,
     "Invalid value: 'done'. Supported values are: 'in_progress', 'completed', 'cancelled', and 'failed'.", "filter",
     "invalid_value"),
    ("GET", "?limit=101", None, 400,
     "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.", "limit",
     "integer_above_max_value"),
])
def test_bad_requests_get_the_services_errors(sim, method, path, asked, status, message, param, code):
    id = store(sim)
    body = b"" if asked is None else asked
    answer = sim.ask(method, f"/v1/vector_stores{path.replace('ID', id)}", body)
    assert answer.status == status, answer.body
    assert answer.error == {"message": message.replace("'ID'", f"'{id}'"), "type": "invalid_request_error", "param": param,
                            "code": code}
    assert white_space(answer.body) == (2, ": ", False)


def test_a_store_at_the_pace_of_the_clock_is_done_later(simulators):
    sim = Simulated(simulators("--pace", "realtime"), "realtime-stores")
    file = add(sim, "food.txt")
    id = store(sim, file_ids=[file])
    assert sim.ask("GET", f"/v1/vector_stores/{id}").json["status"] == "in_progress"
    assert search(sim, id, "pizza") == []


def test_a_recorded_store_replays_to_the_byte(record, replay, tape, simulators):
    def walk(port):
        with Connection(port, timeout=60) as connection:
            upload = form("b", [("purpose", None, None, b"assistants"), ("file", "a.txt", "text/plain", b"A red bicycle.")])
            answers = [connection.request("POST", "/v1/files", upload, content_type="multipart/form-data; boundary=b")]
            file = answers[0].json["id"]
            answers.append(connection.request("POST", "/v1/vector_stores", {"file_ids": [file]}))
            path = f"/v1/vector_stores/{answers[1].json['id']}"
            answers.append(connection.request("GET", path))
            answers.append(connection.request("POST", f"{path}/search", {"query": "bicycle"}))
            answers.append(connection.request("DELETE", path))
            return [(answer.status, answer.body) for answer in answers]

    with record(upstream=simulators().root + "/session/stores/v1") as recorder:
        live = walk(recorder.port)
    assert [status for status, _ in live] == [200] * 5
    with replay() as player:
        assert walk(player.port) == live


def test_a_recorded_store_goes_on_where_the_recording_ends(record, replay, tape, simulators):
    with record(upstream=simulators().root + "/session/go-on/v1") as recorder:
        with Connection(recorder.port, timeout=60) as connection:
            upload = form("b", [("purpose", None, None, b"assistants"), ("file", "a.txt", "text/plain", b"A red bicycle.")])
            file = connection.request(
                "POST", "/v1/files", upload, content_type="multipart/form-data; boundary=b").json["id"]
            id = connection.request("POST", "/v1/vector_stores", {"name": "kept", "file_ids": [file]}).json["id"]
            connection.request("POST", f"/v1/vector_stores/{id}/file_batches", {
                "file_ids": [file], "attributes": {"colour": "red"}})
    with replay("--on-miss", "simulate") as player:
        with Connection(player.port, timeout=60) as connection:
            shown = connection.request("GET", f"/v1/vector_stores/{id}").json
            assert (shown["name"], shown["status"], shown["file_counts"]["completed"]) == ("kept", "completed", 1)
            match, = connection.request("POST", f"/v1/vector_stores/{id}/search", {
                "query": "bicycle", "filters": {"type": "eq", "key": "colour", "value": "red"}}).json["data"]
            assert (match["file_id"], match["content"][0]["text"]) == (file, "A red bicycle.")
            assert connection.request("DELETE", f"/v1/vector_stores/{id}/files/{file}").json["deleted"]
