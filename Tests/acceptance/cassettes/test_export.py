# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Exports are read by the tools they are made for, and imported again."""

import base64
import json
import shutil
import subprocess

import pytest

from support.recordings import RECORDINGS, needs_recordings, read_cassette
from support import exported_line, tapedeck

FORMATS = ["jsonl", "har", "vcrpy", "vcr"]


@pytest.fixture
def cassette(tmp_path):
    """A cassette of five interactions, two of them with one request."""
    source = tmp_path / "source.jsonl"
    chat = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "yes: \u2028 é"}]})
    source.write_text("\n".join([
        exported_line("/v1/chat/completions", request=chat, answer='{"id": "1", "text": "null é\\n"}', method="POST"),
        exported_line("/v1/files/a", answer="first"), exported_line("/v1/files/a", answer="second"),
        exported_line("/v1/files/a/content", answer=bytes(range(256))), exported_line("/v1/models", query="", status=404, answer=b""),
    ]) + "\n")
    tape = tmp_path / "tape.sqlite"
    assert tapedeck("cassette", "import", source, "--into", tape).code == 0
    return tape


def export(tape, kind, output="-"):
    done = tapedeck("cassette", "export", tape, "--format", kind, "--output", output, timeout=300)
    assert done.code == 0, done.err
    return done.out


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_can_be_imported_again(cassette, tmp_path, kind):
    source, again = tmp_path / "again", tmp_path / "again.sqlite"
    export(cassette, kind, source)
    done = tapedeck("cassette", "import", source, "--into", again)
    assert done.code == 0 and done.err == "5 interactions from 1 file\n"
    lines = export(again, "jsonl").split(b"\n"), export(cassette, "jsonl").split(b"\n")
    assert lines[0][1:] == lines[1][1:]
    assert kind != "jsonl" or lines[0][0] == lines[1][0], "the text form keeps what the cassette says of itself"


@pytest.mark.slow
@needs_recordings
def test_every_real_interaction_survives_every_format(tmp_path):
    tape = tmp_path / "tape.sqlite"
    assert tapedeck("cassette", "import", RECORDINGS, "--into", tape, "--session-per-file", timeout=300).code == 0
    text = export(tape, "jsonl")
    assert text.count(b"\n") == 1 + 1314
    for kind in FORMATS:
        source, again = tmp_path / f"export.{kind}", tmp_path / f"{kind}.sqlite"
        export(tape, kind, source)
        done = tapedeck("cassette", "import", source, "--into", again, timeout=300)
        assert done.code == 0 and done.err == "1314 interactions from 1 file\n"
        found = export(again, "jsonl")
        assert found.partition(b"\n")[2] == text.partition(b"\n")[2], kind
        assert kind != "jsonl" or found == text


def test_an_http_archive_opens_in_another_reader(cassette, tmp_path):
    haralyzer = pytest.importorskip("haralyzer", reason="haralyzer is not installed")
    target = tmp_path / "tape.har"
    export(cassette, "har", target)
    entries = haralyzer.HarParser(json.loads(target.read_text())).har_data["entries"]
    entries = [haralyzer.HarEntry(entry) for entry in entries]
    assert [entry.request.method for entry in entries] == ["POST", "GET", "GET", "GET", "GET"]
    assert [entry.status for entry in entries] == [200, 200, 200, 200, 404]
    assert entries[1].request.url == "https://api.openai.com/v1/files/a"
    assert entries[0].startTime.year == 2023 and entries[0].time == 2
    assert [entry.response.text for entry in entries[1:3]] == ["first", "second"]
    assert entries[3].response.contentSize == 256 and entries[3].response.textEncoding == "base64"


def test_a_vcrpy_cassette_replays_under_vcrpy(cassette, tmp_path):
    vcr = pytest.importorskip("vcr", reason="vcrpy is not installed")
    requests = pytest.importorskip("requests", reason="requests is not installed")
    target = tmp_path / "tape.yaml"
    export(cassette, "vcrpy", target)
    root = "https://api.openai.com/v1"
    with vcr.use_cassette(str(target), record_mode="none", match_on=["method", "uri", "body"]) as played:
        chat = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "yes: \u2028 é"}]})
        answer = requests.post(f"{root}/chat/completions", data=chat, headers={"content-type": "application/json"})
        assert answer.content == '{"id": "1", "text": "null é\\n"}'.encode()
        assert answer.headers["content-type"] == "application/json"
        assert [requests.get(f"{root}/files/a").text for _ in range(2)] == ["first", "second"]
        assert requests.get(f"{root}/files/a/content").content == bytes(range(256))
        # The client itself drops the empty query of the fifth.
        assert played.play_count == 4


@pytest.mark.slow
@needs_recordings
def test_real_interactions_replay_under_vcrpy(tmp_path):
    vcr = pytest.importorskip("vcr", reason="vcrpy is not installed")
    requests = pytest.importorskip("requests", reason="requests is not installed")
    tape, target = tmp_path / "tape.sqlite", tmp_path / "tape.yaml"
    assert tapedeck("cassette", "import", RECORDINGS / "simonw+llm", "--into", tape).code == 0
    export(tape, "vcrpy", target)
    exchanges = read_cassette(tape)
    assert len(exchanges) == 18
    with vcr.use_cassette(str(target), record_mode="none", match_on=["method", "uri", "body"]) as played:
        for exchange in exchanges:
            answer = requests.request(exchange.method, "https://api.openai.com" + exchange.target,
                                      data=exchange.request_body, headers=dict(exchange.request_headers))
            assert (answer.status_code, answer.content) == (exchange.status, exchange.body)
        assert played.all_played


def test_a_vcr_cassette_is_yaml_to_ruby(cassette, tmp_path):
    if not shutil.which("ruby"):
        pytest.skip("ruby is not installed")
    target = tmp_path / "tape.yml"
    export(cassette, "vcr", target)
    script = "require 'psych'; require 'json'; puts JSON.generate(Psych.safe_load(File.read(ARGV[0], encoding: 'UTF-8')))"
    done = subprocess.run(["ruby", "-e", script, target], capture_output=True, check=True)
    document = json.loads(done.stdout)
    interactions = document["http_interactions"]
    assert [one["response"]["status"]["code"] for one in interactions] == [200, 200, 200, 200, 404]
    assert interactions[0]["request"]["method"] == "post"
    assert interactions[0]["response"]["body"] == {"encoding": "UTF-8", "string": '{"id": "1", "text": "null é\\n"}'}
    assert interactions[3]["response"]["body"]["encoding"] == "ASCII-8BIT"
    assert interactions[0]["recorded_at"] == "Tue, 14 Nov 2023 22:13:20 GMT"


def test_an_export_goes_into_a_file_whole_or_not_at_all(cassette, tmp_path):
    target = tmp_path / "no" / "tape.jsonl"
    tapedeck("cassette", "export", cassette, "--output", target).assert_error(65)
    assert not target.exists()
    assert tapedeck("cassette", "export", cassette, "--output", "/dev/null").code == 0
    tapedeck("cassette", "export", tmp_path / "none.sqlite", "--output", tmp_path / "out").assert_error(65)
    assert not list(tmp_path.glob("out*"))


def test_an_export_to_a_reader_that_leaves_is_no_error(cassette):
    from support import TAPEDECK

    done = subprocess.run(["sh", "-c", '"$0" cassette export "$1" | head -c 10', TAPEDECK, cassette], capture_output=True)
    assert done.stderr == b"" and done.stdout == b'{"tapedeck'


def test_an_unknown_format_is_a_usage_error(cassette):
    tapedeck("cassette", "export", cassette, "--format", "pcap").assert_error(64)
