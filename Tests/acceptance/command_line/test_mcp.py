# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck mcp`: an MCP server over stdin and stdout that reads cassettes and changes nothing."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time

import mcp as official
import pytest
from mcp.client.stdio import stdio_client

from support import TAPEDECK, Connection, chat, environment, tapedeck

TOOLS = ["list_cassettes", "list", "search", "show", "explain_miss", "diff", "query", "simulate"]


class Client:
    """Speaks the protocol by hand, a message in a line."""

    def __init__(self, *arguments, folder, version="2025-06-18"):
        self.process = subprocess.Popen([TAPEDECK, "mcp", *map(str, arguments)], cwd=folder, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
        self.numbers = itertools.count(1)
        self.hello = self.ask("initialize", protocolVersion=version, capabilities={}, clientInfo={"name": "test", "version": "1"})
        self.write({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def write(self, message):
        self.send(json.dumps(message).encode() + b"\n")

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def read(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, method, **parameters):
        number = next(self.numbers)
        self.write({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
        answer = self.read()
        assert answer["jsonrpc"] == "2.0" and answer["id"] == number
        return answer.get("result", answer.get("error"))

    def call(self, name, **arguments):
        result = self.ask("tools/call", name=name, arguments=arguments)
        assert not result["isError"], result
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        return result["structuredContent"]

    def fail(self, name, **arguments):
        result = self.ask("tools/call", name=name, arguments=arguments)
        assert result["isError"] and "structuredContent" not in result
        return result["content"][0]["text"]

    def end(self):
        out, err = self.process.communicate(timeout=30)
        assert (out, err, self.process.returncode) == (b"", b"", 0)


@pytest.fixture
def folder(record, tmp_path):
    """A folder with two cassettes and a file that is none."""
    folder = tmp_path / "tapes"
    (folder / "deep").mkdir(parents=True)
    with record(cassette=folder / "chat.sqlite") as deck, Connection(deck.port) as connection:
        for content in ("Name a colour.", "Where is my parcel?"):
            connection.request("POST", "/v1/chat/completions", chat(content, temperature=0.5))
        connection.request("GET", "/v1/nothing")
    with record(cassette=folder / "deep/other.sqlite") as deck, Connection(deck.port) as connection:
        connection.request("POST", "/v1/chat/completions", chat("Name a colour.", temperature=0.7))
    (folder / "notes.txt").write_text("nothing to see")
    (folder / "broken.sqlite").write_text("no cassette")
    return folder


@pytest.fixture
def client(folder):
    made = []

    def start(*arguments, **options):
        made.append(Client(*(arguments or [folder]), folder=folder, **options))
        return made[-1]

    yield start
    for each in made:
        each.process.kill()
        each.process.wait()


@pytest.mark.parametrize("asked, agreed", [("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
                                           ("2024-11-05", "2024-11-05"), ("2099-01-01", "2025-06-18")])
def test_client_and_server_agree_on_a_version(client, asked, agreed):
    mcp = client(version=asked)
    assert mcp.hello["protocolVersion"] == agreed and mcp.hello["serverInfo"]["name"] == "tapedeck"
    assert mcp.ask("ping") == {}
    mcp.end()


def test_the_tools_say_what_they_take_and_that_they_only_read(client):
    tools = client().ask("tools/list")["tools"]
    assert [tool["name"] for tool in tools] == TOOLS
    for tool in tools:
        assert tool["annotations"]["readOnlyHint"] and tool["description"]
        assert set(tool["inputSchema"]["required"]) <= tool["inputSchema"]["properties"].keys()


def test_recordings_are_listed_searched_and_shown(client, folder):
    mcp = client()
    listed = mcp.call("list_cassettes")["cassettes"]
    assert [each["cassette"] for each in listed] == [f"{folder}/{name}" for name in
                                                     ("broken.sqlite", "chat.sqlite", "deep/other.sqlite")]
    assert "not a cassette" in listed[0]["error"] and listed[1]["interactions"] == 3
    page = mcp.call("list", cassette="chat", limit=1)
    assert page["more"] and page["interactions"][0]["prompt"] == "Name a colour."
    page = mcp.call("list", cassette="chat.sqlite", after=1, status="4xx")
    assert [each["id"] for each in page["interactions"]] == [3] and not page["more"]
    found = mcp.call("search", cassette="chat", words='parcel "where')["found"]
    assert {(each["request"], each["role"]) for each in found} == {(2, "user"), (2, "assistant")}
    shown = mcp.call("show", cassette="chat", id=2)
    assert shown["request"]["line"] == "POST /v1/chat/completions" and "Where is my parcel?" in shown["request"]["body"]
    assert shown["response"]["status"] == 200 and "sk-" not in json.dumps(shown)
    assert mcp.call("show", cassette="chat", id=2, limit=10)["request"]["body"].endswith("as it is")


def test_a_miss_is_explained(client, folder):
    mcp = client()
    same = mcp.call("explain_miss", cassette="chat", path="/v1/chat/completions", body=chat("Name a colour.", temperature=0.5))
    assert same == {"matches": True, "recordings": [1]}
    text = json.dumps(chat("Name a colour.", temperature=0.7))
    other = mcp.call("explain_miss", cassette="chat", path="/v1/chat/completions", body=text)
    assert not other["matches"] and other["nearest"][0]["id"] == 1
    assert other["nearest"][0]["differences"] == [{"place": "$.temperature", "recorded": "0.5", "got": "0.7"}]
    assert "tapedeck run" in other["what_to_do"] or "tapedeck record" in other["what_to_do"]


def test_cassettes_are_compared_and_queried(client):
    mcp = client()
    outcome = mcp.call("diff", before="chat", after="other")
    assert (outcome["changed"], outcome["removed"], outcome["added"]) == (1, 2, 0)
    assert {"place": "request $.temperature", "before": "0.5", "after": "0.7"} in outcome["changes"][0]["differences"]
    rows = mcp.call("query", cassette="chat", sql="select request, status from requests order by 1", limit=2)
    assert rows == {"rows": [{"request": 1, "status": 200}, {"request": 2, "status": 200}], "more": True}
    assert "no such table: nowhere" in mcp.fail("query", cassette="chat", sql="select * from nowhere")
    assert "more than read" in mcp.fail("query", cassette="chat", sql="delete from interaction")


def test_the_simulator_answers_and_says_so(client):
    mcp = client()
    first = mcp.call("simulate", path="/v1/chat/completions", body=chat("What is 7 plus 5?"))
    assert first["simulated"] is True and first["status"] == 200 and first["content_type"] == "application/json"
    answer = json.loads(first["body"])
    assert "7 plus 5" in answer["choices"][0]["message"]["content"] and answer["system_fingerprint"].startswith("fp_sim")
    assert mcp.call("simulate", path="/v1/chat/completions", body=chat("What is 7 plus 5?")) == first
    assert mcp.call("simulate", path="/v1/chat/completions", body=chat("What is 7 plus 5?"), seed=1) != first
    streamed = mcp.call("simulate", path="/v1/chat/completions", body=json.dumps(chat("What is 7 plus 5?", stream=True)))
    assert streamed["content_type"].startswith("text/event-stream") and "7 plus 5" in streamed["body"]
    refused = mcp.call("simulate", path="/v1/chat/completions", body={"model": "gpt-4o-mini"})
    assert refused["status"] == 400 and "messages" in refused["body"]
    assert mcp.call("simulate", path="/v1/nowhere", method="GET")["status"] == 404
    image = mcp.call("simulate", path="/v1/images/generations", body={"model": "gpt-image-1", "prompt": "red"}, limit=100)
    assert image["status"] == 200 and len(image["body"]) < 300 and "bytes more" in image["body"]
    speech = mcp.call("simulate", path="/v1/audio/speech", body={"model": "tts-1", "input": "hello", "voice": "alloy"})
    assert "bytes" in speech["body"] and len(speech["body"]) < 100
    assert "begins with a slash" in mcp.fail("simulate", path="v1/models")
    assert "There is no cassette" in mcp.fail("simulate", path="/v1/models", method="GET", cassette="/etc/passwd")


def test_a_simulation_leaves_nothing_behind(client, folder):
    mcp = client()
    made = mcp.call("simulate", path="/v1/conversations", body={})
    found = json.loads(made["body"])["id"]
    assert mcp.call("simulate", path=f"/v1/conversations/{found}", method="GET")["status"] == 404
    assert mcp.call("simulate", path="/v1/models", method="GET", cassette="chat")["status"] == 200


def test_the_official_client_lists_and_explains(folder):
    async def talk():
        parameters = official.StdioServerParameters(
            command=str(TAPEDECK), args=["mcp", str(folder)], env=environment(), cwd=str(folder))
        async with stdio_client(parameters) as streams, official.ClientSession(*streams) as session:
            await session.initialize()
            tools = await session.list_tools()
            listed = await session.call_tool("list_cassettes", {})
            missed = await session.call_tool("explain_miss", {
                "cassette": "chat", "path": "/v1/chat/completions", "body": chat("Name a colour.", temperature=0.7)})
            simulated = await session.call_tool("simulate", {"path": "/v1/chat/completions", "body": chat()})
            wrong = await session.call_tool("show", {"cassette": "chat", "id": 99})
            return tools, [json.loads(result.content[0].text) for result in (listed, missed, simulated)], wrong

    tools, (listed, missed, simulated), wrong = asyncio.run(talk())
    assert [tool.name for tool in tools.tools] == TOOLS
    assert len(listed["cassettes"]) == 3
    assert not missed["matches"] and missed["nearest"][0]["differences"][0]["place"] == "$.temperature"
    assert simulated["simulated"] and simulated["status"] == 200
    assert "no interaction 99" in wrong.content[0].text


def test_what_is_wrong_with_a_call_is_told(client, folder, tmp_path):
    shutil.copy(folder / "chat.sqlite", tmp_path / "secret.sqlite")
    mcp = client()
    for name in (tmp_path / "secret.sqlite", "../secret.sqlite", "/etc/passwd", "tapes/../../secret"):
        assert "There is no cassette" in mcp.fail("list", cassette=str(name)), "what is not named is not read"
    assert "say which" in mcp.fail("list")
    assert "is not a cassette" in mcp.fail("list", cassette="broken")
    assert "needs the argument 'id'" in mcp.fail("show", cassette="chat")
    assert "no interaction 9" in mcp.fail("show", cassette="chat", id=9)
    assert 'no argument "limits"' in mcp.fail("list", cassette="chat", limits=3)
    assert "from 1 to 200" in mcp.fail("list", cassette="chat", limit=0)
    assert "200 or 4xx" in mcp.fail("list", cassette="chat", status="good")
    assert "begins with a slash" in mcp.fail("explain_miss", cassette="chat", path="v1")
    assert mcp.ask("tools/call", name="record")["code"] == -32602
    assert mcp.ask("resources/list")["code"] == -32601
    mcp.end()


def test_hostile_lines_do_not_end_the_server(client):
    mcp = client()
    for line, code in ((b"{", -32700), (b"\xff\x00", -32700), (b"[1]", -32600), (b"[" * 100_000, -32700),
                       (b'"' + b"x" * (5 << 20) + b'"', -32600)):
        mcp.send(line + b"\n")
        assert mcp.read()["error"]["code"] == code
    mcp.send(b"\n\r\n  \n")
    assert mcp.ask("ping") == {}
    mcp.end()


def test_an_answer_comes_before_the_next_question(client):
    mcp = client()
    start = time.monotonic()
    assert mcp.ask("ping") == {} and time.monotonic() - start < 5
    mcp.send(b'{"jsonrpc": "2.0", "id": "a", "met')
    mcp.send(b'hod": "ping"}')
    mcp.process.stdin.close()
    assert json.loads(mcp.process.stdout.read()) == {"jsonrpc": "2.0", "id": "a", "result": {}}
    assert mcp.process.wait(timeout=30) == 0


def test_the_server_changes_nothing(client, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    mcp = client(folder / "chat.sqlite")
    mcp.call("search", words="colour")
    mcp.call("query", sql="select * from cost")
    mcp.call("list")
    mcp.call("simulate", path="/v1/chat/completions", body=chat(), cassette="chat")
    mcp.end()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    done = tapedeck("mcp", tmp_path / "none")
    assert "There is no file or folder" in done.assert_error(64) and os.listdir(tmp_path) == []
