# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck demo` records, replays and misses for real, and every command that it names works."""

import json
import re
import shlex
import subprocess

from support import Server, TAPEDECK, environment, listed, tapedeck


def commands(text):
    """The commands that the demo names, as words."""
    lines = re.findall(r"^     (?:\w+=… )?((?:tapedeck|curl) .*)$", text[text.index("What to do next"):], re.M)
    return [shlex.split(line) for line in lines]


def test_the_demo_keeps_what_it_recorded_and_replayed(tmp_path):
    kept = tmp_path / "a folder"
    done = tapedeck("demo", "--output", kept)
    assert done.code == 0 and done.err == ""
    text = done.out.decode()
    assert "simulator" in text and "3 of 3 requests played" in text
    assert "$.temperature: recorded 0.2 got 0.7" in text and "tapedeck run --cassette" in text
    recorded = listed(kept / "demo.sqlite")
    assert [entry["status"] for entry in recorded] == [200, 200, 200]
    for entry in recorded:
        assert text.count(f" {entry['response_bytes']} B") == 2
        assert f"the recorded {entry['response_bytes']} bytes" in text


def test_the_commands_that_the_demo_names_do_what_they_say(tmp_path):
    text = tapedeck("demo", "-o", tmp_path / "a folder").out.decode()
    named = commands(text)
    assert len(named) == 8
    for words in (words for words in named if words[:2] == ["tapedeck", "cassette"]):
        assert tapedeck(*words[1:]).out
    replay = next(words for words in named if words[1] == "replay")
    curl = next(words for words in named if words[0] == "curl")
    assert replay[-2:] == ["--port", "8080"] and curl[1].startswith("http://127.0.0.1:8080/v1/")
    with Server(*replay[1:-2], log=tmp_path / "log") as server:
        words = [word.replace("http://127.0.0.1:8080/v1", server.base) for word in curl]
        answer = json.loads(subprocess.run([*words, "-s"], check=True, capture_output=True).stdout)
    assert answer["choices"][0]["message"]["content"] in text
    script = ["python3", "-c", "import os; print(os.environ['OPENAI_BASE_URL'])"]
    for words in (words for words in named if words[1] == "run"):
        at = words.index("--") + 1
        done = subprocess.run([TAPEDECK, *words[1:at], *script], cwd=tmp_path, capture_output=True, env=environment())
        assert done.returncode == 0 and done.stdout.startswith(b"http://127.0.0.1:"), words


def test_the_demo_leaves_nothing_without_a_folder_to_keep(tmp_path):
    done = tapedeck("demo", env=environment(TMPDIR=str(tmp_path), CI="true", TAPEDECK_RECORD="none"))
    assert done.code == 0 and str(tmp_path) in done.out.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_the_demo_cannot_use_is_named_with_the_remedy(tmp_path):
    message = tapedeck("demo", env=environment(TMPDIR=str(tmp_path / "none"))).assert_error(65)
    assert str(tmp_path / "none") in message and "TMPDIR" in message and "--output" in message
    (tmp_path / "file").write_text("x")
    assert "not empty" in tapedeck("demo", "--output", tmp_path).assert_error(64)
    assert str(tmp_path / "file") in tapedeck("demo", "--output", tmp_path / "file").assert_error(65)
