# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client to the byte, for frames that a library does not send."""

import base64
import hashlib
import json
import socket
import struct

from support import KEY

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
NONCE = base64.b64encode(b"tapedeck-tapedec").decode()
ACCEPT = base64.b64encode(hashlib.sha1((NONCE + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


def frame(opcode, payload=b"", final=True, masked=True, reserved=0, length=None):
    """A frame; `length` replaces the true one."""
    count = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    mark = 0x80 if masked else 0
    if count < 126:
        head += bytes([mark | count])
    elif count < 1 << 16:
        head += bytes([mark | 126]) + struct.pack(">H", count)
    else:
        head += bytes([mark | 127]) + struct.pack(">Q", count)
    if not masked:
        return head + payload
    mask = b"\x0b\xad\xca\xfe"
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


class Socket:
    """A connection that has asked for a WebSocket; `status` and `fields` are those of the answer."""

    def __init__(self, port, path, early=b"", method="GET", version="1.1", timeout=10, over=None, **fields):
        self.connection = over or socket.create_connection(("127.0.0.1", port))
        self.connection.settimeout(timeout)
        self.buffer = b""
        given = {
            "host": "localhost", "authorization": f"Bearer {KEY}", "connection": "Upgrade", "upgrade": "websocket",
            "sec-websocket-version": "13", "sec-websocket-key": NONCE,
        } | {name.replace("_", "-"): value for name, value in fields.items()}
        lines = [f"{method} {path} HTTP/{version}"] + [f"{name}: {value}" for name, value in given.items() if value]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode() + early)
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                break
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        self.status = int(first.split()[1])
        self.fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        self.body = b""
        if self.status != 101:
            while len(self.body) < int(self.fields["content-length"]):
                if not self.buffer and not self._more():
                    break
                self.body, self.buffer = self.body + self.buffer, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    @property
    def error(self):
        return json.loads(self.body)["error"]

    def _more(self):
        data = self.connection.recv(1 << 16)
        self.buffer += data
        return bool(data)

    def _take(self, count):
        while len(self.buffer) < count:
            if not self._more():
                raise EOFError
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def send(self, *frames):
        self.connection.sendall(b"".join(frames))

    def say(self, message):
        """Sends a JSON message."""
        self.send(frame(TEXT, json.dumps(message).encode()))

    def receive(self):
        """The opcode and the payload of the next frame; None at the end."""
        try:
            first, second = self._take(2)
            length = second & 0x7F
            if length >= 126:
                length = int.from_bytes(self._take(2 if length == 126 else 8))
            payload = self._take(length)
        except (EOFError, ConnectionError):
            return None
        assert first & 0xF0 == 0x80 and second < 0x80, "a server sends whole frames without a mask"
        return first & 0x0F, payload

    def hear(self):
        """The next JSON message."""
        opcode, payload = self.receive()
        assert opcode == TEXT, (opcode, payload)
        return json.loads(payload)

    def hear_until(self, kind):
        """The messages up to the one of a type."""
        messages = []
        while not messages or messages[-1]["type"] != kind:
            messages.append(self.hear())
        return messages

    def closed(self):
        """The code and reason of the server's close frame; what comes before is passed over."""
        while (received := self.receive()) is not None:
            opcode, payload = received
            if opcode == CLOSE:
                return (int.from_bytes(payload[:2]) if payload else None), payload[2:].decode()
        return None
