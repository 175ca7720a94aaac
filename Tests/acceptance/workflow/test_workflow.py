# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The workflow against a scripted service: direct, through the recorder, and from the cassette alone."""

import filecmp
import json
import time
from pathlib import Path

import pytest

from support import TAPEDECK, tapedeck
from support.workflow import DATA, NO_NETWORK, configuration, env

RESULTS = [
    "comparison.html", "comparison.md", "comparison.json", "comparison.csv", "evaluations/base/predictions.jsonl",
    "evaluations/base/eval_results.json", "evaluations/base/journal.jsonl", "evaluations/tuned/predictions.jsonl",
    "evaluations/tuned/eval_results.json", "evaluations/tuned/journal.jsonl",
    "fine-tuning/losses.csv", "prepared/train.jsonl", "prepared/validation.jsonl",
]


def assert_same(one, other):
    different = [name for name in RESULTS if not filecmp.cmp(Path(one) / name, Path(other) / name, shallow=False)]
    assert different == []


def test_the_whole_workflow_ends_in_one_table(service, tmp_path):
    done = tapedeck("workflow", configuration(tmp_path), "-o", tmp_path / "out", env=env(service))
    assert done.code == 0, done.err
    table = done.out.decode()
    assert "base" in table and "tuned" in table and "35.12" in table and "published" in table
    assert service.count("POST /chat/completions") == 50 and service.count("POST /fine_tuning/jobs") == 1
    assert service.count("POST /files") == 2
    created = json.loads(next(r[3] for r in service.requests if r[1] == "/v1/fine_tuning/jobs"))
    assert created["suffix"] == "samsum-ft" and created["method"]["supervised"]["hyperparameters"] == {"n_epochs": 3}
    assert all((tmp_path / "out" / name).is_file() for name in RESULTS)
    tuned = json.loads((tmp_path / "out/evaluations/tuned/eval_results.json").read_text())
    assert tuned["model_name"] == "tuned" and tuned["num_samples"] == 25 and tuned["type"] == "fine-tuned"
    assert tuned["settings"]["temperature"] == 0.2 and tuned["settings"]["max_tokens"] == 128
    assert len(tuned["data"]["sha256"]) == 64 and tuned["simulated"] is False
    assert tuned["rouge1"] > json.loads((tmp_path / "out/evaluations/base/eval_results.json").read_text())["rouge1"]


def test_recorded_once_it_replays_to_the_last_bit(service, tmp_path, tape):
    """Recorded in front of the service; then with no network at all, with 1 worker and with 32."""
    service.simulated = True
    file = configuration(tmp_path)
    direct = tapedeck("workflow", file, "-o", tmp_path / "direct", env=env(service))
    assert direct.code == 0, direct.err
    command = ["workflow", file, "--max-workers"]
    binary = TAPEDECK
    done = tapedeck("run", "--cassette", tape, "--upstream", service.base, "--", binary, *command, 8, "-o",
                    tmp_path / "recorded", env=env(None, OPENAI_API_KEY="key"))
    assert done.code == 0, done.err
    service.stop()
    for workers in (1, 32):
        folder = tmp_path / f"replayed-{workers}"
        started = time.monotonic()
        played = tapedeck("run", "--cassette", tape, "--mode", "none", "--fail-on-unused", "--", binary, *command,
                          workers, "-o", folder, wrapper=NO_NETWORK, env=env(None))
        took = time.monotonic() - started
        assert played.code == 0, played.err
        assert played.out == done.out
        assert_same(tmp_path / "recorded", folder)
        assert took < 2 or "debug" in binary, f"{took:.2f} s"
    # Polls that were recorded one by one may be played as the states they went through.
    played = tapedeck("run", "--cassette", tape, "--mode", "none", "--polls", "collapse", "--", binary, *command, 8, "-o",
                      tmp_path / "collapsed", env=env(None))
    assert played.code == 0 and played.out == done.out, played.err
    assert_same(tmp_path / "recorded", tmp_path / "collapsed")
    # Ids differ where a job was created anew, figures do not.
    assert_same_figures(tmp_path / "direct", tmp_path / "recorded")
    assert "imulated" in done.out.decode()


def assert_same_figures(one, other):
    for name in ("base", "tuned"):
        path = f"evaluations/{name}/eval_results.json"
        assert (Path(one) / path).read_bytes() == (Path(other) / path).read_bytes()


def test_a_recording_of_a_patient_service_replays_without_its_waits(service, tmp_path, tape, record, replay):
    """Waits are for live services: a cassette answers at once, and is asked as often as it was recorded."""
    out = tmp_path / "prepared"
    assert tapedeck("prepare", "--train", DATA(tmp_path)["train"], "-o", out).code == 0
    command = ["finetune", "--model", "gpt-4o-mini-2024-07-18", "--training-file", out / "train.jsonl",
               "--poll-interval", "0.2"]
    with record(upstream=service.base) as server:
        started = time.monotonic()
        live = tapedeck(*command, "-o", tmp_path / "one", env=env(server))
        assert live.code == 0, live.err
        assert time.monotonic() - started > 0.8, "four waits of 0.2 s"
    with replay() as server:
        command[-1] = "10"
        started = time.monotonic()
        played = tapedeck(*command, "-o", tmp_path / "two", env=env(server))
        assert time.monotonic() - started < 2
    assert played.code == 0 and played.out == live.out


def test_a_second_run_pays_for_nothing(service, tmp_path):
    file = configuration(tmp_path)
    first = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service))
    asked = len(service.requests)
    second = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service))
    assert second.code == 0 and second.out == first.out
    assert len(service.requests) == asked


def test_a_model_of_another_service_takes_part_without_the_key(service, tmp_path):
    from support.service import Service

    llama = Service()
    try:
        extra = f"  - {{name: llama, model: 'llama3.2:1b', base_url: '{llama.base}'}}\n"
        file = configuration(tmp_path, models=extra)
        done = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service, OPENAI_API_KEY="the-key"))
        assert done.code == 0, done.err
        assert llama.count("POST /chat/completions") == 25 and service.count("POST /chat/completions") == 50
        assert {r[2]["Authorization"] for r in service.requests} == {"Bearer the-key"}
        assert all("the-key" not in str(r[2]) for r in llama.requests)
        assert "llama" in done.out.decode()
    finally:
        llama.stop()


def test_a_dry_run_sends_and_writes_nothing(service, tmp_path):
    done = tapedeck("workflow", configuration(tmp_path), "-o", tmp_path / "out", "--dry-run", env=env(service))
    assert done.code == 0 and b"evaluate base on 25 samples" in done.out and b"3 epochs" in done.out
    assert service.requests == [] and not (tmp_path / "out").exists()


@pytest.mark.parametrize("change, code, words", [
    (("limit:", "limits:"), 65, "unknown key 'limits'. Did you mean 'limit'?"),
    (("test: test.jsonl", "test: tset.jsonl"), 65, "tset.jsonl cannot be read: No such file or directory"),
    (("{dialogue}", "{dialog}"), 65, "names {dialog}, which sample"),
    (("{dialogue}", "{dialogue"), 65, "a '{' has no '}'"),
    (("test: test.jsonl", "test: empty.jsonl"), 65, "empty.jsonl is empty"),
    (("test: test.jsonl", "test: twice.jsonl"), 65, "twice.jsonl, line 2: the id 'a' stands at line 1 already"),
    (("train: train.jsonl", "train: few.jsonl"), 65, "must have at least 10 examples"),
    (("model: gpt-4o-mini-2024-07-18\n  suffix", "model: gpt-6-sol\n  suffix"), 65, "cannot be fine-tuned"),
    (("published: samsum-lesson", "published: samsum"), 65, "samsum"),
])
def test_a_wrong_configuration_is_one_error_before_anything_is_sent(service, tmp_path, change, code, words):
    file = configuration(tmp_path)
    text = file.read_text()
    assert change[0] in text
    file.write_text(text.replace(*change))
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "twice.jsonl").write_text('{"id": "a", "dialogue": "x", "summary": "y"}\n' * 2)
    (tmp_path / "few.jsonl").write_text("".join(Path(DATA(tmp_path)["train"]).read_text().splitlines(True)[:9]))
    done = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service))
    done.assert_error(code)
    assert words in done.err, done.err
    assert service.requests == [] and not (tmp_path / "out").exists()


def test_a_changed_configuration_does_not_mix_with_old_results(service, tmp_path):
    file = configuration(tmp_path)
    assert tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service)).code == 0
    asked = len(service.requests)
    file.write_text(file.read_text().replace("seed: 42", "seed: 43"))
    error = tapedeck("workflow", file, "-o", tmp_path / "out", env=env(service)).assert_error(65)
    assert "another test data" in error and "--restart" in error
    assert len(service.requests) == asked


def test_without_a_key_the_service_itself_is_not_asked(tmp_path):
    done = tapedeck("workflow", configuration(tmp_path), "-o", tmp_path / "out", env=env(None))
    assert done.code == 64 and "OPENAI_API_KEY is not set" in done.err


def test_a_service_that_is_not_there_ends_with_69(tmp_path):
    done = tapedeck("workflow", configuration(tmp_path), "-o", tmp_path / "out", "--base-url",
                    "http://127.0.0.1:9/v1", "--max-retries", "0", env=env(None))
    assert "Cannot connect" in done.assert_error(69)
