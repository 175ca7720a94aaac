# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Simulated chat completions over HTTP against nginx serving a body of that size, in one run, as ratios.

usage: simulate_http.py TAPEDECK

Needs nginx and wrk. `repeated` asks the same over and over, `distinct` puts a number into each question, `tuned` asks a
fine-tuned model about a dialogue, each with a number of its own.
"""

import json
import shutil
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from replay_http import CONNECTIONS, Nginx, Tapedeck, request_body, show, take_turns

DIALOGUES = Path(__file__).parent.parent / "fixtures" / "dialogues" / "train.jsonl"
PROMPT = "Summarize the following conversation...\n\nDialog: "


def ask(base, method, path, body=None, content_type="application/json"):
    request = urllib.request.Request(
        base + path, body, {"Authorization": "Bearer none", "Content-Type": content_type}, method=method)
    return json.loads(urllib.request.urlopen(request).read())


def tune(base):
    """Fine-tunes a model on the dialogues of this project; its name, and the seconds from queue to start."""
    rows = [json.loads(line) for line in DIALOGUES.read_text().splitlines()]
    lines = "".join(
        json.dumps({"messages": [{"role": "user", "content": PROMPT + row["dialogue"]},
                                 {"role": "assistant", "content": row["summary"]}]}) + "\n" for row in rows)
    form = (
        '--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n--b\r\nContent-Disposition: form-data; '
        f'name="file"; filename="train.jsonl"\r\n\r\n{lines}\r\n--b--\r\n')
    file = ask(base, "POST", "/files", form.encode(), "multipart/form-data; boundary=b")["id"]
    job = ask(base, "POST", "/fine_tuning/jobs", json.dumps({"model": "gpt-4o-mini", "training_file": file}).encode())
    began = time.monotonic()
    while job["status"] not in ("succeeded", "failed"):
        job = ask(base, "GET", "/fine_tuning/jobs/" + job["id"])
    return job["fine_tuned_model"], time.monotonic() - began


def script(folder, name, body, numbered):
    """A wrk script that posts a body, with `NUMBER` in it replaced when it is numbered."""
    lines = [
        'wrk.method = "POST"', 'wrk.headers["Content-Type"] = "application/json"',
        'wrk.headers["Authorization"] = "Bearer none"',
    ]
    if numbered:
        before, after = (json.dumps(part) for part in body.split("NUMBER"))
        lines += ["number = 0", "request = function()", "  number = number + 1",
                  f"  return wrk.format(nil, nil, nil, {before} .. number .. {after})", "end"]
    else:
        lines.append(f"wrk.body = {json.dumps(body)}")
    path = folder / f"{name}.lua"
    path.write_text("\n".join(lines) + "\n")
    return path


def main():
    folder = Path(tempfile.mkdtemp(prefix="tapedeck-bench-"))
    deck = Tapedeck(sys.argv[1], "simulate")
    model, seconds = tune(deck.base)
    print(f"A job on {len(DIALOGUES.read_text().splitlines())} examples, from its creation to its end: {seconds:.2f} s")
    chat = request_body("NUMBER")
    dialogue = json.loads(DIALOGUES.read_text().splitlines()[0])["dialogue"]
    tuned = json.dumps(
        {"model": model, "messages": [{"role": "user", "content": PROMPT + dialogue + "\nAnn: It is NUMBER."}]})
    answer = urllib.request.urlopen(urllib.request.Request(
        deck.base + "/chat/completions", chat.encode(), {"Authorization": "Bearer none"})).read().decode()
    nginx = Nginx(folder, answer)
    try:
        for name, body, numbered in [("repeated", chat.replace("NUMBER", "7"), False), ("distinct", chat, True),
                                     ("tuned", tuned, True)]:
            figures = take_turns(
                {"nginx from memory": nginx.base, f"simulate, {name}": deck.base}, script(folder, name, body, numbered))
            show(f"Chat completions, {name}, {len(answer)} bytes, {CONNECTIONS} connections", figures, "nginx from memory")
        print(f"  resident {deck.memory('VmRSS'):.0f} MB, at most {deck.memory('VmHWM'):.0f} MB")
    finally:
        nginx.stop()
        deck.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
