# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Data, a configuration and an environment for the workflow's tests."""

import json
import os
import random
import shutil
import subprocess

from support import environment


def _isolates():
    """Whether a process can be put where there is no network but its own loopback."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "--net", "ip", "link", "set", "lo", "up"], capture_output=True).returncode == 0


# A network of its own, with nothing in it but loopback; empty where that cannot be had.
NO_NETWORK = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"] if _isolates() else []

WORDS = "party cake music friends house garden train ticket dinner lunch movie park dog cat school exam work".split()


def samples(first, count):
    """Dialogues whose end tells their summary: a tuned model of the scripted service finds it."""
    chosen = random.Random(first)
    for number in range(first, first + count):
        one, two, three, four = chosen.sample(WORDS, 4)
        dialogue = f"Anna: are you at the {one} with the {two}?\nBob: no, I take the {three} to the {four} {number}"
        yield {"id": f"d{number}", "dialogue": dialogue, "summary": f"Bob will take the {three} to the {four} {number}."}


def DATA(folder):
    """Three splits as JSON lines."""
    paths = {}
    for name, first, count in (("train", 0, 40), ("validation", 100, 10), ("test", 200, 30)):
        paths[name] = folder / f"{name}.jsonl"
        paths[name].write_text("".join(json.dumps(sample) + "\n" for sample in samples(first, count)))
    return paths


def configuration(folder, models=""):
    DATA(folder)
    file = folder / "workflow.yaml"
    file.write_text(f"""data:
  train: train.jsonl
  validation: validation.jsonl
  test: test.jsonl
  limit: {{test: 25}}
  seed: 42
prompts:
  system: You are a helpful assistant who writes concise, factual summaries.
  system_for: baseline
  user: "Summarize the following conversation...\\n\\nDialog: {{dialogue}}"
models:
  - name: base
    model: gpt-4o-mini-2024-07-18
{models}fine_tuning:
  name: tuned
  model: gpt-4o-mini-2024-07-18
  suffix: samsum-ft
  epochs: 3
  poll_interval: 0.01
evaluation:
  resamples: 100
published: samsum-lesson
""")
    return file


def env(server, **added):
    """The environment of a client of a server, or of none."""
    base = {"OPENAI_BASE_URL": server.base} if server else {}
    return {**environment(), **base, "NO_PROXY": "127.0.0.1", **added, "PATH": os.environ["PATH"]}
