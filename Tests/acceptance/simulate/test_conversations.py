# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Conversations and their items in the simulator: the whole life with the SDK, bytes, paging, errors."""

import json
import re

import openai
import pytest

from support import listed


def user(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def test_the_life_of_a_conversation(sim):
    with sim.client() as client:
        conversation = client.conversations.create(metadata={"topic": "test"}, items=[user("tell me a joke")])
        assert re.fullmatch("conv_[0-9a-f]{8}[0-9a-f]{3}[048c]819[0-9a-f]{17}0[0-9a-f]{15}", conversation.id)
        assert (conversation.object, conversation.metadata) == ("conversation", {"topic": "test"})
        assert client.conversations.retrieve(conversation.id) == conversation
        changed = client.conversations.update(conversation.id, metadata={"purpose": "other"})
        assert changed.metadata == {"purpose": "other"} and changed.created_at == conversation.created_at
        assert client.conversations.delete(conversation.id).object == "conversation.deleted"
        with pytest.raises(openai.NotFoundError, match=f"Conversation with id '{conversation.id}' not found."):
            client.conversations.retrieve(conversation.id)


def test_items_are_listed_newest_first_in_pages(sim):
    with sim.client() as client:
        id = client.conversations.create().id
        for number in range(5):
            new = client.conversations.items.create(id, items=[user(f"{number}a"), user(f"{number}b")])
            assert [item.content[0].text for item in new.data] == [f"{number}a", f"{number}b"]
            assert all(item.id.startswith("msg_") and item.id.endswith(id[-16:]) for item in new.data)
        texts = [item.content[0].text for item in client.conversations.items.list(id, limit=3)]
        assert texts == [f"{number}{half}" for number in (4, 3, 2, 1, 0) for half in "ba"]
        page = client.conversations.items.list(id, limit=3, order="asc")
        assert page.has_more and [item.content[0].text for item in page.data] == ["0a", "0b", "1a"]
        assert (page.first_id, page.last_id) == (page.data[0].id, page.data[2].id)
        assert client.conversations.items.retrieve(page.first_id, conversation_id=id) == page.data[0]
        assert client.conversations.items.delete(page.first_id, conversation_id=id).id == id
        with pytest.raises(openai.NotFoundError, match="not found in conversation"):
            client.conversations.items.retrieve(page.first_id, conversation_id=id)


def test_items_of_every_kind_are_kept_as_listed(sim):
    items = [
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "1"},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "**Thinking**"}], "encrypted_content": "gAAAAA"},
        {"type": "web_search_call", "id": "ws_1", "status": "completed",
         "action": {"type": "search", "query": "q", "sources": [{"type": "url", "url": "https://example.com"}]}},
        {"role": "user", "content": [{"type": "input_image", "image_url": "data:image/png;base64,AAAA"}]},
    ]
    include = ["web_search_call.action.sources", "message.input_image.image_url", "reasoning.encrypted_content"]
    with sim.client() as client:
        id = client.conversations.create(items=items).id
        data = client.conversations.items.list(id, order="asc").data
        assert [item.type for item in data] == [
            "message", "message", "function_call", "function_call_output", "reasoning", "web_search_call", "message"]
        assert [item.id.split("_")[0] for item in data] == ["msg", "msg", "fc", "fc", "rs", "ws", "msg"]
        assert data[4].encrypted_content is None and data[5].action.sources is None
        assert data[6].content[0].image_url is None
        data = client.conversations.items.list(id, order="asc", include=include).data
        assert data[4].encrypted_content == "gAAAAA" and data[5].action.sources[0].url == "https://example.com"
        assert data[6].content[0].image_url.startswith("data:image/png")


def test_bytes_are_those_of_the_service(sim):
    body = sim.ask("POST", "/v1/conversations", {"items": [user("first item")]}).body.decode()
    id = json.loads(body)["id"]
    created = json.loads(body)["created_at"]
    assert body == f'{{\n  "id": "{id}",\n  "object": "conversation",\n  "created_at": {created},\n  "metadata": {{}}\n}}'
    listing = sim.ask("GET", f"/v1/conversations/{id}/items?include[]=message.input_image.image_url").json
    assert list(listing) == ["object", "data", "first_id", "has_more", "last_id"]
    assert list(listing["data"][0]) == ["id", "type", "status", "content", "role"]
    deleted = sim.ask("DELETE", f"/v1/conversations/{id}").body.decode()
    assert deleted == f'{{\n  "id": "{id}",\n  "object": "conversation.deleted",\n  "deleted": true\n}}'


@pytest.mark.parametrize("path, body, status, message", [
    ("", {"items": "x"}, 400, "Invalid type for 'items': expected an array, but got a string instead."),
    ("", {"items": [{}]}, 400, "Missing required parameter: 'items[0].type'."),
    ("", {"items": [user("x")] * 21}, 400,
     "Invalid 'items': array too long. Expected an array with maximum length 20, but got an array with length 21 instead."),
    ("", {"name": "x"}, 400, "Unknown parameter: 'name'."),
    ("/conv_x", {"metadata": {"a": "b"}}, 404, "Conversation with id 'conv_x' not found."),
    ("/ID", {}, 400, "Missing required parameter: 'metadata'."),
    ("/ID/items", {}, 400, "Missing required parameter: 'items'."),
    ("/ID/items", {"items": [{"type": "item_reference", "id": "msg_x"}]}, 404,
     "Item with id 'msg_x' not found. Items are not persisted when `store` is set to false. Try again with `store` set to "
     "true, or remove this item from your input."),
    ("/ID/items?include[]=x", {"items": []}, 400, None),
    ("/ID/items?limit=101", None, 400,
     "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead."),
    ("/ID/items?after=msg_x", None, 404, "Item with id 'msg_x' not found in conversation 'ID'."),
])
def test_bad_requests_get_the_error_of_the_service(sim, path, body, status, message):
    id = sim.ask("POST", "/v1/conversations").json["id"]
    path = f"/v1/conversations{path.replace('ID', id)}"
    answer = sim.ask("GET", path) if body is None else sim.ask("POST", path, body)
    assert answer.status == status
    assert list(answer.json["error"]) == ["message", "type", "param", "code"]
    assert message is None or answer.json["error"]["message"] == message.replace("ID", id)


def test_a_response_reads_a_conversation_and_appends_to_it(sim):
    with sim.client() as client:
        id = client.conversations.create(items=[{"role": "system", "content": "Be brief."}]).id
        response = client.responses.create(model="gpt-4o-mini", input="Tell me a joke.", conversation=id)
        assert response.conversation.id == id and response.id.startswith(f"resp_{id[-16:]}")
        again = client.responses.create(
            model="gpt-4o-mini", input="Another one.", conversation={"id": id}, stream=True)
        text = [event for event in again][-1].response.output_text
        items = client.conversations.items.list(id, order="asc").data
        assert [(item.role, item.content[0].text) for item in items] == [
            ("system", "Be brief."), ("user", "Tell me a joke."), ("assistant", response.output_text),
            ("user", "Another one."), ("assistant", text)]
        assert [item.id[4:20] for item in items[1:]] == [id[-16:]] * 4 and items[2].id == response.output[0].id
        with pytest.raises(openai.NotFoundError, match="Conversation with id 'conv_x' not found."):
            client.responses.create(model="gpt-4o-mini", input="x", conversation="conv_x")


def test_conversations_are_recorded_and_replayed(record, replay, tape, simulators, client):
    def work(api):
        id = api.conversations.create(items=[user("hello")]).id
        api.conversations.items.create(id, items=[user("again")])
        found = [item.id for item in api.conversations.items.list(id)]
        api.conversations.delete(id)
        return id, found

    recorder = record(upstream=simulators().root)
    first = work(client(recorder))
    recorder.stop()
    assert len(listed(tape)) == 4
    assert work(client(replay())) == first
