# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Measures time and resident memory of import and export, with 100,000 interactions and 1 GB of bodies.

    python3 Benchmarks/measure_interchange.py [INTERACTIONS] [BYTES OF A BODY]

Prints a line each: what, seconds, resident memory at its peak. Ends with 1 above 300 MB.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/acceptance"))
from support import TAPEDECK, environment

LIMIT = 300 << 10
HEADER = '{"tapedeck_cassette":1,"tool":"tapedeck","created":0}\n'


def exchanges(count, size):
    """Requests and answers as JSON texts, no two of them the same."""
    filler = "".join(chr(97 + (i * 7919 + i // 26) % 26) if i % 7 else " " for i in range(size - 300))
    for number in range(count):
        request = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"question {number}"}]},
                             separators=(",", ":"))
        answer = json.dumps({"id": f"chatcmpl-{number}", "object": "chat.completion", "choices": [
            {"index": 0, "message": {"role": "assistant", "content": f"{number} {filler}"}}]}, indent=2)
        yield request, answer


def write_jsonl(file, pairs):
    file.write(HEADER)
    for request, answer in pairs:
        file.write('{"recorded_at":0,"request":{"method":"POST","path":"/v1/chat/completions","headers":'
                   '[["content-type","application/json"]],"body":{"json":' + request + '}},"response":{"status":200,'
                   '"headers":[["content-type","application/json"]],"body":{"text":' + json.dumps(answer) + "},"
                   '"first_byte":0,"duration":1000}}\n')


def write_har(file, pairs):
    file.write('{"log":{"version":"1.2","creator":{"name":"measure","version":"1"},"entries":[\n')
    kind = '[{"name":"content-type","value":"application/json"}]'
    for number, (request, answer) in enumerate(pairs):
        file.write((",\n" if number else "") + '{"startedDateTime":"2026-01-01T00:00:00Z","time":1,"request":{"method":'
                   '"POST","url":"https://api.openai.com/v1/chat/completions","headers":' + kind + ',"postData":{'
                   '"mimeType":"application/json","text":' + json.dumps(request) + '}},"response":{"status":200,'
                   '"headers":' + kind + ',"content":{"size":0,"mimeType":"application/json","text":'
                   + json.dumps(answer) + "}}}")
    file.write("\n]}}\n")


def write_vcrpy(file, pairs):
    file.write("interactions:\n")
    kind = "      content-type:\n      - application/json\n"
    for request, answer in pairs:
        lines = "".join(f"        {line}\n" for line in answer.split("\n"))
        file.write(f"- request:\n    body: '{request}'\n    headers:\n{kind}    method: POST\n"
                   f"    uri: https://api.openai.com/v1/chat/completions\n  response:\n    body:\n      string: |-\n"
                   f"{lines}    headers:\n{kind}    status:\n      code: 200\n      message: OK\n")
    file.write("version: 1\n")


def run(name, *arguments):
    began = time.monotonic()
    process = os.posix_spawn(TAPEDECK, [TAPEDECK, "cassette", *map(str, arguments)], environment())
    _, status, usage = os.wait4(process, 0)
    took = time.monotonic() - began
    assert os.waitstatus_to_exitcode(status) == 0, name
    print(f"{name:<14} {took:7.1f} s   peak {usage.ru_maxrss >> 10:4} MB", flush=True)
    return usage.ru_maxrss


def main(count, size):
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        cassette = folder / "kept.sqlite"
        for name, write in [("jsonl", write_jsonl), ("har", write_har), ("vcrpy", write_vcrpy)]:
            source = folder / f"source.{name}"
            with open(source, "w") as file:
                write(file, exchanges(count, size))
            tape = cassette if name == "jsonl" else folder / "tape.sqlite"
            peaks.append(run(f"import {name}", "import", source, "--into", tape))
            source.unlink()
            if tape != cassette:
                tape.unlink()
        for name in ["jsonl", "har", "vcrpy", "vcr"]:
            output = folder / f"output.{name}"
            peaks.append(run(f"export {name}", "export", cassette, "--format", name, "--output", output))
            output.unlink()
    return 1 if max(peaks) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3] or (100_000, 10_000))))
