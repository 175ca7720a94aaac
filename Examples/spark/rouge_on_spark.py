#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Scores a JSONL file on a Spark cluster with `tapedeck rouge --stream`, and averages the scores.

    pip install pyspark
    python rouge_on_spark.py pairs.jsonl --tapedeck /usr/local/bin/tapedeck --master "local-cluster[2,1,1024]"

Each partition is piped through one `tapedeck` process in constant memory. Spark may cut the file wherever it likes:
every line carries its number as id, so the scores are put back into input order, and means summed in that order equal
those of a single process to the last bit. `tapedeck` must be at the same path on every worker.
"""
import argparse
import contextlib
import json
import os
import shlex
import sys

import pyspark

# Workers of a cluster made from the PyPI package run from its own folder.
os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

from pyspark.sql import SparkSession  # noqa: E402


def numbered(entry):
    """A line of the file as a JSON line with its number."""
    line, number = entry
    pair = json.loads(line)
    return json.dumps({"id": number, "reference": pair["reference"], "prediction": pair["prediction"]})


def scores(spark, options):
    """The score lines of all pairs, in input order."""
    command = [options.tapedeck, "rouge", "--stream", "--id-key", "id", "--threads", "1", "--metrics", *options.metrics]
    if options.stemmer:
        command.append("--stemmer")
    lines = spark.sparkContext.textFile(options.pairs, options.partitions).filter(str.strip)
    piped = lines.zipWithIndex().map(numbered).pipe(shlex.join(command), checkCode=True)
    return piped.map(json.loads).sortBy(lambda row: row["id"]).toLocalIterator()


def average(rows, metrics, output):
    """Plain means, summed in input order; writes the rows as they pass."""
    sums = {metric: [0.0, 0.0, 0.0] for metric in metrics}
    names = ["precision", "recall", "fmeasure"]
    count = 0
    for row in rows:
        for metric in metrics:
            for place, name in enumerate(names):
                sums[metric][place] += row[metric][name]
        if output:
            row = {"index": row["id"], **{metric: row[metric] for metric in metrics}}
            output.write(json.dumps(row, separators=(",", ":")) + "\n")
        count += 1
    means = {metric: dict(zip(names, (total / count for total in totals))) for metric, totals in sums.items()}
    return {"count": count, "metrics": {metric: {"mean": means[metric]} for metric in metrics}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", help="JSONL with the keys reference and prediction")
    parser.add_argument("--tapedeck", default="tapedeck", help="path of the program, the same on every worker")
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--metrics", nargs="+", default=["rouge1", "rouge2", "rougeL", "rougeLsum"])
    parser.add_argument("--stemmer", action="store_true")
    parser.add_argument("--per-pair", help="file for the score of each pair")
    options = parser.parse_args()
    if os.sep in options.tapedeck:
        options.tapedeck = os.path.abspath(options.tapedeck)
    options.pairs = "file://" + os.path.abspath(options.pairs)
    spark = (
        SparkSession.builder.master(options.master)
        .appName("tapedeck-rouge")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )
    try:
        with open(options.per_pair, "w", encoding="utf-8") if options.per_pair else contextlib.nullcontext() as output:
            print(json.dumps(average(scores(spark, options), options.metrics, output)))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
