# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Playback that continues in the simulator after a miss, and commands run under a simulator."""

import json
import sys

import pytest

from support.simulation import MODEL, Simulated, example, preferences, training
from support import Connection, Server, assert_at_rest, environment, tapedeck

ASK = {"messages": example()[:2]}


class Deck(Simulated):
    """A server's default session."""

    def __init__(self, server):
        super().__init__(server, "")

    @property
    def path(self):
        return "/v1"

    def ask(self, method, path, body=b"", **fields):
        with Connection(self.server.port, timeout=60) as connection:
            return connection.request(method, path, body, **fields)


@pytest.fixture
def recorded(record, tape, tmp_path):
    """A cassette with a file, a job to its end, its model, and a chat; and the answers that were recorded."""
    with Server("simulate", "--seed", "3", log=tmp_path / "simulate.txt") as simulator:
        with record(upstream=simulator.base) as recorder:
            deck = Deck(recorder)
            answers = {"upload": deck.upload(training(12))}
            file = answers["upload"].json["id"]
            answers["job"] = deck.ask("POST", "/v1/fine_tuning/jobs", {"model": MODEL, "training_file": file})
            id = answers["job"].json["id"]
            answers["polls"] = []
            while True:
                answers["polls"].append(deck.ask("GET", f"/v1/fine_tuning/jobs/{id}"))
                if answers["polls"][-1].json["status"] == "succeeded":
                    break
            model = answers["polls"][-1].json["fine_tuned_model"]
            points = [deck.ask("GET", f"/v1/fine_tuning/jobs/{id}/checkpoints?limit=2").json["data"]]
            points.append(deck.ask(
                "GET", f"/v1/fine_tuning/jobs/{id}/checkpoints?limit=2&after={points[0][-1]['id']}").json["data"])
            answers["points"] = [point for page in points for point in page]
            answers["chat"] = deck.ask("POST", "/v1/chat/completions", {"model": model} | ASK)
    assert_at_rest(tape)
    return answers


def test_a_recorded_workflow_goes_on_where_the_tape_ends(recorded, replay, tape):
    before = tape.read_bytes()
    with replay("--on-miss", "simulate") as player:
        deck = Deck(player)
        upload = deck.upload(training(12))
        file, job = upload.json["id"], recorded["polls"][-1].json
        assert upload.kept == recorded["upload"].kept
        made = deck.ask("POST", "/v1/fine_tuning/jobs", {"model": MODEL, "training_file": file})
        assert made.kept == recorded["job"].kept
        for poll in recorded["polls"]:
            assert deck.ask("GET", f"/v1/fine_tuning/jobs/{job['id']}").kept == poll.kept
        model = job["fine_tuned_model"]
        assert deck.ask("POST", "/v1/chat/completions", {"model": model} | ASK).kept == recorded["chat"].kept

        # From here on nothing is on the tape.
        assert deck.ask("GET", f"/v1/files/{file}").json == upload.json
        assert deck.ask("GET", f"/v1/files/{file}/content").body == training(12)
        assert file in [item["id"] for item in deck.ask("GET", "/v1/files").json["data"]]
        listed = deck.ask("GET", "/v1/fine_tuning/jobs").json["data"]
        assert [(item["id"], item["status"]) for item in listed] == [(job["id"], "succeeded")]
        assert listed[0] == job
        events = deck.events(job["id"])
        assert events[0]["message"] == f"Created fine-tuning job: {job['id']}"
        assert events[-1]["message"] == "The job has successfully completed"
        points = deck.ask("GET", f"/v1/fine_tuning/jobs/{job['id']}/checkpoints").json
        assert points["data"] == recorded["points"] and len(recorded["points"]) == 3
        found = deck.ask("GET", f"/v1/models/{model}").json
        assert found["id"] == model and found["owned_by"] == model.split(":")[2]
        assert model in [item["id"] for item in deck.ask("GET", "/v1/models").json["data"]]
        question = [{"role": "user", "content": example(3)[1]["content"]}]
        answer = deck.ask("POST", "/v1/chat/completions", {"model": model, "messages": question})
        assert answer.status == 200 and answer.json["model"] == model and answer["tapedeck-simulated"] == "1"
        base = deck.ask("POST", "/v1/chat/completions", {"model": MODEL, "messages": question})
        assert base.status == 200
        second = deck.finished(deck.job(file, suffix="second")["id"])
        assert second["status"] == "succeeded" and ":second:" in second["fine_tuned_model"]
        assert second["created_at"] >= job["finished_at"]
        listed = deck.ask("GET", "/v1/fine_tuning/jobs?limit=5").json["data"]
        assert [item["id"] for item in listed] == [second["id"], job["id"]]
        third = deck.finished(deck.job(file, model=model)["id"])
        assert third["model"] == model and third["status"] == "succeeded"
        assert deck.ask("DELETE", f"/v1/models/{model}").json["deleted"] is True
        assert deck.ask("GET", f"/v1/models/{model}?again").status in (200, 404)
    assert tape.read_bytes() == before


def test_a_recorded_job_by_preference_keeps_its_numbers(record, replay, tmp_path):
    with Server("simulate", "--pace", "instant", log=tmp_path / "simulate.txt") as simulator:
        with record(upstream=simulator.base) as recorder:
            deck = Deck(recorder)
            asked = {"model": MODEL, "training_file": deck.upload(preferences()).json["id"],
                     "method": {"type": "dpo", "dpo": {"hyperparameters": {"beta": 0.5}}}}
            id = deck.ask("POST", "/v1/fine_tuning/jobs", asked).json["id"]
            job = deck.ask("GET", f"/v1/fine_tuning/jobs/{id}").json
    assert job["status"] == "succeeded" and job["trained_tokens"]
    with replay("--on-miss", "simulate") as player:
        assert Deck(player).ask("GET", "/v1/fine_tuning/jobs?limit=1").json["data"] == [job]


def test_a_replayed_request_is_never_simulated(recorded, replay, tmp_path):
    report = tmp_path / "report.json"
    with replay("--on-miss", "simulate", "--report", report) as player:
        deck = Deck(player)
        deck.upload(training(12))
        deck.ask("GET", "/v1/files?limit=3")
    counts = json.loads(report.read_text())
    assert (counts["played"], counts["simulated"]) == (1, 1), counts


def test_sessions_of_a_replay_go_on_each_by_itself(recorded, replay):
    with replay("--on-miss", "simulate") as player:
        one, other = Simulated(player, "one"), Simulated(player, "other")
        file = recorded["upload"].json["id"]
        for sim in (one, other):
            assert sim.ask("GET", f"/v1/files/{file}").status == 200
        assert one.ask("DELETE", f"/v1/files/{file}").status == 200
        assert one.ask("GET", f"/v1/files/{file}").status == 404
        assert other.ask("GET", f"/v1/files/{file}").status == 200


def test_without_on_miss_a_miss_stays_one(recorded, replay):
    with replay() as player:
        answer = Deck(player).ask("GET", "/v1/files?limit=7")
    assert (answer.status, answer.error["type"]) == (404, "tapedeck_miss")


PROGRAM = """
import openai
client = openai.OpenAI()
file = client.files.create(file=("t.jsonl", open({path!r}, "rb")), purpose="fine-tune")
job = client.fine_tuning.jobs.create(model="gpt-4o-mini-2024-07-18", training_file=file.id)
while job.status not in ("succeeded", "failed"):
    job = client.fine_tuning.jobs.retrieve(job.id)
answer = client.chat.completions.create(model=job.fine_tuned_model, messages=[{{"role": "user", "content": "A: Hi"}}])
print(job.id, answer.id, answer.choices[0].message.content)
"""


def test_a_command_runs_under_a_simulator_and_is_recorded(tmp_path, tape, replay):
    (tmp_path / "t.jsonl").write_bytes(training(12))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(path=str(tmp_path / "t.jsonl")))
    command = ["--", sys.executable, program]
    alone = tapedeck("run", "--simulate", *command)
    assert alone.code == 0, alone.err
    again = tapedeck("run", "--simulate", *command)
    assert again.out == alone.out and alone.out.startswith(b"ftjob-")
    taped = tapedeck("run", "--simulate", "--cassette", tape, *command)
    assert taped.code == 0 and taped.out == alone.out, taped.err
    assert_at_rest(tape)
    played = tapedeck("run", "--cassette", tape, "--mode", "none", *command, env=environment())
    assert played.code == 0 and played.out == alone.out, played.err
