# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Graders of reinforcement fine-tuning are validated."""

import json

import pytest

from support.simulation import GRADER

URL = "/v1/fine_tuning/alpha/graders/validate"


def test_a_valid_grader_comes_back(sim):
    with sim.client() as client:
        assert client.fine_tuning.alpha.graders.validate(grader=GRADER).grader.to_dict() == GRADER
    assert sim.ask("POST", URL, {"grader": GRADER}).body == json.dumps({"grader": GRADER}, indent=2).encode()


@pytest.mark.parametrize("body, param, code", [
    ({}, "grader", "missing_required_parameter"),
    ({"grader": "eq"}, "grader", "invalid_type"),
    ({"grader": {"type": "string_check", "name": "n"}}, "grader.input", "missing_required_parameter"),
    ({"grader": {"type": "rouge"}}, "grader.type", "invalid_value"),
    ({"grader": GRADER, "item": {}}, "item", "unknown_parameter"),
])
def test_what_is_wrong_with_a_grader_is_named(sim, body, param, code):
    answer = sim.ask("POST", URL, body)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)
