# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Spans as OTLP/JSON: reading them strictly, and a collector that takes them."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def read(request):
    """The spans of an ExportTraceServiceRequest, each checked for its form, with its attributes as values."""
    assert set(request) == {"resourceSpans"}
    spans = []
    for resource in request["resourceSpans"]:
        assert values(resource["resource"]["attributes"])["service.name"] == "tapedeck"
        for scope in resource["scopeSpans"]:
            assert scope["scope"]["name"] == "tapedeck"
            assert re.fullmatch(r"https://opentelemetry\.io/schemas/\d+\.\d+\.\d+", scope["schemaUrl"])
            spans += map(checked, scope["spans"])
    return spans


def checked(span):
    assert span.keys() <= {"traceId", "spanId", "parentSpanId", "traceState", "name", "kind", "startTimeUnixNano",
                           "endTimeUnixNano", "attributes", "status"}
    assert re.fullmatch("[0-9a-f]{32}", span["traceId"]) and int(span["traceId"], 16)
    assert re.fullmatch("[0-9a-f]{16}", span["spanId"]) and int(span["spanId"], 16)
    assert span["kind"] == 2
    assert 10**18 < int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"])
    keys = [attribute["key"] for attribute in span["attributes"]]
    assert len(keys) == len(set(keys))
    return span | {"attributes": values(span["attributes"])}


def values(attributes):
    return {attribute["key"]: value(attribute["value"]) for attribute in attributes}


def value(wrapped):
    (kind, content), = wrapped.items()
    if kind == "arrayValue":
        return [value(one) for one in content["values"]]
    assert kind in ("stringValue", "intValue", "doubleValue")
    return int(content) if kind == "intValue" else content


def in_file(path):
    """The spans of a file with a request on each line."""
    text = path.read_text()
    assert text == "" or text.endswith("\n")
    return [span for line in text.splitlines() for span in read(json.loads(line))]


class Collector:
    """A collector on loopback: what it took, and how it answers."""

    def __init__(self, status=200, answer=b"{}", gate=None):
        collector = self
        self.paths, self.spans, self.fields = [], [], []

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                if gate:
                    gate.wait(60)
                collector.paths.append(self.path)
                collector.fields.append(dict(self.headers))
                collector.spans += read(json.loads(body))
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
