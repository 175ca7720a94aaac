# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The control API as it describes itself: requests whose answers are held to `openapi.json`."""

import re

from jsonschema import Draft202012Validator

from support import ask

ROOT = "/_tapedeck"


class Description:
    """The description of a server's control API, and which of its answers were seen."""

    def __init__(self, server):
        answer = ask(server, "GET", f"{ROOT}/openapi.json")
        assert answer.status == 200 and answer["content-type"] == "application/json"
        self.document = answer.json
        self.seen = set()

    @property
    def operations(self):
        """Path, method and description of each operation."""
        for path, item in self.document["paths"].items():
            for method in item.keys() - {"parameters"}:
                yield path, method, item[method]

    @property
    def answers(self):
        """Operation and status of each answer that is described."""
        return {(operation["operationId"], status) for _, _, operation in self.operations
                for status in operation["responses"]}

    def validator(self, schema):
        return Draft202012Validator(schema | {"components": self.document["components"]})

    def hold(self, schema, value):
        """Asserts that a value has a schema."""
        errors = [f"{error.json_path}: {error.message}" for error in self.validator(schema).iter_errors(value)]
        assert errors == [], (errors, value)

    def find(self, method, path):
        """The operation of a request; a fixed path goes before one with parameters, as OpenAPI has it."""
        path = path.removeprefix(ROOT).split("?")[0]
        templates = sorted(self.document["paths"], key=lambda template: template.count("{"))
        for template in templates:
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]*", template.replace(".", r"\.")), path):
                return self.document["paths"][template][method.lower()]
        raise AssertionError(f"{method} {path} is not described")

    def ask(self, server, method, path, body=b"", **fields):
        """Sends a request, and holds its answer to what is described."""
        answer = ask(server, method, ROOT + path, body, **fields)
        operation = self.find(method, path)
        described = operation["responses"].get(str(answer.status))
        assert described, (method, path, answer.status, answer.body)
        self.seen.add((operation["operationId"], str(answer.status)))
        for name, header in described.get("headers", {}).items():
            assert answer[name] is not None or not header["required"], (path, name)
            self.hold(header["schema"], answer[name])
        if method == "HEAD":
            assert answer.body == b""
            return answer
        kind = answer["content-type"].split(";")[0]
        content = described["content"].get(kind, described["content"].get(kind.split("/")[0] + "/*"))
        assert content is not None, (path, kind)
        if "schema" in content:
            self.hold(content["schema"], answer.json)
        return answer
