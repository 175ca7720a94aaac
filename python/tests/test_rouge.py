# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0

import pytest

import tapedeck


def test_means_and_scores_of_pairs_are_those_of_rouge_score():
    scores = tapedeck.rouge(["the cat sat", "y z"], ["a cat sat down", ["x y", "y z"]], metrics=["rouge1", "rougeL"])
    assert scores.pairs[0]["rouge1"] == (2 / 3, 0.5, 2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))
    assert scores.pairs[1]["rougeL"] == tapedeck.Score(1.0, 1.0, 1.0)
    assert scores["rouge1"].recall == 0.75
    assert scores["rouge1"].f1 == scores.mean["rouge1"].fmeasure
    assert list(scores.mean) == ["rouge1", "rougeL"] and not scores.intervals


def test_stems_and_intervals():
    assert tapedeck.rouge(["running"], ["runs"], metrics="rouge1")["rouge1"].f1 == 0
    scores = tapedeck.rouge(["running", "b"], ["runs", "c"], stemmer=True, confidence=0.95, seed=3, resamples=200)
    assert scores.pairs[0]["rouge1"].f1 == 1
    low, mid, high = scores.intervals["rouge1"]
    assert low.f1 <= mid.f1 <= high.f1


def test_any_text_can_be_scored():
    texts = ["", "line\nbreak\r\n", "naïve 日本語 🎛️", "half a pair \ud800", '"quotes" \\ \x00']
    assert len(tapedeck.rouge(texts, texts).pairs) == len(texts)


@pytest.mark.parametrize("predictions, references, error, message", [
    ("text", ["text"], TypeError, "put a single text into a list"),
    (["a"], ["b", "c"], ValueError, "1 predictions and 2 references"),
    ([], [], ValueError, "nothing to score"),
    ([None], ["a"], TypeError, r"predictions\[0\] is not a text but NoneType"),
    (["a"], [[]], TypeError, r"references\[0\] is neither a text nor a list of texts"),
    (["a"], [5], TypeError, r"references\[0\] is neither a text nor a list of texts"),
])
def test_wrong_input_is_named(predictions, references, error, message):
    with pytest.raises(error, match=message):
        tapedeck.rouge(predictions, references)


def test_an_unknown_metric_is_named():
    with pytest.raises(tapedeck.TapedeckError, match='Unknown metric "rouge12"'):
        tapedeck.rouge(["a"], ["a"], metrics=["rouge12"])
