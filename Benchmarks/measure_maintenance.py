# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Measures time and peak memory of the commands that keep cassettes, on a large one.

    python3 Benchmarks/measure_maintenance.py [INTERACTIONS] [BYTES]        # 100000 and 10000 make 1.2 GB
"""

import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/acceptance"))
from support import TAPEDECK, Server, environment


def make_cassette(tape, interactions, size, seed=1):
    """Makes a cassette of chats; the fingerprints are made by the first redaction of it."""
    with Server("record", "--cassette", tape, log=tape.with_suffix(".log")):
        pass
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(5000)]
    fields = json.dumps([["content-type", "application/json"]])
    db = sqlite3.connect(tape)
    for number in range(1, interactions + 1):
        question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": f"question {number}"}]}
        text = " ".join(chance.choices(words, k=size // 6)) + (" mail bob7@example.org" if number % 10 == 0 else "")
        message = {"role": "assistant", "content": text}
        answer = {"id": f"chatcmpl-{seed}-{number}", "choices": [{"index": 0, "message": message}]}
        for id, document in [(2 * number - 1, question), (2 * number, answer)]:
            body = json.dumps(document).encode()
            digest = hashlib.sha256(body).digest()
            db.execute("INSERT INTO body VALUES (?, ?, ?, ?)", (id, digest, len(body), body))
        db.execute("INSERT INTO interaction VALUES (?, '', ?, 'POST', '/v1/chat/completions', NULL, ?, ?, ?, 200, ?, ?, "
                   "1000, 2000, 'complete')",
                   (number, 1_700_000_000_000_000 + number, fields, 2 * number - 1, number.to_bytes(32, "big"), fields,
                    2 * number))
    db.commit()
    db.close()


# A process counts the memory of the one that started it as its own, so a small one starts the command.
LAUNCHER = """
import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as peak:
    peak.write(str(usage.ru_maxrss))
os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
"""


def measure(*words):
    """Runs a command to its end: exit code, last line, seconds, and peak memory in MB."""
    begin = time.monotonic()
    with tempfile.NamedTemporaryFile("r") as peak:
        done = subprocess.run([sys.executable, "-S", "-c", LAUNCHER, peak.name, TAPEDECK, "cassette", *map(str, words)],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment())
        megabytes = int(peak.read()) / 1024
    lines = done.stdout.decode().splitlines()
    return done.returncode, lines[-1] if lines else "", time.monotonic() - begin, megabytes


def measure_all(folder, interactions, size):
    """Runs every command on a large cassette and gives (command, exit code, line, seconds, MB) of each."""
    first, second, merged = (folder / name for name in ["first.sqlite", "second.sqlite", "merged.sqlite"])
    make_cassette(first, interactions, size)
    commands = [("redact", first, "--redact", "bob[0-9]+@example\\.org"), ("verify", first)]
    for name, *words in commands:
        yield name, *measure(name, *words)
    shutil.copy(first, second)
    db = sqlite3.connect(second)
    db.execute("UPDATE interaction SET status = 500 WHERE id % 100 = 0")
    db.commit()
    db.close()
    for name, *words in [("diff", first, second), ("merge", first, second, "--into", merged, "--on-conflict", "first"),
                         ("prune", second, "--status", "500"), ("stats", first)]:
        yield name, *measure(name, *words)


if __name__ == "__main__":
    interactions, size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) == 3 else (100_000, 10_000)
    with tempfile.TemporaryDirectory() as folder:
        for name, code, line, seconds, megabytes in measure_all(Path(folder), interactions, size):
            print(f"{name:8} {code}  {seconds:7.1f} s  {megabytes:5.0f} MB  {line}", flush=True)
