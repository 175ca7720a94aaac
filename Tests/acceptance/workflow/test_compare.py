# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck compare`: formats, files, labels, errors with their exit codes, and the scores of rouge_score."""

import csv
import io
import json
import random
import shutil
import subprocess

import pytest

from support import TAPEDECK, tapedeck
from support.workflow import DATA, configuration, env


def predictions(path, numbers, keep=0.7, seed=0, **extras):
    """A file of predictions, each a reference with words left out."""
    draw = random.Random(seed)
    with open(path, "w") as lines:
        for number in numbers:
            words = f"Hannah needs Betty's number {number} but Amanda does not have it and asks Larry".split()
            said = " ".join(word for word in words if draw.random() < keep)
            lines.write(json.dumps({"id": str(number), "dialogue": f"Hannah: hey {number}", "reference": " ".join(words),
                                    "prediction": said, **extras}) + "\n")
    return path


@pytest.fixture
def models(tmp_path):
    return [predictions(tmp_path / "base.jsonl", range(60), 0.5),
            predictions(tmp_path / "tuned.jsonl", range(60), 0.8, 1, simulated=True)]


def compared(*arguments):
    done = tapedeck("compare", *arguments)
    assert done.code == 0, done.err
    return done


def test_prints_a_table_and_writes_every_form(tmp_path, models):
    files = {form: tmp_path / f"out.{form}" for form in ("html", "markdown", "json", "csv")}
    options = [part for form, path in files.items() for part in (f"--{form}", path)]
    done = compared(*models, "--published", "samsum-lesson", *options)
    out = done.out.decode()
    assert out.startswith("5 models, mean ROUGE F1 in percent, stemmed; 95 % intervals by 1000 resamples, seed 0\n")
    assert "tuned (simulated) − base, n = 60" in out
    assert "35.12" in out and "published" in out
    assert done.err.splitlines() == [f"Wrote {path}" for path in files.values()]
    for form, path in files.items():
        assert path.read_bytes() == compared(*models, "--published", "samsum-lesson", "--format", form).out
        assert b"simulated" in path.read_bytes()


def test_the_same_files_give_the_same_bytes_and_another_seed_does_not(models):
    first = compared(*models, "--format", "json").out
    assert compared(*models, "--format", "json").out == first
    assert compared(*models, "--format", "json", "--seed", "7").out != first
    narrow = json.loads(compared(*models, "--format", "json", "--confidence", "0.5").out)
    wide = json.loads(first)
    assert (narrow["differences"][0]["rouge1"]["high"] < wide["differences"][0]["rouge1"]["high"])


def test_samples_are_won_tied_and_lost(tmp_path):
    """By the F1 of a sample: the second model is better on one, worse on one, and the same on two."""
    said = {"a": ["one two", "three", "five six", "x"], "b": ["one two three four", "nothing", "six five", "y"]}
    wanted = ["one two three four", "three", "five six", "seven"]
    for name, texts in said.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(
            json.dumps({"id": str(number), "reference": reference, "prediction": text}) + "\n"
            for number, (text, reference) in enumerate(zip(texts, wanted))))
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    difference = json.loads(compared(*paths, "--format", "json").out)["differences"][0]
    assert [difference["rouge1"][name] for name in ("won", "tied", "lost")] == [1, 2, 1]
    assert [difference["rouge2"][name] for name in ("won", "tied", "lost")] == [1, 2, 1]
    assert "1 won, 2 tied, 1 lost" in compared(*paths).out.decode()
    for form in ("markdown", "html"):
        assert "1 won, 2 tied, 1 lost" in compared(*paths, "--format", form).out.decode()


def test_many_models_are_compared_with_a_baseline(tmp_path):
    paths = [predictions(tmp_path / f"{name}.jsonl", range(20), 0.4 + place / 10, place) for place, name in enumerate("abcd")]
    out = compared(*paths).out.decode()
    assert [line.split(",")[0] for line in out.splitlines() if ", n = " in line] == ["b − a", "c − a", "d − a"]
    assert "Note: Differences are against a: --baseline chooses another model, and JSON has all 6 pairs." in out
    out = compared(*paths, "--baseline", "c").out.decode()
    assert [line.split(",")[0] for line in out.splitlines() if ", n = " in line] == ["a − c", "b − c", "d − c"]
    report = json.loads(compared(*paths, "--baseline", "c", "--format", "json").out)
    assert report["baseline"] == "c" and len(report["differences"]) == 6
    # The other way round, signs change, bounds swap, and won is lost.
    there = next(one for one in report["differences"] if (one["model"], one["against"]) == ("c", "a"))["rouge1"]
    block = out[out.index("a − c, n"):].splitlines()[1]
    signed = [f"{-100 * there[name]:+.2f}".replace("-", "−") for name in ("difference", "high", "low")]
    assert block.split()[1] == signed[0] and f"({signed[1]} to {signed[2]})" in block
    assert f"{there['lost']} won, {there['tied']} tied, {there['won']} lost" in block
    page = compared(*paths, "--baseline", "c", "--format", "html").out.decode()
    assert '<bdi id="baseline-name">c</bdi>' in page and '<option value="2" selected>c</option>' in page
    out = compared(*paths[:2], "--baseline", "b", "--published", "samsum-lesson", "--format", "markdown").out.decode()
    assert "| a − b | ROUGE-1 |" in out and "Differences are against" not in out
    error = tapedeck("compare", *paths, "--baseline", "x").assert_error(65)
    assert 'no model "x" with predictions' in error and '"a", "b", "c", "d"' in error


def test_figures_are_those_of_the_rouge_command(tmp_path, models):
    pairs = tapedeck("rouge", "--pairs", models[0], "--candidate-key", "prediction", "--stemmer", "--json",
                     "--confidence", "0.95")
    assert pairs.code == 0, pairs.err
    metrics = json.loads(pairs.out)["metrics"]
    model = json.loads(compared(models[0], "--format", "json").out)["models"][0]
    for name in ("rouge1", "rouge2", "rougeL", "rougeLsum"):
        assert model[name] == metrics[name]["mean"]["fmeasure"]
        assert model["intervals"][name]["low"] == metrics[name]["low"]["fmeasure"]
        assert model["intervals"][name]["high"] == metrics[name]["high"]["fmeasure"]
    plain = json.loads(compared(models[0], "--format", "json", "--no-stemmer").out)
    assert plain["settings"]["stemmer"] is False


def test_figures_are_those_of_rouge_score(models):
    scorer = pytest.importorskip("rouge_score.rouge_scorer", reason="rouge_score is not installed here")
    names = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    reference = scorer.RougeScorer(names, use_stemmer=True)
    lines = [json.loads(line) for line in models[1].read_text().splitlines()]
    scores = [reference.score(line["reference"], line["prediction"]) for line in lines]
    model = json.loads(compared(models[1], "--format", "json").out)["models"][0]
    for name in names:
        total = 0.0
        for score in scores:
            total += score[name].fmeasure
        assert model[name] == total / len(scores)


def test_labels_name_models_and_may_hold_equals_signs(tmp_path, models):
    odd = predictions(tmp_path / "t=0.2.jsonl", range(60), 0.6, 3)
    done = compared(*models, "--label", f"Llama 3.2 1B, top_p=1={odd}", "--label", f"GPT={models[0]}", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out.decode())))
    assert [row["model"] for row in rows] == ["GPT", "tuned", "Llama 3.2 1B, top_p=1"]
    assert [row["origin"] for row in rows] == ["measured", "simulated", "measured"]


def test_folders_of_results_are_found(tmp_path, models):
    for name in ("base", "tuned"):
        folder = tmp_path / "results" / name
        folder.mkdir(parents=True)
        (folder / "predictions.jsonl").write_bytes((tmp_path / f"{name}.jsonl").read_bytes())
    out = compared(tmp_path / "results").out.decode()
    assert "tuned (simulated) − base, n = 60" in out


def test_a_table_of_ones_own_is_shown(tmp_path, models):
    table = tmp_path / "paper.yaml"
    table.write_text("unit: percent\nmodels:\n  - {model_name: BART, type: fine-tuned, rouge1: 53.4, rouge2: 28.7}\n")
    out = compared(models[0], "--published", table).out.decode()
    line = next(line for line in out.splitlines() if line.startswith("BART"))
    assert line.split()[-3:] == ["53.40", "28.70", "–"] and "fine-tuned, published" in line


def test_works_when_copied_elsewhere(tmp_path, models):
    binary = shutil.copy(TAPEDECK, tmp_path / "moved")
    done = subprocess.run([binary, "compare", *models, "--format", "html"], capture_output=True, cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == compared(*models, "--format", "html").out


@pytest.mark.parametrize("text, message", [
    ("", "holds no predictions"),
    ('{"reference": "a", "prediction": "b"}\n{"reference": "a", "prediction": NaN}\n', "line 2: not JSON at byte"),
    ('{"reference": "a", "prediction": "b"}\nnonsense\n', "line 2: not JSON"),
    ('{"id": 1, "reference": "a", "prediction": "b"}\n{"id": "1", "reference": "a", "prediction": "b"}\n',
     "line 2: the id \"1\" is that of line 1 too"),
    ('{"reference": "a"}\n', "line 1: there is no \"prediction\""),
    ('{"id": "900", "reference": "elsewhere", "prediction": "b"}\n', "have no samples in common"),
])
def test_bad_predictions_end_in_one_error(tmp_path, models, text, message):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(text)
    html = tmp_path / "out.html"
    assert message in tapedeck("compare", models[0], bad, "--html", html).assert_error(65)
    assert not html.exists()


@pytest.mark.parametrize("text, message", [
    ('{"model_name": "m", "rouge1": 39.97}', "Divide percentages by 100"),
    ('{"model_name": "m", "rouge1": NaN}', "not JSON"),
    ('{"rouge1": 0.3}', "there is no text \"model_name\""),
    ("[1, 2", "not JSON"),
    ("", "not JSON"),
])
def test_bad_results_end_in_one_error(tmp_path, text, message):
    bad = tmp_path / "eval_results.json"
    bad.write_text(text)
    assert message in tapedeck("compare", bad).assert_error(65)


def test_wrong_paths_and_options_end_in_one_error(tmp_path, models):
    assert "no such file or folder" in tapedeck("compare", tmp_path / "none").assert_error(65)
    assert "Known tables: samsum-lesson" in tapedeck("compare", "--published", "samsum").assert_error(65)
    tapedeck("compare", models[0], "--html", tmp_path / "no" / "folder.html").assert_error(65)
    for options in ([], ["--label", "x"], ["a", "--confidence", "2"], ["a", "--resamples", "0"],
                    ["a", "--resamples", "1000000001"], ["a", "--format", "pdf"],
                    ["a", "--html", "x", "--csv", "x"], ["a", "--seed", "-1"]):
        assert tapedeck("compare", *options).code == 64, options


def test_rows_asked_with_different_prompts_are_warned_of(tmp_path, service):
    data = DATA(tmp_path)["test"]
    for name, options in (("plain", []), ("short", ["--system", "Be short.", "--temperature", 0])):
        done = tapedeck("evaluate", "--model", "gpt-4o-mini", "--data", data, "-o", tmp_path / "runs" / name, "--limit", 5,
                        "--resamples", 10, *options, env=env(service))
        assert done.code == 0, done.err
    labels = [f"--label={name}={tmp_path / 'runs' / name}" for name in ("plain", "short")]
    out = compared(*labels).out.decode()
    assert "Note: Different system messages: (1) plain; (2) short. A difference between these models may come" in out
    assert "Note: Different temperatures: 0.2 (plain); 0 (short)." in out
    report = json.loads(compared(*labels, "--format", "json").out)
    first = report["models"][0]
    assert first["model"] == "gpt-4o-mini" and first["data"]["of"] == 30
    assert first["settings"]["prompt"].endswith("{dialogue}") and first["answers"]["count"] == 5
    assert "cost" not in first, "the service told no tokens"
    page = compared(*labels, "--format", "html").out.decode()
    assert "How each model was asked" in page and "Prompt 2: <bdi" in page and "Be short." in page
    assert "5 of 30 samples" in page


def test_the_losses_of_a_job_are_found_by_the_tuned_model(tmp_path, service):
    done = tapedeck("workflow", configuration(tmp_path), "-o", tmp_path / "out", env=env(service))
    assert done.code == 0, done.err
    run = tmp_path / "out" / "evaluations"
    page = compared(run, "--format", "html").out.decode()
    assert "Training losses" in page and "training 2.500 → 1.250" in page and "5\u202f070 trained tokens" in page
    assert page.count('class="curve"') == 1, "the base model has none"
    assert "Training losses" in (tmp_path / "out/comparison.html").read_text()
    rows = json.loads(compared(run, "--format", "json").out)["models"]
    assert [row.get("fine_tuning", {}).get("train_loss") for row in rows] == [None, 1.25]
    losses = tmp_path / "out/fine-tuning/losses.csv"
    before = losses.read_bytes()
    assert "losses.csv" in tapedeck("compare", run, "--csv", losses).assert_error(64)
    assert losses.read_bytes() == before
