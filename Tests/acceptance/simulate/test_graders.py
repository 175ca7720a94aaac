# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Graders: each type run and validated, formulas, templates, and what is refused."""

import json

import openai
import pytest

from support.simulation import GRADER
from support import assert_at_rest, ask, listed

SIMILAR = {"type": "text_similarity", "name": "near", "input": "{{sample.output_text}}", "reference": "{{item.answer}}",
           "evaluation_metric": "fuzzy_match"}
CHECK = {"type": "string_check", "name": "same", "input": "{{sample.output_text}}", "reference": "{{item.answer}}",
         "operation": "eq"}
JUDGE = {"type": "score_model", "name": "judge", "model": "gpt-4o-mini", "range": [0, 10], "input": [
    {"role": "user", "content": [{"type": "input_text", "text": "Reference: {{item.answer}} Answer: {{sample.output_text}}"}]}]}
LABEL = {"type": "label_model", "name": "mood", "model": "gpt-4o", "labels": ["positive", "negative"],
         "passing_labels": ["positive"], "input": [
             {"type": "message", "role": "user", "content": {"type": "input_text", "text": "Statement: {{sample.output_text}}"}}]}
PYTHON = {"type": "python", "name": "code", "source": "def grade(sample, item):\n    return 1.0\n"}
MULTI = {"type": "multi", "name": "both", "graders": {"same": CHECK, "near": SIMILAR, "mood": LABEL},
         "calculate_output": "0.5 * same + 0.25 * near + 0.25 * mood"}
ERRORS = ["formula_parse_error", "sample_parse_error", "truncated_observation_error", "unresponsive_reward_error",
          "invalid_variable_error", "other_error", "python_grader_server_error", "python_grader_server_error_type",
          "python_grader_runtime_error", "python_grader_runtime_error_details", "model_grader_server_error",
          "model_grader_refusal_error", "model_grader_parse_error", "model_grader_server_error_details"]


def run(sim, grader, sample="fuzzy wuzzy was a bear", item=None):
    return sim.ask("POST", "/v1/fine_tuning/alpha/graders/run", {
        "grader": grader, "model_sample": sample, "item": {"answer": "fuzzy wuzzy was a bear"} if item is None else item})


def test_the_sdk_runs_and_validates_graders(sim):
    with sim.client() as client:
        graders = client.fine_tuning.alpha.graders
        ran = graders.run(grader=CHECK, model_sample="yes", item={"answer": "yes"})
        assert ran.reward == 1 and ran.metadata.name == "same" and ran.metadata.errors.formula_parse_error is False
        assert graders.run(grader=MULTI, model_sample="positive", item={"answer": "positive"}).reward == 1
        assert graders.validate(grader=SIMILAR).grader.evaluation_metric == "fuzzy_match"
        with pytest.raises(openai.BadRequestError) as error:
            graders.validate(grader=SIMILAR | {"evaluation_metric": "rouge_9"})
        assert error.value.param == "grader.evaluation_metric"


def test_an_answer_has_every_member_in_order(sim):
    answer = run(sim, CHECK)
    document = answer.json
    assert list(document) == ["reward", "metadata", "sub_rewards", "model_grader_token_usage_per_model"]
    assert list(document["metadata"]) == [
        "name", "type", "errors", "execution_time", "scores", "token_usage", "sampled_model_name"]
    assert list(document["metadata"]["errors"]) == ERRORS
    assert (document["sub_rewards"], document["metadata"]["token_usage"]) == ({}, None)
    assert answer.body == json.dumps(document, indent=2).encode() and answer["content-type"] == "application/json"


@pytest.mark.parametrize("operation, sample, reward", [
    ("eq", "Yes", 1), ("eq", "yes", 0), ("ne", "yes", 1), ("like", "Oh Yes!", 1), ("like", "oh yes!", 0), ("ilike", "oh yes!", 1)])
def test_strings_are_compared(sim, operation, sample, reward):
    assert run(sim, CHECK | {"operation": operation}, sample, {"answer": "Yes"}).json["reward"] == reward


@pytest.mark.parametrize("metric, reward", [
    ("fuzzy_match", 40 / 43), ("bleu", 0.3799178428257963), ("gleu", 0.5), ("meteor", 0.8066666666666668), ("rouge_1", 5 / 6),
    ("rouge_2", 0.6), ("rouge_3", 0.25), ("rouge_4", 0), ("rouge_5", 0), ("rouge_l", 5 / 6)])
def test_similarities_are_those_of_the_well_known_implementations(sim, metric, reward):
    answer = run(sim, SIMILAR | {"evaluation_metric": metric}, "the cat sat on the mat", {"answer": "the cat is on the mat"})
    assert answer.json["reward"] == pytest.approx(reward, abs=1e-9)


def test_the_cosine_is_that_of_the_simulated_embeddings(sim):
    grader = SIMILAR | {"evaluation_metric": "cosine"}
    near, far = (run(sim, grader, text).json["reward"] for text in ("fuzzy wuzzy was a big bear", "taxes are due in April"))
    assert 0.4 < near < 1 and far < 0.2


def test_a_formula_combines_the_rewards(sim):
    answer = run(sim, MULTI, "a positive answer", {"answer": "a positive answer"}).json
    assert answer["reward"] == 1 and answer["sub_rewards"] == {"same": 1, "near": 1, "mood": 1}
    assert list(answer["model_grader_token_usage_per_model"]) == ["gpt-4o-2024-08-06"]
    alone = run(sim, MULTI | {"graders": CHECK, "calculate_output": "1 - same"}).json
    assert alone["reward"] == 0 and alone["sub_rewards"] == {"same": 1}
    listed_ = run(sim, MULTI | {"graders": [CHECK, SIMILAR], "calculate_output": "min(same, near) ^ 2"}).json
    assert listed_["reward"] == 1


def test_a_judge_compares_words_and_counts_tokens(sim):
    same, other = (run(sim, JUDGE, text).json for text in ("fuzzy wuzzy was a bear", "nothing alike"))
    assert (same["reward"], other["reward"]) == (10, 0)
    assert same["metadata"]["sampled_model_name"] == "gpt-4o-mini-2024-07-18"
    usage = same["model_grader_token_usage_per_model"]["gpt-4o-mini-2024-07-18"]
    assert list(usage) == ["prompt_tokens", "total_tokens", "completion_tokens", "cached_tokens"]
    assert same["metadata"]["token_usage"] == usage["total_tokens"] > 10


@pytest.mark.parametrize("grader, sample, flag", [
    (CHECK | {"input": "{{item.missing}}"}, "x", "invalid_variable_error"),
    (CHECK | {"input": "{{sample.output_json.a}}"}, "not json", "sample_parse_error"),
    (MULTI | {"calculate_output": "same +"}, "x", "formula_parse_error"),
    (MULTI | {"calculate_output": "same + unknown"}, "x", "invalid_variable_error"),
    (MULTI | {"calculate_output": "1 / 0"}, "x", "other_error")])
def test_what_cannot_be_graded_raises_a_flag(sim, grader, sample, flag):
    answer = run(sim, grader, sample)
    errors = answer.json["metadata"]["errors"]
    assert answer.status == 200 and answer.json["reward"] == 0
    assert [name for name, value in errors.items() if value] == [flag]


def test_members_of_the_sample_are_variables(sim):
    grader = CHECK | {"input": "{{ sample.output_json.answers[1].text }}", "reference": "{{item.answer}}"}
    assert run(sim, grader, '{"answers": [{}, {"text": "yes"}]}', {"answer": "yes"}).json["reward"] == 1


@pytest.mark.parametrize("grader", [PYTHON, MULTI | {"graders": {"code": PYTHON}, "calculate_output": "code"}])
def test_python_is_refused(sim, grader):
    answer = run(sim, grader)
    assert answer.status == 400 and "runs no Python" in answer.error["message"]
    assert answer.error["param"].startswith("grader")
    # Its form is checked all the same.
    assert sim.ask("POST", "/v1/fine_tuning/alpha/graders/validate", {"grader": grader}).json == {"grader": grader}


@pytest.mark.parametrize("grader, param, code", [
    ({}, "grader.type", "missing_required_parameter"),
    (CHECK | {"operation": "same"}, "grader.operation", "invalid_value"),
    (CHECK | {"input": "{{user.name}}"}, "grader.input", "invalid_value"),
    (LABEL, "grader.type", "invalid_value"),
    (JUDGE | {"model": "gpt-x"}, "grader.model", "model_not_found"),
    (JUDGE | {"range": [1, 1]}, "grader.range", "invalid_value"),
    (JUDGE | {"input": [{"role": "critic", "content": "x"}]}, "grader.input[0].role", "invalid_value"),
    (MULTI | {"graders": {}}, "grader.graders", "invalid_value"),
    (MULTI | {"graders": {"a": MULTI}}, "grader.graders.a.type", "invalid_value"),
    (MULTI | {"graders": [CHECK, {"type": "string_check"}]}, "grader.graders[1].name", "missing_required_parameter"),
    (MULTI | {"graders": {"l": LABEL | {"passing_labels": ["other"]}}}, "grader.graders.l.passing_labels", "invalid_value"),
    (MULTI | {"calculate_output": "1 +"}, "grader.calculate_output", "invalid_value"),
    (MULTI | {"calculate_output": "nope"}, "grader.calculate_output", "invalid_value")])
def test_a_bad_grader_is_refused(sim, grader, param, code):
    answer = sim.ask("POST", "/v1/fine_tuning/alpha/graders/validate", {"grader": grader})
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, param, code)


def test_a_run_needs_a_grader_and_a_sample(sim):
    for body, param in (({"model_sample": "x"}, "grader"), ({"grader": CHECK}, "model_sample"),
                        ({"grader": CHECK, "model_sample": "x", "nope": 1}, "nope")):
        answer = sim.ask("POST", "/v1/fine_tuning/alpha/graders/run", body)
        assert (answer.status, answer.error["param"]) == (400, param)


def test_grading_is_recorded_and_replayed(record, replay, serve, tape):
    body = {"grader": MULTI, "model_sample": "positive", "item": {"answer": "yes"}}
    path = "/v1/fine_tuning/alpha/graders/run"
    with serve("simulate") as simulator:
        with record(upstream=simulator.base) as recorder:
            live = ask(recorder, "POST", path, body)
    assert_at_rest(tape)
    assert len(listed(tape)) == 1
    with replay() as player:
        assert ask(player, "POST", path, body).body == live.body
