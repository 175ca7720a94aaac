# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck rouge` prints the scores of `rouge_score`, bit for bit, whatever the number of threads."""

import json

import pytest

from support import ROOT, tapedeck

GOLDENS = ROOT / "Tests/TapedeckRougeTests/Golden/pairs.jsonl"
METRICS = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]


@pytest.fixture(scope="module")
def goldens():
    return [json.loads(line) for line in GOLDENS.read_text().splitlines()]


def triple(score):
    return [score["precision"], score["recall"], score["fmeasure"]]


@pytest.mark.parametrize("name, options", [("plain", []), ("stem", ["--stemmer"])])
@pytest.mark.parametrize("threads", ["1", "4"])
def test_each_pair_has_the_scores_of_rouge_score(goldens, tmp_path, name, options, threads):
    scores = tmp_path / "scores.jsonl"
    done = tapedeck("rouge", "--pairs", GOLDENS, "--reference-key", "ref", "--candidate-key", "pred", "--id-key", "id",
                    "--metrics", ",".join(METRICS), "--threads", threads, "--per-pair", scores, "--json", *options)
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in scores.read_text().splitlines()]
    assert [line["id"] for line in lines] == [golden["id"] for golden in goldens]
    for line, golden in zip(lines, goldens):
        assert {metric: triple(line[metric]) for metric in METRICS} == golden["scores"][name], golden["id"]


def test_a_stream_has_the_scores_of_a_file(goldens):
    options = ["--reference-key", "ref", "--candidate-key", "pred", "--metrics", "rouge1,rougeLsum"]
    done = tapedeck("rouge", "--stream", *options, stdin=GOLDENS.read_bytes())
    assert done.code == 0, done.err
    for line, golden in zip(done.out.splitlines(), goldens, strict=True):
        assert triple(json.loads(line)["rougeLsum"]) == golden["scores"]["plain"]["rougeLsum"]


def test_the_means_are_those_of_the_pairs_in_their_order(goldens):
    done = tapedeck("rouge", "--pairs", GOLDENS, "--reference-key", "ref", "--candidate-key", "pred", "--json")
    results = json.loads(done.out)
    total = 0.0
    for golden in goldens:
        total += golden["scores"]["plain"]["rougeL"][2]
    assert results["count"] == len(goldens)
    assert results["metrics"]["rougeL"]["mean"]["fmeasure"] == total / len(goldens)
