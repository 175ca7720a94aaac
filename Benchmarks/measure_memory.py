# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Measures the resident memory of the binary while a body of 512 MB goes up and down, recorded and replayed.

    python3 Benchmarks/measure_memory.py [MEGABYTES]

Prints a line each: what, seconds, resident memory before, at its peak, and the growth. Ends with 1 above 64 MB.
"""

import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/acceptance"))
from support.origin import Origin
from support import Connection, Server, request_bytes

LIMIT = 64 << 10
BLOCK = bytes(range(256)) * 4096


def memory(process, name):
    """A line of /proc/PID/status, in kB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise LookupError(name)


def blocks(count):
    for index in range(count):
        yield index.to_bytes(8, "big") + BLOCK[8:]


def download(origin, request, body, number, count):
    origin.head(request, 200, "application/octet-stream", number, content_length=str(count << 20))
    request.end_headers()
    for block in blocks(count):
        request.wfile.write(block)


def take(deck, count):
    """Downloads and returns the digest; neither side holds the body."""
    digest = hashlib.sha256()
    with Connection(deck.port, timeout=600) as connection:
        answer = connection.send(request_bytes("GET", "/v1/big")).head()
        if "chunked" in (answer["transfer-encoding"] or ""):
            while (chunk := connection.chunk()):
                digest.update(chunk)
        else:
            left = int(answer["content-length"])
            while left and (piece := connection.file.read(min(left, 1 << 20))):
                digest.update(piece)
                left -= len(piece)
    return digest.hexdigest()


def give(deck, count):
    """Uploads and returns the digest that came back."""
    fields = {"content_length": count << 20, "content_type": "application/octet-stream"}
    with Connection(deck.port, timeout=600) as connection:
        connection.send(request_bytes("POST", "/v1/sink", b"", **fields))
        for block in blocks(count):
            connection.send(block)
        return connection.answer().json["sha256"]


def measure(name, deck, work, count):
    work(deck, 2)
    before = memory(deck.process, "VmRSS")
    Path(f"/proc/{deck.process.pid}/clear_refs").write_text("5")
    began = time.monotonic()
    result = work(deck, count)
    took = time.monotonic() - began
    peak = memory(deck.process, "VmHWM")
    print(f"{name:<18} {took:6.1f} s   before {before >> 10:4} MB   peak {peak >> 10:4} MB   "
          f"growth {(peak - before) >> 10:4} MB", flush=True)
    return result, peak - before


class Sink(Origin):
    """Reads uploads without keeping them."""

    def read_body(self, request):
        left = int(request.headers.get("content-length") or 0)
        if left < 1 << 20:
            return super().read_body(request)
        digest = hashlib.sha256()
        while left and (piece := request.rfile.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
        return json.dumps({"sha256": digest.hexdigest()}).encode()


def main(count):
    origin = Sink()
    wanted = [count]
    origin.routes["GET /v1/big"] = lambda o, r, b, n: download(o, r, b, n, wanted[0])
    origin.routes["POST /v1/sink"] = lambda o, r, b, n: o.answer(r, 200, b, "application/json", n)
    whole = hashlib.sha256()
    for block in blocks(count):
        whole.update(block)

    def get(deck, size):
        wanted[0] = size
        return take(deck, size)

    growths = []
    with tempfile.TemporaryDirectory() as folder:
        tape = Path(folder) / "tape.sqlite"

        def step(name, arguments, work):
            with Server(*arguments, log=Path(folder) / "stderr.txt") as deck:
                result, growth = measure(name, deck, work, count)
            assert result == whole.hexdigest(), f"{name}: other bytes arrived"
            growths.append(growth)

        recorder = ("record", "--mode", "all", "--cassette", tape, "--upstream", origin.base)
        step("record download", recorder, get)
        step("record upload", recorder, give)
        step("replay download", ("replay", "--cassette", tape), get)
        step("replay upload", ("replay", "--cassette", tape), give)
    origin.stop()
    return 1 if max(growths) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 512))
