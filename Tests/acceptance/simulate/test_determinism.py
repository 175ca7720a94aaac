# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The same seed and the same requests give the same bytes: again, in many threads, and from a cassette."""

from concurrent.futures import ThreadPoolExecutor

from support.simulation import MODEL, Simulated, example, lines, preferences, training
from support import Connection, Server, assert_at_rest, form, listed

ASK = [{"role": "user", "content": "What is the capital of France?"}]


def shown(answer):
    """An answer but for the day."""
    return answer.status, [(name, value) for name, value in answer.fields if name.lower() != "date"], answer.body


def requests(model):
    """Lines of a batch, of which every tenth is refused."""
    return lines({
        "custom_id": f"{number}", "method": "POST", "url": "/v1/chat/completions", "body": {
            "model": model, "messages": example(number)[:2], "temperature": 9 if number % 10 == 9 else 1}}
        for number in range(80))


def workflow(ask):
    """A session from the first file to the end of a tuned model; returns every answer."""
    answers = []

    def send(method, path, body=b"", **fields):
        answers.append(ask(method, path, body, **fields))
        return answers[-1]

    def upload(content, purpose=b"fine-tune"):
        parts = [("purpose", None, None, purpose), ("file", "t.jsonl", "text/plain", content)]
        return send("POST", "/v1/files", form("b", parts), content_type="multipart/form-data; boundary=b").json["id"]

    file, validation = upload(training(12)), upload(training(3))
    send("GET", "/v1/files")
    part = form("b", [("data", "blob", None, training(2))])
    upload_id = send("POST", "/v1/uploads", {"purpose": "fine-tune", "filename": "u.jsonl", "bytes": len(training(2)),
                                             "mime_type": "text/jsonl"}).json["id"]
    ids = [send("POST", f"/v1/uploads/{upload_id}/parts", part,
                content_type="multipart/form-data; boundary=b").json["id"]]
    send("POST", f"/v1/uploads/{upload_id}/complete", {"part_ids": ids})
    job = send("POST", "/v1/fine_tuning/jobs", {
        "model": "gpt-4o-mini", "training_file": file, "validation_file": validation, "suffix": "same"}).json
    while job["status"] not in ("succeeded", "failed"):
        job = send("GET", f"/v1/fine_tuning/jobs/{job['id']}").json
    assert job["status"] == "succeeded", job["error"]
    for path in (f"/fine_tuning/jobs/{job['id']}/events?limit=100", f"/fine_tuning/jobs/{job['id']}/checkpoints",
                 f"/files/{job['result_files'][0]}/content", f"/models/{job['fine_tuned_model']}", "/models"):
        send("GET", f"/v1{path}")
    bad = send("POST", "/v1/fine_tuning/jobs", {
        "model": MODEL, "training_file": upload(preferences()), "method": {"type": "supervised"}}).json["id"]
    send("GET", f"/v1/fine_tuning/jobs/{bad}")
    for model in ("gpt-4o-mini", job["fine_tuned_model"]):
        for more in ({}, {"stream": True}, {"n": 2, "temperature": 1}, {"logprobs": True}):
            send("POST", "/v1/chat/completions", {"model": model, "messages": example()[:2]} | more)
    for more in ({"logprobs": 2, "n": 2, "temperature": 1}, {"stream": True}, {"echo": True, "best_of": 3}):
        send("POST", "/v1/completions", {"model": "davinci-002", "prompt": "Once upon a time"} | more)
    for metric in ("bleu", "cosine", "meteor"):
        send("POST", "/v1/fine_tuning/alpha/graders/run", {"model_sample": "one two three four", "item": {}, "grader": {
            "type": "text_similarity", "name": "t", "input": "{{sample.output_text}}", "reference": "one two, three",
            "evaluation_metric": metric}})
    tool = {"type": "function", "function": {"name": "f", "parameters": {
        "type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}}}
    send("POST", "/v1/chat/completions", {"model": MODEL, "messages": ASK, "tools": [tool], "tool_choice": "required"})
    send("POST", "/v1/chat/completions", {"model": MODEL, "messages": ASK, "stream": True, "tools": [tool],
                                          "tool_choice": "required"})
    function = {"type": "function", "name": "f", "parameters": tool["function"]["parameters"]}
    for more in ({}, {"stream": True}, {"model": "gpt-5", "include": ["reasoning.encrypted_content"]},
                 {"tools": [function], "tool_choice": "required"}, {"background": True}):
        send("POST", "/v1/responses", {"model": MODEL, "input": ASK} | more)
    response = send("POST", "/v1/responses", {"model": MODEL, "input": ASK}).json["id"]
    send("POST", "/v1/responses", {"model": MODEL, "input": "And of Spain?", "previous_response_id": response})
    send("GET", f"/v1/responses/{response}")
    send("GET", f"/v1/responses/{response}/input_items")
    send("POST", "/v1/responses/compact", {"model": MODEL, "input": ASK})
    for model in ("omni-moderation-latest", "text-moderation-latest"):
        send("POST", "/v1/moderations", {"model": model, "input": ["Have a great day!", "I want to kill them."]})
    for kind in ("mp3", "opus", "flac"):
        send("POST", "/v1/audio/speech", {"model": "tts-1", "voice": "alloy", "input": "Good day", "response_format": kind})
    sound = form("b", [("model", None, None, b"gpt-4o-transcribe"), ("stream", None, None, b"true"),
                       ("include[]", None, None, b"logprobs"), ("file", "good_day.mp3", "audio/mpeg", b"sound")])
    send("POST", "/v1/audio/transcriptions", sound, content_type="multipart/form-data; boundary=b")
    for kind in ("png", "jpeg", "webp"):
        send("POST", "/v1/images/generations", {"model": "gpt-image-1", "prompt": "a cat", "output_format": kind})
    for more in ({}, {"encoding_format": "base64", "dimensions": 100}):
        send("POST", "/v1/embeddings", {"model": "text-embedding-3-small", "input": ["Same bits", "naïve 你好"]} | more)
    made = send("POST", "/v1/batches", {
        "input_file_id": upload(requests(job["fine_tuned_model"]), b"batch"), "endpoint": "/v1/chat/completions",
        "completion_window": "24h"}).json
    while made["status"] != "completed":
        made = send("GET", f"/v1/batches/{made['id']}").json
    for name in ("output_file_id", "error_file_id"):
        send("GET", f"/v1/files/{made[name]}/content")
    hosted = [{"type": "web_search"}, {"type": "mcp", "server_label": "s", "server_url": "https://a.b/c"}, {
        "type": "code_interpreter", "container": {"type": "auto"}}, {"type": "image_generation", "size": "1024x1024"}]
    for tool in hosted:
        send("POST", "/v1/responses", {"model": MODEL, "input": "Draw 3 and 4", "tools": [tool], "stream": True})
    conversation = send("POST", "/v1/conversations", {"items": [{"role": "user", "content": "Hello"}]}).json["id"]
    send("POST", f"/v1/conversations/{conversation}/items", {"items": [{"role": "assistant", "content": "Hi"}]})
    send("POST", "/v1/responses", {"model": MODEL, "input": "And?", "conversation": conversation})
    send("GET", f"/v1/conversations/{conversation}/items?order=asc")
    fact = form("b", [("purpose", None, None, b"assistants"), ("file", "f.txt", "text/plain", b"The red bicycle is Ann's.")])
    fact = send("POST", "/v1/files", fact, content_type="multipart/form-data; boundary=b").json["id"]
    store = send("POST", "/v1/vector_stores", {"name": "facts", "file_ids": [fact]}).json["id"]
    send("POST", f"/v1/vector_stores/{store}/search", {"query": ["Whose is the bicycle?", "red"]})
    send("POST", f"/v1/vector_stores/{store}/file_batches", {"file_ids": [fact], "attributes": {"a": 1}})
    send("GET", f"/v1/vector_stores/{store}/files")
    send("GET", "/v1/nope")
    send("POST", "/v1/chat/completions", {"model": "gpt-x", "messages": ASK})
    send("DELETE", f"/v1/models/{job['fine_tuned_model']}")
    send("DELETE", f"/v1/files/{file}")
    send("GET", f"/v1/files/{file}")
    return answers


def run(server, session, path="/session/{}{}"):
    with Connection(server.port, timeout=60) as connection:
        return [shown(answer) for answer in workflow(
            lambda method, target, body=b"", **fields: connection.request(
                method, path.format(session, target), body, **fields))]


def test_the_same_requests_get_the_same_bytes_again(simulators, tmp_path):
    first = run(simulators(), "first")
    assert all(answer[0] < 500 for answer in first)
    assert run(simulators(), "second") == first
    with Server("simulate", log=tmp_path / "again.txt") as server:
        assert run(server, "", "{}{}") == first


def test_another_seed_gives_other_bytes(simulators):
    zero, one, seven = (run(simulators(*options), "seeded") for options in (
        (), ("--seed", "1"), ("--seed", "7")))
    assert [answer[0] for answer in zero] == [answer[0] for answer in one]
    assert len({zero[0][2], one[0][2], seven[0][2]}) == 3
    assert run(simulators("--seed", "7"), "other") == seven


def test_sixteen_threads_in_sessions_of_their_own_get_the_same_bytes(simulators):
    server = simulators("--seed", "7")
    with ThreadPoolExecutor(16) as pool:
        runs = list(pool.map(lambda number: run(server, f"thread-{number}"), range(16)))
    assert all(one == runs[0] for one in runs[1:])


def test_a_session_recorded_from_the_simulator_replays_to_the_byte(record, replay, tape, tmp_path):
    with Server("simulate", log=tmp_path / "simulate.txt") as simulator:
        with record(upstream=simulator.base) as recorder:
            live = run(recorder, "", "{}{}")
        direct = run(simulator, "direct")
        # The proxy changes none of it on the way.
        assert [(answer[0], answer[2]) for answer in direct] == [(answer[0], answer[2]) for answer in live]
    assert_at_rest(tape)
    assert len(listed(tape)) == len(live)

    def kept(answers):
        dropped = {"openai-organization", "openai-project", "transfer-encoding", "content-length", "connection"}
        return [(status, sorted((name.lower(), value) for name, value in fields if name.lower() not in dropped), body)
                for status, fields, body in answers]

    with replay() as player:
        assert kept(run(player, "", "{}{}")) == kept(live)


def test_simulated_sessions_share_nothing(simulators):
    one, other = (Simulated(simulators(), name) for name in ("one", "other"))
    file = one.file()
    assert other.ask("GET", f"/v1/files/{file}").status == 404
    assert other.ask("GET", "/v1/files").json["data"] == []
