# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A tour of Azure's official clients against a simulator, for any version of the SDK: AZURE_OPENAI_ENDPOINT says where.

It prints the version it ran with; whatever is not as it should be ends it with a trace.
"""

import asyncio
import os

import openai
from sdk_tour import expect, training

MODEL = "gpt-4o-mini"
ASK = [{"role": "user", "content": "What is the capital of France? Answer <briefly>."}]
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def chat(client):
    answer = client.chat.completions.create(model=MODEL, messages=ASK)
    text = answer.choices[0].message.content
    assert text and answer.model.startswith(MODEL) and answer.usage.total_tokens
    assert answer.choices[0].content_filter_results["hate"] == {"filtered": False, "severity": "safe"}
    assert answer.prompt_filter_results[0]["prompt_index"] == 0
    chunks = list(client.chat.completions.create(
        model=MODEL, messages=ASK, stream=True, stream_options={"include_usage": True}))
    assert chunks[0].choices == [] and chunks[0].prompt_filter_results
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
    assert chunks[-1].usage.total_tokens == answer.usage.total_tokens
    called = client.chat.completions.create(model=MODEL, messages=ASK, tools=[TOOL], tool_choice="required")
    assert called.choices[0].message.tool_calls and called.choices[0].content_filter_results == {}
    expect(openai.NotFoundError, lambda: client.chat.completions.create(model="no-such", messages=ASK), 404,
           "DeploymentNotFound")
    expect(openai.BadRequestError, lambda: client.chat.completions.create(model=MODEL, messages=[]), 400, "empty_array")


def files_and_jobs(client):
    file = client.files.create(file=("train.jsonl", training(12)), purpose="fine-tune")
    assert file.status == "pending" and len(file.id) == 37
    expect(openai.BadRequestError,
           lambda: client.fine_tuning.jobs.create(model=MODEL, training_file=file.id), 400, "invalidPayload")
    assert [client.files.retrieve(file.id).status for _ in range(3)] == ["running", "processed", "processed"]
    assert client.files.content(file.id).read() == training(12)
    job = client.fine_tuning.jobs.create(
        model="gpt-4o-mini-2024-07-18", training_file=file.id, extra_body={"trainingType": "globalStandard"})
    assert job.status == "pending" and job.organization_id is None and len(job.id) == 38
    while job.status not in ("succeeded", "failed", "cancelled"):
        job = client.fine_tuning.jobs.retrieve(job.id)
    assert job.status == "succeeded", job.error
    expect(openai.NotFoundError,
           lambda: client.chat.completions.create(model=job.fine_tuned_model, messages=ASK), 404, "DeploymentNotFound")
    assert job.id in [listed.id for listed in client.fine_tuning.jobs.list()]
    assert client.files.delete(file.id).deleted
    expect(openai.NotFoundError, lambda: client.files.retrieve(file.id), 404, "notFound")
    assert MODEL in [model.id for model in client.models.list()]


async def chat_async():
    async with openai.AsyncAzureOpenAI(max_retries=0, azure_ad_token="token") as client:
        answers = await asyncio.gather(*(
            client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": f"Say {n}"}])
            for n in range(4)))
        assert len({answer.id for answer in answers}) == 4
        stream = await client.chat.completions.create(model=MODEL, messages=ASK, stream=True)
        assert [chunk async for chunk in stream][-1].choices[0].finish_reason == "stop"


def main():
    with openai.AzureOpenAI(max_retries=0) as client:
        chat(client)
        files_and_jobs(client)
    with openai.AzureOpenAI(max_retries=0, azure_deployment=MODEL) as client:
        assert client.chat.completions.create(model="ignored", messages=ASK).model.startswith(MODEL)
        assert list(client.models.list())
    with openai.OpenAI(max_retries=0, base_url=os.environ["AZURE_OPENAI_ENDPOINT"] + "/openai/v1") as client:
        chat(client)
    asyncio.run(chat_async())
    print(openai.__version__)


if __name__ == "__main__":
    main()
