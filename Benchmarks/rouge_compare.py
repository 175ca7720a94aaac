#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Compares the ROUGE engine with rouge-score, rouge-score-rs and rapidrouge on the same corpora in the same run.

    python3 -m venv .venv && .venv/bin/pip install rouge-score==0.1.2 rouge-score-rs rapidrouge
    TAPEDECK_BENCHMARKS=1 swift build -c release --product RougeBenchmark
    .venv/bin/python Benchmarks/rouge_compare.py

Each figure is the best of several runs, taken in turns; read the ratios, not the figures. Before anything is timed,
the scores of all four are checked to be the same. One core means that the process may run on one core only.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import rouge_corpora

HERE = pathlib.Path(__file__).resolve().parent
BINARY = HERE.parent / ".build" / "release" / "RougeBenchmark"
THREE = ["rouge1", "rouge2", "rougeL"]
FOUR = THREE + ["rougeLsum"]


def worker(package, corpus, metrics, seconds):
    """Times one package in this process; prints seconds per corpus as JSON."""
    pairs = [json.loads(line) for line in open(corpus, encoding="utf-8")]
    references = [pair["reference"] for pair in pairs]
    predictions = [pair["prediction"] for pair in pairs]
    if package == "rouge-score":
        from rouge_score import rouge_scorer
    elif package == "rouge-score-rs":
        from rouge_score_rs import rouge_scorer
    else:
        from rapidrouge import rouge_scorer
    scorer = rouge_scorer.RougeScorer(metrics, use_stemmer=True)
    if package == "rouge-score-rs":
        run = lambda: scorer.score_batch(references, predictions)
    else:
        # The pure Python packages take long: a part of the corpus is enough for pairs per second.
        references, predictions = references[:400], predictions[:400]
        run = lambda: [scorer.score(r, p) for r, p in zip(references, predictions)]
    run()
    best, spent = float("inf"), 0.0
    while spent < seconds:
        start = time.perf_counter()
        run()
        elapsed = time.perf_counter() - start
        best, spent = min(best, elapsed), spent + elapsed
    print(json.dumps({"seconds": best, "pairs": len(references)}))


def call(command, core):
    prefix = ["taskset", "-c", "0"] if core and sys.platform == "linux" else []
    environment = dict(os.environ, RAYON_NUM_THREADS="1") if core else dict(os.environ)
    output = subprocess.run(prefix + command, env=environment, check=True, capture_output=True, text=True).stdout
    figures = json.loads(output.strip().splitlines()[-1])
    figures["rate"] = figures["pairs"] / figures["seconds"]
    return figures


def ours(corpus, metrics, kind, seconds, core):
    return call([str(BINARY), corpus, ",".join(metrics), kind, str(seconds)], core)


def theirs(package, corpus, metrics, seconds, core):
    script = str(pathlib.Path(__file__).resolve())
    return call([sys.executable, script, "--worker", package, corpus, ",".join(metrics), str(seconds)], core)


def check(corpus, metrics):
    """Makes sure that all four compute the same: the first 200 pairs by all, every pair by the fast ones."""
    from rapidrouge import rouge_scorer as rapid
    from rouge_score import rouge_scorer as original
    from rouge_score_rs import rouge_scorer as rust

    command = [str(BINARY), corpus, ",".join(metrics), "scores"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    own = [json.loads(line) for line in output.splitlines()]
    pairs = [json.loads(line) for line in open(corpus, encoding="utf-8")]
    for package, count in [(rust, len(pairs)), (original, 200), (rapid, 200)]:
        scorer = package.RougeScorer(metrics, use_stemmer=True)
        for pair, scores in zip(pairs[:count], own):
            other = scorer.score(pair["reference"], pair["prediction"])
            if scores != [[float(value) for value in other[metric]] for metric in metrics]:
                sys.exit(f"{package.__name__} computes other scores than tapedeck for {pair}")
    print(f"{len(pairs)} pairs: the same scores from all")


def compare(title, corpus, metrics, options):
    """Prints one row for each package, with its ratio to rouge-score-rs."""
    best = {}

    def note(name, figures):
        if name not in best or figures["rate"] > best[name]["rate"]:
            best[name] = figures

    cores = os.cpu_count() or 1
    for _ in range(options.rounds):
        note("rouge-score-rs, 1 core", theirs("rouge-score-rs", corpus, metrics, options.seconds, True))
        note("tapedeck, 1 core", ours(corpus, metrics, "serial", options.seconds, True))
        note(f"rouge-score-rs, {cores} cores", theirs("rouge-score-rs", corpus, metrics, options.seconds, False))
        note(f"tapedeck, {cores} cores", ours(corpus, metrics, "parallel", options.seconds, False))
    for package in ["rouge-score", "rapidrouge"]:
        note(f"{package}, 1 core", theirs(package, corpus, metrics, options.seconds, True))
    base = best["rouge-score-rs, 1 core"]["rate"]
    print(f"\n{title}: {'+'.join(metrics)}, stemmer on")
    for name, figures in sorted(best.items(), key=lambda item: -item[1]["rate"]):
        print(f"  {name:26}{figures['rate']:14,.0f} pairs/s{figures['rate'] / base:10.2f} x")
    print(f"  tapedeck, {cores} cores to 1:   {best[f'tapedeck, {cores} cores']['rate'] / best['tapedeck, 1 core']['rate']:.2f} x")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="per measurement")
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        package, corpus, metrics, seconds = options.worker
        return worker(package, corpus, metrics.split(","), float(seconds))
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, make in [("dialogue", rouge_corpora.dialogue), ("news", rouge_corpora.news), ("long", rouge_corpora.long)]:
            files[name] = f"{folder}/{name}.jsonl"
            rouge_corpora.write(make(), files[name])
            check(files[name], ["rougeL"] if name == "long" else FOUR)
        compare("819 dialogue summaries, about 20 tokens", files["dialogue"], THREE, options)
        compare("819 dialogue summaries, about 20 tokens", files["dialogue"], FOUR, options)
        compare("10,000 news pairs, about 60 tokens in 3 to 4 lines", files["news"], THREE, options)
        compare("10,000 news pairs, about 60 tokens in 3 to 4 lines", files["news"], FOUR, options)
        compare("1 pair of 2,000 x 2,000 tokens", files["long"], ["rougeL"], options)
        single = ours(files["long"], ["rougeL"], "serial", options.seconds, True)
        print(f"\n2,000 x 2,000 tokens, rougeL: {single['seconds'] * 1e3:.3f} ms")
        for name in ["dialogue", "news"]:
            tokens = ours(files[name], THREE, "tokens", options.seconds, True)
            plain = ours(files[name], THREE, "bytes", options.seconds, True)
            rates = [figures["bytes"] / figures["seconds"] / 1e6 for figures in (tokens, plain)]
            print(f"{name}: tokens and stems {rates[0]:,.0f} MB/s, plain pass {rates[1]:,.0f} MB/s, ratio {rates[0] / rates[1]:.2f}")


if __name__ == "__main__":
    main()
