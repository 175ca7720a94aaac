#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Compares the token encodings with tiktoken on the same texts in the same run, single-threaded.

    python3 -m venv .venv && .venv/bin/pip install tiktoken==0.14.0
    TAPEDECK_BENCHMARKS=1 swift build -c release --product TokensBenchmark
    .venv/bin/python Benchmarks/tokens_compare.py

tiktoken fetches its rank files once; where it may not, TIKTOKEN_CACHE_DIR names a folder that has them. Each figure is
the best of several runs, taken in turns, in processor time; read the ratios, not the figures. Before anything is timed,
the tokens of all texts are checked to be the same, those of tiktoken's `encode_ordinary`.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import rouge_corpora

HERE = pathlib.Path(__file__).resolve().parent
BINARY = HERE.parent / ".build" / "release" / "TokensBenchmark"
ENCODINGS = ["o200k_base", "cl100k_base"]
SCRIPTS = [("а", "я"), ("α", "ω"), ("ぁ", "ん"), ("一", "鿿"), ("가", "힣"), ("ا", "ي"), ("अ", "ह"), ("ก", "ฮ")]


def prose():
    """News texts of the ROUGE corpora: about 60 words in three to four lines."""
    return [text for pair in rouge_corpora.news() for text in pair][:3_000]


def code():
    """Lines of JSON and of a program, indented, with numbers and signs."""
    draw, words = random.Random(3), rouge_corpora.Writer(3)
    for _ in range(1_000):
        name = lambda: "_".join(words.tokens(draw.randint(1, 3)))
        rows = [f"{'    ' * draw.randint(0, 3)}{name()} = {name()}({draw.randrange(10**6)}, \"{name()}\")  # {name()}" for _ in range(8)]
        yield "\n".join(rows) + "\n" + json.dumps({name(): [draw.random(), {name(): name()}] for _ in range(4)}, indent=2)


def scripts():
    """Words of eight scripts that are not Latin, and emoji."""
    draw = random.Random(4)
    for _ in range(2_000):
        low, high = draw.choice(SCRIPTS)
        word = lambda: "".join(chr(draw.randint(ord(low), ord(high))) for _ in range(draw.randint(2, 8)))
        yield " ".join(word() for _ in range(30)) + draw.choice(["", "!", " 👍🏽", " 👨‍👩‍👧"])


def runs():
    """Runs of one thing, 200,000 bytes each, which no pattern splits."""
    return [unit * (200_000 // len(unit.encode())) for unit in ["a", "ab", "日", " "]]


def write(texts, path):
    texts = list(texts)
    with open(path, "w", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps(text) + "\n")
    return texts


def check(encoding, texts, path):
    command = [str(BINARY), encoding.name, path, "tokens"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(output) == len(texts)
    for text, own in zip(texts, output):
        if json.loads(own) != encoding.encode_ordinary(text):
            sys.exit(f"tiktoken gives other tokens than tapedeck for {text!r}")


def theirs(encoding, texts, seconds):
    best, spent = float("inf"), 0.0
    while spent < seconds:
        start = time.process_time()
        for text in texts:
            encoding.encode_ordinary(text)
        elapsed = time.process_time() - start
        best, spent = min(best, elapsed), spent + elapsed
    return best


def ours(encoding, path, kind, seconds):
    command = [str(BINARY), encoding.name, path, kind, str(seconds)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="per measurement")
    options = parser.parse_args()

    import tiktoken

    with tempfile.TemporaryDirectory() as folder:
        for title, make in [("prose", prose), ("code", code), ("scripts", scripts), ("runs", runs)]:
            path = f"{folder}/{title}.jsonl"
            texts = write(make(), path)
            size = sum(len(text.encode()) for text in texts)
            print(f"\n{title}: {len(texts)} texts, {size / 1e6:.1f} MB")
            for encoding in map(tiktoken.get_encoding, ENCODINGS):
                check(encoding, texts, path)
                best = {"tiktoken": float("inf"), "encode": float("inf"), "count": float("inf")}
                for _ in range(options.rounds):
                    best["tiktoken"] = min(best["tiktoken"], theirs(encoding, texts, options.seconds))
                    for kind in ["encode", "count"]:
                        best[kind] = min(best[kind], ours(encoding, path, kind, options.seconds)["seconds"])
                rates = {name: size / seconds / 1e6 for name, seconds in best.items()}
                print(
                    f"  {encoding.name:12} the same tokens; tiktoken {rates['tiktoken']:6.1f} MB/s,"
                    f" tapedeck encode {rates['encode']:6.1f} MB/s ({rates['encode'] / rates['tiktoken']:.1f} x),"
                    f" count {rates['count']:6.1f} MB/s ({rates['count'] / rates['tiktoken']:.1f} x)"
                )
                sys.stdout.flush()
        for encoding in map(tiktoken.get_encoding, ENCODINGS):
            load = min(ours(encoding, path, "load", 0)["seconds"] for _ in range(options.rounds))
            print(f"{encoding.name}: unpacked and ready after {load * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
