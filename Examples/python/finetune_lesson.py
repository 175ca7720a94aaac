# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The lesson "Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough", with the official SDK.

How good is GPT-4o-mini at summarising dialogues as it is, and after fine-tuning? The script knows nothing of Tapedeck but
its ROUGE engine: recorded once and replayed, it runs without network, key or cost.

    tapedeck run --cassette lesson.sqlite -- python finetune_lesson.py fixtures/dialogues lesson
    tapedeck run --cassette lesson.sqlite --mode none -- python finetune_lesson.py fixtures/dialogues lesson
"""

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from openai import OpenAI

MODEL = "gpt-4o-mini-2024-07-18"
SYSTEM = "You are a helpful assistant who writes concise, factual summaries."
client = OpenAI()


# -- Data ------------------------------------------------------------------------------------------------------------


def load(path, limit=None):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file][:limit]


def prompt(dialogue):
    return f"Summarize the following conversation...\n\nDialog: {dialogue}"


def write_jsonl(samples, path):
    with open(path, "w", encoding="utf-8") as file:
        for sample in samples:
            messages = [
                {"role": "user", "content": prompt(sample["dialogue"])},
                {"role": "assistant", "content": sample["summary"]},
            ]
            file.write(json.dumps({"messages": messages}) + "\n")


# -- Evaluation ------------------------------------------------------------------------------------------------------


def summarize(model, dialogue, system):
    messages = [{"role": "system", "content": system}] if system else []
    answer = client.chat.completions.create(
        model=model,
        messages=[*messages, {"role": "user", "content": prompt(dialogue)}],
        temperature=0.2,
        max_tokens=128,
    )
    return answer.choices[0].message.content.strip()


def evaluate(model, samples, folder, max_workers=8, system=None):
    """Asks with several threads, writes predictions.jsonl and eval_results.json, and returns the scores."""
    folder.mkdir(parents=True, exist_ok=True)
    predictions = [None] * len(samples)
    start = time.time()
    with ThreadPoolExecutor(max_workers=max_workers) as pool:
        futures = {pool.submit(summarize, model, sample["dialogue"], system): i for i, sample in enumerate(samples)}
        for done, future in enumerate(as_completed(futures), 1):
            predictions[futures[future]] = future.result()
            if done % 10 == 0 or done == len(samples):
                print(f"{model}: {done}/{len(samples)} samples, {time.time() - start:.1f} s", file=sys.stderr)

    pairs = folder / "predictions.jsonl"
    with open(pairs, "w", encoding="utf-8") as file:
        for sample, prediction in zip(samples, predictions):
            line = {"dialogue": sample["dialogue"], "reference": sample["summary"], "prediction": prediction}
            file.write(json.dumps(line) + "\n")

    # The numbers of rouge_score, bit for bit.
    command = [os.environ.get("TAPEDECK", "tapedeck"), "rouge", "--pairs", pairs, "--stemmer", "--json"]
    metrics = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["metrics"]
    results = {"model_name": model, "num_samples": len(samples)}
    results |= {name: metric["mean"]["fmeasure"] for name, metric in metrics.items()}
    (folder / "eval_results.json").write_text(json.dumps(results, indent=2) + "\n")
    return results


# -- Fine-tuning -----------------------------------------------------------------------------------------------------


def fine_tune(training, validation, pause):
    files = []
    for path in (training, validation):
        with open(path, "rb") as content:
            files.append(client.files.create(file=content, purpose="fine-tune"))
    job = client.fine_tuning.jobs.create(
        model=MODEL,
        training_file=files[0].id,
        validation_file=files[1].id,
        suffix="samsum-ft",
        hyperparameters={"n_epochs": 3},
    )
    while job.status not in ("succeeded", "failed", "cancelled"):
        time.sleep(pause)
        job = client.fine_tuning.jobs.retrieve(job.id)
        print(f"{job.id}: {job.status}, {job.trained_tokens or 0} tokens", file=sys.stderr)
    if job.status != "succeeded":
        sys.exit(f"The job {job.id} {job.status}: {job.error and job.error.message}")
    return job.fine_tuned_model


# -- The lesson ------------------------------------------------------------------------------------------------------


def main():
    options = argparse.ArgumentParser(description="Evaluates GPT-4o-mini before and after fine-tuning.")
    options.add_argument("data", type=Path, help="the folder of train.jsonl, validation.jsonl and test.jsonl")
    options.add_argument("out", type=Path, help="the folder for results")
    options.add_argument("--limit", type=int, default=25, help="samples to evaluate on")
    options.add_argument("--max-workers", type=int, default=8)
    options.add_argument("--pause", type=float, default=10, help="seconds between two looks at the job")
    options = options.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    test = load(options.data / "test.jsonl", options.limit)
    write_jsonl(load(options.data / "train.jsonl"), options.out / "train.jsonl")
    write_jsonl(load(options.data / "validation.jsonl"), options.out / "validation.jsonl")

    # The baseline gets a system message; the tuned model is asked as its training examples are.
    rows = [("base", evaluate(MODEL, test, options.out / "base", options.max_workers, SYSTEM))]
    tuned = fine_tune(options.out / "train.jsonl", options.out / "validation.jsonl", options.pause)
    rows.append(("fine-tuned", evaluate(tuned, test, options.out / "tuned", options.max_workers)))

    print(f"{'model':<12}{'ROUGE-1':>10}{'ROUGE-2':>10}{'ROUGE-L':>10}")
    for name, scores in rows:
        cells = (f"{100 * scores[metric]:>10.2f}" for metric in ("rouge1", "rouge2", "rougeL"))
        print(f"{name:<12}" + "".join(cells))


if __name__ == "__main__":
    main()
