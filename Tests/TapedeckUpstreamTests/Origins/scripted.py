# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""An HTTP/1.1 origin whose path says how it behaves. Prints its port, ends when standard input does.

With an argument it speaks TLS, with a certificate for that name.
"""

import gzip
import hashlib
import itertools
import json
import os
import socket
import ssl
import struct
import sys
import tempfile
import threading

import certificate

gates = {}
sent = {}
gates_lock = threading.Lock()
connection_ids = itertools.count(1)


def gate(name):
    with gates_lock:
        return gates.setdefault(name, threading.Event())


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.file = sock.makefile("rb", buffering=65536)
        self.id = next(connection_ids)

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))

    def answer(self, body, status="200 OK", *fields):
        body = body if isinstance(body, bytes) else body.encode()
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields]
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def begin_chunked(self, *fields):
        lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *fields]
        self.send("\r\n".join(lines) + "\r\n\r\n")

    def chunk(self, data):
        data = data if isinstance(data, bytes) else data.encode()
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        self.file.close()
        self.sock.close()

    def read_head(self):
        line = self.file.readline()
        if not line:
            return None
        method, target, _ = line.decode("latin-1").rstrip("\r\n").split(" ", 2)
        fields = []
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, value = line.decode("latin-1").rstrip("\r\n").split(":", 1)
            fields.append([name, value.strip()])
        return method, target, fields

    def read_body(self, fields):
        """Yields the body in pieces, and how it was framed at last."""
        names = {name.lower(): value for name, value in fields}
        if "chunked" in names.get("transfer-encoding", ""):
            while size := int(self.file.readline(), 16):
                yield self.file.read(size)
                self.file.readline()
            self.file.readline()
        else:
            left = int(names.get("content-length", "0"))
            while left:
                piece = self.file.read(min(left, 65536))
                if not piece:
                    return
                left -= len(piece)
                yield piece


def echo(connection, method, target, fields):
    digest, length = hashlib.sha256(), 0
    for piece in connection.read_body(fields):
        digest.update(piece)
        length += len(piece)
    seen = {
        "method": method, "target": target, "fields": fields, "length": length,
        "sha256": digest.hexdigest(), "connection": connection.id,
    }
    body = json.dumps(seen)
    if method == "HEAD":
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nX-Target: {target}\r\n\r\n")
    else:
        connection.answer(body, "200 OK", "Content-Type: application/json")


def behave(connection, method, target, fields):
    """Answers one request; returns whether the connection goes on."""
    path, _, query = target.partition("?")
    name = path.rsplit("/", 1)[-1]
    if name == "early":
        connection.answer("too large", "413 Content Too Large", "Connection: close")
        connection.sock.shutdown(socket.SHUT_WR)
        while connection.sock.recv(65536):
            pass
        return False
    if name == "slow":
        # Takes the first piece of the body and no more until the gate opens.
        pieces = connection.read_body(fields)
        length = len(next(pieces))
        gate(query).wait()
        connection.answer(str(length + sum(map(len, pieces))))
        return True
    if name == "deaf":
        gate(query).wait()
        return False
    if name in ("echo", "") or "echo" in path:
        echo(connection, method, target, fields)
        return True
    for _ in connection.read_body(fields):
        pass
    if name == "open":
        gate(query).set()
        connection.answer("open")
    elif name == "await":
        connection.answer("ok" if gate(query).wait(20) else "late")
    elif name == "events":
        connection.begin_chunked("Content-Type: text/event-stream")
        connection.chunk("data: first\n\n")
        gate(query).wait()
        connection.chunk("data: second\n\n")
        connection.chunk("")
    elif name == "interim":
        connection.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        connection.answer("final", "200 Fine", "X-Final: 1")
    elif name == "trailers":
        connection.begin_chunked("Trailer: X-Late", "Keep-Alive: timeout=5", "Connection: keep-alive, X-Hop", "X-Hop: 1")
        connection.chunk("body")
        connection.send("0\r\nX-Late: 1\r\n\r\n")
    elif name == "gzip":
        connection.answer(gzip.compress(b"plain " * 1000), "200 OK", "Content-Encoding: gzip", "X-Kept: 1")
    elif name == "gzip-members":
        connection.answer(gzip.compress(b"one ") + gzip.compress(b"two"), "200 OK", "Content-Encoding: gzip")
    elif name == "gzip-cut":
        connection.answer(gzip.compress(b"plain " * 1000)[:-6], "200 OK", "Content-Encoding: gzip")
    elif name == "gzip-zeros":
        connection.answer(gzip.compress(bytes(64 << 20)), "200 OK", "Content-Encoding: gzip")
    elif name == "unknown-coding":
        connection.answer("?", "200 OK", "Content-Encoding: rot13")
    elif name == "redirect":
        connection.answer("elsewhere", "302 Found", "Location: /v1/echo")
    elif name == "status":
        connection.answer("{}", query)
    elif name == "latin":
        connection.answer("", "200 OK", "X-Latin: caf\xe9", "X-Empty:", "X-Folded: a\r\n  b", "Set-Cookie: a=1", "Set-Cookie: b=2")
    elif name == "big":
        size = int(query)
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n")
        block = bytes(range(256)) * 256
        sent[target] = 0
        try:
            while size:
                connection.sock.sendall(block[:size])
                sent[target] += min(size, len(block))
                size -= min(size, len(block))
        except OSError:
            gate("gone").set()
            return False
    elif name == "last":
        # Says nothing about closing the connection, and closes it.
        connection.answer("ok")
        return False
    elif name == "sent":
        connection.answer(str(sent[f"/v1/big?{query}"]))
    elif name == "tail":
        connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")
        return False
    elif name == "cut-length":
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        return False
    elif name == "cut-chunked":
        connection.begin_chunked()
        connection.chunk("half")
        return False
    elif name == "cut-head":
        connection.send("HTTP/1.1 200 OK\r\nContent-Le")
        return False
    elif name == "reset":
        connection.reset()
        return False
    elif name == "hang-up":
        return False
    elif name == "garbage":
        connection.send("SSH-2.0-OpenSSH_9.2\r\n")
        return False
    elif name == "huge-head":
        connection.send("HTTP/1.1 200 OK\r\n")
        for number in range(80):
            connection.send(f"X-{number}: {'x' * 4000}\r\n")
        connection.send("\r\n")
        return False
    elif name == "silent":
        gate(query).wait()
        return False
    elif name == "stall":
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        gate(query).wait()
        return False
    elif name == "watch":
        # Tells the gate when the client goes away.
        connection.begin_chunked()
        connection.chunk("first")
        try:
            connection.sock.recv(1)
        except OSError:
            pass
        gate(query).set()
        return False
    else:
        connection.answer("no such behaviour", "404 Not Found")
    return True


def serve(sock, context):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        connection = Connection(context.wrap_socket(sock, server_side=True) if context else sock)
        while (head := connection.read_head()) and behave(connection, *head):
            pass
        connection.close()
    except (OSError, ValueError):
        sock.close()


def accept(listener, context):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, context), daemon=True).start()


with tempfile.TemporaryDirectory() as folder:
    context, authorities = None, None
    if len(sys.argv) == 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        paths = certificate.make(folder, sys.argv[1])
        context.load_cert_chain(*paths)
        authorities = paths[0]
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    threading.Thread(target=accept, args=(listener, context), daemon=True).start()
    print(json.dumps({"port": listener.getsockname()[1], "authorities": authorities}), flush=True)
    sys.stdin.read()
os._exit(0)
