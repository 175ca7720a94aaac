# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Results and predictions of models that were never asked, for the pages of comparisons."""

import json
import random

SETTINGS = {"temperature": 0.2, "max_tokens": 128, "prompt": "Sum up:\n{dialogue}", "stemmer": True}


def evaluated(folder, name, count, keep, model="gpt-4o-mini-2024-07-18", settings=SETTINGS, answers=None, **more):
    """A folder as `tapedeck evaluate` writes it: each prediction is its reference with words left out."""
    draw = random.Random(name)
    path = folder / name
    path.mkdir(parents=True)
    with open(path / "predictions.jsonl", "w") as lines:
        for number in range(count):
            words = f"Hannah needs Betty's number {number} but Amanda does not have it and asks Larry".split()
            said = " ".join(word for word in words if draw.random() < keep) or "Hannah"
            lines.write(json.dumps({"id": str(number), "dialogue": f"Hannah: hey {number}\nAmanda: hi",
                                    "reference": " ".join(words), "prediction": said}) + "\n")
    results = {"model_name": name, "num_samples": count, "rougeLsum": 0, "settings": settings, "model": model,
               "data": {"file": "test.jsonl", "sha256": "ab" * 32, "count": count}, "simulated": False,
               "answers": {"count": count, "models": [model], **(answers or {})}, **more}
    (path / "eval_results.json").write_text(json.dumps(results))
    return path


def nine(folder, count):
    """Nine models, four of them fine-tuned; their names end in their numbers."""
    for number in range(1, 10):
        evaluated(folder, f"model-{number}", count, 0.3 + number / 20, type="fine-tuned" if number > 5 else "base")
    return folder
