# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck evaluate`: errors of the service, interruptions, and comparison with earlier results."""

import json
import re
import signal
import subprocess
import threading

import pytest

from support.service import Service
from support import TAPEDECK, tapedeck, wait_until
from support.workflow import DATA, env


@pytest.fixture
def evaluate(service, tmp_path):
    data = DATA(tmp_path)["test"]

    def run(*arguments, out="out", **options):
        return tapedeck("evaluate", "--model", "gpt-4o-mini", "--data", data, "-o", tmp_path / out, "--resamples", 100,
                        *arguments, env=env(service), **options)

    run.out = tmp_path / "out"
    run.data = data
    return run


def results(folder):
    return json.loads((folder / "eval_results.json").read_text())


def predictions(folder):
    return [json.loads(line) for line in (folder / "predictions.jsonl").read_text().splitlines()]


def test_a_seed_is_sent_and_kept(evaluate, tmp_path):
    assert evaluate("--limit", 2, "--request-seed", 11).code == 0
    assert results(evaluate.out)["settings"]["seed"] == 11
    # Answers of another seed are not gone on with.
    done = evaluate("--limit", 2, "--request-seed", 12)
    assert done.code != 0 and "seed" in done.err, done.err
    assert evaluate("--limit", 2).code != 0
    assert evaluate("--limit", 2, "--request-seed", 12, out="other").code == 0
    page = tmp_path / "page.html"
    assert tapedeck("compare", evaluate.out, tmp_path / "other", "--html", page).code == 0
    assert ">Seed<" in page.read_text()


def test_results_say_all_that_matters(evaluate):
    done = evaluate("--limit", 10, "--seed", 7)
    assert done.code == 0 and b"rouge1" in done.out
    found = results(evaluate.out)
    assert found["model_name"] == "gpt-4o-mini" and found["num_samples"] == 10
    for name in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
        assert 0 <= found["intervals"][name]["low"] <= found[name] <= found["intervals"][name]["high"] <= 1
    assert found["data"]["file"] == "test.jsonl" and found["data"]["count"] == 10
    lines = predictions(evaluate.out)
    assert [set(line) >= {"dialogue", "reference", "prediction"} for line in lines] == [True] * 10
    numbers = [int(line["id"][1:]) for line in lines]
    assert numbers == sorted(numbers), "in the order of the data"


def test_results_tell_models_tokens_times_and_days(evaluate, service):
    """What the service tells of its answers, summed up; the same for an interrupted run, since the journal has it."""
    def told(service, request, serve):
        number = service.count("POST /chat/completions")
        message = {"role": "assistant", "content": "Bob will come", "refusal": None}
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110,
                 "prompt_tokens_details": {"cached_tokens": 40}, "completion_tokens_details": {"reasoning_tokens": 3}}
        document = {"model": "gpt-4o-mini-2024-07-18", "created": 1741569952 + 86400 * (number > 29), "usage": usage,
                    "service_tier": "flex" if number == 7 else "default",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        service.json(request, document, 0, openai_processing_ms=str(number))

    service.fault("POST /chat/completions", told, times=30)
    assert evaluate("--max-workers", 1).code == 0
    wanted = {
        "count": 30, "models": ["gpt-4o-mini-2024-07-18"], "first_day": "2025-03-10", "last_day": "2025-03-11", "service_tiers": ["flex"],
        "usage": {"prompt_tokens": 3000, "cached_tokens": 1200, "completion_tokens": 300, "reasoning_tokens": 90},
        "processing_ms": {"median": 15, "p95": 29}}
    assert results(evaluate.out)["answers"] == wanted
    (evaluate.out / "eval_results.json").unlink()
    assert evaluate("--max-workers", 1).code == 0
    assert service.count("POST /chat/completions") == 30 and results(evaluate.out)["answers"] == wanted


def test_a_journal_of_an_earlier_version_is_continued(evaluate, service):
    """Its lines tell nothing but the answers; the sums then say of how many answers they are."""
    def told(service, request, serve):
        document = {"model": "m", "usage": {"prompt_tokens": 10, "completion_tokens": 2},
                    "choices": [{"message": {"content": "Bob"}, "finish_reason": "stop"}]}
        service.json(request, document, 0, openai_processing_ms="7")

    service.fault("POST /chat/completions", told, times=99)
    assert evaluate().code == 0
    journal = evaluate.out / "journal.jsonl"
    head, *lines = journal.read_text().splitlines()
    old = [{name: json.loads(line)[name] for name in ("id", "prediction", "finish_reason", "simulated")} for line in lines[:20]]
    journal.write_text("\n".join([head, *map(json.dumps, old), *lines[20:]]) + "\n")
    assert evaluate().code == 0
    assert service.count("POST /chat/completions") == 30
    assert results(evaluate.out)["answers"] == {
        "count": 30, "models": ["m"], "usage": {"prompt_tokens": 100, "completion_tokens": 20, "count": 10},
        "processing_ms": {"median": 7, "p95": 7, "count": 10}}
    page = tapedeck("compare", evaluate.out, "--format", "html").out.decode()
    assert "10 of 30 answers" in page and "<th scope=\"col\">Cost" not in page


def test_a_simulator_s_clock_and_speed_are_left_out(evaluate, service):
    service.simulated = True
    service.fault("POST /chat/completions", lambda service, request, serve: service.json(request, {
        "model": "m", "created": 1741569952, "choices": [{"message": {"content": "Bob"}, "finish_reason": "stop"}]}, 0,
        openai_processing_ms="5"), times=1)
    assert evaluate("--max-workers", 1).code == 0
    assert results(evaluate.out)["answers"] == {"count": 30, "models": ["gpt-4o-mini", "m"]}


def test_a_choice_of_samples_says_from_how_many_and_its_seed(evaluate):
    assert evaluate("--limit", 10, "--seed", 7).code == 0
    data = results(evaluate.out)["data"]
    assert (data["count"], data["of"], data["seed"]) == (10, 30, 7)
    assert evaluate(out="whole").code == 0
    assert set(results(evaluate.out.parent / "whole")["data"]) == {"file", "sha256", "count"}


def test_the_prompt_and_its_fields_are_the_user_s(evaluate, service):
    done = evaluate("--system", "Be short.", "--prompt", "Case {id}:\\n{dialogue}", "--max-tokens", 64, "--temperature", 0)
    assert done.code == 0, done.err
    asked = json.loads(service.requests[0][3])
    assert asked["messages"][0] == {"role": "system", "content": "Be short."}
    assert asked["messages"][1]["content"].startswith("Case d2") and "\nAnna:" in asked["messages"][1]["content"]
    assert asked["max_tokens"] == 64 and asked["temperature"] == 0


@pytest.mark.parametrize("fault, times", [
    (Service.rate_limited("0.05"), 5), (Service.broken, 3), (Service.cut_before, 3), (Service.cut_within, 3),
])
def test_faults_that_pass_are_waited_out(evaluate, service, fault, times):
    clean = evaluate(out="clean")
    service.fault("POST /chat/completions", fault, times=times)
    done = evaluate()
    assert done.code == 0, done.err
    assert results(evaluate.out) == results(evaluate.out.parent / "clean") and done.out == clean.out
    assert service.count("POST /chat/completions") == 60 + times


def test_retry_after_is_obeyed(evaluate, service):
    import time
    times = []

    def limited(service, request, serve):
        times.append(time.monotonic())
        Service.rate_limited("1")(service, request, serve)

    service.fault("POST /chat/completions", limited)
    started = time.monotonic()
    assert evaluate("--max-workers", 1).code == 0
    assert time.monotonic() - started > 1


def test_a_refused_sample_is_named_and_the_rest_is_scored(evaluate, service):
    service.fault("POST /chat/completions", Service.refusal, when=lambda body: b" 203" in body)
    done = evaluate()
    assert done.code == 1
    assert "1 sample is missing" in done.err and 'd203: refused: "I cannot help with that."' in done.err
    assert results(evaluate.out)["missing"] == [{"id": "d203", "reason": 'refused: "I cannot help with that."'}]
    assert results(evaluate.out)["num_samples"] == 29
    line = next(line for line in predictions(evaluate.out) if line["id"] == "d203")
    assert line["prediction"] is None and "refused" in line["error"]
    asked = service.count("POST /chat/completions")
    assert evaluate().code == 0
    assert service.count("POST /chat/completions") == asked + 1 and results(evaluate.out)["num_samples"] == 30


def test_a_sample_that_fails_for_good_is_named(evaluate, service):
    service.fault("POST /chat/completions", Service.broken, times=99, when=lambda body: b" 207" in body)
    done = evaluate("--max-retries", 1)
    assert done.code == 1 and "d207: 500: The server had an error" in done.err
    assert "Error:" not in done.err


def test_without_quota_nothing_more_is_asked(evaluate, service):
    def broke(service, request, serve):
        service.error(request, 429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota")

    service.fault("POST /chat/completions", broke, times=99)
    done = evaluate("--max-workers", 2)
    assert "insufficient_quota" in done.assert_error(69)
    assert service.count("POST /chat/completions") == 2
    assert "30 samples are missing" in done.err


def test_killed_in_the_middle_it_asks_for_no_answer_twice(evaluate, service):
    whole = evaluate(out="whole")
    asked_before = service.count("POST /chat/completions")
    service.fault("POST /chat/completions", Service.slow(0.05), times=999)
    command = [TAPEDECK, "evaluate", "--model", "gpt-4o-mini", "--data", evaluate.data, "-o", evaluate.out,
               "--resamples", "100", "--max-workers", "2"]
    process = subprocess.Popen([*map(str, command)], env=env(service), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    journal = evaluate.out / "journal.jsonl"
    wait_until(lambda: journal.exists() and journal.read_text().count("\n") > 8)
    process.send_signal(signal.SIGKILL)
    process.wait()
    service.faults.clear()
    kept = journal.read_text().count("\n") - 1
    with journal.open("a") as file:
        file.write('{"id": "d2')
    asked = service.count("POST /chat/completions")
    done = evaluate()
    assert done.code == 0 and f"{kept} of them from an earlier run" in done.err
    # Only what was under way when it was killed is asked again.
    assert service.count("POST /chat/completions") - asked == 30 - kept
    assert asked - asked_before - kept <= 2
    assert done.out == whole.out
    for name in ("predictions.jsonl", "eval_results.json"):
        assert (evaluate.out / name).read_bytes() == (evaluate.out.parent / "whole" / name).read_bytes()


# -- The gate --------------------------------------------------------------------------------------------------------


def test_the_gate_passes_the_same_figures_and_names_what_moved(evaluate, service, tmp_path):
    evaluate()
    expected = tmp_path / "expected.json"
    expected.write_bytes((evaluate.out / "eval_results.json").read_bytes())
    done = evaluate("--expect", expected)
    assert done.code == 0 and "agree in every bit" in done.err

    def other(service, request, serve):
        message = {"role": "assistant", "content": "something else", "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        service.json(request, {"id": "x", "object": "chat.completion", "choices": [choice]}, 0)

    service.fault("POST /chat/completions", other, when=lambda body: b" 211" in body)
    done = evaluate("--expect", expected, out="moved")
    assert done.code == 1
    assert "figures do not agree in every bit" in done.err and "rouge1.mean.fmeasure" in done.err
    assert "1 of 30 pairs do not agree" in done.err and "\nd211 " in done.err
    # The same is fine within a tolerance.
    assert evaluate("--expect", expected, "--tolerance", "0.1", out="moved").code == 0
    # And `rouge` names the sample, too.
    done = tapedeck("rouge", "--pairs", tmp_path / "moved/predictions.jsonl", "--stemmer", "--expect", expected)
    assert done.code == 1 and "\nd211 " in done.err


def test_a_gate_that_cannot_be_read_is_an_error_before_anything_is_asked(evaluate, service, tmp_path):
    (tmp_path / "empty.json").write_text("{}")
    assert "holds no ROUGE figures" in evaluate("--expect", tmp_path / "empty.json").assert_error(65)
    assert service.requests == []


@pytest.mark.parametrize("arguments", [
    ("--max-workers", "0"), ("--temperature", "3"), ("--confidence", "2"), ("--limit", "0"), ("--field-map", "x"),
    ("--tolerance", "1"), ("--base-url", "ftp://x"), ("--max-tokens", "0"),
])
def test_wrong_options_are_usage_errors(evaluate, service, arguments):
    assert evaluate(*arguments).code == 64
    assert service.requests == []


# -- Ctrl-C ----------------------------------------------------------------------------------------------------------


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(evaluate, service, tmp_path):
    held = threading.Event()
    service.fault("POST /chat/completions", lambda service, request, serve: (held.wait(20), serve()), times=1000,
                  when=lambda body: len(service.requests) > 8)
    process = subprocess.Popen(
        [TAPEDECK, "evaluate", "--model", "gpt-4o-mini", "--data", str(evaluate.data), "-o", str(evaluate.out),
         "--max-workers", "4"], env=env(service), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: len(service.requests) > 9)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    held.set()
    assert process.returncode == 130 and out == b""
    assert re.search(rf"broken off; \d+ of \d+ answers are kept in {evaluate.out}; run the same command again", err.decode())
    service.faults.clear()
    done = evaluate()
    assert done.code == 0 and "from an earlier run" in done.err


# -- Gates with one side ---------------------------------------------------------------------------------------------


def test_figures_must_reach_a_floor(evaluate, tmp_path):
    assert evaluate("--min", "rouge1=0.05", "--min", "rougeL=0.05").code == 0
    done = evaluate("--min", "rouge1=0.99")
    assert done.code == 1 and "--min: rouge1 is" in done.err and "less than 99.00" in done.err
    assert "divide percentages by 100" in evaluate("--min", "rouge1=60").assert_error(64)
    base = tmp_path / "base.json"
    figures = json.loads((evaluate.out / "eval_results.json").read_text())
    base.write_text(json.dumps(figures))
    assert evaluate("--no-worse-than", base).code == 0
    base.write_text(json.dumps(figures | {"rouge1": figures["rouge1"] - 0.1}))
    assert evaluate("--no-worse-than", base).code == 0, "better figures pass"
    base.write_text(json.dumps(figures | {"rouge1": figures["rouge1"] + 0.1}))
    assert evaluate("--no-worse-than", base).code == 1
    assert evaluate("--no-worse-than", base, "--tolerance", "0.11").code == 0
