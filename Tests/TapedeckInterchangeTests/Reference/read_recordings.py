# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Reads cassettes of other tools with those tools' own readers, as the reference the importers are checked against.

Usage: read_recordings.py FOLDER

Prints one line of JSON for each interaction with api.openai.com: file, method, path, query, status, kept header fields
(lower-case names, in order), length and SHA-256 of both decoded bodies, and the time of recording in microseconds.
vcrpy and PyYAML read the YAML files; nothing here is shared with the importers.
"""
import base64
import datetime
import email.utils
import gzip
import hashlib
import json
import pathlib
import sys
import urllib.parse

import vcr.filters
import vcr.serialize
import vcr.serializers.yamlserializer
import yaml

KEPT_REQUEST_FIELDS = {
    "accept", "accept-language", "content-type", "idempotency-key", "openai-beta", "user-agent", "x-stainless-arch",
    "x-stainless-async", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-os",
    "x-stainless-package-version", "x-stainless-runtime", "x-stainless-runtime-version",
}
DROPPED_RESPONSE_FIELDS = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "content-encoding", "content-length", "set-cookie", "set-cookie2",
}
REPLACED_RESPONSE_FIELDS = {"openai-organization": "org-REDACTED", "openai-project": "proj_REDACTED"}


class RubyLoader(yaml.CSafeLoader):
    """Safe YAML with Ruby's `!binary`."""


RubyLoader.add_constructor("!binary", lambda loader, node: base64.b64decode(node.value))


def fields(headers):
    """The fields of a map from names to a value or a list of values."""
    pairs = []
    for name, values in (headers or {}).items():
        for value in values if isinstance(values, (list, tuple)) else [values]:
            text = value.decode() if isinstance(value, bytes) else str(value)
            pairs.append([str(name).lower(), text.strip()])
    return pairs


def encoded(body):
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def vcrpy_file(text):
    raw = vcr.serializers.yamlserializer.deserialize(text)["interactions"]
    requests, responses = vcr.serialize.deserialize(text, vcr.serializers.yamlserializer)
    for source, request, response in zip(raw, requests, responses):
        headers = fields(source["response"]["headers"])
        if "status_code" in response:
            status, body = response["status_code"], encoded(response["content"])
        else:
            coding = [value for name, value in headers if name == "content-encoding"]
            response["headers"] = {"content-encoding": coding} if coding else {}
            response = vcr.filters.decode_response(response)
            status, body = response["status"]["code"], encoded(response["body"]["string"])
        yield dict(
            method=request.method, url=request.uri, status=status, request_fields=fields(source["request"]["headers"]),
            request_body=encoded(request.body), response_fields=headers, response_body=body)


def ruby_time(value):
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=datetime.timezone.utc)
    return email.utils.parsedate_to_datetime(value)


def vcr_file(text):
    for source in yaml.load(text, Loader=RubyLoader)["http_interactions"]:
        request, response = source["request"], source["response"]
        status = response["status"]
        yield dict(
            method=request["method"].upper(), url=request["uri"],
            status=status["code"] if isinstance(status, dict) else status,
            request_fields=fields(request.get("headers")), request_body=encoded(request["body"]["string"]),
            response_fields=fields(response["headers"]), response_body=encoded(response["body"]["string"]),
            time=ruby_time(source["recorded_at"]))


def har_file(document):
    def pairs(headers):
        return [[header["name"].lower(), header["value"].strip()] for header in headers]

    for entry in document["log"]["entries"]:
        request, response = entry["request"], entry["response"]
        content = response["content"]
        body = encoded(content["text"])
        if content.get("encoding") == "base64":
            body = gzip.decompress(b"".join(base64.b64decode(piece) for piece in json.loads(content["text"])))
        yield dict(
            method=request["method"], url=request["url"], status=response["status"],
            request_fields=pairs(request["headers"]), request_body=encoded(request.get("postData", {}).get("text")),
            response_fields=pairs(response["headers"]), response_body=body,
            time=datetime.datetime.fromisoformat(entry["startedDateTime"].replace("Z", "+00:00")))


class Number(str):
    """A number as the document spells it."""


def compact(value):
    """JSON without white space, members and numbers as they were."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + compact(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def test_proxy_file(document):
    def body(value, headers):
        if isinstance(value, list):
            is_multipart = dict(headers).get("content-type", "").startswith("multipart/")
            return b"".join(
                base64.b64decode(piece[4:]) if is_multipart and piece.startswith("b64:") else piece.encode()
                for piece in value)
        return encoded(value if value is None or isinstance(value, str) else compact(value))

    for entry in document["Entries"]:
        request_fields, response_fields = fields(entry["RequestHeaders"]), fields(entry["ResponseHeaders"])
        yield dict(
            method=entry["RequestMethod"], url=entry["RequestUri"], status=int(entry["StatusCode"]),
            request_fields=request_fields, request_body=body(entry["RequestBody"], request_fields),
            response_fields=response_fields, response_body=body(entry["ResponseBody"], response_fields))


def test_agent_file(document):
    request, response = document["request"], document["response"]
    yield dict(
        method=request["method"], url=request["url"], status=int(response["status"]["code"]),
        request_fields=fields(request["headers"]), request_body=encoded(request["body"]),
        response_fields=fields(response["headers"]), response_body=encoded(response["body"]))


def interactions(path):
    text = path.read_bytes().decode("utf-8-sig")
    if text.startswith("{"):
        document = json.loads(text, parse_float=Number, parse_int=Number)
        if "Entries" in document:
            return test_proxy_file(document)
        return har_file(json.loads(text)) if "log" in document else test_agent_file(document)
    return vcr_file(text) if "http_interactions:" in text[:40] else vcrpy_file(text)


def described(path, item):
    url = urllib.parse.urlsplit(item["url"])
    time = item.get("time")
    if time is None:
        dates = [value for name, value in item["response_fields"] if name == "date"]
        try:
            time = email.utils.parsedate_to_datetime(dates[0]) if dates else None
        except ValueError:
            time = None
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return {
        "file": str(path), "method": item["method"], "path": url.path, "query": url.query or None,
        "status": item["status"],
        "requestFields": [pair for pair in item["request_fields"] if pair[0] in KEPT_REQUEST_FIELDS],
        "responseFields": [
            [name, REPLACED_RESPONSE_FIELDS.get(name, value)] for name, value in item["response_fields"]
            if name not in DROPPED_RESPONSE_FIELDS],
        "requestLength": len(item["request_body"]),
        "requestDigest": hashlib.sha256(item["request_body"]).hexdigest(),
        "responseLength": len(item["response_body"]),
        "responseDigest": hashlib.sha256(item["response_body"]).hexdigest(),
        "recordedAt": 0 if time is None else (time - epoch) // datetime.timedelta(microseconds=1),
    }


def main():
    root = pathlib.Path(sys.argv[1])
    for path in sorted(root.rglob("*")):
        if path.suffix in {".yml", ".yaml", ".json", ".har"}:
            for item in interactions(path):
                if urllib.parse.urlsplit(item["url"]).hostname == "api.openai.com":
                    print(json.dumps(described(path.relative_to(root), item)))


if __name__ == "__main__":
    main()
