# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The recorded workflow of this repository always has the same results."""

import subprocess
from pathlib import Path

import pytest

from support import ROOT, TAPEDECK, environment

CASSETTE = ROOT / "cassettes" / "summarization.sqlite"
WORKFLOW = ROOT / "fixtures" / "workflows" / "summarization.yaml"
SNIPPET = Path(TAPEDECK).with_name("SummarizationLesson")
MODELS = {"gpt-4o-mini": "baseline", "gpt-4o-mini-fine-tuned": "tuned"}


def replay(output, *options):
    return subprocess.run(
        [
            *[TAPEDECK, "run", "--cassette", CASSETTE, "--mode", "none", "--fail-on-unused", "--"],
            *[TAPEDECK, "workflow", WORKFLOW, "--output", output, *options],
        ],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
    )


@pytest.mark.parametrize("workers", ["1", "32"])
def test_a_replay_has_the_recorded_results_to_the_last_bit(tmp_path, workers):
    before = CASSETTE.read_bytes()
    done = replay(tmp_path, "--max-workers", workers)
    assert done.returncode == 0, done.stderr
    for folder, name in MODELS.items():
        results = (tmp_path / "evaluations" / folder / "eval_results.json").read_bytes()
        assert results == (ROOT / "cassettes" / f"summarization.{name}.json").read_bytes()
    assert "simulated" in done.stdout
    assert CASSETTE.read_bytes() == before


def test_a_second_replay_writes_the_same_files(tmp_path):
    for run in ("one", "two"):
        assert replay(tmp_path / run, "--max-workers", "1").returncode == 0
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(names) > 10
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.skipif(not SNIPPET.exists(), reason="the snippet is built with the unit tests")
def test_the_snippet_gets_the_same_answers_and_job_by_the_public_library(tmp_path):
    assert replay(tmp_path / "command").returncode == 0
    done = subprocess.run(
        [
            *[TAPEDECK, "run", "--cassette", CASSETTE, "--mode", "none", "--fail-on-unused", "--"],
            *[SNIPPET, ROOT / "fixtures" / "dialogues", tmp_path / "library"],
        ],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "GPT-4o-mini fine-tuned" in done.stdout
    for name in ["fine-tuning/finetune.json", *[f"evaluations/{model}/predictions.jsonl" for model in MODELS]]:
        assert (tmp_path / "library" / name).read_bytes() == (tmp_path / "command" / name).read_bytes(), name
