# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The simulator under load: many files and jobs in one session, many clients at once, and large bodies.

TAPEDECK_SCALE multiplies the numbers of files and jobs; the times are printed and nothing is asserted about them.
"""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest

from support.simulation import MODEL, Simulated, training
from support import Connection, KEY, Server, form, request_bytes

SCALE = int(os.environ.get("TAPEDECK_SCALE", "1"))
FILES, JOBS = 2000 * SCALE, 200 * SCALE


def resident(server):
    """The memory of a server in bytes, where the system tells."""
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.is_file():
        pytest.skip("the system does not tell a process's memory")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


@pytest.fixture
def server(tmp_path):
    """A simulator of its own, since it is measured."""
    with Server("simulate", log=tmp_path / "simulate.txt") as server:
        yield server


class Clock:
    """Times steps, and prints them at the end."""

    def __init__(self):
        self.lines = []

    def __call__(self, what, work, count=1):
        begin = time.perf_counter()
        result = work()
        self.lines.append(f"{(time.perf_counter() - begin) / count * 1000:8.3f} ms {what}")
        return result


def test_many_files_and_jobs_in_one_session(server):
    clock, before = Clock(), resident(server)
    body = form("b", [("purpose", None, None, b"fine-tune"), ("file", "t.jsonl", None, training())])
    with Connection(server.port, timeout=120) as connection:
        def ask(method, path, content=b"", **fields):
            answer = connection.request(method, f"/v1{path}", content, **fields)
            assert answer.status == 200, answer.body
            return answer.json

        kind = {"content_type": "multipart/form-data; boundary=b"}
        files = clock("a file created", lambda: [ask("POST", "/files", body, **kind)["id"] for _ in range(FILES)], FILES)
        asked = {"model": MODEL, "training_file": files[0], "hyperparameters": {"n_epochs": 1}}
        jobs = clock("a job created", lambda: [
            ask("POST", "/fine_tuning/jobs", asked)["id"] for _ in range(JOBS)], JOBS)
        clock("a job polled", lambda: [
            ask("GET", f"/fine_tuning/jobs/{id}") for id in jobs[:20] for _ in range(3)], 60)

        for name, path, ids, limit in (("files", "/files", files, 100), ("jobs", "/fine_tuning/jobs", jobs, 20)):
            newest = ids[::-1]
            for place, start in (("first", 0), ("middle", len(ids) // 2), ("last", len(ids) - limit)):
                after = f"&after={newest[start - 1]}" if start else ""
                page = clock(f"the {place} page of {limit} {name}", lambda: [
                    ask("GET", f"{path}?limit={limit}{after}") for _ in range(10)][0], 10)
                # Every job makes a result file, so that the newest files are not those that were sent.
                if name == "jobs" or place != "first":
                    assert [item["id"] for item in page["data"]] == newest[start:start + limit]
                assert page["has_more"] == (place != "last")
        everything = clock("all files in one page", lambda: ask("GET", "/files?purpose=fine-tune"))
        assert len(everything["data"]) == min(FILES, 10_000)
        clock("a file retrieved", lambda: [ask("GET", f"/files/{id}") for id in files[::FILES // 100]], 100)
        clock("a file deleted", lambda: [ask("DELETE", f"/files/{id}") for id in files[1::FILES // 100]], 100)
    used = resident(server) - before
    print(f"{FILES} files, {JOBS} jobs", *clock.lines, f"{used >> 20} MB more memory", sep="\n")
    # Each file is 3 KB here; what is beyond 64 MB of them lies on disk.
    assert used < 100 << 20 if SCALE == 1 else 600 << 20


def test_a_large_file_is_not_held_in_memory(server):
    size = (64 if SCALE == 1 else 500) << 20
    line = b'{"custom_id":"' + b"x" * (1 << 20) + b'"}\n'
    head = form("b", [("purpose", None, None, b"user_data"), ("file", "l.bin", None, b"")]).removesuffix(b"\r\n--b--\r\n")
    before = resident(server)
    with Connection(server.port, timeout=300) as connection:
        count = size // len(line)
        total = len(head) + count * len(line) + len(b"\r\n--b--\r\n")
        connection.send(request_bytes("POST", "/v1/files", b"", content_length=total,
                                      content_type="multipart/form-data; boundary=b") + head)
        most = before
        for _ in range(count):
            connection.send(line)
            most = max(most, resident(server))
        answer = connection.send(b"\r\n--b--\r\n").answer()
    assert (answer.status, answer.json["bytes"]) == (200, count * len(line))
    print(f"{size >> 20} MB: {most - before >> 20} MB more memory at most")
    # What the store keeps in memory, and as much again for what is on its way.
    assert most - before < 160 << 20


# -- Many clients at once --------------------------------------------------------------------------------------------


def test_many_threads_poll_one_job(server):
    sim = Simulated(server, "poll")
    id = sim.job(sim.file(training(40)))["id"]

    def poll(_):
        seen = []
        while not seen or seen[-1] not in ("succeeded", "failed"):
            seen.append(sim.ask("GET", f"/v1/fine_tuning/jobs/{id}").json["status"])
        return seen

    order = ["validating_files", "queued", "running", "succeeded"]
    with ThreadPoolExecutor(16) as pool:
        for seen in pool.map(poll, range(16)):
            assert seen == sorted(seen, key=order.index)
    texts = [event["message"] for event in sim.events(id)]
    assert texts.count("The job has successfully completed") == texts.count("Fine-tuning job started") == 1
    assert len(sim.ask("GET", "/v1/files?purpose=fine-tune-results").json["data"]) == 1


def test_cancelling_and_polling_at_once_ends_in_one_of_the_two(server):
    sim = Simulated(server, "cancel")
    file = sim.file()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            id = sim.job(file)["id"]
            work = [lambda: sim.ask("GET", f"/v1/fine_tuning/jobs/{id}")] * 6
            work += [lambda: sim.ask("POST", f"/v1/fine_tuning/jobs/{id}/cancel")] * 2
            answers = list(pool.map(lambda one: one(), work))
            assert all(answer.status in (200, 400) for answer in answers)
            cancelled = [answer for answer in answers[6:] if answer.status == 200]
            end = sim.finished(id)["status"]
            assert end == ("cancelled" if cancelled else "succeeded") and len(cancelled) <= 1


def test_files_go_and_come_while_jobs_run(server):
    sim = Simulated(server, "churn")

    def churn(number):
        file = sim.file(training(10 + number))
        job = sim.job(file)["id"]
        if number % 2:
            sim.ask("DELETE", f"/v1/files/{file}")
        done = sim.finished(job)
        assert done["status"] == ("failed" if number % 2 else "succeeded"), done["error"]
        return done["fine_tuned_model"]

    with ThreadPoolExecutor(8) as pool:
        models = [model for model in pool.map(churn, range(16)) if model]
    listed = {model["id"] for model in sim.ask("GET", "/v1/models").json["data"]}
    assert len(models) == len(set(models)) == 8 and set(models) <= listed


# -- Bad clients -----------------------------------------------------------------------------------------------------


def test_clients_that_leave_in_the_middle_leave_nothing(server):
    sim = Simulated(server, "leave")
    body = form("b", [("purpose", None, None, b"user_data"), ("file", "l.bin", None, bytes(4 << 20))])
    data = request_bytes("POST", "/session/leave/v1/files", body, content_type="multipart/form-data; boundary=b")
    for cut in (10, 200, 400, 100_000, len(data) - 1):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(data[:cut])
    assert sim.ask("GET", "/v1/files").json["data"] == []
    assert sim.upload(b"x", "x.txt", "user_data").status == 200


def test_a_server_killed_while_a_file_arrives_leaves_no_files_behind(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    server = Server("simulate", log=tmp_path / "killed.txt", env={**os.environ, "TMPDIR": str(folder)})
    body = request_bytes("POST", "/v1/files", b"", content_length=1 << 30,
                         content_type="multipart/form-data; boundary=b")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        head = form("b", [("purpose", None, None, b"user_data"), ("file", "l.bin", None, b"")])
        connection.sendall(body + head.removesuffix(b"\r\n--b--\r\n"))
        for _ in range(80):
            connection.sendall(bytes(1 << 20))
        server.kill()
        with pytest.raises(OSError):
            for _ in range(64):
                connection.sendall(bytes(1 << 20))
    assert list(folder.rglob("*")) == []
    client = openai.OpenAI(base_url=server.base, api_key=KEY, max_retries=0)
    with pytest.raises(openai.APIConnectionError):
        client.models.list()
