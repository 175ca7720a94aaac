# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A scripted service for the workflow: chat that is a function of the request, files, uploads, a job, and faults.

Run alone it prints its base URL and serves until stdin closes:  python service.py [PORT]
"""

import json
import sys
import time
from urllib.parse import parse_qs, unquote, urlsplit

from support.origin import Origin

MODEL = "ft:gpt-4o-mini-2024-07-18:acme:samsum-ft:Tape1234"


class Service(Origin):
    """What a fault returns is sent in place of the answer; see `fault`."""

    def __init__(self, port=0):
        self.uploads, self.jobs, self.faults = {}, {}, []
        self.simulated = False
        self.ending = "succeeded"
        super().__init__(port)

    # -- faults ------------------------------------------------------------------------------------------------------

    def fault(self, key, answer, times=1, when=None):
        """The next `times` requests of a key ("POST /chat/completions") meet `answer(service, request, serve)`.

        `serve()` does what was asked without the fault; `when(body)` chooses among requests.
        """
        self.faults.append({"key": key, "answer": answer, "times": times, "when": when})

    def count(self, key):
        """The number of requests so far whose method and path begin so."""
        method, path = key.split(" ")
        return sum(r[0] == method and urlsplit(r[1]).path.removeprefix("/v1").startswith(path) for r in self.requests)

    def error(self, request, status, message, code=None, kind="invalid_request_error", **fields):
        error = {"message": message, "type": kind, "param": None, "code": code}
        self.json(request, {"error": error}, 0, status, **fields)

    def cut(self, request):
        """Ends the connection without an answer."""
        request.close_connection = True
        request.connection.close()

    # -- requests ----------------------------------------------------------------------------------------------------

    def handle(self, request):
        url = urlsplit(request.path)
        body = self.read_body(request)
        key = f"{request.command} {unquote(url.path).removeprefix('/v1')}"
        with self.lock:
            number = next(self.numbers)
            if not key.startswith("GET /_tapedeck"):
                self.requests.append((request.command, request.path, dict(request.headers), body))
            fault = next((f for f in self.faults if f["times"] > 0 and key.startswith(f["key"])
                          and (f["when"] is None or f["when"](body))), None)
            if fault:
                fault["times"] -= 1
        serve = lambda: self.serve(request, key, parse_qs(url.query), body, number)  # noqa: E731
        return fault["answer"](self, request, serve) if fault else serve()

    def serve(self, request, key, query, body, number):
        method, path = key.split(" ", 1)
        parts = path.strip("/").split("/")
        if key == "POST /chat/completions":
            return self.chat(request, json.loads(body), number)
        if key == "POST /files":
            return self.json(request, self.add_file(*self.form(request, body)), number)
        if key == "GET /files":
            return self.list(request, [f for f in reversed(self.files.values())], number)
        if parts[0] == "files" and parts[-1] == "content":
            return self.answer(request, 200, self.files[parts[1]]["_bytes"], "application/octet-stream", number)
        if parts[0] == "files" and parts[1] in self.files:
            return self.json(request, self.files[parts[1]], number)
        if key == "POST /uploads":
            id = f"upload_{len(self.uploads) + 1}"
            self.uploads[id] = {"id": id, "object": "upload", "status": "pending", "_parts": {}, **json.loads(body)}
            return self.json(request, self.uploads[id], number)
        if parts[0] == "uploads" and parts[-1] == "parts":
            upload = self.uploads[parts[1]]
            id = f"part_{len(upload['_parts']) + 1}"
            upload["_parts"][id] = self.form(request, body)[1]
            return self.json(request, {"id": id, "object": "upload.part", "upload_id": upload["id"]}, number)
        if parts[0] == "uploads" and parts[-1] == "complete":
            upload = self.uploads[parts[1]]
            content = b"".join(upload["_parts"][id] for id in json.loads(body)["part_ids"])
            if len(content) != upload["bytes"]:
                return self.error(request, 400, "The parts do not add up to the announced bytes.")
            upload |= {"status": "completed", "file": self.add_file(upload["filename"], content)}
            upload["file"] = {k: v for k, v in upload["file"].items() if not k.startswith("_")}
            return self.json(request, upload, number)
        if key == "POST /fine_tuning/jobs":
            return self.create(request, json.loads(body), number)
        if key == "GET /fine_tuning/jobs":
            tag = query.get("metadata[tapedeck_workflow]", [None])[0]
            jobs = [j for j in reversed(self.jobs.values()) if tag in (None, j["metadata"].get("tapedeck_workflow"))]
            return self.list(request, jobs, number)
        if parts[:2] == ["fine_tuning", "jobs"] and parts[2] in self.jobs:
            job = self.jobs[parts[2]]
            if parts[-1] == "cancel":
                job["status"] = "cancelled"
                return self.json(request, job, number)
            if parts[-1] == "events":
                return self.list(request, list(reversed(job["_events"])), number)
            self.advance(job)
            return self.json(request, job, number)
        self.error(request, 404, f"Invalid URL ({method} /v1{path})")

    # -- answers -----------------------------------------------------------------------------------------------------

    def json(self, request, document, number, status=200, **fields):
        if self.simulated:
            fields["tapedeck_simulated"] = "1"
        super().json(request, document, number, status, **fields)

    def list(self, request, items, number):
        items = [{k: v for k, v in item.items() if not k.startswith("_")} for item in items]
        self.json(request, {"object": "list", "data": items, "has_more": False}, number)

    def form(self, request, body):
        """The file of a form: its name and its bytes."""
        boundary = request.headers["content-type"].split("boundary=")[1].encode()
        for part in body.split(b"--" + boundary):
            head, _, content = part.partition(b"\r\n\r\n")
            if b"filename=" in head:
                return head.split(b'filename="')[1].split(b'"')[0].decode(), content[:-2]
        raise AssertionError("a form without a file")

    def add_file(self, name, content):
        with self.lock:
            id = f"file-{len(self.files) + 1}"
            file = {"object": "file", "id": id, "purpose": "fine-tune", "filename": name, "bytes": len(content)}
            self.files[id] = file | {"created_at": 1741967567, "status": "processed", "_bytes": content}
            return self.files[id]

    def create(self, request, asked, number):
        id = f"ftjob-{len(self.jobs) + 1}"
        job = {"object": "fine_tuning.job", "id": id, "created_at": 1755206255, "status": "validating_files"}
        job |= {"fine_tuned_model": None, "trained_tokens": None, "result_files": [], "error": None, "_polls": 0}
        self.jobs[id] = job | {"metadata": {}, **asked, "_events": []}
        self.tell(self.jobs[id], f"Created fine-tuning job: {id}")
        self.json(request, self.jobs[id], number)

    def tell(self, job, message, **more):
        number = len(job["_events"]) + 1
        event = {"object": "fine_tuning.job.event", "id": f"ftevent-{number}", "created_at": 1755206255 + number}
        job["_events"].append(event | {"level": "info", "message": message, "type": "message", "data": {}, **more})

    def advance(self, job):
        """A job moves a stage with each look at it."""
        job["_polls"] += 1
        stage = ["validating_files", "queued", "running", "running", self.ending][min(job["_polls"], 5) - 1]
        if job["status"] in ("succeeded", "failed", "cancelled"):
            return
        job["status"] = stage
        if stage == "running":
            step = job["_polls"] - 2
            data = {"step": step, "train_loss": 2.5 / step, "valid_loss": 3.0 / step, "total_steps": 2}
            self.tell(job, f"Step {step}/2: training loss={2.5 / step:.2f}", type="metrics", data=data)
        if stage == "succeeded":
            table = b"step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n" \
                    b"1,2.50000,0.5,3.00000,0.4\n2,1.25000,0.6,1.50000,0.5\n"
            job["result_files"] = [self.add_file("metrics.csv", table)["id"]]
            job |= {"fine_tuned_model": MODEL, "trained_tokens": 5070}
            self.tell(job, "The job has successfully completed")
        if stage == "failed":
            message = "The job failed due to an invalid training file."
            job["error"] = {"code": "invalid_training_file", "message": message, "param": "training_file"}

    def chat(self, request, asked, number):
        words = asked["messages"][-1]["content"].split()
        # A tuned model takes the end of the dialogue, another the beginning.
        text = " ".join(words[-8:] if asked["model"].startswith("ft:") else words[5:13])
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        document = {"id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1741569952}
        document |= {"model": asked["model"], "choices": [choice], "usage": {"total_tokens": 21}}
        self.json(request, document, number)

    # -- ready-made faults -------------------------------------------------------------------------------------------

    @staticmethod
    def rate_limited(seconds="0.05"):
        def answer(service, request, serve):
            service.error(request, 429, "Rate limit reached.", "rate_limit_exceeded", "requests", retry_after=seconds)
        return answer

    @staticmethod
    def broken(service, request, serve):
        service.error(request, 500, "The server had an error processing your request.", kind="server_error")

    @staticmethod
    def cut_before(service, request, serve):
        service.cut(request)

    @staticmethod
    def cut_after(service, request, serve):
        """Does what was asked, and loses the answer."""
        Service.silently(request, serve)
        service.cut(request)

    @staticmethod
    def silently(request, serve):
        """Does what was asked without an answer."""
        request.wfile, real = Discard(), request.wfile
        serve()
        request.wfile = real

    @staticmethod
    def cut_within(service, request, serve):
        """Breaks off in the middle of the answer."""
        service.head(request, 200, "application/json", 0, content_length="1000")
        request.end_headers()
        request.wfile.write(b'{"id": "chatcmpl')
        request.wfile.flush()
        service.cut(request)

    @staticmethod
    def refusal(service, request, serve):
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        service.json(request, {"id": "chatcmpl-r", "object": "chat.completion", "choices": [choice]}, 0)

    @staticmethod
    def slow(seconds):
        def answer(service, request, serve):
            time.sleep(seconds)
            serve()
        return answer


class Discard:
    def write(self, data):
        return len(data)

    def flush(self):
        pass


if __name__ == "__main__":
    service = Service(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    service.simulated = "--simulated" in sys.argv
    print(service.base, flush=True)
    sys.stdin.read()
