# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Webhooks of the simulator: events, signatures, order, attempts, reports, and bad URLs and secrets."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest

from support import ask, environment, tapedeck, wait_until
from support.batches import batch, finished, poll, requests
from support.simulation import Simulated, training

SECRET = "whsec_" + base64.b64encode(b"a secret of tests").decode()


class Receiver:
    """A webhook that keeps what it gets and answers with the statuses it is given, then with 200."""

    def __init__(self, *statuses):
        self.got, self.statuses = [], list(statuses)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((self.path, dict(self.headers.items()), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/hook?from=tapedeck"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self, count):
        """The bodies, once there are so many."""
        wait_until(lambda: len(self.got) >= count, 20)
        return [json.loads(body) for _, _, body in self.got]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receive():
    receivers = []

    def start(*statuses):
        receivers.append(Receiver(*statuses))
        return receivers[-1]

    yield start
    for receiver in receivers:
        receiver.stop()


@pytest.fixture
def hooked(serve, tmp_path):
    """Starts a simulator that sends events to a webhook; returns server and session."""

    def start(url, *options, secret=SECRET):
        server = serve("simulate", "--webhook", url, "--webhook-secret", secret, "--report", tmp_path / "report.json",
                       *options)
        return server, Simulated(server, "s")

    return start


def report(server, tmp_path):
    server.stop()
    return json.loads((tmp_path / "report.json").read_text())["webhooks"]


def test_the_official_client_accepts_what_is_sent(receive, hooked, tmp_path):
    receiver = receive()
    server, sim = hooked(receiver.url)
    done = finished(sim, batch(sim, requests(2)))
    failed = finished(sim, batch(sim, b"bad\n"))
    job = sim.finished(sim.job()["id"])
    with sim.client(webhook_secret=SECRET) as client:
        receiver.events(3)
        events = [client.webhooks.unwrap(body, fields) for _, fields, body in receiver.got]
        body, fields = receiver.got[0][2], receiver.got[0][1]
        with pytest.raises(openai.InvalidWebhookSignatureError):
            client.webhooks.unwrap(body + b" ", fields)
    assert [(event.type, event.data.id) for event in events] == [
        ("batch.completed", done["id"]), ("batch.failed", failed["id"]), ("fine_tuning.job.succeeded", job["id"])]
    assert [event.created_at for event in events] == [done["completed_at"], failed["failed_at"], job["finished_at"]]
    path, fields, body = receiver.got[0]
    assert path == "/v1/hook?from=tapedeck"
    assert {name.lower(): value for name, value in fields.items()}["content-type"] == "application/json"
    assert list(json.loads(body)) == ["object", "id", "type", "created_at", "data"]
    shown = report(server, tmp_path)
    assert (shown["delivered"], shown["failed"]) == (3, 0)
    assert shown["deliveries"][0]["object"] == done["id"] and shown["deliveries"][0]["status"] == 200
    assert "3 events delivered to the webhook" in server.err


def test_every_end_is_told_of(receive, hooked):
    receiver = receive()
    _, sim = hooked(receiver.url)
    stopped = batch(sim, requests(2))
    sim.ask("POST", f"/v1/batches/{stopped['id']}/cancel")
    poll(sim, stopped)
    finished(sim, batch(sim, requests(2), metadata={"tapedeck_outcome": "expired"}))
    sim.ask("POST", f"/v1/fine_tuning/jobs/{sim.job()['id']}/cancel")
    sim.finished(sim.job(sim.file(training(3)))["id"])
    assert [event["type"] for event in receiver.events(4)] == [
        "batch.cancelled", "batch.expired", "fine_tuning.job.cancelled", "fine_tuning.job.failed"]


def test_an_instant_batch_is_told_of_without_a_poll(receive, hooked):
    receiver = receive()
    _, sim = hooked(receiver.url, "--pace", "instant")
    made = batch(sim, requests(2))
    assert [event["data"] for event in receiver.events(1)] == [{"id": made["id"]}]


@pytest.mark.parametrize("pace", ["instant", "realtime"])
def test_a_response_in_the_background_is_told_of_without_a_poll(receive, hooked, pace):
    receiver = receive()
    _, sim = hooked(receiver.url, "--pace", pace)
    with sim.client(webhook_secret=SECRET) as client:
        made = client.responses.create(model="gpt-4o-mini", input="Hi", background=True)
        assert made.status == "queued"
        assert [(event["type"], event["data"]) for event in receiver.events(1)] == [("response.completed", {"id": made.id})]
        assert client.responses.retrieve(made.id).status == "completed"


def test_failures_of_the_webhook_are_tried_again_in_order(receive, hooked, tmp_path):
    receiver = receive(500, 503)
    server, sim = hooked(receiver.url, "--pace", "instant")
    first, second = batch(sim, requests(1)), batch(sim, requests(1))
    events = receiver.events(4)
    assert [event["data"]["id"] for event in events] == [first["id"]] * 3 + [second["id"]]
    assert len({fields["webhook-id"] for _, fields, _ in receiver.got[:3]}) == 1
    shown = report(server, tmp_path)
    assert [(one["attempts"], one["problem"]) for one in shown["deliveries"]] == [(3, None), (1, None)]


def test_a_webhook_that_refuses_is_not_asked_again(receive, hooked, tmp_path):
    receiver = receive(400, 302)
    server, sim = hooked(receiver.url, "--pace", "instant")
    for _ in range(3):
        batch(sim, requests(1))
    receiver.events(3)
    shown = report(server, tmp_path)
    assert (shown["delivered"], shown["failed"]) == (1, 2)
    assert [one["problem"] for one in shown["deliveries"]] == ["it answered with 400", "it answered with 302", None]
    assert "Not delivered: batch.completed of batch_" in server.err


def test_a_webhook_that_is_not_there_delays_no_answer_and_no_end(hooked, tmp_path):
    server, sim = hooked("http://127.0.0.1:9/hook", "--pace", "instant")
    for _ in range(5):
        batch(sim, requests(1))
    shown = report(server, tmp_path)
    assert (shown["delivered"], shown["failed"]) == (0, 5)
    assert shown["deliveries"][0]["status"] is None and shown["deliveries"][0]["problem"]


def test_answers_are_the_same_with_and_without_a_webhook(receive, hooked, simulate):
    _, sim = hooked(receive().url)
    assert finished(sim, batch(sim, requests(2))) == finished(simulate(), batch(simulate(), requests(2)))


def test_a_session_names_its_own_webhook(receive, serve):
    receiver = receive()
    server = serve("simulate")
    answer = ask(server, "POST", "/_tapedeck/sessions", {
        "name": "s", "simulate": {"pace": "instant", "webhook": {"url": receiver.url, "secret": SECRET}}})
    assert answer.status == 201, answer.body
    made = batch(Simulated(server, "s"), requests(1))
    assert receiver.events(1)[0]["data"]["id"] == made["id"]
    bad = ask(server, "POST", "/_tapedeck/sessions", {
        "name": "t", "simulate": {"webhook": {"url": "nowhere", "secret": SECRET}}})
    assert bad.status == 400 and "Cannot use \"nowhere\" as the webhook" in bad.error["message"]


@pytest.mark.parametrize("arguments, words", [
    (("--webhook", "nowhere", "--webhook-secret", SECRET), 'Cannot use "nowhere" as the webhook: it must begin with'),
    (("--webhook", "http://a/", "--webhook-secret", "secret"), "--webhook-secret: the secret of the webhook must be whsec_"),
    (("--webhook", "http://a/"), "--webhook needs a secret to sign events with; add --webhook-secret"),
    (("--webhook-secret", SECRET), "--webhook-secret signs events; add --webhook URL."),
])
def test_a_bad_url_or_secret_is_one_clear_line(arguments, words):
    assert words in tapedeck("simulate", *arguments).assert_error(64)


def test_the_secret_may_come_from_the_variable_of_the_clients(receive, serve):
    receiver = receive()
    server = serve("simulate", "--webhook", receiver.url, "--pace", "instant", env=environment(OPENAI_WEBHOOK_SECRET=SECRET))
    batch(Simulated(server, "s"), requests(1))
    receiver.events(1)
    _, fields, body = receiver.got[0]
    openai.OpenAI(api_key="none", webhook_secret=SECRET).webhooks.unwrap(body, fields)
