# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The official SDK gets the same responses from a replay as from the recorded upstream."""

import asyncio
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support import Connection, ask, assert_at_rest, chat, form, listed

MESSAGES = [{"role": "user", "content": "hello"}]
DROPPED = {"connection", "date", "server", "set-cookie", "openai-organization", "transfer-encoding", "content-length"}


def shown(raw):
    """A raw response of the SDK by status, kept fields and bytes."""
    fields = sorted((k, v) for k, v in raw.headers.items() if k not in DROPPED)
    return raw.status_code, fields, raw.content if hasattr(raw, "content") else raw.read()


def fetch(client, deck):
    return shown(client(deck).chat.completions.with_raw_response.create(model="gpt-4o-mini", messages=MESSAGES))


def assert_same_when_replayed(origin, record, replay, tape, work):
    """Runs work against the recorder and, with the origin gone, against the player."""
    with record() as deck:
        live = work(deck)
    origin.stop()
    assert_at_rest(tape)
    with replay() as deck:
        assert work(deck) == live
    return live


def test_sync_chat_replays_the_same(origin, record, replay, tape, client):
    live = assert_same_when_replayed(origin, record, replay, tape, lambda deck: fetch(client, deck))
    assert live[0] == 200 and b"Answer" in live[2]


def test_async_chat_replays_the_same(origin, record, replay, tape, async_client):
    def work(deck):
        async def ask_all():
            async with async_client(deck) as client:
                questions = [[{"role": "user", "content": f"question {number}"}] for number in range(12)]
                create = client.chat.completions.with_raw_response.create
                answers = await asyncio.gather(*(create(model="m", messages=asked) for asked in questions))
                return [shown(answer) for answer in answers]

        return asyncio.run(ask_all())

    live = assert_same_when_replayed(origin, record, replay, tape, work)
    assert all(f"question {number}".encode() in body for number, (_, _, body) in enumerate(live))


def test_32_threads_replay_the_same(origin, record, replay, tape, client):
    def work(deck):
        shared = client(deck)

        def one(number):
            asked = [{"role": "user", "content": f"question {number}"}]
            return shown(shared.chat.completions.with_raw_response.create(model="m", messages=asked))

        with ThreadPoolExecutor(32) as pool:
            return list(pool.map(one, range(128)))

    live = assert_same_when_replayed(origin, record, replay, tape, work)
    assert all(f"question {number}".encode() in body for number, (_, _, body) in enumerate(live))


def test_streams_through_the_sdk_replay_the_same(origin, record, replay, tape, client):
    def work(deck):
        with client(deck).chat.completions.create(model="m", messages=MESSAGES, stream=True) as stream:
            return [event.model_dump_json() for event in stream]

    assert len(assert_same_when_replayed(origin, record, replay, tape, work)) > 4


def test_streams_replay_chunk_by_chunk(origin, record, replay, tape):
    def work(deck):
        answer = ask(deck, "POST", "/v1/chat/completions", chat(stream=True))
        return answer.kept, answer.chunks, answer.is_whole

    live = assert_same_when_replayed(origin, record, replay, tape, work)
    assert len(live[1]) > 4 and live[2]
    assert all(chunk.startswith(b"data: ") and chunk.endswith(b"\n\n") for chunk in live[1])


def test_a_chunk_that_cuts_an_event_in_two_replays_so(origin, record, replay, tape):
    pieces = [b"data: {\"a\"", b": 1}\n\ndata: \xe2\x82", b"\xac\n\n", b"data: [DONE]\n\n"]

    def stream(origin, request, body, number):
        import time
        origin.stream(request, number, pieces, pause=lambda index: time.sleep(0.05))

    origin.routes["GET /v1/odd"] = stream
    live = assert_same_when_replayed(origin, record, replay, tape, lambda deck: ask(deck, "GET", "/v1/odd").chunks)
    assert live == pieces


def test_file_upload_and_content_replay_the_same(origin, record, replay, tape, client):
    data = b'{"prompt": "\xc3\xa9", "completion": "b"}\n' * 1000

    def work(deck):
        files = client(deck).files
        uploaded = files.create(file=("train.jsonl", io.BytesIO(data)), purpose="fine-tune")
        return uploaded.model_dump_json(), files.content(uploaded.id).read(), files.list(limit=5).model_dump_json()

    assert assert_same_when_replayed(origin, record, replay, tape, work)[1] == data


def test_a_job_is_created_and_polled_the_same(origin, record, replay, tape, client):
    def work(deck):
        jobs = client(deck).fine_tuning.jobs
        job = jobs.create(model="gpt-4o-mini-2024-07-18", training_file="file-1")
        states = [job.status]
        while states[-1] != "succeeded":
            states.append(jobs.retrieve(job.id).status)
        return states

    live = assert_same_when_replayed(origin, record, replay, tape, work)
    assert live == ["validating_files", "validating_files", "queued", "running", "running", "running", "succeeded"]


def test_errors_of_the_service_replay_the_same(origin, record, replay, tape):
    live = assert_same_when_replayed(origin, record, replay, tape, lambda deck: ask(deck, "GET", "/v1/nothing").kept)
    assert live[0] == 404


def test_another_multipart_boundary_matches(record, replay, tape):
    parts = [("purpose", None, None, b"fine-tune"), ("file", "a.jsonl", "application/jsonl", b"{}\n\r\n--x\r\n")]

    def upload(deck, boundary):
        kind = f"multipart/form-data; boundary={boundary}"
        return ask(deck, "POST", "/v1/files", form(boundary, parts), content_type=kind)

    with record() as deck:
        live = upload(deck, "first")
    with replay() as deck:
        assert upload(deck, "another-boundary").kept == live.kept


@pytest.mark.parametrize("spelling", [
    b'{"model":"m","messages":[{"role":"user","content":"caf\xc3\xa9 \xf0\x9f\x98\x80/"}],"temperature":0.5,"n":100}',
    b'{ "n" : 1e2, "temperature": 5E-1, "messages": [ {"content": "caf\\u00e9 \\ud83d\\ude00\\/", "role": "user"} ],'
    b'\n "model": "m" }',
])
def test_another_spelling_of_json_matches(record, replay, spelling):
    asked = b'{"temperature":0.50,"messages":[{"role":"user","content":"caf\xc3\xa9 \\uD83D\\uDE00/"}],"model":"m",' \
            b'"n":100.0}'
    with record() as deck:
        live = ask(deck, "POST", "/v1/chat/completions", asked, content_type="application/json")
    with replay() as deck:
        assert ask(deck, "POST", "/v1/chat/completions", spelling, content_type="application/json").kept == live.kept


def test_query_items_match_in_any_order(record, replay):
    with record() as deck:
        live = ask(deck, "GET", "/v1/files?limit=2&after=a%20b")
    with replay() as deck:
        assert ask(deck, "GET", "/v1/files?after=a+b&limit=2").kept == live.kept


@pytest.mark.slow
def test_a_thousand_identical_requests_replay_in_order(origin, record, replay, tape):
    body = chat("again")
    with record() as deck, Connection(deck.port) as connection:
        live = [connection.request("POST", "/v1/chat/completions", body).body for _ in range(1000)]
    assert len(set(live)) == 1000
    origin.stop()
    assert len(listed(tape)) == 1000
    with replay() as deck, Connection(deck.port) as connection:
        assert [connection.request("POST", "/v1/chat/completions", body).body for _ in range(1000)] == live
        # Afterwards the last one repeats; play-back does not start over.
        assert connection.request("POST", "/v1/chat/completions", body).body == live[-1]
    with replay() as deck:
        def take(_):
            return ask(deck, "POST", "/v1/chat/completions", body).body

        with ThreadPoolExecutor(32) as pool:
            taken = list(pool.map(take, range(1000)))
        assert sorted(taken) == sorted(live), "each recording goes to exactly one of the threads"


def test_identical_requests_that_run_at_once_are_all_recorded(origin, record, replay, tape):
    with record() as deck, ThreadPoolExecutor(16) as pool:
        live = list(pool.map(lambda _: ask(deck, "POST", "/v1/chat/completions", chat()).body, range(64)))
    assert len(set(live)) == 64
    with replay() as deck:
        played = [ask(deck, "POST", "/v1/chat/completions", chat()).body for _ in range(64)]
    assert sorted(played) == sorted(live)
    assert json.loads(played[0])["object"] == "chat.completion"
