# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A terminal that does what a page says: runs its commands in a folder, keeps its servers, compares what is printed.

`tapedeck` is the binary under test. A command that would reach OpenAI reaches a simulator on this machine. The port 8080
of a page is a free one.
"""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from support import KEY, ROOT, TAPEDECK, environment, wait_until

SERVICE = "https://api.openai.com/v1"
AZURE = "https://NAME.openai.azure.com"
SERVER = re.compile(r"(?:\w+=\S* +)*tapedeck (?:record|replay|simulate|cassette browse)\b(?!.*(?:--help|[;&|]))", re.S)
WRAPPER = """\
#!/bin/sh
case "$1 $*" in
*--upstream*|*--simulate*|*"--mode none"*|*--help*) ;;
"record "*|"run "*) command=$1; shift; set -- "$command" --upstream "$UPSTREAM" "$@" ;;
esac
exec "{binary}" "$@"
"""


class Terminal:
    """One folder, its commands, and the servers that run in it."""

    def __init__(self, folder, upstream):
        self.folder, self.upstream, self.port = folder / "page", upstream, str(free_port())
        self.servers, self.count = [], 0
        self.folder.mkdir()
        tools = folder / "tools"
        tools.mkdir()
        programs = {"tapedeck": WRAPPER.format(binary=TAPEDECK)}
        for name, command in {"python": "", "python3": "", "pytest": "-m pytest"}.items():
            programs[name] = f'#!/bin/sh\nexec "{Path(sys.executable).absolute()}" {command} "$@"\n'
        for name, script in programs.items():
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)
        self.environment = environment(
            PATH=f"{tools}:{os.environ['PATH']}", UPSTREAM=upstream, TAPEDECK_CONFIG="", HOME=str(folder),
            PYTHONDONTWRITEBYTECODE="1", PYTEST_ADDOPTS="-p no:cacheprovider", NO_COLOR="1", GIT_CONFIG_NOSYSTEM="1",
            # The packages for Python and Node are those of the repository, and start what this terminal calls tapedeck.
            TAPEDECK=str(tools / "tapedeck"), PYTHONPATH=str(ROOT / "python/src"))
        if (ROOT / "python/src/tapedeck/pytest_plugin").exists():
            self.environment["PYTEST_ADDOPTS"] += " -p tapedeck.pytest_plugin"
        (self.folder / "node_modules").mkdir()
        (self.folder / "node_modules/tapedeck").symlink_to(ROOT / "node")
        for name in ("Examples", "fixtures", "cassettes"):
            copy_tracked(name, self.folder)

    def placed(self, text):
        """The text with the addresses of this run."""
        text = text.replace(SERVICE, self.upstream).replace(AZURE, self.upstream.removesuffix("/v1")).replace("8080", self.port)
        text = text.replace("whsec_…", "whsec_" + base64.b64encode(b"the secret of a webhook.").decode())
        return re.sub(r"\b(\w*KEY=|Bearer )…", rf"\g<1>{KEY}", text)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.placed(text))

    def run(self, command, expected=None, codes=(0,), **variables):
        """Runs a command to its end, or to its first line when it is a server."""
        command = self.placed(command)
        if SERVER.match(command):
            return self.serve(command, expected)
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60, env=self.environment | variables)
        assert done.returncode in codes, f"$ {command}\n{done.stdout}\nended with {done.returncode}"
        if expected:
            self.compare(command, expected, done.stdout)

    def serve(self, command, expected):
        self.count += 1
        out, err = self.folder.parent / f"out-{self.count}", self.folder.parent / f"err-{self.count}"
        with out.open("w") as stdout, err.open("w") as stderr:
            # The shell is replaced, so that a signal reaches the server.
            process = subprocess.Popen(["sh", "-c", f"exec env {command}"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=stdout, stderr=stderr, env=self.environment)
        self.servers.append((process, err))
        wait_until(lambda: process.poll() is not None or out.read_text().endswith("\n"))
        assert process.poll() is None, f"$ {command}\n{err.read_text()}"
        if expected:
            self.compare(command, expected, out.read_text())

    def stop(self, expected=None):
        """Ends the latest server as Ctrl-C does."""
        process, err = self.servers.pop()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        if expected:
            self.compare("^C", [*expected, "…"] if expected[0] != "…" else expected, err.read_text())

    def close(self):
        for process, _ in self.servers:
            process.kill()
            process.wait()

    def compare(self, command, expected, printed):
        wanted, got = [self.shaped(line) for line in expected], self.shaped(printed).rstrip("\n").splitlines()
        if re.search(r"\btapedeck run\b", command):
            # The log of the server and the output of the program come in either order.
            rest = list(got)
            missing = []
            for line in (line for line in wanted if line != "…"):
                found = next((each for each in rest if pattern(line).fullmatch(each)), None)
                rest.remove(found) if found is not None else missing.append(line)
            assert not missing and (not rest or "…" in wanted), f"$ {command}\n{printed}\nmissing: {missing}\nmore: {rest}"
        else:
            whole = "".join("(?:.*\n)*?" if line == "…" else pattern(line).pattern + "\n" for line in wanted)
            assert re.fullmatch(whole, "".join(line + "\n" for line in got)), \
                f"$ {command}\n{printed}\nis not\n" + "\n".join(wanted)

    def shaped(self, text):
        """The text without what differs from run to run."""
        text = text.replace(f"{self.folder}/", "").replace(f" --upstream {self.upstream}", "").replace(self.upstream, SERVICE)
        text = text.replace(self.port, "8080")
        text = re.sub(r"(?<!\w)(?:\d+(?:\.\d+)?|…) ?(?:ms|s|µs)\b", "#", text)
        text = re.sub(r"\bindex [0-9a-f]+\.\.[0-9a-f]+", "index #", text)
        return re.sub(r"[ \t]+", " ", re.sub(r"[ \t]+$", "", text, flags=re.M))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def pattern(line):
    return re.compile(".*".join(re.escape(part) for part in line.split("…")))


def copy_tracked(name, folder):
    """Copies what git has of a folder of the repository, as a fresh clone has it."""
    names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", name],
                           check=True, capture_output=True).stdout.decode().split("\0")
    for path in filter(None, names):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
