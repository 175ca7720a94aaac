# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Real interactions with the service, imported from other tools' cassettes, recorded through the proxy and replayed.

They are not part of the project: the test runs where TAPEDECK_RECORDINGS, or a folder beside the project, holds them.
"""

import http.client
import json
import os
import sqlite3
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from support import ROOT, tapedeck

RECORDINGS = Path(os.environ.get("TAPEDECK_RECORDINGS", ROOT.parent / "shared" / "recordings"))

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}")

Exchange = namedtuple("Exchange", "id session method target request_headers request_body status headers body chunks")
# Rewritten by the server, since they frame the message, or replaced in the cassette on purpose.
NOT_KEPT = {"content-length", "transfer-encoding", "connection", "date", "openai-organization", "openai-project"}


def read_cassette(path):
    """The interactions of a cassette by its tables, without Tapedeck's help."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def body(id):
        if id is None:
            return b""
        whole = database.execute("SELECT bytes FROM body WHERE id = ?", (id,)).fetchone()[0]
        if whole is not None:
            return whole
        rows = database.execute("SELECT bytes FROM segment WHERE body = ? ORDER BY position", (id,))
        return b"".join(row[0] for row in rows)

    rows = database.execute(
        "SELECT id, session, method, path, query, request_headers, request_body, status, response_headers, "
        "response_body FROM interaction ORDER BY id"
    ).fetchall()
    exchanges = []
    for id, session, method, path, query, fields, sent, status, headers, received in rows:
        chunks = [row[0] for row in database.execute("SELECT length FROM chunk WHERE interaction = ? ORDER BY position", (id,))]
        target = path + (f"?{query}" if query is not None else "")
        exchanges.append(
            Exchange(id, session, method, target, json.loads(fields), body(sent), status, json.loads(headers), body(received), chunks)
        )
    database.close()
    return exchanges


class TapeOrigin:
    """Answers each request with the exchange whose number it names, in its recorded chunks."""

    def __init__(self, exchanges):
        by_id = {str(exchange.id): exchange for exchange in exchanges}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *args):
                pass

            def send_field(self, name, value):
                # Not send_header, which turns `connection: close` and the like into actions.
                self._headers_buffer.append(f"{name}: {value}\r\n".encode("utf-8"))

            def handle_any(self):
                sent = self.rfile.read(int(self.headers.get("content-length") or 0))
                exchange = by_id[self.headers["x-exchange"]]
                assert sent == exchange.request_body
                self.send_response_only(exchange.status)
                for name, value in exchange.headers:
                    self.send_field(name, value)
                if exchange.status == 204:
                    self.end_headers()
                    return
                if not exchange.chunks:
                    self.send_field("content-length", len(exchange.body))
                    self.end_headers()
                    self.wfile.write(exchange.body)
                    return
                self.send_field("transfer-encoding", "chunked")
                self.end_headers()
                start = 0
                for length in exchange.chunks:
                    piece = exchange.body[start : start + length]
                    self.wfile.write(f"{length:x}\r\n".encode() + piece + b"\r\n")
                    start += length
                self.wfile.write(b"0\r\n\r\n")

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = handle_any

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

        self.server = Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def ask(connection, exchange, **more):
    """Sends the recorded request of an exchange and reads the whole answer."""
    target = exchange.target
    if exchange.session:
        target = f"/session/{quote(exchange.session, safe='')}{target}"
    connection.putrequest(exchange.method, target, skip_accept_encoding=True)
    for name, value in exchange.request_headers:
        connection.putheader(name, value.encode("utf-8"))
    for name, value in more.items():
        connection.putheader(name.replace("_", "-"), value)
    if exchange.request_body or exchange.method in ("POST", "PUT", "PATCH"):
        connection.putheader("content-length", str(len(exchange.request_body)))
    connection.endheaders(exchange.request_body or None)
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read()


def kept(headers):
    return sorted((name.lower(), value) for name, value in headers if name.lower() not in NOT_KEPT)


@pytest.mark.slow
def test_every_real_interaction_is_recorded_and_replayed_byte_for_byte(record, replay, tmp_path):
    source = tmp_path / "source.sqlite"
    imported = tapedeck("cassette", "import", RECORDINGS, "--into", source, "--session-per-file", timeout=300)
    exchanges = read_cassette(source)
    assert len(exchanges) >= 1314, imported.err[-2000:]

    origin = TapeOrigin(exchanges)
    recorder = record("--record-errors", upstream=origin.base)
    connection = http.client.HTTPConnection("127.0.0.1", recorder.port)
    for exchange in exchanges:
        status, headers, body = ask(
            connection, exchange, x_exchange=str(exchange.id), authorization="Bearer none-of-it")
        assert (status, body) == (exchange.status, exchange.body), exchange.target
    connection.close()
    recorder.stop()
    origin.stop()

    player = replay()
    connection = http.client.HTTPConnection("127.0.0.1", player.port)
    for exchange in exchanges:
        status, headers, body = ask(connection, exchange)
        assert (status, body) == (exchange.status, exchange.body), exchange.target
        assert kept(headers) == kept(exchange.headers), exchange.target
    connection.close()
    player.stop()

    recorded = read_cassette(tmp_path / "tape.sqlite")
    assert [exchange.body for exchange in recorded] == [exchange.body for exchange in exchanges]
    # A piece may be cut anew by the network on its way to the recorder, but not on its way to the tape.
    streams = [(given.chunks, kept.chunks) for given, kept in zip(exchanges, recorded) if given.chunks]
    assert len(streams) >= 121
    assert all(sum(given) == sum(kept) for given, kept in streams)
    exact = sum(given == kept for given, kept in streams)
    print(f"{len(exchanges)} interactions; {len(streams)} streams, {exact} of them in the very same chunks")
    assert exact > len(streams) * 0.8
