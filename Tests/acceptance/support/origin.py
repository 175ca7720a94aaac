# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A scripted stand-in for the service: answers like OpenAI, and lets a test decide when.

Run alone it prints its base URL and serves until stdin closes:  python origin.py [PORT]
"""

import itertools
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Origin:
    """Files, a job that moves a stage per poll, chat plain and streamed, and routes a test adds by itself."""

    def __init__(self, port=0):
        self.files = {}
        self.polls = {}
        self.requests = []
        self.routes = {}
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self.gate = threading.Event()
        self.gate.set()
        origin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *args):
                pass

            def handle_any(self):
                try:
                    origin.handle(self)
                except OSError:
                    # The recorder is gone; tests that kill it look at what it left, not at this side.
                    self.close_connection = True

            do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = do_PATCH = do_OPTIONS = handle_any

        class Server(ThreadingHTTPServer):
            request_queue_size = 1024
            daemon_threads = True

            def handle_error(self, *args):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    # -- requests ----------------------------------------------------------------------------------------------------

    def read_body(self, request):
        if "chunked" in request.headers.get("transfer-encoding", "").lower():
            pieces = []
            while True:
                size = int(request.rfile.readline().split(b";")[0], 16)
                pieces.append(request.rfile.read(size))
                request.rfile.readline()
                if size == 0:
                    return b"".join(pieces)
        return request.rfile.read(int(request.headers.get("content-length") or 0))

    def handle(self, request):
        url = urlsplit(request.path)
        body = self.read_body(request)
        with self.lock:
            number = next(self.numbers)
            self.requests.append((request.command, request.path, dict(request.headers), body))
        key = f"{request.command} {url.path}"
        if key in self.routes:
            return self.routes[key](self, request, body, number)
        path = url.path.removeprefix("/v1")
        if path.startswith("/openai/deployments/"):
            # Azure's paths; a version before them is an error there, as here.
            path = url.path if url.path.startswith("/v1") else "/" + path.split("/", 4)[4]
        if path == "/chat/completions":
            return self.chat(request, json.loads(body), number)
        if path == "/files" and request.command == "POST":
            return self.upload(request, body)
        if path == "/files" and request.command == "GET":
            limit = parse_qs(url.query).get("limit", ["20"])[0]
            files = [{k: v for k, v in file.items() if k != "_bytes"} for file in self.files.values()]
            return self.json(request, {"object": "list", "data": files[: int(limit)]}, number)
        if path.startswith("/files/") and path.endswith("/content"):
            content = self.files[path.split("/")[2]]["_bytes"]
            return self.answer(request, 200, content, "application/octet-stream", number)
        if path == "/fine_tuning/jobs" and request.command == "POST":
            return self.json(request, self.job(f"ftjob-{number}", "validating_files"), number)
        if path.startswith("/fine_tuning/jobs/"):
            return self.poll(request, path.split("/")[3], number)
        if path == "/models":
            return self.json(request, {"object": "list", "data": [{"id": "gpt-4o-mini", "object": "model"}]}, number)
        message = f"Invalid URL ({request.command} {url.path})"
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
        self.json(request, {"error": error}, number, 404)

    # -- answers -----------------------------------------------------------------------------------------------------

    def head(self, request, status, content_type, number, **fields):
        request.send_response(status)
        request.send_header("content-type", content_type)
        request.send_header("x-request-id", f"req_{number:032x}")
        request.send_header("openai-organization", "user-abcdefghijklmnopqrstuvwx")
        request.send_header("openai-version", "2020-10-01")
        request.send_header("set-cookie", f"__cf_bm=secret{number}; path=/")
        for name, value in fields.items():
            request.send_header(name.replace("_", "-"), value)

    def answer(self, request, status, body, content_type, number, **fields):
        self.head(request, status, content_type, number, content_length=str(len(body)), **fields)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    def json(self, request, document, number, status=200, **fields):
        document = {k: v for k, v in document.items() if not k.startswith("_")}
        body = (json.dumps(document, indent=2, ensure_ascii=False, default=lambda _: None) + "\n").encode()
        self.answer(request, status, body, "application/json", number, **fields)

    def stream(self, request, number, pieces, pause=None):
        """Sends pieces as chunks of their own; `pause(i)` runs before piece i."""
        self.head(request, 200, "text/event-stream; charset=utf-8", number, transfer_encoding="chunked")
        request.end_headers()
        for index, piece in enumerate(pieces):
            if pause:
                pause(index)
            request.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            request.wfile.flush()
        request.wfile.write(b"0\r\n\r\n")

    def chat(self, request, asked, number):
        text = f"Answer {number} to: {asked['messages'][-1]['content']}"
        if not asked.get("stream"):
            usage = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
            message = {"role": "assistant", "content": text, "refusal": None}
            choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            document = {"id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1741569952}
            document |= {"model": asked["model"], "choices": [choice], "usage": usage}
            return self.json(request, document, number)

        def event(delta, finish=None):
            chunk = {"id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "created": 1741569952}
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
            chunk |= {"model": asked["model"], "choices": [choice]}
            return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"

        pieces = [event({"role": "assistant", "content": ""})]
        pieces += [event({"content": word + " "}) for word in text.split()]
        pieces += [event({}, "stop"), b"data: [DONE]\n\n"]
        # The second event waits for the test; the others come apart, so that each is a chunk of its own.
        def pause(index):
            return self.gate.wait(20) if index == 1 else time.sleep(0.002)

        self.stream(request, number, pieces, pause)

    def upload(self, request, body):
        with self.lock:
            id = f"file-{len(self.files) + 1}"
            content = body.split(b"\r\n\r\n", 2)[2].rsplit(b"\r\n--", 1)[0] if body.count(b"\r\n\r\n") > 1 else body
            file = {"object": "file", "id": id, "purpose": "fine-tune", "filename": "train.jsonl"}
            file |= {"bytes": len(content), "created_at": 1741967567, "status": "processed", "_bytes": content}
            self.files[id] = file
        self.json(request, self.files[id], len(self.files))

    def job(self, id, status):
        return {
            "object": "fine_tuning.job", "id": id, "model": "gpt-4o-mini-2024-07-18", "created_at": 1755206255,
            "status": status, "training_file": "file-1", "hyperparameters": {"n_epochs": 3}, "result_files": [],
            "trained_tokens": 5830 if status == "succeeded" else None, "organization_id": "org-123", "seed": 1,
        }

    def poll(self, request, id, number):
        with self.lock:
            count = self.polls[id] = self.polls.get(id, 0) + 1
        stages = ["validating_files", "queued", "running", "running", "running", "succeeded"]
        self.json(request, self.job(id, stages[min(count, len(stages)) - 1]), number)


if __name__ == "__main__":
    origin = Origin(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(origin.base, flush=True)
    sys.stdin.read()
