# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""ROUGE scores."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Union

from ._errors import TapedeckError
from ._program import program

METRICS = ("rouge1", "rouge2", "rougeL", "rougeLsum")


class Score(NamedTuple):
    """A ROUGE score; each part lies in 0…1."""

    precision: float
    recall: float
    fmeasure: float

    @property
    def f1(self) -> float:
        """The F measure by its usual name."""
        return self.fmeasure


class Interval(NamedTuple):
    """A bootstrap interval of a mean."""

    low: Score
    mid: Score
    high: Score


@dataclass(frozen=True)
class RougeScores:
    """The scores of texts against references; `scores["rouge1"]` is the mean of a metric."""

    mean: Mapping[str, Score]
    """The mean over all pairs, by metric."""
    pairs: Sequence[Mapping[str, Score]]
    """The scores of each pair, by metric, in the order of the texts."""
    intervals: Mapping[str, Interval]
    """The bootstrap interval of each mean; empty unless a confidence was given."""

    def __getitem__(self, metric: str) -> Score:
        return self.mean[metric]


def rouge(
    predictions: Sequence[str],
    references: Sequence[Union[str, Sequence[str]]],
    *,
    metrics: Sequence[str] = METRICS,
    stemmer: bool = False,
    confidence: Optional[float] = None,
    seed: int = 0,
    resamples: int = 1000,
) -> RougeScores:
    """Scores texts against references, bit for bit like Google's `rouge_score`, on all cores.

    A reference is a text, or a list of texts of which the best one counts. `metrics` are `rouge1` to `rouge9`, `rougeL`
    and `rougeLsum`, for which newlines separate sentences. `confidence`, such as 0.95, adds bootstrap intervals.
    """
    chosen = [metrics] if isinstance(metrics, str) else list(metrics)
    arguments = ["rouge", "--pairs", "-", "--json", "--metrics", ",".join(chosen)]
    if stemmer:
        arguments.append("--stemmer")
    if confidence is not None:
        arguments += ["--confidence", str(confidence), "--seed", str(seed), "--resamples", str(resamples)]
    pairs = _pairs(predictions, references)
    with tempfile.TemporaryDirectory(prefix="tapedeck-") as folder:
        scored = Path(folder) / "pairs.jsonl"
        done = subprocess.run([program(), *arguments, "--per-pair", str(scored)], input=pairs, capture_output=True)
        if done.returncode != 0:
            raise TapedeckError(_failure(done.stderr.decode(errors="replace"), done.returncode))
        rows = [json.loads(line) for line in scored.read_bytes().splitlines()]
    document = json.loads(done.stdout)
    return RougeScores(
        mean={name: _score(figures["mean"]) for name, figures in document["metrics"].items()},
        pairs=[{name: _score(row[name]) for name in document["metrics"]} for row in rows],
        intervals={name: _interval(figures) for name, figures in document["metrics"].items() if "low" in figures},
    )


def _pairs(predictions: Sequence[str], references: Sequence[Union[str, Sequence[str]]]) -> bytes:
    if isinstance(predictions, str) or isinstance(references, str):
        raise TypeError("predictions and references are lists of texts; put a single text into a list.")
    texts, targets = list(predictions), list(references)
    if len(texts) != len(targets):
        raise ValueError(f"There are {len(texts)} predictions and {len(targets)} references; each prediction needs one.")
    if not texts:
        raise ValueError("There is nothing to score: predictions and references are empty.")
    lines: List[str] = []
    for index, (text, target) in enumerate(zip(texts, targets)):
        if not isinstance(text, str):
            raise TypeError(f"predictions[{index}] is not a text but {type(text).__name__}.")
        choices = [target] if isinstance(target, str) else list(target) if isinstance(target, Iterable) else []
        if not choices or not all(isinstance(choice, str) for choice in choices):
            raise TypeError(f"references[{index}] is neither a text nor a list of texts.")
        lines.append(json.dumps({"prediction": text, "reference": target if isinstance(target, str) else choices}) + "\n")
    return "".join(lines).encode()


def _failure(log: str, code: int) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    errors = [line[len("Error: "):] for line in lines if line.startswith("Error: ")]
    return "\n".join(errors or lines[-3:]) or f"tapedeck rouge ended with exit code {code}."


def _score(figures: Dict[str, Any]) -> Score:
    return Score(figures["precision"], figures["recall"], figures["fmeasure"])


def _interval(figures: Dict[str, Any]) -> Interval:
    return Interval(_score(figures["low"]), _score(figures["mid"]), _score(figures["high"]))
