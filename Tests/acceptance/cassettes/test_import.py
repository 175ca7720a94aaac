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

from support.recordings import RECORDINGS, needs_recordings, read_cassette
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
    assert notes[-1] == "1314 interactions from 788 files; 2 interactions left out"
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
    assert notes[-1] == "1 interaction from 1 file; 3 files could not be read"
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
    assert notes[-1] == "1 interaction from 1 file; 4 files could not be read"
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
    assert "more than" in err.splitlines()[0] and len(err.splitlines()) == 3
    assert err.splitlines()[-1].startswith("No cassette was made")
    assert usage.ru_maxrss < 300 << 10, f"{usage.ru_maxrss >> 10} MB"


def test_a_compressed_file_that_ends_too_early_is_named(tmp_path):
    import base64

    body = base64.b64encode(gzip.compress(b"x" * 1000)[:-9]).decode()
    source = tmp_path / "a.yaml"
    source.write_text(vcrpy("x").replace('string: "x"}, headers: {}',
                                         f'string: !!binary {body}}}, headers: {{content-encoding: [gzip]}}'))
    notes = bring(tmp_path / "tape.sqlite", source, code=65)
    assert notes[0] == f"{source}: interaction 1: the gzip data ends too early; restore the file or record it again"


def har(*entries):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def entry(path="/v1/models", text="{}", host="api.openai.com", **content):
    return {"startedDateTime": "2026-01-01T00:00:00.000Z", "time": 1,
            "request": {"method": "GET", "url": f"https://{host}{path}", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": text, **content}}}


def test_notes_are_a_line_for_each_kind_and_for_each_single_thing_when_asked(tmp_path):
    folder, tape = tmp_path / "archives", tmp_path / "tape.sqlite"
    folder.mkdir()
    (folder / "a.har").write_text(har(entry(), *[entry("/w", host=f"h{n % 2}.test") for n in range(40)], {}, {}, None))
    (folder / "b.har").write_text(har(entry(), {"request": {}, "response": None}))
    (folder / "c.json").write_text('{"a": 1}')
    (folder / "d.json").write_text('{"b": 1}')
    notes = bring(tape, folder, code=65)
    assert len(notes) == 6, notes
    assert notes[0].startswith("40 interactions left out: the URL is not one of an OpenAI-style API (host h…")
    assert notes[0].endswith(f"(the first: {folder}/a.har, interaction 2)")
    assert notes[1] == f"3 interactions left out: the entry has no 'request' (the first: {folder}/a.har, interaction 42)"
    assert notes[2] == f"{folder}/b.har: interaction 2 left out: no response was recorded"
    assert notes[3].startswith("2 files: the file is not a cassette of a known format") and notes[4].startswith("--verbose")
    assert notes[5] == "2 interactions from 2 files; 44 interactions left out; 2 files could not be read"
    verbose = bring(tmp_path / "verbose.sqlite", folder, code=65, flags=["--verbose"])
    assert len(verbose) == 47 and verbose[-1] == notes[-1]


@pytest.mark.parametrize("content", [{}, {"readme.txt": "x"}, {"deep/a.md": "x"}], ids=str)
def test_a_folder_with_nothing_to_read_is_an_error_and_makes_no_cassette(tmp_path, content):
    folder, tape = tmp_path / "folder", tmp_path / "tape.sqlite"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    done = tapedeck("cassette", "import", folder, "--into", tape)
    assert "nothing to import" in done.assert_error(65) and not tape.exists()


@pytest.mark.parametrize("text", ["x: 1", "", har(entry(host="x.test", path="/w")), '{"log":{"entries":[null]}}'])
def test_an_import_of_which_nothing_can_be_taken_makes_no_cassette(tmp_path, text):
    source, tape = tmp_path / "a.json", tmp_path / "tape.sqlite"
    source.write_text(text)
    notes = bring(tape, source, code=65)
    assert not tape.exists() and notes[-1].startswith("No cassette was made") and len(notes) == 3
    # One that was there stays as it was.
    (tmp_path / "good.yaml").write_text(vcrpy("a"))
    bring(tape, tmp_path / "good.yaml")
    bring(tape, source, code=65)
    assert [e.body for e in read_cassette(tape)] == [b"a"]


@pytest.mark.parametrize("named", [False, True], ids=["in a folder", "by name"])
def test_a_link_that_leads_nowhere_costs_itself(tmp_path, named):
    folder = tmp_path / "tapes"
    folder.mkdir()
    (folder / "a.yaml").write_text(vcrpy("a"))
    (folder / ".#a.yaml").symlink_to("someone@host.1234")
    (folder / "b.yaml").write_text(vcrpy("b"))
    (folder / "c.yaml").mkdir()
    notes = bring(tmp_path / "tape.sqlite", *([folder / ".#a.yaml", folder / "a.yaml", folder / "b.yaml"] if named else [folder]), code=65)
    assert [e.body for e in read_cassette(tmp_path / "tape.sqlite")] == [b"a", b"b"]
    assert "the link leads nowhere" in notes[0] and notes[-1] == "2 interactions from 2 files; 1 file could not be read"


def test_the_steps_of_a_scenario_in_files_of_their_own_are_played_in_their_order(tmp_path):
    folder = tmp_path / "wiremock" / "mappings"
    folder.mkdir(parents=True)
    states = ["Started", "s2", "s3", "s4", None]
    for name, step in {"z": 0, "a": 3, "m": 1, "k": 2}.items():
        next_state = {"newScenarioState": states[step + 1]} if states[step + 1] else {}
        (folder / f"{name}.json").write_text(json.dumps({
            "scenarioName": "s", "requiredScenarioState": states[step], **next_state,
            "request": {"method": "GET", "url": "/v1/fine_tuning/jobs/j"}, "response": {"jsonBody": {"step": step}}}))
    (folder / "b.json").write_text(json.dumps({"request": {"method": "GET", "url": "/v1/models"}, "response": {"body": "m"}}))
    (folder / "lost.json").write_text((folder / "z.json").read_text().replace("Started", "never"))
    for sources in [[folder], sorted(folder.iterdir(), reverse=True)]:
        tape = tmp_path / f"{len(sources)}.sqlite"
        notes = bring(tape, *sources)
        steps = [json.loads(e.body)["step"] for e in read_cassette(tape) if e.body != b"m"]
        assert steps == [0, 1, 2, 3, 0] and len(read_cassette(tape)) == 6
        assert notes == [f"{folder}/lost.json: file: no state leads to 'never' of the scenario 's'; it is taken last",
                         "6 interactions from 6 files"]


def test_files_that_an_archive_attaches_are_no_sources_themselves(tmp_path):
    folder = tmp_path / "archives"
    folder.mkdir()
    attached = entry()
    attached["response"]["content"] = {"size": -1, "_file": "9a41.json"}
    (folder / "session.har").write_text(har(attached))
    (folder / "9a41.json").write_text('{"data":[]}')
    (tmp_path / "secret").write_text("secret")
    assert bring(tmp_path / "tape.sqlite", folder) == ["1 interaction from 1 file"]
    assert [e.body for e in read_cassette(tmp_path / "tape.sqlite")] == [b'{"data":[]}']
    for name in ["../secret", "link", "/etc/passwd"]:
        (folder / "link").unlink(missing_ok=True)
        (folder / "link").symlink_to(tmp_path / "secret")
        attached["response"]["content"]["_file"] = name
        (folder / "session.har").write_text(har(attached, entry()))
        notes = bring(tmp_path / "second.sqlite", folder / "session.har", code=65)
        assert "interaction 1 left out" in notes[0]
    assert b"secret" not in (tmp_path / "second.sqlite").read_bytes()


@pytest.mark.parametrize("start, words", [
    (b"PK\x03\x04", "a ZIP archive"), (gzip.compress(b"x"), "compressed with gzip"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3\0", "cassette merge"),
], ids=["zip", "gzip", "zstd", "sqlite"])
def test_archives_are_named(tmp_path, start, words):
    (tmp_path / "a.har").write_bytes(start + bytes(100))
    assert words in bring(tmp_path / "tape.sqlite", tmp_path / "a.har", code=65)[0]
