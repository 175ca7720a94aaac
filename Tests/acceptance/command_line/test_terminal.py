# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What is printed on a terminal: visible text without control sequences, and the right singular or plural."""

import json
import os
import pty
import re
import subprocess

import pytest

from support import TAPEDECK, Server, environment, exported_line, tapedeck

# The title is set, the line is cleared, the colour changes, the direction of writing turns, a line is forged.
HOSTILE = "\x1b]0;title\x07\x1b[2K\x1b[31m\x9b31m\x7f\x85\u202e\nforged\r"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]")


@pytest.fixture
def tape(tmp_path):
    """A cassette with control characters wherever text can be."""
    def entry(path, answer, session="", headers=()):
        return json.dumps({
            "session": session, "recorded_at": 1, "request": {
                "method": "POST", "path": path, "query": HOSTILE.replace("\n", ""), "headers": [["content-type", "application/json"]],
                "body": {"json": {"model": HOSTILE, "input": HOSTILE}}},
            "response": {"status": 200, "headers": [["content-type", "text/plain"], ["x-note", HOSTILE], *headers],
                         "body": {"text": answer}, "first_byte": 1, "duration": 2}})

    head = {"tapedeck_cassette": 1, "tool": HOSTILE, "created": 1, "upstream": HOSTILE, "note": HOSTILE}
    for name, answer in [("a", "a"), ("b", "b")]:
        source = tmp_path / f"{name}.jsonl"
        source.write_text("\n".join([json.dumps(head), entry(f"/v1/models/{HOSTILE}", HOSTILE + answer, session=HOSTILE),
                                     entry("/v1/models", json.dumps({"error": HOSTILE + answer}))]) + "\n")
        assert tapedeck("cassette", "import", source, "--into", tmp_path / f"{name}.sqlite").code == 0
    return tmp_path / "a.sqlite"


def clean(done):
    text = done.out.decode() + done.err
    assert not (found := CONTROLS.findall(text)), (found, text)
    assert not any(line.startswith("forged") for line in text.splitlines()), text
    return done.out.decode()


@pytest.mark.parametrize("arguments", [
    ["list"], ["list", "--json"], ["show"], ["show", "--json"], ["show", "--events"], ["stats"], ["stats", "--json"],
    ["verify"], ["verify", "--json"], ["text"],
    ["prune", "--dry-run", "--status", "200"], ["redact", "--dry-run", "--redact", "t[i]tle"],
], ids=" ".join)
def test_no_command_on_a_cassette_prints_a_control_character(tape, arguments):
    command, *options = arguments
    text = clean(tapedeck("cassette", command, tape, *options))
    if command == "list":
        assert text.count("\n") == 2 and r"\u001b]0;title" in text
    if "--json" in options:
        for document in text.splitlines() if command != "stats" else [text]:
            json.loads(document)


@pytest.mark.parametrize("options", [[], ["--json"], ["--all"]], ids=str)
def test_neither_do_comparisons_and_merges(tape, options):
    clean(tapedeck("cassette", "diff", tape, tape.with_name("b.sqlite"), *options))
    clean(tapedeck("cassette", "merge", tape, tape.with_name("b.sqlite"), "--into", tape.with_name("m.sqlite")))


def test_notes_of_imports_are_visible_text(tmp_path):
    source = tmp_path / "a.yaml"
    entries = "".join(
        f"- request: {{body: null, headers: {{{json.dumps(HOSTILE)}: [x]}}, method: {json.dumps(method)}, uri: {json.dumps(uri)}}}\n"
        "  response: {body: {string: ''}, headers: {}, status: {code: 200}}\n"
        for method, uri in [("GET", "https://api.openai.com/v1/models"), (HOSTILE, "https://api.openai.com/v1/models"),
                            ("GET", f"https://{HOSTILE}/v1/things"), ("GET", "x")])
    source.write_text("interactions:\n" + entries)
    done = tapedeck("cassette", "import", source, "--into", tmp_path / "tape.sqlite", "--verbose")
    clean(done)
    assert len(done.err.splitlines()) == 5, done.err
    clean(tapedeck("cassette", "import", source, "--into", tmp_path / "tape.sqlite"))


def test_neither_do_the_lines_of_servers_and_their_summaries(tape, tmp_path):
    server = Server("replay", "--cassette", tape, log=tmp_path / "log")
    import urllib.error
    import urllib.request
    request = urllib.request.Request(server.base + "/models", data=b'{"model":"other"}', headers={"content-type": "application/json"})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
    server.process.terminate()
    server.process.wait(20)
    assert "Nearest" in server.err and not CONTROLS.search(server.err), server.err


def on_terminal(*arguments):
    """What a command writes when its stdout is a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen([TAPEDECK, *map(str, arguments)], stdout=slave, stderr=subprocess.PIPE, env=environment())
    os.close(slave)
    data = b""
    try:
        while piece := os.read(master, 65536):
            data += piece
    except OSError:
        pass
    err = process.stderr.read().decode()
    return process.wait(20), data.decode().replace("\r\n", "\n"), err


@pytest.mark.parametrize("kind", ["jsonl", "har", "vcrpy", "vcr"])
def test_an_export_is_exact_in_a_file_and_visible_on_a_terminal(tape, tmp_path, kind):
    code, shown, _ = on_terminal("cassette", "export", tape, "--format", kind)
    assert code == 0 and not CONTROLS.search(shown)
    copy = tmp_path / "copy"
    copy.write_text(shown)
    assert tapedeck("cassette", "import", copy, "--into", tmp_path / "copy.sqlite").code == 0
    assert tapedeck("cassette", "diff", tape, tmp_path / "copy.sqlite", "--all").out.startswith(b"2 the same")


def test_raw_bytes_do_not_reach_a_terminal(tape):
    assert tapedeck("cassette", "show", tape, "1", "--raw").out.decode() == HOSTILE + "a"
    code, shown, err = on_terminal("cassette", "show", tape, "1", "--raw")
    assert code == 64 and shown == "" and "control characters" in err


def test_one_is_singular(tmp_path):
    source, tape = tmp_path / "a.jsonl", tmp_path / "a.sqlite"
    source.write_text(exported_line() + "\n")
    assert tapedeck("cassette", "import", source, "--into", tape).err == "1 interaction from 1 file\n"
    outputs = [
        tapedeck("cassette", "verify", tape), tapedeck("cassette", "export", tape, "--output", tmp_path / "b.jsonl"),
        tapedeck("cassette", "redact", tape), tapedeck("cassette", "prune", tape, "--dry-run", "--status", "200"),
        tapedeck("cassette", "merge", tape, "--into", tmp_path / "m.sqlite"),
        tapedeck("run", "--cassette", tape, "--mode", "none", "--", "true"),
    ]
    for done in outputs:
        text = done.out.decode() + done.err
        assert not (found := re.findall(r"(?<![\d.])1 (?:[a-z]+[^s ]s)\b(?! saved)", text)), (found, text)
