# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Starts servers, puts load on them in turns, and prints medians: what the benchmarks over HTTP share. Needs nginx and wrk."""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", 5))
SECONDS = int(os.environ.get("BENCHMARK_SECONDS", 2))
CONNECTIONS = 32
QUESTION = "Summarize the following conversation. " * 15
# More numbers than are ever asked for.
ENDLESS = 10**9


def chat(members=""):
    """The body of a chat request with the place of a number in it, as MakeCassette makes it."""
    return ('{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,' + members
            + f'"messages":[{{"role":"user","content":"NUMBER: {QUESTION}"}}]}}')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


class Server:
    """A program that serves at a base URL; all figures are those of its process and the children of that."""

    def __init__(self, command, base=None, folder=None, counting=False):
        environment = dict(os.environ)
        self.counter = None
        if counting:
            self.counter = HERE.parent / f".build/bench/count-{os.getpid()}-{id(self)}"
            self.counter.write_bytes(bytes(8))
            environment |= {"LD_PRELOAD": os.environ["ALLOCATION_COUNTER"], "TAPEDECK_ALLOCATIONS": str(self.counter)}
        started = time.monotonic()
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=None if base else subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=folder, env=environment)
        if base:
            wait_for(int(re.search(r":(\d+)", base)[1]), self.process)
        # Programs without a given base URL print theirs when they are ready.
        self.base = base or self.process.stdout.readline().strip()
        self.ready_after = time.monotonic() - started
        if not self.base:
            raise SystemExit(f"{command[0]} did not start")

    def processes(self):
        """The numbers of the process and of all below it."""
        found = [self.process.pid]
        for pid in found:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
        return found

    def cpu(self):
        """User and system time of all threads, in seconds."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, name="VmRSS"):
        """Resident memory in MB; that of another line of /proc/PID/status if named."""
        texts = (Path(f"/proc/{pid}/status").read_text() for pid in self.processes())
        return sum(int(re.search(rf"{name}:\s+(\d+)", text)[1]) for text in texts) / 1024

    def allocations(self):
        return int.from_bytes(self.counter.read_bytes(), sys.byteorder)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        if self.counter:
            self.counter.unlink()


class Nginx(Server):
    """Serves a body from memory; with the address of another server, passes requests on to that instead."""

    def __init__(self, folder, body=None, kind="application/json", upstream=None, counting=False):
        port = free_port()
        folder = folder / f"nginx-{port}"
        folder.mkdir()
        if upstream:
            address = re.search(r"//([^/]+)", upstream)[1]
            servers = f"upstream other {{ server {address}; keepalive 64; keepalive_requests 1000000000; }}"
            answer = 'proxy_pass http://other; proxy_http_version 1.1; proxy_set_header Connection "";'
        else:
            servers, answer = "", self.returning(body)
        (folder / "nginx.conf").write_text(f"""
            worker_processes auto; daemon off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 2048; }}
            http {{
                access_log off; keepalive_requests 1000000000; default_type {kind};
                client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
                uwsgi_temp_path {folder}; scgi_temp_path {folder};
                {servers}
                server {{ listen 127.0.0.1:{port} backlog=1024; location / {{ {answer} }} }}
            }}
            """)
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        super().__init__([nginx, "-c", folder / "nginx.conf", "-p", folder], f"http://127.0.0.1:{port}/v1", counting=counting)

    @staticmethod
    def returning(body):
        """Directives that answer with a body; nginx refuses a longer word than 4 kB, so it is put together of several."""
        assert "$" not in body and body.isascii()
        parts = [body[start:start + 1500] for start in range(0, len(body), 1500)]
        lines = [f"set $part{number} {json.dumps(part)};" for number, part in enumerate(parts)]
        return "\n".join([*lines, f'return 200 "{"".join(f"${{part{number}}}" for number in range(len(parts)))}";'])


@dataclass
class Case:
    """Requests to a server: one repeated, or as many in turn as a lap has."""

    name: str
    server: Server
    body: Path
    lap: int = 1
    count: int = ENDLESS
    # A server of the same kind that counts its allocations.
    counting: object = None
    # Whether a number may come again.
    repeats: bool = True
    asked: int = 0

    def load(self, seconds, connections=CONNECTIONS, server=None):
        """Requests, seconds and median latency in microseconds; anything but 200 ends the run."""
        server = server or self.server
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", "-s", HERE / "requests.lua",
             f"{server.base}/chat/completions", "--", self.body, str(self.lap), str(self.count), str(self.asked)],
            capture_output=True, text=True).stdout
        found = re.search(r"(\d+) requests in ([\d.]+)s", output)
        if not found or found[1] == "0" or "Non-2xx" in output or "Socket errors" in output:
            raise SystemExit(f"{self.name}: errors under load\n{output}")
        requests = int(found[1])
        # The connections have a request each that wrk did not wait for.
        self.asked += requests + connections
        if not self.repeats and self.asked > self.count:
            raise SystemExit(f"{self.name}: the recordings are used up; set BENCHMARK_SECONDS to less")
        value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", output).groups()
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
        return requests, rate, float(value) * {"us": 1, "ms": 1000, "s": 1_000_000}[unit]


@dataclass
class Figures:
    """Medians of the rounds."""

    rate: float
    ratio: float
    latency: float
    cpu: float
    allocations: float | None = None


def measure(cases, reference, connections=CONNECTIONS):
    """The figures of each case by its name; the cases take turns, as machines drift.

    The ratio is the median of those within each round, to the case that `reference` gives for a name.
    """
    rounds = []
    for case in cases:
        case.load(1, connections)
    for _ in range(ROUNDS):
        rounds.append({})
        for case in cases:
            before = case.server.cpu()
            requests, rate, latency = case.load(SECONDS, connections)
            rounds[-1][case.name] = rate, latency, (case.server.cpu() - before) / requests * 1e6
    figures = {}
    for case in cases:
        rates, latencies, costs = zip(*(done[case.name] for done in rounds))
        ratios = [done[case.name][0] / done[reference(case.name)][0] for done in rounds]
        allocations = count_allocations(case) if connections == CONNECTIONS else None
        figures[case.name] = Figures(*map(statistics.median, (rates, ratios, latencies, costs)), allocations)
    return figures


def count_allocations(case):
    """Allocations per request, by a server of its own, after a second of the same load; `None` for servers without one."""
    if not case.counting or "ALLOCATION_COUNTER" not in os.environ:
        return None
    server = case.counting()
    try:
        case.load(1, server=server)
        before = server.allocations()
        requests, _, _ = case.load(1, server=server)
        return (server.allocations() - before) / requests
    finally:
        server.stop()


def show(title, figures, reference):
    print(f"\n{title}\n| | requests/s | ratio | of | CPU per request | allocations | median latency |")
    print("| --- | ---: | ---: | --- | ---: | ---: | ---: |")
    for name, row in figures.items():
        allocations = "" if row.allocations is None else f"{row.allocations:,.1f}"
        print(f"| {name} | {row.rate:,.0f} | {row.ratio:.2f} | {reference(name)} | {row.cpu:,.1f} µs | {allocations} "
              f"| {row.latency:,.0f} µs |", flush=True)
