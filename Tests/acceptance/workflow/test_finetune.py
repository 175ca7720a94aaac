# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck finetune`: one upload and one job, whatever interrupts it."""

import json
import signal
import subprocess

import pytest

from support.service import MODEL, Service
from support import TAPEDECK, tapedeck, wait_until
from support.workflow import DATA, env

BASE = "gpt-4o-mini-2024-07-18"


@pytest.fixture
def prepared(tmp_path):
    data = DATA(tmp_path)
    done = tapedeck("prepare", "--train", data["train"], "--validation", data["validation"], "--price", 3, "-o",
                    tmp_path / "prepared", "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.fixture
def command(prepared, tmp_path):
    return ["finetune", "--model", BASE, "--training-file", prepared["training"]["path"], "--validation-file",
            prepared["validation"]["path"], "--suffix", "samsum-ft", "-o", tmp_path / "job", "--poll-interval", "0.02"]


@pytest.fixture
def finetune(service, command):
    def run(*arguments, **options):
        return tapedeck(*command, *arguments, env=env(service), **options)

    return run


def test_prepared_files_are_what_the_lesson_uploads(prepared):
    assert prepared["training"]["examples"] == 40 and prepared["epochs"] == 3
    assert prepared["trained_tokens"] == 3 * prepared["training"]["tokens"]
    assert prepared["cost"] == pytest.approx(prepared["trained_tokens"] * 3 / 1e6)
    lines = [json.loads(line) for line in open(prepared["training"]["path"])]
    assert [m["role"] for m in lines[0]["messages"]] == ["user", "assistant"]
    assert lines[0]["messages"][0]["content"].startswith("Summarize the following conversation...\n\nDialog: Anna:")


def test_the_tuned_model_is_printed_with_its_losses(finetune, service):
    done = finetune()
    assert done.code == 0, done.err
    assert done.out.decode() == MODEL + "\n"
    for words in ("created the job ftjob-1", "job: running", "Step 2/2: training loss=1.25", "loss by step", "5070"):
        assert words in done.err
    name = next(f["filename"] for f in service.files.values())
    assert name.startswith("train-") and name.endswith(".jsonl")


KILLS = {
    "after the upload began": "POST /files", "while the job is created": "POST /fine_tuning/jobs",
    "while the job runs": "GET /fine_tuning/jobs/ftjob-1",
}


@pytest.mark.parametrize("moment", KILLS)
@pytest.mark.parametrize("answered", [False, True], ids=["before the answer", "after it was done"])
def test_killed_at_any_step_it_pays_for_nothing_twice(finetune, service, command, tmp_path, moment, answered):
    """`kill -9` when a request has arrived: once before it is done, once when it is done and its answer is lost."""
    seen = []

    def hold(service, request, serve):
        if answered:
            Service.silently(request, serve)
        seen.append(True)
        wait_until(lambda: len(seen) > 1)
        service.cut(request)

    service.fault(KILLS[moment], hold)
    process = subprocess.Popen([TAPEDECK, *map(str, command)], env=env(service), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    wait_until(lambda: seen)
    process.send_signal(signal.SIGKILL)
    process.wait()
    seen.append(True)
    done = finetune()
    assert done.code == 0 and done.out.decode() == MODEL + "\n", done.err
    assert len(service.jobs) == 1
    names = [f["filename"] for f in service.files.values() if f["filename"] != "metrics.csv"]
    assert len(names) == len(set(names)) == 2
    again = finetune()
    assert again.out == done.out and len(service.jobs) == 1


@pytest.mark.parametrize("key", ["POST /files", "POST /fine_tuning/jobs"])
@pytest.mark.parametrize("fault", [Service.cut_before, Service.cut_after, Service.broken, Service.rate_limited()],
                         ids=["cut before", "cut after", "500", "429"])
def test_a_lost_answer_is_looked_for_before_it_is_asked_again(finetune, service, key, fault):
    service.fault(key, fault)
    done = finetune()
    assert done.code == 0, done.err
    assert len(service.jobs) == 1
    assert len([f for f in service.files.values() if f["filename"] != "metrics.csv"]) == 2


def test_an_outage_while_the_job_runs_is_waited_out(finetune, service):
    service.fault("GET /fine_tuning/jobs/ftjob-1", Service.cut_before, times=2)
    service.fault("GET /fine_tuning/jobs/ftjob-1", Service.broken, times=3)
    done = finetune("--max-retries", "0")
    assert done.code == 0 and done.err.count("no answer, asking again: ") >= 3


def test_a_large_file_goes_in_parts_and_goes_on_where_it_was(finetune, service, prepared):
    service.fault("POST /uploads/upload_1/parts", lambda service, request, serve: (
        service.error(request, 403, "not now") if len(service.uploads["upload_1"]["_parts"]) == 2 else serve()), times=3)
    size = prepared["training"]["bytes"]
    done = finetune("--part-size", str(size // 4))
    assert done.code == 69 and "403: not now" in done.err
    done = finetune("--part-size", str(size // 4))
    assert done.code == 0, done.err
    assert len(service.uploads) == 2 and service.count("POST /files") == 0
    content = open(prepared["training"]["path"], "rb").read()
    assert service.files["file-1"]["_bytes"] == content


@pytest.mark.parametrize("ending, words", [
    ("failed", "failed: invalid_training_file: The job failed due to an invalid training file."),
    ("cancelled", "was cancelled"),
])
def test_a_job_without_a_model_ends_with_1_and_the_reason(finetune, service, ending, words):
    service.ending = ending
    assert words in finetune().assert_error(1)
    assert words in finetune().assert_error(1)
    assert len(service.jobs) == 1
    service.ending = "succeeded"
    assert finetune("--restart").code == 0 and len(service.jobs) == 2


def test_a_service_that_creates_no_jobs_says_so(finetune, service):
    message = "OpenAI is winding down the fine-tuning platform."
    service.fault("POST /fine_tuning/jobs", lambda service, request, serve: service.error(
        request, 403, message, "training_not_available"))
    assert f"403 training_not_available: {message}" in finetune().assert_error(69)


def test_ctrl_c_leaves_the_job_and_says_how_to_go_on(finetune, service, command, tmp_path):
    service.ending = "running"
    process = subprocess.Popen([TAPEDECK, *map(str, command)], env=env(service), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    wait_until(lambda: service.count("GET /fine_tuning/jobs/ftjob-1") > 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130 and out == b""
    assert "the job ftjob-1 goes on" in err.decode() and "--cancel" in err.decode()
    assert service.jobs["ftjob-1"]["status"] in ("queued", "running")
    done = tapedeck("finetune", "--cancel", "-o", tmp_path / "job", env=env(service))
    assert done.code == 0 and "ftjob-1: cancelled" in done.err
    assert "was cancelled" in finetune().assert_error(1)


def test_files_are_checked_before_anything_is_sent(service, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"messages": []}\n{"messages": [{"content": "x"}]}\noops\n')
    done = tapedeck("finetune", "--model", BASE, "--training-file", tmp_path / "bad.jsonl", "-o", tmp_path / "job",
                    env=env(service))
    done.assert_error(65)
    for line in (1, 2, 3):
        assert f"line {line}:" in done.err
    assert service.requests == []
