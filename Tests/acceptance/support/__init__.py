# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Helpers of the acceptance tests: the binary as a process, an HTTP client that sees every byte, and cassettes."""

import base64
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[3]
TAPEDECK = os.environ.get("TAPEDECK") or str(ROOT / ".build/debug/tapedeck")
# Put together at run time: no file of the project holds a key-shaped string.
KEY = "sk-" + "Tape" * 12


def wait_until(condition, timeout=20):
    """Waits for a condition that no event announces, and returns what it said."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return value


# -- The binary ------------------------------------------------------------------------------------------------------


@dataclass
class Finished:
    """A command that has ended."""

    code: int
    out: bytes
    err: str

    def assert_error(self, code):
        """Asserts one clear line and an exit code, and neither a crash nor a trace."""
        assert self.code == code, (self.code, self.err)
        errors = [line for line in self.err.splitlines() if line.startswith("Error:")]
        assert len(errors) == 1, self.err
        assert "Fatal error" not in self.err and "Backtrace" not in self.err and "SQLite error" not in self.err
        return errors[0]


def tapedeck(*arguments, stdin=b"", env=None, timeout=60, wrapper=()):
    """Runs the binary to its end."""
    done = subprocess.run(
        [*wrapper, TAPEDECK, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout, env=env or environment())
    return Finished(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def environment(**added):
    # Where CI is set nothing is recorded unless it is asked for, and tests record as a person at a desk does.
    # No configuration file of the user is read either.
    own = {name: value for name, value in os.environ.items()
           if not name.startswith(("OPENAI_", "TAPEDECK_")) and name != "CI"}
    return {**own, "TAPEDECK_CONFIG": os.devnull, **added}


class Server:
    """`tapedeck record` or `tapedeck replay`, from its base URL on stdout to its exit code."""

    def __init__(self, *arguments, log, wrapper=(), env=None, timeout=30):
        self.log = log
        with open(log, "wb") as stderr:
            self.process = subprocess.Popen(
                [*wrapper, TAPEDECK, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=stderr, env=env or environment())
        line = self.process.stdout.readline().decode()
        # `cassette browse` prints the address of its page.
        assert line.startswith("http://") and line.endswith(("/v1\n", "/_tapedeck/\n")), (line, self.err)
        self.base = line.strip()
        self.root = self.base.removesuffix("/v1").removesuffix("/_tapedeck/")
        self.port = urlsplit(self.base).port

    @property
    def err(self):
        return Path(self.log).read_text(errors="replace")

    def stop(self, code=0, by=signal.SIGTERM, timeout=60):
        """Ends the server as a person would, and returns what it wrote to stderr."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        rest, _ = self.process.communicate(timeout=timeout)
        assert rest == b"", "stdout has the base URL and nothing else"
        assert self.process.returncode == code, (self.process.returncode, self.err)
        return self.err

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None and self.process.poll() is None:
            self.stop()
        else:
            self.kill()


# -- The client ------------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """An answer to the byte: also how the body was cut into chunks, and whether it ended as it should."""

    status: int
    fields: list
    body: bytes = b""
    chunks: list = field(default_factory=list)
    is_whole: bool = True

    def __getitem__(self, name):
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json["error"]

    @property
    def kept(self):
        """What replay must give back: everything but the fields of transfer, cookies, and who recorded."""
        dropped = {"connection", "keep-alive", "transfer-encoding", "content-length", "set-cookie", "date", "server"}
        replaced = {"openai-organization", "openai-project"}
        fields = [(k.lower(), v) for k, v in self.fields if k.lower() not in dropped | replaced]
        return self.status, sorted(fields), self.body


class Connection:
    """A socket that speaks HTTP/1.1, byte for byte."""

    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)
        return self

    def request(self, method, path, body=b"", **fields):
        return self.send(request_bytes(method, path, body, **fields)).answer(method)

    def head(self):
        """Reads a head: the status and the fields, or None at the end of the connection."""
        line = self.file.readline()
        if not line:
            return None
        fields = []
        while (entry := self.file.readline().strip()):
            name, _, value = entry.decode("latin-1").partition(":")
            fields.append((name, value.strip()))
        return Answer(int(line.split()[1]), fields)

    def chunk(self):
        """Reads one chunk of a chunked body: b"" is the last, None a connection that ended before it."""
        line = self.file.readline()
        if not line.endswith(b"\n"):
            return None
        size = int(line.split(b";")[0], 16)
        data = self.file.read(size)
        if len(data) < size or self.file.readline() != b"\r\n":
            return None
        return data

    def answer(self, method="GET"):
        answer = self.head()
        if answer is None:
            return None
        if method == "HEAD" or answer.status in (204, 304) or answer.status < 200:
            return answer
        if "chunked" in (answer["transfer-encoding"] or ""):
            while (chunk := self.chunk()):
                answer.chunks.append(chunk)
            answer.is_whole = chunk is not None
            answer.body = b"".join(answer.chunks)
        elif answer["content-length"] is not None:
            length = int(answer["content-length"])
            answer.body = self.file.read(length)
            answer.is_whole = len(answer.body) == length
        else:
            answer.body = self.file.read()
        return answer


def request_bytes(method, path, body=b"", version="HTTP/1.1", **fields):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
        fields.setdefault("content_type", "application/json")
    fields = {"host": "127.0.0.1", "authorization": f"Bearer {KEY}"} | fields
    if body and "transfer_encoding" not in fields:
        fields.setdefault("content_length", len(body))
    lines = [f"{method} {path} {version}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ask(server, method, path, body=b"", **fields):
    """One request on a connection of its own."""
    with Connection(server.port) as connection:
        return connection.request(method, path, body, **fields)


def chat(content="hello", **more):
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": content}], **more}


def form(boundary, parts):
    """A multipart body of (name, file name, content type, bytes)."""
    body = b""
    for name, file_name, content_type, content in parts:
        disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name else "")
        kind = f"Content-Type: {content_type}\r\n" if content_type else ""
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


# -- Cassettes -------------------------------------------------------------------------------------------------------


def listed(tape):
    """The interactions of a cassette as `cassette list --json` prints them."""
    done = tapedeck("cassette", "list", "--json", tape)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def exported_line(path="/v1/models", status=200, query=None, request=None, answer=b"{}", method="GET", **more):
    """An interaction as `cassette export --format jsonl` writes it."""
    sent = {"body": {"text": request}} if request else {}
    asked = {} if query is None else {"query": query}
    headers = [["content-type", "application/json"]]
    if isinstance(answer, bytes):
        received = {"body": {"base64": base64.b64encode(answer).decode()}} if answer else {}
    else:
        received = {"body": {"text": answer}}
    return json.dumps({
        "recorded_at": 1_700_000_000_000_000, "request": {"method": method, "path": path, **asked, "headers": headers, **sent},
        "response": {"status": status, "headers": headers, **received, "first_byte": 1000, "duration": 2000}, **more})


def assert_at_rest(tape):
    """Asserts that a closed cassette is one file and sound."""
    left = sorted(path.name for path in Path(tape).parent.glob(Path(tape).name + "-*"))
    assert left == [], f"beside the cassette: {left}"
    assert Path(tape).read_bytes()[18:20] == b"\x01\x01", "a cassette at rest is not in WAL mode"
    done = tapedeck("cassette", "verify", tape)
    assert done.code == 0, (done.out, done.err)


def pragma(tape, name, value):
    with sqlite3.connect(tape) as db:
        db.execute(f"PRAGMA {name} = {value}")
    db.close()
