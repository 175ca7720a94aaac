# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fine-tuning jobs in the simulator: stages, events, checkpoints, results, and ends."""

import asyncio
import base64
import csv
import io
import re

import openai
import pytest

from support.simulation import ALIASES, GRADER, MODEL, example, lines, preferences, tasks, training

ID = "[0-9A-Za-z]"
ORDER = (
    "object id model created_at finished_at fine_tuned_model organization_id result_files status validation_file "
    "training_file hyperparameters trained_tokens error user_provided_suffix seed estimated_finish integrations "
    "metadata usage_metrics shared_with_openai eval_id method").split()


# -- To success ------------------------------------------------------------------------------------------------------


def test_a_job_goes_through_its_whole_life(sim):
    with sim.client() as client:
        file = client.files.create(file=("t.jsonl", training()), purpose="fine-tune")
        job = client.fine_tuning.jobs.create(
            model="gpt-4o-mini", training_file=file.id, method={"type": "supervised"})
        assert (job.status, job.model, job.training_file) == ("validating_files", MODEL, file.id)
        assert re.fullmatch(f"ftjob-{ID}{{24}}", job.id) and 0 <= job.seed < 2**31
        assert job.finished_at is job.fine_tuned_model is job.trained_tokens is None
        assert sim.ask("GET", "/v1/fine_tuning/jobs").json["data"][0]["error"] == {}
        assert job.result_files == [] and job.hyperparameters.n_epochs == "auto"
        seen = [job.status]
        while seen[-1] != "succeeded":
            assert len(seen) < 10
            job = client.fine_tuning.jobs.retrieve(job.id)
            seen.append(job.status)
        assert list(dict.fromkeys(seen)) == ["validating_files", "queued", "running", "succeeded"]
        numbers = job.hyperparameters
        assert (numbers.n_epochs, numbers.batch_size, numbers.learning_rate_multiplier) == (10, 1, 1.8)
        shown = sim.ask("GET", f"/v1/fine_tuning/jobs/{job.id}").json["method"]
        assert shown == {"type": "supervised", "supervised": {"hyperparameters": {
            "n_epochs": 10, "batch_size": 1, "learning_rate_multiplier": 1.8}}}
        assert job.finished_at > job.created_at and job.trained_tokens > 0
        assert re.fullmatch(f"ft:{MODEL}:tapedeck::{ID}{{8}}", job.fine_tuned_model)
        assert client.fine_tuning.jobs.retrieve(job.id) == job


def test_the_async_client_sees_the_same(sim):
    async def work():
        async with sim.async_client() as client:
            file = await client.files.create(file=("t.jsonl", training()), purpose="fine-tune")
            jobs = await asyncio.gather(
                *(client.fine_tuning.jobs.create(model=MODEL, training_file=file.id, suffix=f"s{n}") for n in range(4)))
            for job in jobs:
                while job.status != "succeeded":
                    job = await client.fine_tuning.jobs.retrieve(job.id)
                assert f":{job.user_provided_suffix}:" in job.fine_tuned_model
                assert [event async for event in client.fine_tuning.jobs.list_events(job.id, limit=3)]
            listed = [job.id async for job in client.fine_tuning.jobs.list(limit=1)]
            assert len(listed) == 4

    asyncio.run(work())


def test_the_ten_lines_of_the_old_guide_are_as_many_tokens_as_recorded(sim):
    # 10 examples, 10 epochs: the tokens of each message and four more, and one an example.
    answers = lines({"messages": example(number)} for number in range(10))
    job = sim.finished(sim.job(sim.file(answers))["id"])
    assert job["trained_tokens"] % 10 == 0
    again = sim.finished(sim.job(sim.file(answers), hyperparameters={"n_epochs": 1})["id"])
    assert again["trained_tokens"] * 10 == job["trained_tokens"]


@pytest.mark.parametrize("count, epochs", [(10, 10), (25, 4), (34, 3), (100, 3)])
def test_auto_hyperparameters_follow_from_the_number_of_examples(sim, count, epochs):
    job = sim.finished(sim.job(sim.file(training(count)))["id"])
    assert job["hyperparameters"] == {"n_epochs": epochs, "batch_size": 1, "learning_rate_multiplier": 1.8}


def test_what_is_asked_for_comes_back(sim):
    validation = sim.file(training(3))
    job = sim.job(
        model="gpt-3.5-turbo", validation_file=validation, suffix="My Suffix", seed=7, metadata={"team": "a", "n": "1"},
        hyperparameters={"n_epochs": 2, "batch_size": 5, "learning_rate_multiplier": 3},
        integrations=[{"type": "wandb", "wandb": {"project": "p", "tags": ["x"]}}])
    assert list(job) == ORDER
    assert (job["model"], job["seed"], job["user_provided_suffix"]) == ("gpt-3.5-turbo-0125", 7, "My Suffix")
    assert job["validation_file"] == validation and job["metadata"] == {"team": "a", "n": "1"}
    assert job["hyperparameters"] == {"n_epochs": 2, "batch_size": 5, "learning_rate_multiplier": 3}
    assert job["integrations"] == [{"type": "wandb", "wandb": {"project": "p", "tags": ["x"]}}]
    done = sim.finished(job["id"])
    assert ":my-suffix:" in done["fine_tuned_model"] and done["seed"] == 7
    assert [point["step_number"] for point in checkpoints(sim, job["id"])] == [4, 2]


@pytest.mark.parametrize("alias", ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-3.5-turbo"])
def test_a_job_shows_the_snapshot_of_an_alias(sim, alias):
    assert sim.job(model=alias)["model"] == ALIASES[alias]


def test_a_tuned_model_can_be_tuned_further(sim):
    first = sim.finished(sim.job()["id"])["fine_tuned_model"]
    job = sim.finished(sim.job(model=first)["id"])
    assert job["status"] == "succeeded" and job["model"] == first and job["fine_tuned_model"] != first


def test_preferences_and_reinforcement_succeed(sim):
    job = sim.job(sim.file(preferences()), method={"type": "dpo", "dpo": {"hyperparameters": {"beta": "auto"}}})
    done = sim.finished(job["id"])
    assert done["status"] == "succeeded", done["error"]
    assert done["method"]["dpo"]["hyperparameters"]["beta"] == 0.1 and done["hyperparameters"] is None
    method = {"type": "reinforcement", "reinforcement": {"grader": GRADER}}
    job = sim.job(sim.file(tasks()), model="o4-mini-2025-04-16", method=method)
    done = sim.finished(job["id"])
    assert done["status"] == "succeeded", done["error"]
    assert done["method"]["reinforcement"]["grader"] == GRADER
    pairs = lines({"prompt": f"p{n} ->", "completion": f" c{n}"} for n in range(10))
    assert sim.finished(sim.job(sim.file(pairs), model="babbage-002")["id"])["status"] == "succeeded"


# -- Events, checkpoints, results ------------------------------------------------------------------------------------


def checkpoints(sim, id):
    return sim.ask("GET", f"/v1/fine_tuning/jobs/{id}/checkpoints").json["data"]


def test_events_tell_the_life_in_order(sim):
    file, validation = sim.file(), sim.file(training(3))
    job = sim.finished(sim.job(file, validation_file=validation)["id"])
    events = sim.events(job["id"])
    texts = [event["message"] for event in events if event["type"] == "message"]
    points = checkpoints(sim, job["id"])
    model = job["fine_tuned_model"]
    assert texts == [
        f"Created fine-tuning job: {job['id']}",
        f"Validating training file: {file} and validation file: {validation}",
        "Files validated, moving job to queued state",
        "Fine-tuning job started",
        *[f"Checkpoint created at step {point['step_number']} with Snapshot ID: {point['fine_tuned_model_checkpoint']}"
          for point in reversed(points[1:])],
        f"New fine-tuned model created: {model}",
        "The job has successfully completed",
    ]
    assert [event["created_at"] for event in events] == sorted(event["created_at"] for event in events)
    assert {event["level"] for event in events} == {"info"}
    assert len({event["id"] for event in events}) == len(events)
    assert all(re.fullmatch(f"ftevent-{ID}{{24}}", event["id"]) for event in events)
    assert list(events[0]) == ["object", "id", "created_at", "level", "message", "data", "type"]
    metrics = [event for event in events if event["type"] == "metrics"]
    assert [event["data"]["step"] for event in metrics] == list(range(1, 101))
    for event in metrics:
        data, step = event["data"], event["data"]["step"]
        found = re.fullmatch(
            r"Step (\d+)/100: training loss=(\d+\.\d\d)(?:, validation loss=(\d+\.\d\d))?"
            r"(?:, full validation loss=(\d+\.\d\d))?", event["message"])
        figures = [step, *(data.get(name) for name in ("train_loss", "valid_loss", "full_valid_loss"))]
        assert [text and float(text) for text in found.groups()] == [
            figure and pytest.approx(figure, abs=0.0051) for figure in figures]
        assert ("full_valid_loss" in data) == (step % 10 == 0) and data["total_steps"] == 100
    losses = [event["data"]["train_loss"] for event in metrics]
    assert sum(losses[-20:]) < sum(losses[:20])


def test_events_come_in_pages(sim):
    job = sim.finished(sim.job()["id"])
    events = sim.events(job["id"])[::-1]
    first = sim.ask("GET", f"/v1/fine_tuning/jobs/{job['id']}/events").json
    assert list(first) == ["object", "data", "has_more"] and first["data"] == events[:20] and first["has_more"]
    with sim.client() as client:
        for limit in (7, 50, 100):
            listed = list(client.fine_tuning.jobs.list_events(job["id"], limit=limit))
            assert [event.id for event in listed] == [event["id"] for event in events]
    last = f"/v1/fine_tuning/jobs/{job['id']}/events?after={events[-1]['id']}"
    assert sim.ask("GET", last).json == {"object": "list", "data": [], "has_more": False}


def test_whoever_polls_by_events_alone_sees_the_end(sim):
    id = sim.job()["id"]
    for _ in range(10):
        newest = sim.ask("GET", f"/v1/fine_tuning/jobs/{id}/events?limit=1").json["data"][0]
        if newest["message"] == "The job has successfully completed":
            return
    pytest.fail(f"the job got no further than: {newest['message']}")


def test_checkpoints_are_those_of_the_last_three_epochs(sim):
    job = sim.finished(sim.job(validation_file=sim.file(training(3)))["id"])
    page = sim.ask("GET", f"/v1/fine_tuning/jobs/{job['id']}/checkpoints").json
    assert list(page) == ["object", "data", "has_more", "first_id", "last_id"] and not page["has_more"]
    points = page["data"]
    assert [point["step_number"] for point in points] == [100, 90, 80]
    assert points[0]["fine_tuned_model_checkpoint"] == job["fine_tuned_model"]
    assert all(point["fine_tuned_model_checkpoint"].endswith(f":ckpt-step-{point['step_number']}") for point in points[1:])
    assert {point["fine_tuning_job_id"] for point in points} == {job["id"]}
    assert all(re.fullmatch(f"ftckpt_{ID}{{24}}", point["id"]) for point in points)
    assert list(points[0]["metrics"]) == [
        "step", "train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy", "full_valid_loss",
        "full_valid_mean_token_accuracy", "type"]
    assert points[0]["metrics"]["type"] == "supervised"
    with sim.client() as client:
        listed = list(client.fine_tuning.jobs.checkpoints.list(job["id"], limit=1))
        assert [point.id for point in listed] == [point["id"] for point in points]


@pytest.mark.parametrize("has_validation", [False, True])
def test_the_result_file_has_a_row_for_every_step(sim, has_validation):
    more = {"validation_file": sim.file(training(3))} if has_validation else {}
    job = sim.finished(sim.job(**more)["id"])
    file = sim.ask("GET", f"/v1/files/{job['result_files'][0]}").json
    assert (file["filename"], file["purpose"]) == ("step_metrics.csv", "fine-tune-results")
    text = base64.b64decode(sim.ask("GET", f"/v1/files/{file['id']}/content").body, validate=True).decode()
    assert len(text) == file["bytes"]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy"]
    assert [int(row["step"]) for row in rows] == list(range(1, 101))
    assert all(re.fullmatch(r"\d+\.\d{1,5}", row["train_loss"]) for row in rows)
    assert any(row["valid_loss"] for row in rows) == has_validation
    metrics = [event["data"] for event in sim.events(job["id"]) if event["type"] == "metrics"]
    assert [float(row["train_loss"]) for row in rows] == pytest.approx([m["train_loss"] for m in metrics], abs=1e-5)


def test_permissions_of_a_checkpoint(sim):
    model = sim.finished(sim.job()["id"])["fine_tuned_model"]
    with sim.client() as client:
        permissions = client.fine_tuning.checkpoints.permissions
        made = list(permissions.create(model, project_ids=["proj_a", "proj_b", "proj_c"]))
        assert [permission.project_id for permission in made] == ["proj_a", "proj_b", "proj_c"]
        listed = sim.ask("GET", f"/v1/fine_tuning/checkpoints/{model}/permissions?limit=2&order=ascending").json
        assert [item["id"] for item in listed["data"]] == [made[0].id, made[1].id] and listed["has_more"]
        newest = sim.ask("GET", f"/v1/fine_tuning/checkpoints/{model}/permissions").json["data"]
        assert [item["id"] for item in newest] == [permission.id for permission in made[::-1]]
        one = sim.ask("GET", f"/v1/fine_tuning/checkpoints/{model}/permissions?project_id=proj_b").json["data"]
        assert [item["project_id"] for item in one] == ["proj_b"]
        gone = permissions.delete(made[0].id, fine_tuned_model_checkpoint=model)
        assert (gone.id, gone.object, gone.deleted) == (made[0].id, "checkpoint.permission", True)
        with pytest.raises(openai.NotFoundError):
            permissions.delete(made[0].id, fine_tuned_model_checkpoint=model)
        with pytest.raises(openai.NotFoundError):
            permissions.create("ft:nobody:knows::it", project_ids=["proj_a"])
        with pytest.raises(openai.BadRequestError):
            permissions.create(model, project_ids=[])


# -- Lists -----------------------------------------------------------------------------------------------------------


def test_jobs_are_listed_newest_first_and_by_metadata(sim):
    file = sim.file()
    ids = [sim.job(file, metadata={"team": "ab"[n % 2], "n": str(n)} if n % 3 else None)["id"] for n in range(24)]
    with sim.client() as client:
        assert [job.id for job in client.fine_tuning.jobs.list().data] == ids[::-1][:20]
        for limit in (1, 5, 24, 100):
            assert [job.id for job in client.fine_tuning.jobs.list(limit=limit)] == ids[::-1]
        team = [id for n, id in enumerate(ids) if n % 3 and n % 2]
        assert [job.id for job in client.fine_tuning.jobs.list(metadata={"team": "b"}, limit=3)] == team[::-1]
        assert [job.id for job in client.fine_tuning.jobs.list(metadata={"team": "b", "n": "5"})] == [ids[5]]
        assert client.fine_tuning.jobs.list(metadata={"team": "c"}).data == []
    none = sim.ask("GET", "/v1/fine_tuning/jobs?metadata=null&limit=100").json
    assert [job["id"] for job in none["data"]] == ids[::3][::-1]
    assert list(none) == ["object", "data", "has_more"]
    assert sim.ask("GET", "/v1/fine_tuning/jobs?limit=0").error["code"] == "integer_below_min_value"


@pytest.mark.parametrize("paths", [
    ["/v1/fine_tuning/jobs"], ["/v1/fine_tuning/jobs?limit=500"], ["/v1/fine_tuning/jobs/ID/checkpoints"],
    ["/v1/fine_tuning/jobs/ID/events"], ["/v1/fine_tuning/jobs", "/v1/fine_tuning/jobs/ID/checkpoints"],
    ["/v1/fine_tuning/jobs?metadata[team]=a"],
])
def test_whoever_polls_by_any_list_sees_the_end(sim, paths):
    id = sim.job(metadata={"team": "a"})["id"]
    for number in range(16):
        answer = sim.ask("GET", paths[number % len(paths)].replace("ID", id)).json
        assert answer["object"] == "list"
    jobs = sim.ask("GET", "/v1/fine_tuning/jobs").json["data"]
    assert [(job["id"], job["status"]) for job in jobs] == [(id, "succeeded")]


def test_a_list_beside_other_questions_does_not_move_jobs_on(sim):
    id = sim.job()["id"]
    for status in ("queued", "running", "succeeded"):
        for path in ("/v1/fine_tuning/jobs", f"/v1/fine_tuning/jobs/{id}/events", f"/v1/fine_tuning/jobs/{id}/checkpoints"):
            assert sim.ask("GET", path).status == 200
        assert sim.ask("GET", f"/v1/fine_tuning/jobs/{id}").json["status"] == status


@pytest.mark.parametrize("limit", [101, 500, 1000, 99999])
def test_lists_without_a_most_take_any_limit(sim, limit):
    job = sim.finished(sim.job()["id"])
    id, model = job["id"], job["fine_tuned_model"]
    events = sim.ask("GET", f"/v1/fine_tuning/jobs/{id}/events?limit={limit}").json
    assert len(events["data"]) == min(limit, 108) and events["has_more"] == (limit < 108)
    for path in ("/v1/fine_tuning/jobs", f"/v1/fine_tuning/jobs/{id}/checkpoints", "/v1/chat/completions",
                 f"/v1/fine_tuning/checkpoints/{model}/permissions"):
        assert sim.ask("GET", f"{path}?limit={limit}").status == 200, path
        assert sim.ask("GET", f"{path}?limit=0").error["code"] == "integer_below_min_value"


# -- Losses ----------------------------------------------------------------------------------------------------------


def figures(sim, job):
    return [event["data"] for event in sim.events(job["id"]) if event["type"] == "metrics"]


def test_the_loss_falls_from_epoch_to_epoch(sim):
    settings = {"n_epochs": 3, "batch_size": 2}
    files = {"validation_file": sim.file(training(4))}
    job = sim.finished(sim.job(sim.file(training(12)), hyperparameters=settings, **files)["id"])
    losses = [data["train_loss"] for data in figures(sim, job)]
    assert len(losses) == 18 == len(set(losses))
    epochs = [sum(losses[start:start + 6]) / 6 for start in (0, 6, 12)]
    assert epochs[0] > epochs[1] + 0.2 > epochs[2] + 0.4
    held = [data["full_valid_loss"] for data in figures(sim, job) if "full_valid_loss" in data]
    assert held[0] > held[2] > 0
    slow = sim.finished(sim.job(
        sim.file(training(12)), hyperparameters=settings | {"learning_rate_multiplier": 0.1})["id"])
    assert sum(data["train_loss"] for data in figures(sim, slow)[12:]) > sum(losses[12:]) + 1


def test_a_loss_of_preferences_starts_at_the_logarithm_of_two(sim):
    method = {"type": "dpo", "dpo": {"hyperparameters": {"n_epochs": 3, "batch_size": 1}}}
    job = sim.finished(
        sim.job(sim.file(preferences()), validation_file=sim.file(preferences(4)), method=method)["id"])
    data = figures(sim, job)
    assert data[0]["train_loss"] == pytest.approx(0.6931, abs=1e-4) and data[0]["train_reward_margin"] == 0
    assert data[-1]["train_loss"] < 0.6 and data[-1]["train_reward_margin"] > 0
    held = [each["full_valid_loss"] for each in data if "full_valid_loss" in each]
    assert len(held) == 3 and 0.6931 > held[0] > held[2] > 0.05


def test_events_of_reinforcement_tell_rewards(sim):
    method = {"type": "reinforcement", "reinforcement": {"grader": GRADER, "hyperparameters": {"n_epochs": 4}}}
    job = sim.finished(sim.job(
        sim.file(tasks()), validation_file=sim.file(tasks(3)), model="o4-mini-2025-04-16", method=method)["id"])
    events = [event for event in sim.events(job["id"]) if event["type"] == "metrics"]
    assert re.fullmatch(r"Step 1/\d+ , train mean reward=0\.\d\d", events[0]["message"])
    assert "full validation mean reward=" in events[-1]["message"]
    rewards = [event["data"]["train_mean_reward"] for event in events]
    quarter = len(rewards) // 4
    assert sum(rewards[:quarter]) < sum(rewards[-quarter:]) and all(0 <= reward <= 1 for reward in rewards)
    assert checkpoints(sim, job["id"])[0]["metrics"]["full_valid_mean_reward"] > 0
    table = base64.b64decode(sim.ask("GET", f"/v1/files/{job['result_files'][0]}/content").body).decode()
    assert table.startswith("step,train_mean_reward,full_valid_mean_reward\n1,0.")


# -- Cancelling and pausing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("polls", range(3))
def test_a_job_is_cancelled_in_any_stage(sim, polls):
    with sim.client() as client:
        id = sim.job()["id"]
        for _ in range(polls):
            status = client.fine_tuning.jobs.retrieve(id).status
        assert polls == 0 or status == ["queued", "running"][polls - 1]
        job = client.fine_tuning.jobs.cancel(id)
        assert job.status == "cancelled" and job.finished_at is job.fine_tuned_model is None
        assert client.fine_tuning.jobs.retrieve(id).status == "cancelled"
        shown = sim.ask("GET", f"/v1/fine_tuning/jobs/{id}").json
        assert shown["error"] == {} and shown["trained_tokens"] is None
        event = client.fine_tuning.jobs.list_events(id, limit=1).data[0]
        assert (event.level, event.message) == ("warn", "The job was stopped due to a cancellation request")
        assert checkpoints(sim, id) == [] and job.result_files == []
        with pytest.raises(openai.BadRequestError) as error:
            client.fine_tuning.jobs.cancel(id)
        assert "cancelled" in error.value.body["message"]
        assert sim.ask("GET", "/v1/files?purpose=fine-tune-results").json["data"] == []


def test_a_finished_job_cannot_be_cancelled_paused_or_resumed(sim):
    done = sim.finished(sim.job()["id"])
    with sim.client() as client:
        for verb in (client.fine_tuning.jobs.cancel, client.fine_tuning.jobs.pause, client.fine_tuning.jobs.resume):
            with pytest.raises(openai.BadRequestError) as error:
                verb(done["id"])
            assert "succeeded" in error.value.body["message"] and error.value.type == "invalid_request_error"
        assert sim.ask("GET", f"/v1/fine_tuning/jobs/{done['id']}").json == done


def test_a_paused_job_waits_until_it_is_resumed(sim):
    with sim.client() as client:
        id = sim.job()["id"]
        assert client.fine_tuning.jobs.retrieve(id).status == "queued"
        assert client.fine_tuning.jobs.pause(id).status == "queued"
        assert {client.fine_tuning.jobs.retrieve(id).status for _ in range(6)} == {"queued"}
        with pytest.raises(openai.BadRequestError):
            client.fine_tuning.jobs.pause(id)
        client.fine_tuning.jobs.resume(id)
        with pytest.raises(openai.BadRequestError):
            client.fine_tuning.jobs.resume(id)
        assert sim.finished(id)["status"] == "succeeded"
        other = sim.job()["id"]
        client.fine_tuning.jobs.pause(other)
        assert client.fine_tuning.jobs.cancel(other).status == "cancelled"


# -- Pace and closure ------------------------------------------------------------------------------------------------


def test_an_instant_job_is_over_when_it_is_first_asked_for(simulate):
    sim = simulate("--pace", "instant")
    job = sim.job()
    assert job["status"] == "validating_files"
    assert sim.ask("GET", f"/v1/fine_tuning/jobs/{job['id']}").json["status"] == "succeeded"
    assert sim.ask("GET", "/v1/fine_tuning/jobs").json["data"][0]["status"] == "succeeded"
    assert sim.finished(sim.job(sim.file(training(9)))["id"])["error"]["code"] == "invalid_n_examples"


def test_a_realtime_job_takes_its_time(simulate):
    sim = simulate("--pace", "realtime")
    id = sim.job()["id"]
    assert {sim.ask("GET", f"/v1/fine_tuning/jobs/{id}").json["status"] for _ in range(5)} == {"validating_files"}
    assert sim.ask("POST", f"/v1/fine_tuning/jobs/{id}/cancel").json["status"] == "cancelled"


def test_closed_fine_tuning_refuses_new_jobs(simulate):
    sim = simulate("--fine-tuning-closed")
    with sim.client() as client, pytest.raises(openai.PermissionDeniedError) as error:
        client.fine_tuning.jobs.create(model=MODEL, training_file=sim.file())
    assert (error.value.code, error.value.param) == ("training_not_available", None)
    assert error.value.body["message"] == (
        "OpenAI is winding down the fine-tuning platform and your organization is no longer able to create new "
        "fine-tuning training jobs.")
    assert sim.ask("GET", "/v1/fine_tuning/jobs").json["data"] == []
