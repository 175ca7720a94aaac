# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Real interactions with the service, imported from other tools' cassettes, recorded through the proxy and replayed.

They are not part of the project: the test runs where TAPEDECK_RECORDINGS, or a folder beside the project, holds them.
"""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

import pytest

from support.recordings import RECORDINGS, needs_recordings, read_cassette
from support import tapedeck

pytestmark = needs_recordings

# Rewritten by the server, since they frame the message, or replaced in the cassette on purpose.
NOT_KEPT = {"content-length", "transfer-encoding", "connection", "date", "openai-organization", "openai-project"}


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
