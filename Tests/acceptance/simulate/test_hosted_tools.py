# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Hosted tools of the Responses API in the simulator, with the SDK: plain, streamed, over several turns, and refused."""

import base64
import json
import struct

import openai
import pytest

from support import wait_until

MODEL = "gpt-4o-mini"
DICE = {"type": "mcp", "server_label": "dice", "server_url": "https://dice.example/sse", "allowed_tools": ["roll"]}


def kinds(response):
    return [item.type for item in response.output]


def item(response, type):
    return next(item for item in response.output if item.type == type)


def streamed(client, **asked):
    """The final response of a stream, and the types of its events with each run of deltas as one."""
    types, final = [], None
    for number, event in enumerate(client.responses.create(stream=True, **asked)):
        assert event.sequence_number == number
        if not (event.type.endswith(".delta") and types[-1] == event.type):
            types.append(event.type)
        final = getattr(event, "response", final)
    return final, [type.removeprefix("response.") for type in types]


MESSAGE = ["output_item.added", "content_part.added", "output_text.delta", "output_text.done", "content_part.done",
           "output_item.done", "completed"]


def test_a_web_search_is_cited(sim):
    asked = {"model": MODEL, "input": "What is the weather in Redmond?", "tools": [{"type": "web_search"}]}
    with sim.client() as client:
        plain = client.responses.create(**asked)
        assert kinds(plain) == ["web_search_call", "message"] and plain.output[0].action.sources is None
        assert plain.output[0].action.queries == ["What is the weather in Redmond?"]
        part = plain.output[1].content[0]
        note = part.annotations[0]
        assert part.text[note.start_index:note.end_index] == f"([example.com]({note.url}))" and "simulated" in part.text
        assert plain.to_dict()["tool_usage"]["web_search"] == {"num_requests": 1}
        assert plain.tools[0].to_dict()["search_context_size"] == "medium"
        more = client.responses.create(**asked, include=["web_search_call.action.sources"])
        assert len(more.output[0].action.sources) == 3
        final, types = streamed(client, **asked)
        assert types == [
            "created", "in_progress", "output_item.added", "web_search_call.in_progress", "web_search_call.searching",
            "web_search_call.completed", "output_item.done", *MESSAGE[:3], "output_text.annotation.added", *MESSAGE[3:]]
        assert final.output_text == plain.output_text


def test_file_search_finds_what_is_stored(sim):
    with sim.client() as client:
        file = client.files.create(
            file=("foods.txt", b"Travis's favorite food is pizza. Ann likes soup."), purpose="user_data")
        store = client.vector_stores.create(file_ids=[file.id]).id
        wait_until(lambda: client.vector_stores.retrieve(store).status == "completed")
        asked = {"model": MODEL, "input": "What is Travis's favorite food?",
                 "tools": [{"type": "file_search", "vector_store_ids": [store]}]}
        plain = client.responses.create(**asked)
        assert kinds(plain) == ["file_search_call", "message"] and plain.output[0].results is None
        assert plain.output_text == "Travis's favorite food is pizza."
        note = plain.output[1].content[0].annotations[0]
        assert (note.type, note.file_id, note.filename, note.index) == ("file_citation", file.id, "foods.txt", 31)
        more = client.responses.create(**asked, include=["file_search_call.results"])
        assert more.output[0].results[0].file_id == file.id and "pizza" in more.output[0].results[0].text
        final, types = streamed(client, **asked)
        assert types[3:6] == ["file_search_call.in_progress", "file_search_call.searching", "file_search_call.completed"]
        assert "output_text.annotation.added" in types and final.output_text == plain.output_text


def test_the_code_interpreter_runs_code(sim):
    asked = {"model": MODEL, "input": "Calculate 3 plus 4", "include": ["code_interpreter_call.outputs"],
             "tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]}
    with sim.client() as client:
        plain = client.responses.create(**asked)
        call = item(plain, "code_interpreter_call")
        assert call.outputs[0].logs == "7\n" and call.container_id.startswith("cntr_") and "7" in plain.output_text
        final, types = streamed(client, **asked)
        assert types[2:9] == [
            "output_item.added", "code_interpreter_call.in_progress", "code_interpreter_call_code.delta",
            "code_interpreter_call_code.done", "code_interpreter_call.interpreting", "code_interpreter_call.completed",
            "output_item.done"]
        assert client.responses.create(**asked | {"input": "Tell me a joke"}).output[0].type == "message"


def test_an_image_is_a_png_of_the_size_asked_for(sim):
    asked = {"model": MODEL, "input": "Draw a cat", "tools": [
        {"type": "image_generation", "size": "1536x1024", "quality": "low", "partial_images": 1}]}
    with sim.client() as client:
        plain = client.responses.create(**asked)
        call = item(plain, "image_generation_call")
        data = base64.b64decode(call.result)
        assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", data[16:24]) == (1536, 1024)
        assert plain.to_dict()["tool_usage"]["image_gen"]["output_tokens"] == 408
        final, types = streamed(client, **asked)
        assert types[2:8] == [
            "output_item.added", "image_generation_call.in_progress", "image_generation_call.generating",
            "image_generation_call.partial_image", "image_generation_call.completed", "output_item.done"]


def test_a_server_s_tool_is_called(sim):
    asked = {"model": MODEL, "input": "Roll 2d4+1", "tools": [DICE | {"require_approval": "never"}]}
    with sim.client() as client:
        plain = client.responses.create(**asked)
        assert kinds(plain) == ["mcp_list_tools", "mcp_call", "message"]
        assert plain.output[1].name == "roll" and plain.output[1].output == plain.output_text
        assert plain.tools[0].server_url == "https://dice.example/<redacted>"
        final, types = streamed(client, **asked)
        assert types[2:12] == [
            "output_item.added", "mcp_list_tools.in_progress", "mcp_list_tools.completed", "output_item.done",
            "output_item.added", "mcp_call.in_progress", "mcp_call_arguments.delta", "mcp_call_arguments.done",
            "mcp_call.completed", "output_item.done"]
        failing = client.responses.create(**asked | {"tools": [DICE | {"server_label": "fails", "require_approval": "never"}]})
        assert failing.output[1].status == "failed" and failing.to_dict()["output"][1]["error"]["code"] == 424
        with pytest.raises(openai.APIStatusError, match="Error retrieving tool list from MCP server: 'gone'") as error:
            client.responses.create(**asked | {"tools": [DICE | {"server_label": "gone", "server_url": "https://a.invalid"}]})
        assert error.value.status_code == 424


@pytest.mark.parametrize("is_stored", [True, False])
@pytest.mark.parametrize("approve", [True, False])
def test_a_call_waits_for_approval(sim, is_stored, approve):
    with sim.client() as client:
        first = client.responses.create(model=MODEL, input="Roll 2d4+1", tools=[DICE])
        assert kinds(first) == ["mcp_list_tools", "mcp_approval_request"]
        answer = {"type": "mcp_approval_response", "approval_request_id": first.output[1].id, "approve": approve}
        if is_stored:
            second = client.responses.create(model=MODEL, input=[answer], tools=[DICE], previous_response_id=first.id)
        else:
            history = [{"role": "user", "content": "Roll 2d4+1"}, *(part.to_dict() for part in first.output)]
            second = client.responses.create(model=MODEL, input=[*history, answer], tools=[DICE])
        assert kinds(second) == (["mcp_call", "message"] if approve else ["message"])
        if approve:
            assert second.output[0].to_dict()["approval_request_id"] == first.output[1].id


def test_a_patch_is_written_and_answered(sim):
    tools = [{"type": "apply_patch"}]
    with sim.client() as client:
        first = client.responses.create(
            model="gpt-5.1", tools=tools, tool_choice="required", input="Create a new file named NOTES.md, please.")
        call = item(first, "apply_patch_call").to_dict()
        assert call["operation"]["type"] == "create_file" and call["operation"]["path"] == "NOTES.md"
        output = {"type": "apply_patch_call_output", "call_id": call["call_id"], "status": "completed"}
        second = client.responses.create(model="gpt-5.1", tools=tools, previous_response_id=first.id, input=[output])
        assert kinds(second)[-1] == "message"
        with pytest.raises(openai.BadRequestError, match="No tool output found for apply patch call"):
            client.responses.create(model="gpt-5.1", previous_response_id=first.id, input="And now?")


def test_tools_are_found_before_they_are_called(sim):
    invoice = {"type": "function", "name": "get_invoice", "description": "Returns an invoice.", "defer_loading": True,
               "parameters": {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]}}
    with sim.client() as client:
        response = client.responses.create(
            model="gpt-5.4", input="Get invoice 7", tools=[{"type": "tool_search"}, invoice], reasoning={"effort": "none"})
        assert kinds(response) == ["tool_search_call", "tool_search_output", "function_call"]
        assert response.output[0].to_dict()["arguments"] == {"paths": ["get_invoice"]}
        space = {"type": "namespace", "name": "billing", "description": "Invoices.", "tools": [invoice]}
        response = client.responses.create(
            model="gpt-5.4", input="Get invoice 7", tools=[{"type": "tool_search"}, space], reasoning={"effort": "none"})
        assert response.output[-1].to_dict()["namespace"] == "billing"
        search = {"type": "tool_search", "execution": "client", "description": "Finds tools.", "parameters": {
            "type": "object", "properties": {"goal": {"type": "string"}}, "required": ["goal"]}}
        first = client.responses.create(
            model="gpt-5.4", input="Get invoice 7", tools=[search], reasoning={"effort": "none"})
        call = first.output[-1].to_dict()
        assert call["type"] == "tool_search_call" and call["arguments"] == {"goal": "Get invoice 7"}
        found = {"type": "tool_search_output", "call_id": call["call_id"], "execution": "client", "tools": [invoice]}
        second = client.responses.create(
            model="gpt-5.4", input=[found], tools=[search], previous_response_id=first.id, reasoning={"effort": "none"})
        assert second.output[-1].type == "function_call" and second.output[-1].name == "get_invoice"


def test_tools_are_refused_with_models_that_lack_them(sim):
    with sim.client() as client:
        with pytest.raises(openai.BadRequestError) as error:
            client.responses.create(
                model="gpt-4", input="x", tools=[{"type": "file_search", "vector_store_ids": ["vs_1"]}])
        assert error.value.body["message"] == "Hosted tool 'file_search' is not supported with gpt-4."
        assert error.value.param == "tools"


def test_definitions_are_repeated_with_their_defaults(sim):
    tools = [{"type": "web_search_preview"}, {"type": "code_interpreter", "container": {"type": "auto"}},
             {"type": "image_generation"}, DICE | {"authorization": "secret", "headers": {"X-Key": "secret"}}]
    body = sim.ask("POST", "/v1/responses", {"model": MODEL, "input": "hi", "tools": tools, "tool_choice": "none"})
    echoed = body.json["tools"]
    assert b"secret" not in body.body
    assert json.dumps(echoed[0]) == (
        '{"type": "web_search_preview", "search_context_size": "medium", "user_location": {"type": "approximate", '
        '"city": null, "country": "US", "region": null, "timezone": null}}')
    assert [list(tool) for tool in echoed[1:]] == [
        ["type", "container"],
        ["type", "background", "moderation", "n", "output_compression", "output_format", "quality", "size"],
        ["type", "allowed_tools", "authorization", "headers", "require_approval", "server_description", "server_label",
         "server_url"]]
