# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Fine-tuning jobs that are refused, and jobs that fail because of their files."""

import json

import openai
import pytest

from support.simulation import GRADER, MODEL, example, lines, preferences, tasks, training

FORMAT = "The job failed due to an invalid training file. Invalid file format. "


def with_line(number, change, count=12):
    """A good file with one line put otherwise."""
    whole = [{"messages": example(n)} for n in range(count)]
    whole[number - 1] = change(whole[number - 1])
    return lines(whole)


def without_role(line):
    del line["messages"][1]["role"]
    return line


def with_message(index, **change):
    def put(line):
        line["messages"][index] |= change
        return line

    return put


def without_answer(line):
    return {"messages": line["messages"][:2]}


ROLES = "'system', 'developer', 'user', 'assistant', 'tool', 'function'"
FAULTS = {
    "seven examples": (
        training(7), "invalid_n_examples", "Training file has 7 example(s), but must have at least 10 examples"),
    "one example": (
        training(1), "invalid_n_examples", "Training file has 1 example(s), but must have at least 10 examples"),
    "a message without a role": (
        with_line(11, without_role), "invalid_training_file",
        FORMAT + "Example 11, message 2 Discriminator 'role' is missing in value"),
    "an unknown format": (
        lines({"text": "x"} for _ in range(10)), "invalid_training_file",
        "The job failed due to an invalid training file. Unexpected file format, expected either prompt/completion "
        "pairs or chat messages."),
    "an unknown role": (with_line(8, with_message(0, role="robot")), "invalid_training_file",
                        FORMAT + "Example 8, message 1 Input tag 'robot' found using 'role' does not match any of the "
                        "expected tags: "),
    "a line that is not JSON": (training(10) + b"{broken\n", "invalid_training_file", FORMAT + "Line 11 is not valid"),
    "a line that is no object": (training(10) + b"[1]\n", "invalid_training_file", FORMAT + "Example 11 is not a JSON"),
    "a blank line in between": (
        training(10) + b"\n" + training(1), "invalid_training_file", FORMAT + "Line 11 is blank"),
    "no answer": (with_line(12, without_answer), "invalid_training_file",
                  FORMAT + "Example 12 There must be at least one message from the assistant"),
    "an answer that is not last": (
        with_line(6, lambda line: {"messages": line["messages"][::-1]}), "invalid_training_file",
        FORMAT + "Example 6, message 3 The last message must be from the assistant"),
    "no messages": (with_line(7, lambda line: {"messages": []}), "invalid_training_file", FORMAT + "Example 7"),
    "content that is a number": (
        with_line(9, with_message(2, content=5)), "invalid_training_file", FORMAT + "Example 9, message 3"),
    "a weight of two": (
        with_line(9, with_message(2, weight=2)), "invalid_training_file", FORMAT + "Example 9, message 3"),
    "a user's weight": (
        with_line(9, with_message(1, weight=1)), "invalid_training_file", FORMAT + "Example 9, message 2"),
    "tools that are no list": (
        with_line(9, lambda line: line | {"tools": {}}), "invalid_training_file", FORMAT + "Example 9"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_job_fails_for_its_training_file(sim, fault):
    content, code, message = FAULTS[fault]
    made = sim.job(sim.file(content))
    assert made["status"] == "validating_files" and made["error"] == {}
    with sim.client() as client:
        job = client.fine_tuning.jobs.retrieve(made["id"])
        assert job.status == "failed"
        assert (job.error.code, job.error.param) == (code, "training_file")
        assert job.error.message.startswith(message)
        assert job.finished_at is job.trained_tokens is job.fine_tuned_model is None and job.result_files == []
        shown = sim.ask("GET", f"/v1/fine_tuning/jobs/{job.id}").json
        assert list(shown["error"]) == ["code", "param", "message"]
        event = client.fine_tuning.jobs.list_events(job.id, limit=1).data[0]
        assert (event.level, event.message) == ("error", job.error.message)
        assert client.fine_tuning.jobs.retrieve(job.id) == job
        assert client.fine_tuning.jobs.checkpoints.list(job.id).data == []
        with pytest.raises(openai.BadRequestError):
            client.fine_tuning.jobs.cancel(job.id)


def test_a_byte_order_mark_spoils_the_first_line(sim):
    answer = sim.upload(b"\xef\xbb\xbf" + training())
    if answer.status == 400:
        assert "Line 1" in answer.error["message"]
        return
    job = sim.finished(sim.job(answer.json["id"])["id"])
    assert job["status"] == "failed" and "Line 1" in job["error"]["message"]


@pytest.mark.parametrize("content", [training() + b"\n\n", training()[:-1], training().replace(b"\n", b"\r\n")])
def test_ends_of_lines_do_not_matter(sim, content):
    assert sim.finished(sim.job(sim.file(content))["id"])["status"] == "succeeded"


DPO = {"type": "dpo"}
REINFORCEMENT = {"type": "reinforcement", "reinforcement": {"grader": GRADER}}
MISMATCHES = [
    (training(), MODEL, DPO, "is in the fine-tune-chat format, but the specified fine-tuning job is not using "
     "'supervised' as the training method (provided method=dpo). "),
    (preferences(), MODEL, {"type": "supervised"}, "format, but the specified fine-tuning job is not using 'dpo' as the "
     "training method (provided method=supervised). "),
    (preferences(), "o4-mini", REINFORCEMENT, "is not using 'dpo' as the training method "),
    (training(), "babbage-002", {"type": "supervised"}, "babbage-002"),
    (lines({"prompt": "p", "completion": "c"} for _ in range(10)), MODEL, {"type": "supervised"}, MODEL),
]


@pytest.mark.parametrize("content, model, method, message", MISMATCHES)
def test_a_file_of_the_wrong_format_fails_the_job(sim, content, model, method, message):
    file = sim.file(content)
    job = sim.finished(sim.job(file, model=model, method=method)["id"])
    assert (job["status"], job["error"]["code"], job["error"]["param"]) == (
        "failed", "invalid_training_file", "training_file")
    assert job["error"]["message"].startswith(f"{FORMAT}Input file {file} is in the ")
    assert message in job["error"]["message"]


@pytest.mark.parametrize("change", [
    {"preferred_output": []}, {"non_preferred_output": [{"role": "user", "content": "x"}]}, {"input": "text"},
    {"preferred_output": [{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}]}])
def test_preferences_are_checked(sim, change):
    content = preferences(10) + lines([json.loads(preferences(1)) | change])
    job = sim.finished(sim.job(sim.file(content), method=DPO)["id"])
    assert job["status"] == "failed" and "Example 11" in job["error"]["message"]


def test_tasks_end_with_the_user(sim):
    content = tasks(10) + lines([{"messages": example()}])
    job = sim.finished(sim.job(sim.file(content), model="o4-mini", method=REINFORCEMENT)["id"])
    assert "Example 11, message 3 The last message must be from the user" in job["error"]["message"]


def test_a_bad_validation_file_fails_the_job(sim):
    job = sim.finished(sim.job(validation_file=sim.file(training(2) + lines([{"messages": [{}]}])))["id"])
    assert (job["status"], job["error"]["code"], job["error"]["param"]) == (
        "failed", "invalid_validation_file", "validation_file")
    assert job["error"]["message"].startswith("The job failed due to an invalid validation file. Invalid file format. "
                                              "Example 3, message 1 Discriminator 'role' is missing in value")
    assert sim.finished(sim.job(validation_file=sim.file(training(1)))["id"])["status"] == "succeeded"


@pytest.mark.parametrize("which", ["training", "validation"])
def test_a_deleted_file_fails_the_job(sim, which):
    files = {"training_file": sim.file(), "validation_file": sim.file(training(2))}
    job = sim.job(files["training_file"], validation_file=files["validation_file"])
    sim.ask("DELETE", f"/v1/files/{files[which + '_file']}")
    job = sim.finished(job["id"])
    assert (job["status"], job["error"]) == ("failed", {
        "code": f"deleted_{which}_file", "param": f"{which}_file",
        "message": f"The job failed because the {which} file was deleted"})


def test_a_file_deleted_while_the_job_runs_does_not_harm_it(sim):
    file = sim.file()
    id = sim.job(file)["id"]
    while sim.ask("GET", f"/v1/fine_tuning/jobs/{id}").json["status"] != "running":
        pass
    sim.ask("DELETE", f"/v1/files/{file}")
    assert sim.finished(id)["status"] == "succeeded"


# -- Refused at once -------------------------------------------------------------------------------------------------


def refused(sim, change):
    asked = {"model": MODEL, "training_file": sim.file()} | change
    return sim.ask("POST", "/v1/fine_tuning/jobs", {key: value for key, value in asked.items() if value is not None})


LONG = "x" * 65
REFUSALS = [
    ({"training_file": "file-x"}, "training_file", None, "invalid training_file: file-x"),
    ({"validation_file": "file-x"}, "validation_file", None, "invalid validation_file: file-x"),
    ({"model": "gpt-x"}, None, "model_not_available", "Model gpt-x is not available for fine-tuning or does not exist."),
    ({"model": "gpt-5"}, None, "model_not_available", "Model gpt-5 is not available for fine-tuning or does not exist."),
    ({"model": None}, "model", "missing_required_parameter", "Missing required parameter: 'model'."),
    ({"training_file": None}, "training_file", "missing_required_parameter",
     "Missing required parameter: 'training_file'."),
    ({"model": 5}, "model", "invalid_type", "Invalid type for 'model': expected a string, but got an integer instead."),
    ({"metadata": {"tags": ["a"]}}, "metadata.tags", "invalid_type",
     "Invalid type for 'metadata.tags': expected a string, but got an array instead."),
    ({"suffix": LONG}, "suffix", "string_above_max_length",
     "Invalid 'suffix': string too long. Expected a string with maximum length 64, but got a string with length 65 "
     "instead."),
    ({"seed": -1}, "seed", "integer_below_min_value",
     "Invalid 'seed': integer below minimum value. Expected a value >= 0, but got -1 instead."),
    ({"seed": 2**31}, "seed", "integer_above_max_value",
     "Invalid 'seed': integer above maximum value. Expected a value <= 2147483647, but got 2147483648 instead."),
    ({"seed": 1.5}, "seed", "invalid_type", "Invalid type for 'seed': expected an integer, but got a decimal number instead."),
    ({"hyperparameters": {"n_epochs": 51}}, "hyperparameters.n_epochs", "integer_above_max_value", None),
    ({"hyperparameters": {"n_epochs": 0}}, "hyperparameters.n_epochs", "integer_below_min_value", None),
    ({"hyperparameters": {"batch_size": 257}}, "hyperparameters.batch_size", "integer_above_max_value", None),
    ({"hyperparameters": {"learning_rate_multiplier": 0}}, "hyperparameters.learning_rate_multiplier",
     "decimal_below_min_value", None),
    ({"hyperparameters": {"speed": 1}}, "hyperparameters.speed", "unknown_parameter",
     "Unknown parameter: 'hyperparameters.speed'."),
    ({"method": {"type": "dpo", "dpo": {"hyperparameters": {"beta": 2.5}}}}, "method.dpo.hyperparameters.beta",
     "decimal_above_max_value", None),
    ({"method": {"type": "magic"}}, "method.type", "invalid_value",
     "Invalid value: 'magic'. Supported values are: 'supervised', 'dpo', and 'reinforcement'."),
    ({"method": {}}, "method.type", "missing_required_parameter", "Missing required parameter: 'method.type'."),
    ({"method": {"type": "reinforcement"}}, "method.reinforcement.grader", "missing_required_parameter", None),
    ({"method": REINFORCEMENT}, "method", "invalid_value", None),
    ({"integrations": [{"type": "mlflow"}]}, "integrations[0].type", "invalid_value", None),
    ({"integrations": [{"type": "wandb", "wandb": {"project": "p"}}] * 6}, "integrations", "array_above_max_length",
     None),
    ({"metadata": {str(n): "x" for n in range(17)}}, "metadata", "object_above_max_properties", None),
    ({"metadata": {LONG: "x"}}, "metadata", "string_above_max_length", None),
    ({"metadata": {"a": "x" * 513}}, "metadata.a", "string_above_max_length", None),
    ({"colour": "red"}, "colour", "unknown_parameter", "Unknown parameter: 'colour'."),
]


@pytest.mark.parametrize("change, param, code, message", REFUSALS)
def test_a_bad_request_for_a_job_is_refused(sim, change, param, code, message):
    answer = refused(sim, change)
    assert answer.status == 400, answer.body
    assert (answer.error["type"], answer.error["param"], answer.error["code"]) == (
        "invalid_request_error", param, code), answer.error
    assert answer.error["message"] == message or message is None and answer.error["message"]
    assert list(answer.error) == ["message", "type", "param", "code"] and answer.body.endswith(b"}")
    assert sim.ask("GET", "/v1/fine_tuning/jobs").json["data"] == []


def test_a_file_of_another_purpose_is_refused(sim):
    file = sim.file(training(), "t.jsonl", "user_data")
    answer = refused(sim, {"training_file": file})
    assert (answer.status, answer.error["param"]) == (400, "training_file") and file in answer.error["message"]


@pytest.mark.parametrize("method, path", [
    ("GET", ""), ("GET", "/events"), ("GET", "/checkpoints"), ("POST", "/cancel"), ("POST", "/pause"),
    ("POST", "/resume")])
def test_an_unknown_job_is_not_found(sim, method, path):
    answer = sim.ask(method, f"/v1/fine_tuning/jobs/ftjob-x{path}")
    assert (answer.status, answer.error) == (404, {
        "message": "Could not find fine tune: ftjob-x", "type": "invalid_request_error", "param": "fine_tune_id",
        "code": "fine_tune_not_found"})
