# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Replay and pass-through over HTTP against nginx, in one run on one machine, as ratios.

usage: replay_http.py TAPEDECK FOLDER      FOLDER holds the cassettes 1000.sqlite, 10000.sqlite … of MakeCassette

Needs nginx and wrk. Each figure is the median of several rounds in which the servers take turns, since machines drift.
"""

import json
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3
SECONDS = 4
CONNECTIONS = 32
QUESTION = "Summarize the following conversation. " * 15


def request_body(number):
    return (
        '{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,'
        f'"messages":[{{"role":"user","content":"{number}: {QUESTION}"}}]}}'
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """Serves a body from memory on one port, and proxies to that port on another."""

    def __init__(self, folder, body):
        self.port, self.proxy_port = free_port(), free_port()
        config = folder / "nginx.conf"
        config.write_text(
            f"""
            worker_processes auto; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
            events {{ worker_connections 2048; }}
            http {{
                access_log off; keepalive_requests 1000000000; default_type application/json;
                client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
                uwsgi_temp_path {folder}; scgi_temp_path {folder};
                upstream memory {{ server 127.0.0.1:{self.port}; keepalive 64; keepalive_requests 1000000000; }}
                server {{ listen 127.0.0.1:{self.port} backlog=1024;
                          location / {{ return 200 {json.dumps(body)}; }} }}
                server {{ listen 127.0.0.1:{self.proxy_port} backlog=1024;
                          location / {{ proxy_pass http://memory; proxy_http_version 1.1;
                                        proxy_set_header Connection ""; }} }}
            }}
            """
        )
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{self.port}/v1"
        wait_for(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Tapedeck:
    def __init__(self, command, *arguments):
        started = time.monotonic()
        self.process = subprocess.Popen(
            [command, *arguments, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.base = self.process.stdout.readline().strip()
        self.ready_after = time.monotonic() - started

    def memory(self, name):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def wait_for(port):
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def wrk(base, script, connections=CONNECTIONS):
    """Requests per second and median latency in microseconds; anything but 200 is an error."""
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}", "--latency", "-s", str(script), f"{base}/chat/completions"],
        capture_output=True, text=True, check=True,
    ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"errors under load at {base}:\n{output}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", output).groups()
    return rate, float(value) * {"us": 1, "ms": 1000, "s": 1_000_000}[unit]


def take_turns(bases, script, connections=CONNECTIONS):
    """Medians of rate and latency by name."""
    figures = {name: [] for name in bases}
    for _ in range(ROUNDS):
        for name, base in bases.items():
            figures[name].append(wrk(base, script, connections))
    return {name: tuple(statistics.median(column) for column in zip(*runs)) for name, runs in figures.items()}


def show(title, figures, reference):
    print(f"\n{title}")
    for name, (rate, latency) in figures.items():
        ratio = rate / figures[reference][0]
        print(f"  {name:<34} {rate:>10,.0f} requests/s   median {latency:>7,.0f} us   {ratio:.2f} of {reference}")


def main():
    command, cassettes = sys.argv[1], Path(sys.argv[2])
    folder = Path(tempfile.mkdtemp(prefix="tapedeck-bench-"))
    script = folder / "post.lua"
    script.write_text(
        'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
        'wrk.headers["Authorization"] = "Bearer none"\n' + f"wrk.body = {json.dumps(request_body(7))}\n"
    )
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if (cassettes / f"{size}.sqlite").exists()]
    decks = {size: Tapedeck(command, "replay", "--cassette", str(cassettes / f"{size}.sqlite")) for size in sizes}
    body = subprocess.run(
        [command, "cassette", "show", str(cassettes / f"{sizes[0]}.sqlite"), "8", "--raw"],
        capture_output=True, text=True, check=True,
    ).stdout
    nginx = Nginx(folder, body)
    try:
        bases = {"nginx from memory": nginx.base}
        bases |= {f"replay from {size:,}": decks[size].base for size in sizes}
        show(f"Replay of a chat completion, {CONNECTIONS} connections", take_turns(bases, script), "nginx from memory")
        for size in sizes:
            deck = decks[size]
            print(
                f"  {size:>9,} interactions: ready after {deck.ready_after * 1000:.0f} ms, "
                f"resident {deck.memory('VmRSS'):.0f} MB, at most {deck.memory('VmHWM'):.0f} MB"
            )
        recorder = Tapedeck(
            command, "record", "--mode", "all", "--cassette", str(folder / "passed.sqlite"), "--upstream", nginx.base)
        passing = Tapedeck(
            command, "record", "--mode", "all", "--cassette", str(folder / "none.sqlite"), "--upstream", nginx.base,
            "--pass-through", "/v1")
        bases = {
            "nginx from memory": nginx.base,
            "nginx proxy_pass": f"http://127.0.0.1:{nginx.proxy_port}/v1",
            "tapedeck pass-through": passing.base,
            "tapedeck record": recorder.base,
        }
        for connections in (1, CONNECTIONS):
            title = f"Asking an upstream that answers at once, {connections} connection(s)"
            show(title, take_turns(bases, script, connections), "nginx proxy_pass")
        recorder.stop()
        passing.stop()
    finally:
        nginx.stop()
        for deck in decks.values():
            deck.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
