# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Two replay servers behind nginx, by the configuration of the example."""

import os
import re
import shutil
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from support import ROOT, Connection, ask, chat, wait_until

NGINX = shutil.which("nginx", path=os.pathsep.join(
    [os.environ["PATH"], "/usr/sbin", "/usr/local/sbin", str(ROOT / ".build/nginx/usr/sbin")]))
pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx; Scripts/setup fetches it where it can")
SESSIONS = 40


class Proxy:
    def __init__(self, port, replicas):
        self.port = port
        self.replicas = replicas


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def cassettes(serve, origin, tmp_path):
    """A folder with one cassette, in which the same request has three different answers."""
    folder = tmp_path / "cassettes"
    folder.mkdir()
    with serve("record", "--cassette", folder / "suite.sqlite", "--upstream", origin.base) as recorder:
        for _ in range(3):
            ask(recorder, "POST", "/v1/chat/completions", chat())
    return folder


@pytest.fixture
def proxy(serve, cassettes, tmp_path):
    replicas = [serve("replay", "--cassettes", cassettes) for _ in range(2)]
    port = free_port()
    text = (ROOT / "Examples/nginx/nginx.conf").read_text()
    for example, actual in [(8080, port), (8081, replicas[0].port), (8082, replicas[1].port)]:
        assert text.count(f"127.0.0.1:{example};") == 1
        text = text.replace(f"127.0.0.1:{example};", f"127.0.0.1:{actual};")
    (tmp_path / "nginx.conf").write_text(text)
    with open(tmp_path / "nginx.log", "wb") as log:
        process = subprocess.Popen([NGINX, "-e", "stderr", "-p", tmp_path, "-c", "nginx.conf"], stdout=log, stderr=log)
    wait_until(lambda: is_listening(port) or process.poll() is not None)
    assert process.poll() is None, (tmp_path / "nginx.log").read_text()
    yield Proxy(port, replicas)
    process.terminate()
    process.wait(20)


def sessions_of(server):
    listed = ask(server, "GET", "/_tapedeck/sessions").json["sessions"]
    return {session["name"]: session for session in listed if session["name"] != "default"}


def test_each_session_stays_with_one_of_two_replicas(proxy):
    names = [f"tests/test_chat.py::test_{number}[é, (a)]" for number in range(SESSIONS)]

    def run(name):
        encoded = quote(name, safe="")
        begun = ask(proxy, "POST", "/_tapedeck/sessions", {"name": name, "cassette": "suite"}, tapedeck_session=encoded)
        assert begun.status == 201, begun.body
        path = begun.json["url_path"]
        assert path == f"/session/{encoded}/v1"
        with Connection(proxy.port) as connection:
            answers = [connection.request("POST", f"{path}/chat/completions", chat()).json["id"] for _ in range(3)]
        assert answers == ["chatcmpl-1", "chatcmpl-2", "chatcmpl-3"], (name, answers)
        missed = ask(proxy, "POST", f"{path}/chat/completions", chat("other"))
        assert missed.status == 404
        [miss] = ask(proxy, "GET", f"/_tapedeck/sessions/{encoded}/misses").json["misses"]
        assert miss["session"] == name

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, names))
    first, second = map(sessions_of, proxy.replicas)
    assert set(first) | set(second) == set(names) and not set(first) & set(second)
    # A hash of 40 names that leaves a replica with hardly any would not scale anything out.
    assert min(len(first), len(second)) >= SESSIONS // 5
    for name in names:
        assert ask(proxy, "DELETE", f"/_tapedeck/sessions/{quote(name, safe='')}").json["totals"]["played"] == 3


def test_the_readme_names_the_ports_of_the_configuration():
    folder = ROOT / "Examples/nginx"
    ports = re.findall(r"127\.0\.0\.1:(\d+);", (folder / "nginx.conf").read_text())
    readme = (folder / "README.md").read_text()
    assert len(ports) == 3 and all(port in readme for port in ports)
