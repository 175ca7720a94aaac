# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Tapedeck over HTTP beside nginx, SwiftNIO's ceiling and a peer, in one run on one machine, as ratios.

usage: bench.py TAPEDECK FOLDER [PART…]      parts: start replay sizes streams recording simulator (default: all)

FOLDER holds what Scripts/bench has made: cassettes, the program Ceiling. BENCHMARK_ROUNDS and BENCHMARK_SECONDS say how
often each server has its turn, and for how long; ALLOCATION_COUNTER is the library that counts allocations; BUFFR is the
program of that name, where it is not on PATH.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from harness import ENDLESS, ROUNDS, Case, Nginx, Server, chat, free_port, measure, show

DIALOGUES = Path(__file__).resolve().parent.parent / "fixtures/dialogues/train.jsonl"
PROMPT = "Summarize the following conversation...\n\nDialog: "
SIZES = [1_000, 10_000, 100_000, 1_000_000]
NGINX, PROXY = "nginx from memory", "nginx `proxy_pass`"


def ask(base, method, path, body=None, content_type="application/json"):
    """The text of a response."""
    request = urllib.request.Request(
        base + path, body, {"Authorization": "Bearer none", "Content-Type": content_type}, method=method)
    return urllib.request.urlopen(request).read().decode()


class Bench:
    def __init__(self, command, cassettes, folder):
        self.command, self.cassettes, self.folder = command, cassettes, folder
        self.servers, self.files = [], 0
        self.sizes = [size for size in SIZES if self.cassette(size).exists()]

    def cassette(self, name):
        return self.cassettes / f"{name}.sqlite"

    def file(self, content=None):
        """The path of a new file."""
        self.files += 1
        path = self.folder / f"file-{self.files}"
        if content is not None:
            path.write_text(content)
        return path

    def keep(self, server):
        self.servers.append(server)
        return server

    def nginx(self, *arguments, **options):
        return self.keep(Nginx(self.folder, *arguments, **options))

    def deck(self, *words):
        return self.keep(Server([self.command, *words, "--port", "0"]))

    def case(self, name, words, body, lap=1, count=ENDLESS, server=None, repeats=True):
        """Requests to a Tapedeck of their own, or to one that serves other cases too; its words are made anew to count."""
        def counting():
            return Server([self.command, *words(), "--port", "0"], counting=True)
        return Case(name, server or self.deck(*words()), body, lap, count, counting, repeats)

    def recorded(self, name, body, number=7):
        """The response to a request as the cassette of that name has it."""
        deck = self.deck("replay", "--cassette", self.cassette(name))
        return ask(deck.base, "POST", "/chat/completions", body.replace("NUMBER", str(number)).encode())

    def stop(self):
        for server in self.servers:
            server.stop()
        self.servers = []

    # MARK: - Parts

    def start(self):
        """Until the address is printed, and until a version is; each the median of twenty starts."""
        print(f"\nStart: the binary has {self.command.stat().st_size / 1e6:.1f} MB\n| | ready after | resident |\n"
              "| --- | ---: | ---: |")
        for name, words in [(f"replay from {size:,}", ["replay", "--cassette", self.cassette(size)]) for size in self.sizes] + [
                ("record", ["record", "--mode", "all", "--cassette", self.file(), "--upstream", "http://127.0.0.1:9/v1"]),
                ("simulate", ["simulate"])]:
            times, sizes = [], []
            for _ in range(20):
                server = Server([self.command, *words, "--port", "0"])
                times.append(server.ready_after * 1000)
                sizes.append(server.memory())
                server.stop()
            print(f"| {name} | {statistics.median(times):.0f} ms | {statistics.median(sizes):.0f} MB |", flush=True)
        times = []
        for _ in range(20):
            server = Server([self.command, "--version"])
            times.append(server.ready_after * 1000)
            server.process.wait()
        print(f"| `tapedeck --version` | {statistics.median(times):.0f} ms | |", flush=True)

    def replay(self):
        """One request repeated, each another one of 10,000, and none asked before, with the ceiling and a peer beside."""
        answer = self.recorded(10_000, chat())
        body = self.file(chat())
        nginx = self.nginx(answer)
        def replay(size):
            return lambda: ("replay", "--cassette", self.cassette(size))
        ceiling = self.cassettes / "Ceiling"
        names = {"pipeline": "SwiftNIO, HTTP pipeline", "raw": "SwiftNIO, raw bytes", "hash": "SwiftNIO, raw bytes and SHA-256"}
        shared = self.deck(*replay(10_000)())
        cases = [
            Case(NGINX, nginx, body, counting=lambda: Nginx(self.folder, answer, counting=True)),
            *(Case(name, self.keep(Server([ceiling, mode, self.file(answer)])), body,
                   counting=lambda mode=mode: Server([ceiling, mode, self.file(answer)], counting=True))
              for mode, name in names.items()),
            self.case("replay, one request repeated", replay(10_000), body, server=shared),
        ]
        if buffr := os.environ.get("BUFFR") or shutil.which("buffr"):
            port = free_port()
            words = [buffr, "auto", "--target", nginx.base.removesuffix("/v1"), "--port", port]
            peer = self.keep(Server(words, f"http://127.0.0.1:{port}/v1", folder=self.folder))
            cases.append(Case("buffr, one request repeated", peer, body))
        else:
            print("\nbuffr is not installed, and left out.")
        distinct = NGINX + ", distinct requests"
        cases += [
            Case(distinct, nginx, body, 10_000, 10_000),
            self.case("replay, each another one of 10,000", replay(10_000), body, 10_000, 10_000, server=shared),
        ]
        if (largest := self.sizes[-1]) >= 1_000_000:
            cases.append(self.case(f"replay, none asked before, of {largest:,}", replay(largest), body, largest, largest,
                                   repeats=False))
        else:
            print("\nRequests that were never asked before need the cassette of 1,000,000, and are left out.")
        def reference(name):
            return distinct if "each" in name or "none" in name or name == distinct else NGINX
        show("Replay of a chat completion, 32 connections", measure(cases, reference), reference)
        print(f"\nresident: replay {shared.memory():.0f} MB, at most {shared.memory('VmHWM'):.0f} MB")

    def sizes_of_cassettes(self):
        """1,000 requests in turn, spread over cassettes of each size."""
        body = self.file(chat())
        decks = {f"replay from {size:,}": size for size in self.sizes}
        cases = [self.case(name, lambda size=size: ("replay", "--cassette", self.cassette(size)), body, 1000, size)
                 for name, size in decks.items()]
        def reference(_):
            return cases[0].name
        show("1,000 requests in turn, 32 connections", measure(cases, reference), reference)
        print("\nresident: " + ", ".join(f"{case.name} {case.server.memory():.0f} MB" for case in cases))

    def streams(self):
        """A stream of 50 events, against nginx with the same bytes in one piece."""
        text = chat('"stream":true,')
        body, answer = self.file(text), self.recorded("streams", text)
        def replay():
            return "replay", "--cassette", self.cassette("streams")
        cases = [
            Case(NGINX, self.nginx(answer, kind="text/event-stream"), body),
            self.case("replay, one stream repeated", replay, body),
            self.case("replay, each another one of 1,000", replay, body, 1000, 1000),
        ]
        show(f"Streams of 50 events, {len(answer):,} bytes, 32 connections", measure(cases, lambda _: NGINX), lambda _: NGINX)

    def recording(self):
        """An upstream that answers at once, through proxies and the recorder."""
        answer = self.recorded(self.sizes[0], chat())
        body = self.file(chat())
        memory = self.nginx(answer)
        def record(*words):
            return lambda: ("record", "--mode", "all", "--cassette", self.file(), "--upstream", memory.base, *words)
        cases = [
            Case(NGINX + ", direct", memory, body),
            Case(PROXY, self.nginx(upstream=memory.base), body),
            self.case("record `--pass-through /v1`", record("--pass-through", "/v1"), body),
            self.case("record", record(), body),
        ]
        for connections in (32, 1):
            show(f"An upstream that responds at once, {connections} connection(s)",
                 measure(cases, lambda _: PROXY, connections), lambda _: PROXY)

    def simulator(self):
        """Completions that have a number of their own each, so that none is taken from the cache."""
        deck = self.deck("simulate")
        rows = [json.loads(line) for line in DIALOGUES.read_text().splitlines()]
        model = self.tune(deck.base, rows)
        dialogue = PROMPT + rows[0]["dialogue"] + "\nAnn: It is NUMBER."
        def body(model, text, **members):
            return self.file(json.dumps({"model": model, "messages": [{"role": "user", "content": text}], **members}))
        short = body("gpt-4o-mini", "NUMBER: Who has the keys?")
        long = self.file(chat())
        answer = ask(deck.base, "POST", "/chat/completions", chat().encode())
        def simulate():
            return ("simulate",)
        cases = [
            Case(NGINX, self.nginx(answer), long, ENDLESS),
            self.case("one request repeated", simulate, long, server=deck),
            self.case("short question", simulate, short, ENDLESS, server=deck),
            self.case("text of 560 bytes", simulate, long, ENDLESS, server=deck),
            self.case("base model, dialogue", simulate, body("gpt-4o-mini", dialogue), ENDLESS, server=deck),
            Case("tuned model, dialogue", deck, body(model, dialogue), ENDLESS),
            Case("tuned model, dialogue, streamed", deck, body(model, dialogue, stream=True), ENDLESS),
        ]
        show(f"Simulated chat completions of {len(answer):,} bytes, 32 connections", measure(cases, lambda _: NGINX), lambda _: NGINX)
        print(f"\nresident: simulate {deck.memory():.0f} MB, at most {deck.memory('VmHWM'):.0f} MB")

    @staticmethod
    def tune(base, rows):
        """The name of a model that is fine-tuned on dialogues, and has answered once, since that fits it."""
        lines = "".join(
            json.dumps({"messages": [{"role": "user", "content": PROMPT + row["dialogue"]},
                                     {"role": "assistant", "content": row["summary"]}]}) + "\n" for row in rows)
        form = ('--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n--b\r\nContent-Disposition: '
                f'form-data; name="file"; filename="train.jsonl"\r\n\r\n{lines}\r\n--b--\r\n')
        file = json.loads(ask(base, "POST", "/files", form.encode(), "multipart/form-data; boundary=b"))["id"]
        request = json.dumps({"model": "gpt-4o-mini", "training_file": file}).encode()
        job = json.loads(ask(base, "POST", "/fine_tuning/jobs", request))
        while job["status"] not in ("succeeded", "failed"):
            job = json.loads(ask(base, "GET", "/fine_tuning/jobs/" + job["id"]))
        model = job["fine_tuned_model"]
        ask(base, "POST", "/chat/completions", json.dumps({"model": model, "messages": [{"role": "user", "content": "Hi"}]}).encode())
        return model


def main(command, cassettes, *parts):
    model = subprocess.run(["lscpu"], capture_output=True, text=True).stdout
    names = dict(line.split(":", 1) for line in model.splitlines() if ":" in line)
    words = [names.get(key, "?").strip() for key in ("Model name", "CPU family", "Model")]
    print(f"{words[0]}, family {words[1]}, model {words[2]}, {os.cpu_count()} cores; medians of {ROUNDS} rounds")
    with tempfile.TemporaryDirectory(prefix="tapedeck-bench-") as folder:
        bench = Bench(Path(command), Path(cassettes), Path(folder))
        methods = {"start": bench.start, "replay": bench.replay, "sizes": bench.sizes_of_cassettes,
                   "streams": bench.streams, "recording": bench.recording, "simulator": bench.simulator}
        for part in parts or methods:
            try:
                methods[part]()
            finally:
                bench.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
