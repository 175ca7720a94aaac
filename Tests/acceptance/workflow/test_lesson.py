# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The lesson as an SDK script: recorded once, replayed without network, with the same scores every time."""

import json
import sys
from pathlib import Path

import pytest

from support import ROOT, TAPEDECK, listed, tapedeck
from support.workflow import DATA, NO_NETWORK, configuration, env

SCRIPT = ROOT / "Examples/python/finetune_lesson.py"
SNIPPET = Path(TAPEDECK).resolve().parent / "SummarizationLesson"


def lesson(tape, folder, *options, upstream=None, workers=8, wrapper=(), mode="once", limit=25):
    recording = ["--upstream", upstream] if upstream else []
    return tapedeck("run", "--cassette", tape, "--mode", mode, *recording, *options, "--", sys.executable, SCRIPT,
                    folder.parent, folder, "--pause", "0", "--max-workers", workers, "--limit", limit, wrapper=wrapper,
                    env=env(None, TAPEDECK=str(Path(TAPEDECK).resolve())))


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_lesson_replays_without_network_to_the_last_bit(service, tape, tmp_path):
    DATA(tmp_path)
    recorded = lesson(tape, tmp_path / "recorded", upstream=service.base)
    assert recorded.code == 0, recorded.err
    service.stop()
    for workers in (1, 32):
        folder = tmp_path / f"replayed-{workers}"
        played = lesson(tape, folder, "--fail-on-unused", workers=workers, mode="none", wrapper=NO_NETWORK)
        assert played.code == 0, played.err
        assert played.out == recorded.out
        assert files(folder) == files(tmp_path / "recorded")
    results = json.loads((tmp_path / "recorded/tuned/eval_results.json").read_text())
    assert results["num_samples"] == 25 and results["rouge1"] > 0.5
    assert len(listed(tape)) >= 50 + 2 + 1 + 4


def test_the_lesson_and_the_workflow_find_the_same_figures(service, tape, tmp_path):
    """The script and the configuration ask the same of the same samples."""
    file = configuration(tmp_path)
    file.write_text(file.read_text().replace("limit: {test: 25}", "limit: {test: 30}"))
    done = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service))
    assert done.code == 0, done.err
    done = lesson(tape, tmp_path / "lesson", upstream=service.base, limit=30)
    assert done.code == 0, done.err
    asked = [json.dumps(json.loads(r[3]), sort_keys=True) for r in service.requests if r[1].endswith("/completions")]
    assert sorted(asked[:60]) == sorted(asked[60:])
    for model, name in (("base", "base"), ("tuned", "tuned")):
        one = json.loads((tmp_path / f"out/evaluations/{model}/eval_results.json").read_text())
        two = json.loads((tmp_path / f"lesson/{name}/eval_results.json").read_text())
        for metric in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
            assert one[metric] == two[metric], "to the last bit"


def test_the_lesson_s_results_can_be_compared(service, tape, tmp_path):
    DATA(tmp_path)
    assert lesson(tape, tmp_path / "lesson", upstream=service.base).code == 0
    done = tapedeck("compare", tmp_path / "lesson/base", tmp_path / "lesson/tuned")
    assert done.code == 0, done.err
    assert b"25" in done.out


def test_the_example_configuration_is_sound(tmp_path):
    done = tapedeck("workflow", ROOT / "fixtures/workflows/summarization.yaml", "--dry-run", env=env(None))
    assert done.code == 0, done.err
    assert b"evaluate GPT-4o-mini on 25 samples" in done.out


@pytest.mark.skipif(not SNIPPET.is_file(), reason=f"there is no {SNIPPET}; run 'swift build'")
def test_the_lesson_from_swift_replays_without_network_to_the_last_bit(service, tape, tmp_path):
    DATA(tmp_path)
    service.simulated = True
    recorded = tapedeck("run", "--cassette", tape, "--upstream", service.base, "--", SNIPPET, tmp_path,
                        tmp_path / "recorded", env=env(None))
    assert recorded.code == 0 and b"GPT-4o-mini fine-tuned" in recorded.out, recorded.err
    service.stop()
    played = tapedeck("run", "--cassette", tape, "--mode", "none", "--fail-on-unused", "--", SNIPPET, tmp_path,
                      tmp_path / "replayed", env=env(None), wrapper=NO_NETWORK)
    assert played.code == 0 and played.out == recorded.out, played.err
    for name in ("comparison.html", "evaluations/gpt-4o-mini-fine-tuned/eval_results.json"):
        assert (tmp_path / "recorded" / name).read_bytes() == (tmp_path / "replayed" / name).read_bytes()
