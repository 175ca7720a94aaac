# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The counterpart of a recorded session: its requests as they can be sent to the simulator, with identifiers of its own."""

import json
import re

from support import form
from support.simulation import MODEL, training

# Identifiers of objects that a request can name.
IDENTIFIER = re.compile(
    r"\b(?:file-|ftjob-|upload_|chatcmpl-|batch_|resp_|conv_|msg_|rs_|fc_|ws_|mcp_|mcpl_|mcpr_|call_|vs_|vsfb_)[0-9A-Za-z]{8,}")
# Models that are gone, or were somebody's own, and those that answer in their place.
GONE = {
    re.compile("gpt-4-vision-preview|gpt-4o-search-preview|ft:.*"): "gpt-4o",
    re.compile("(text-)?(ada|babbage|curie|davinci)(-00[13])?"): "gpt-3.5-turbo-instruct",
}


class Walk:
    """A recorded session and the simulated one beside it."""

    def __init__(self, sim):
        self.sim = sim
        self.ids = {}
        self.parts = []
        # The vector store that was named last.
        self.store = None
        # Recorded responses whose counterparts have other items, as the model chose.
        self.strayed = set()

    def made(self, target, body, **fields):
        """The identifier of a new object; None when the simulator makes none."""
        answer = self.sim.ask("POST", target, body, **fields)
        return answer.json.get("id") if answer.status < 300 else None

    def known(self, id, recorded):
        """The simulated counterpart of an identifier, made now when the recording does not show its making."""
        if id not in self.ids:
            prefix = re.match("[a-z]+[-_]", id)[0]
            ask = [{"role": "user", "content": "hello"}]
            made = None
            if prefix == "file-":
                purpose = recorded.get("purpose", "fine-tune")
                purpose = {"fine-tune-results": "batch", "assistants_output": "vision"}.get(purpose, purpose)
                made = self.sim.file(training(), "a.jsonl", purpose)
            elif prefix == "ftjob-":
                job = self.sim.job(model="gpt-3.5-turbo")["id"]
                made = job if recorded.get("status") == "cancelled" else self.sim.finished(job)["id"]
            elif prefix == "upload_":
                made = self.made("/v1/uploads", {
                    "purpose": "fine-tune", "filename": "a.jsonl", "bytes": 8, "mime_type": "text/jsonl"})
            elif prefix == "chatcmpl-":
                made = self.made("/v1/chat/completions", {"model": MODEL, "messages": ask, "store": True})
            elif prefix == "batch_":
                made = self.batch(recorded)
            elif prefix == "resp_":
                made = self.made("/v1/responses", {"model": MODEL, "input": "hello"})
            elif prefix == "conv_":
                made = self.made("/v1/conversations", {"items": ask})
            elif prefix == "vs_":
                made = self.made("/v1/vector_stores", {})
            elif prefix == "vsfb_" and self.store:
                made = self.made(f"/v1/vector_stores/{self.store}/file_batches", {
                    "file_ids": [self.sim.file(b"text", "a.txt", "assistants")]})
            if made:
                self.ids[id] = made
        if id.startswith("vs_"):
            self.store = self.ids.get(id)
        return self.ids.get(id, id)

    def batch(self, recorded):
        """A batch in the state of a recorded one."""
        line = {"custom_id": "0", "method": "POST", "url": "/v1/chat/completions",
                "body": {"model": MODEL, "messages": [{"role": "user", "content": "hello"}]}}
        file = self.sim.file(json.dumps(line).encode() + b"\n", "a.jsonl", "batch")
        made = self.made("/v1/batches", {
            "input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"})
        for _ in range(20 if made else 0):
            if recorded.get("status") in (None, "validating", "in_progress", "cancelling"):
                break
            if self.sim.ask("GET", f"/v1/batches/{made}").json["status"] == recorded["status"]:
                break
        return made

    def counterpart(self, exchange, recorded):
        """The request to send: method, target, body and content type."""
        target, body = exchange.target, exchange.request_body
        kept = dict(recorded) if isinstance(recorded, dict) else {}
        if exchange.status < 300 or "/parts" in target or "/complete" in target:
            target = IDENTIFIER.sub(lambda id: self.known(id[0], kept), target)
        if exchange.method == "DELETE" and target.startswith("/v1/models/") and exchange.status == 200:
            target = "/v1/models/" + self.sim.finished(self.sim.job()["id"])["fine_tuned_model"]
        if exchange.method == "GET" and re.match("/v1/models/.", target) and exchange.status == 200:
            target = f"/v1/models/{MODEL}"
        path = target.split("?")[0]
        if exchange.status < 300 and (found := re.fullmatch(r"(/v1/vector_stores/[^/]+/files)/(file-[^/]+)", path)):
            self.made(found[1], {"file_id": found[2]})
        if exchange.method != "POST":
            return target, b"", None
        given = dict((name.lower(), value) for name, value in exchange.request_headers).get("content-type", "")
        if path == "/v1/files" or path.endswith("/parts"):
            return target, *self.form(path, exchange, kept, given)
        if "multipart/form-data" in given:
            return target, body, given
        if path == "/v1/uploads" and not body:
            body = json.dumps({"purpose": kept["purpose"], "filename": kept["filename"], "bytes": kept["bytes"],
                               "mime_type": "text/jsonl"}).encode()
        if path.startswith("/v1/uploads/") and path.endswith("/complete"):
            body = json.dumps({"part_ids": self.parts}).encode()
        return target, self.translated(body) if exchange.status < 300 else body, "application/json" if body else None

    def translated(self, body):
        """A JSON body with the simulated identifiers of what it refers to."""
        try:
            asked = json.loads(body or b"null")
        except ValueError:
            return body
        if not isinstance(asked, dict):
            return body
        for gone, model in GONE.items():
            if gone.fullmatch(str(asked.get("model"))):
                asked["model"] = model
        text = json.dumps(asked)
        for name in ("training_file", "validation_file", "input_file_id", "file_id", "file_ids", "previous_response_id",
                     "conversation", "vector_store_ids"):
            for id in IDENTIFIER.findall(json.dumps(named(asked, name))):
                self.known(id, {"purpose": "batch"} if name == "input_file_id" else {})
        return IDENTIFIER.sub(lambda id: self.ids.get(id[0], id[0]), text).encode()

    def form(self, path, exchange, recorded, given):
        """The recorded form, or one like it where the recording lacks it."""
        if path.endswith("/parts"):
            # Two parts of eight bytes in all, as recorded.
            content = b':1}\n' if self.parts else b'{"a"'
            return form("b", [("data", "blob", None, content)]), "multipart/form-data; boundary=b"
        if exchange.request_body and "boundary" in given:
            return exchange.request_body, given
        purpose = recorded.get("purpose", "world_domination")
        content = training() if purpose in ("fine-tune", "batch") else b"text"
        parts = [("purpose", None, None, purpose.encode()), ("file", recorded.get("filename", "a.jsonl"), None, content)]
        return form("b", parts), "multipart/form-data; boundary=b"

    def strays(self, exchange):
        """Whether a request follows an answer in which the simulated model chose otherwise."""
        named = set(IDENTIFIER.findall(exchange.target)) | set(IDENTIFIER.findall(exchange.request_body.decode(errors="replace")))
        return bool(named & self.strayed)

    def learn(self, recorded, simulated):
        """Takes the identifiers of an answer for those at the same place in the recorded one."""
        if isinstance(recorded, dict) and isinstance(simulated, dict):
            if recorded.get("object") == "upload.part":
                self.parts.append(simulated.get("id"))
            if recorded.get("object") == "response" and kinds(recorded) != kinds(simulated):
                self.strayed.add(recorded.get("id"))
            for name in recorded.keys() & simulated.keys():
                one, other = recorded[name], simulated[name]
                if isinstance(one, str) and isinstance(other, str):
                    # Where the model chose another item, the identifier is of another kind.
                    same = re.match("[a-z]+[-_]", one) and other.startswith(re.match("[a-z]+[-_]", one)[0])
                    if (name == "id" or name.endswith("_id")) and IDENTIFIER.fullmatch(one) and same:
                        self.ids.setdefault(one, other)
                else:
                    self.learn(one, other)
        elif isinstance(recorded, list) and isinstance(simulated, list):
            for one, other in zip(recorded, simulated):
                self.learn(one, other)


def kinds(response):
    """The types of the items that a response put out."""
    return [item.get("type") for item in response.get("output") or []]


def named(value, name):
    """The members of this name anywhere in a document."""
    if isinstance(value, dict):
        return [member for key, member in value.items() if key == name] + [
            found for member in value.values() for found in named(member, name)]
    if isinstance(value, list):
        return [found for element in value for found in named(element, name)]
    return []
