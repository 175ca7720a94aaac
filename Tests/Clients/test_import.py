# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Imports: every real recording against an independent reader, sessions, files in folders, and hostile files."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import threading

import pytest

from recordings import RECORDINGS, needs_recordings, read_cassette
from support import ROOT, TAPEDECK, environment, tapedeck

READER = ROOT / "Tests" / "TapedeckInterchangeTests" / "Reference" / "read_recordings.py"


def bring(tape, *sources, code=0, **options):
    done = tapedeck("cassette", "import", *sources, "--into", tape, *options.pop("flags", ()), **options)
    assert done.code == code, done.err
    return done.err.splitlines()


def vcrpy(*bodies, uri="https://api.openai.com/v1/models"):
    entries = "".join(
        f"- request: {{body: null, headers: {{}}, method: GET, uri: '{uri}'}}\n"
        f"  response: {{body: {{string: {json.dumps(body)}}}, headers: {{}}, status: {{code: 200, message: OK}}}}\n"
        for body in bodies)
    return "interactions:\n" + entries + "version: 1\n"


@pytest.mark.slow
@needs_recordings
def test_every_real_recording_agrees_with_an_independent_reader(tmp_path):
    for module in ["vcr", "multidict", "yaml"]:
        pytest.importorskip(module, reason=f"{module} is not installed")
    done = subprocess.run([sys.executable, READER, RECORDINGS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wanted = {}
    for item in map(json.loads, done.stdout.splitlines()):
        session = os.path.splitext(item["file"])[0].replace("/", ".")
        wanted.setdefault(session, []).append(item)
    tape = tmp_path / "tape.sqlite"
    notes = bring(tape, RECORDINGS, flags=["--session-per-file"], timeout=300)
    assert notes[-1] == "1314 interactions from 788 files"
    found = {}
    for exchange in read_cassette(tape):
        found.setdefault(exchange.session, []).append(exchange)
    assert sum(map(len, wanted.values())) == 1314 and found.keys() == wanted.keys()
    for session, items in wanted.items():
        assert len(found[session]) == len(items), session
        for exchange, item in zip(found[session], items):
            target = item["path"] + (f"?{item['query']}" if item["query"] is not None else "")
            assert (exchange.method, exchange.target, exchange.status) == (item["method"], target, item["status"])
            for headers, fields in [(exchange.request_headers, item["requestFields"]),
                                    (exchange.headers, item["responseFields"])]:
                assert [[name.lower(), value] for name, value in headers] == fields
            for body, side in [(exchange.request_body, "request"), (exchange.body, "response")]:
                assert hashlib.sha256(body).hexdigest() == item[f"{side}Digest"], session


def test_each_file_can_be_a_session_of_its_own(tmp_path):
    folder = tmp_path / "cassettes" / "deep"
    folder.mkdir(parents=True)
    (folder / "b.yaml").write_text(vcrpy("b1", "b2"))
    (folder.parent / "a.yaml").write_text(vcrpy("a"))
    bring(tmp_path / "one.sqlite", folder.parent, flags=["--session-per-file"])
    assert [(e.session, e.body) for e in read_cassette(tmp_path / "one.sqlite")] == [
        ("a", b"a"), ("deep.b", b"b1"), ("deep.b", b"b2")]
    bring(tmp_path / "two.sqlite", folder.parent)
    assert {e.session for e in read_cassette(tmp_path / "two.sqlite")} == {""}


def test_a_broken_file_does_not_stop_the_rest_and_leaves_nothing_behind(tmp_path):
    names = ["a.yaml", "b.yaml", "c.json", "d.har", "e.yaml"]
    paths = [tmp_path / name for name in names]
    paths[0].write_text(vcrpy("a"))
    paths[1].write_text(vcrpy("lost") + "- x: 'y\n")
    paths[2].write_text('{"log": 1}')
    paths[3].write_text('{"log": {"entries": [')
    paths[4].write_text(vcrpy("e", uri="https://example.com/v1/things") + vcrpy("e")[14:])
    tape = tmp_path / "tape.sqlite"
    notes = bring(tape, *paths[:4], code=65)
    assert [note.split(":")[0] for note in notes[:3]] == [str(path) for path in paths[1:4]]
    assert notes[-1] == "1 interactions from 1 files; 3 files could not be read"
    assert [e.body for e in read_cassette(tape)] == [b"a"]


def test_bodies_in_files_stay_inside_their_folder(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "wiremock"
    (folder / "mappings").mkdir(parents=True)
    (folder / "__files" / "sub").mkdir(parents=True)
    (folder / "__files" / "sub" / "a.json").write_text('{"a": 1}')
    (folder / "__files" / "link").symlink_to(tmp_path / "secret")

    def stub(number, name):
        (folder / "mappings" / f"{number}.json").write_text(json.dumps({
            "request": {"method": "GET", "url": f"/v1/files/{number}"}, "response": {"bodyFileName": name}}))

    for number, name in enumerate(["sub/a.json", "link", "../../secret", "/etc/passwd", "none"]):
        stub(number, name)
    tape = tmp_path / "tape.sqlite"
    notes = bring(tape, folder, code=65)
    assert [e.body for e in read_cassette(tape)] == [b'{"a": 1}']
    assert notes[-1] == "1 interactions from 1 files; 4 files could not be read"
    assert b"secret" not in tape.read_bytes()


def test_flows_of_mitmproxy_itself(tmp_path):
    pytest.importorskip("mitmproxy", reason="mitmproxy is not installed")
    from mitmproxy import http
    from mitmproxy.io import FlowWriter
    from mitmproxy.test import tflow

    one = tflow.tflow(resp=True)
    one.request = http.Request.make("POST", "https://api.openai.com/v1/chat/completions?a=1", b'{"model":"m"}',
                                    {"content-type": "application/json", "authorization": "Bearer x"})
    one.response = http.Response.make(200, b'{"id":"1"}', {"content-encoding": "gzip"})
    with open(tmp_path / "dump.flow", "wb") as file:
        writer = FlowWriter(file)
        for flow in [one, tflow.ttcpflow(), tflow.twebsocketflow(), tflow.tdnsflow(), tflow.tflow()]:
            writer.add(flow)
    tape = tmp_path / "tape.sqlite"
    notes = bring(tape, tmp_path / "dump.flow")
    (exchange,) = read_cassette(tape)
    assert (exchange.target, exchange.request_body) == ("/v1/chat/completions?a=1", b'{"model":"m"}')
    assert exchange.body == b'{"id":"1"}' and exchange.request_headers == [["content-type", "application/json"]]
    reasons = [note.split(": ", 1)[1] for note in notes[:-1]]
    assert reasons == ["interaction 2 left out: the flow is one of tcp", "interaction 3 left out: it is a WebSocket session",
                       "interaction 4 left out: the flow is one of dns", "interaction 5 left out: no response was recorded"]


def feed(path, start, block, count):
    """Writes into a pipe until its reader has seen enough."""
    try:
        with open(path, "wb") as pipe:
            pipe.write(start)
            for _ in range(count):
                pipe.write(block)
    except BrokenPipeError:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("start", [
    b'{"recorded_at":"', b'{"log":{"entries":[{"x":"', b'{"x":"', b"interactions:\n- request: '", b"x: '", b"[[\"",
    b"999999999999:5:aaaaa,",
], ids=["lines", "entries", "envelope", "items", "yaml", "list", "flow"])
def test_a_line_of_two_gigabytes_is_refused_in_bounded_memory(tmp_path, start):
    pipe, tape = tmp_path / "pipe.json", tmp_path / "tape.sqlite"
    os.mkfifo(pipe)
    writer = threading.Thread(target=feed, args=(pipe, start, b"x" * (1 << 20), 2048), daemon=True)
    writer.start()
    process = subprocess.Popen([TAPEDECK, "cassette", "import", pipe, "--into", tape], stderr=subprocess.PIPE,
                               env=environment())
    timer = threading.Timer(60, process.kill)
    timer.start()
    err = process.stderr.read().decode()
    timer.cancel()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    writer.join(timeout=60)
    assert process.returncode == 65, err
    assert err.startswith(f"{pipe}:"), err
    assert "more than" in err.splitlines()[0] and len(err.splitlines()) == 2
    assert usage.ru_maxrss < 300 << 10, f"{usage.ru_maxrss >> 10} MB"


def test_a_compressed_file_that_ends_too_early_is_named(tmp_path):
    import base64

    body = base64.b64encode(gzip.compress(b"x" * 1000)[:-9]).decode()
    source = tmp_path / "a.yaml"
    source.write_text(vcrpy("x").replace('string: "x"}, headers: {}',
                                         f'string: !!binary {body}}}, headers: {{content-encoding: [gzip]}}'))
    notes = bring(tmp_path / "tape.sqlite", source, code=65)
    assert notes[0] == f"{source}: interaction 1: the gzip data ends too early; restore the file or record it again"
