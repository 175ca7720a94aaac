# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Replay works without a network, and opens no outgoing connection where there is one."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from support import TAPEDECK, ask, chat

INSIDE = """
import json, socket, subprocess, sys, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
names = {name for _, name in socket.if_nameindex()}
tapedeck, tape, body = sys.argv[1:]
process = subprocess.Popen([tapedeck, "replay", "--cassette", tape], stdout=subprocess.PIPE, text=True)
try:
    base = process.stdout.readline().strip()
    request = urllib.request.Request(base + "/chat/completions", body.encode(), {"content-type": "application/json"})
    answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read().decode()
finally:
    process.terminate()
    process.wait(20)
print(json.dumps({"names": sorted(names), "answer": answer, "code": process.returncode}))
"""


def test_replay_needs_no_network(record, tape):
    unshare = ["unshare", "--net"] + ([] if os.geteuid() == 0 else ["-r"])
    if not shutil.which("unshare") or not shutil.which("ip"):
        pytest.skip("there is no unshare or no ip")
    done = subprocess.run([*unshare, "ip", "link", "set", "lo", "up"], capture_output=True)
    if done.returncode != 0:
        pytest.skip(f"a network cannot be taken away here: {done.stderr.decode().strip()}")
    with record() as deck:
        live = ask(deck, "POST", "/v1/chat/completions", chat())
    done = subprocess.run([*unshare, sys.executable, "-c", INSIDE, TAPEDECK, str(tape), json.dumps(chat())],
                          capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    inside = json.loads(done.stdout)
    assert "lo" in inside["names"] and not any(name.startswith(("eth", "en")) for name in inside["names"])
    assert inside["answer"].encode() == live.body and inside["code"] == 0


def test_replay_opens_no_outgoing_connection(record, replay, tmp_path):
    if not shutil.which("strace"):
        pytest.skip("there is no strace")
    with record() as deck:
        ask(deck, "POST", "/v1/chat/completions", chat())
    trace = tmp_path / "trace.txt"
    if subprocess.run(["strace", "-o", trace, "true"], capture_output=True).returncode != 0:
        pytest.skip("processes cannot be traced here")
    # The trace is of a child of strace, which ends with it when it gets the signal.
    wrapper = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)]
    deck = replay(wrapper=wrapper)
    assert ask(deck, "POST", "/v1/chat/completions", chat()).status == 200
    assert ask(deck, "POST", "/v1/chat/completions", chat("other")).status == 404
    pid = int(subprocess.check_output(["ps", "-o", "pid=", "--ppid", str(deck.process.pid)]).split()[0])
    os.kill(pid, 15)
    deck.process.wait(20)
    calls = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
    assert calls == []
