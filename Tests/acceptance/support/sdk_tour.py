# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A tour of the official SDK against a simulator, for any of its versions: OPENAI_BASE_URL says where.

It prints the version it ran with; whatever is not as it should be ends it with a trace.
"""

import asyncio
import base64
import json
from importlib.util import find_spec

import openai
from pydantic import BaseModel

MODEL = "gpt-4o-mini"
ASK = [{"role": "user", "content": "What is the weather in Paris? Answer in JSON."}]
TOOL = {"type": "function", "function": {"name": "get_weather", "strict": True, "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}}}


class Weather(BaseModel):
    city: str
    degrees: int
    sky: list[str]


def training(count):
    lines = []
    for number in range(count):
        messages = [{"role": "user", "content": f"Ann: Are we {number}?\nBen: Yes, we are {number}."},
                    {"role": "assistant", "content": f"Ben says that they are {number}."}]
        lines.append(json.dumps({"messages": messages}) + "\n")
    return "".join(lines).encode()


def expect(error, work, status, code=None):
    try:
        work()
    except error as raised:
        assert raised.status_code == status and raised.code == code and raised.request_id, raised
        return raised
    raise AssertionError(f"no {error.__name__}")


def files_and_jobs(client):
    file = client.files.create(file=("train.jsonl", training(12)), purpose="fine-tune")
    assert client.files.retrieve(file.id).status == "processed"
    assert client.files.content(file.id).read() == training(12)
    job = client.fine_tuning.jobs.create(model=MODEL, training_file=file.id, suffix="tour")
    statuses = [job.status]
    while job.status not in ("succeeded", "failed", "cancelled"):
        job = client.fine_tuning.jobs.retrieve(job.id)
        statuses.append(job.status)
    assert statuses[0] == "validating_files" and statuses[-1] == "succeeded", statuses
    events = [event.message for event in client.fine_tuning.jobs.list_events(job.id, limit=50)]
    assert events[0] == "The job has successfully completed" and events[-1].startswith("Created fine-tuning job")
    points = list(client.fine_tuning.jobs.checkpoints.list(job.id))
    assert len(points) == 3 and points[0].fine_tuned_model_checkpoint == job.fine_tuned_model
    assert client.files.content(job.result_files[0]).read()
    assert job.id in [listed.id for listed in client.fine_tuning.jobs.list(limit=1)]
    cancelled = client.fine_tuning.jobs.create(model=MODEL, training_file=file.id)
    assert client.fine_tuning.jobs.cancel(cancelled.id).status == "cancelled"
    few = client.files.create(file=("few.jsonl", training(3)), purpose="fine-tune")
    failed = client.fine_tuning.jobs.create(model=MODEL, training_file=few.id)
    failed = client.fine_tuning.jobs.retrieve(failed.id)
    assert (failed.status, failed.error.code) == ("failed", "invalid_n_examples")
    upload = client.uploads.create(bytes=6, filename="u.bin", mime_type="application/octet-stream", purpose="user_data")
    parts = [client.uploads.parts.create(upload.id, data=data).id for data in (b"abc", b"def")]
    assert client.uploads.complete(upload.id, part_ids=parts).file.bytes == 6
    assert client.files.delete(file.id).deleted
    expect(openai.NotFoundError, lambda: client.files.retrieve(file.id), 404)
    return job.fine_tuned_model


def batches(client):
    lines = "".join(json.dumps({
        "custom_id": f"line-{number}", "method": "POST", "url": "/v1/chat/completions",
        "body": {"model": MODEL, "messages": ASK}}) + "\n" for number in range(3))
    file = client.files.create(file=("lines.jsonl", lines.encode()), purpose="batch")
    made = client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"tour": "yes"})
    statuses = [made.status]
    while made.status not in ("completed", "failed"):
        made = client.batches.retrieve(made.id)
        statuses.append(made.status)
    assert statuses == ["validating", "in_progress", "in_progress", "finalizing", "completed"], statuses
    assert (made.request_counts.completed, made.error_file_id, made.metadata) == (3, None, {"tour": "yes"})
    output = [json.loads(line) for line in client.files.content(made.output_file_id).text.splitlines()]
    assert [line["custom_id"] for line in output] == ["line-0", "line-1", "line-2"]
    other = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    assert client.batches.cancel(other.id).status == "cancelling"
    assert [listed.id for listed in client.batches.list(limit=1)] == [other.id, made.id]
    expect(openai.ConflictError, lambda: client.with_options(max_retries=0).batches.cancel(made.id), 409)


def chat(client, model):
    answer = client.chat.completions.create(model=model, messages=ASK)
    text = answer.choices[0].message.content
    assert text and answer.usage.total_tokens and answer.choices[0].finish_reason == "stop"
    stream = client.chat.completions.create(
        model=model, messages=ASK, stream=True, stream_options={"include_usage": True})
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == text
    assert chunks[-1].usage.total_tokens == answer.usage.total_tokens
    messages = list(ASK)
    called = client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL], tool_choice="required")
    messages.append(called.choices[0].message)
    for call in called.choices[0].message.tool_calls:
        assert call.function.name == "get_weather" and "city" in json.loads(call.function.arguments)
        messages.append({"role": "tool", "tool_call_id": call.id, "content": "Sunny."})
    assert client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL]).choices[0].finish_reason == "stop"
    parse = getattr(client.chat.completions, "parse", None) or client.beta.chat.completions.parse
    parsed = parse(model=MODEL, messages=ASK, response_format=Weather)
    assert isinstance(parsed.choices[0].message.parsed, Weather)
    assert len(client.chat.completions.create(model=MODEL, messages=ASK, n=3).choices) == 3
    expect(openai.NotFoundError, lambda: client.chat.completions.create(model="gpt-x", messages=ASK), 404,
           "model_not_found")
    expect(openai.BadRequestError, lambda: client.chat.completions.create(model=MODEL, messages=[]), 400, "empty_array")


def responses(client):
    if not hasattr(client, "responses"):
        return
    answer = client.responses.create(model=MODEL, input=ASK)
    assert answer.output_text and answer.usage.total_tokens
    chunks = list(client.responses.create(model=MODEL, input=ASK, stream=True))
    assert "".join(chunk.delta for chunk in chunks if chunk.type == "response.output_text.delta") == answer.output_text
    tool = {"type": "function", **TOOL["function"]}
    called = client.responses.create(model=MODEL, input=ASK, tools=[tool], tool_choice="required").output[0]
    assert called.name == "get_weather" and "city" in json.loads(called.arguments)
    parsed = client.responses.parse(model=MODEL, input=ASK, text_format=Weather)
    assert isinstance(parsed.output_parsed, Weather)
    assert client.responses.retrieve(answer.id).output_text == answer.output_text
    assert [item.role for item in client.responses.input_items.list(answer.id)] == ["user"]
    for search in ("web_search_preview", "web_search"):
        found = client.responses.create(model=MODEL, input="Any news?", tools=[{"type": search}])
        assert found.output[0].type == "web_search_call" and found.output[1].content[0].annotations
    client.responses.delete(answer.id)
    expect(openai.NotFoundError, lambda: client.responses.retrieve(answer.id), 404)
    expect(openai.BadRequestError, lambda: client.responses.create(model="gpt-x", input="x"), 400, "model_not_found")


def completions(client):
    answer = client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Say hello.", max_tokens=20)
    parts = list(client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Say hello.", max_tokens=20, stream=True))
    assert answer.choices[0].text and "".join(part.choices[0].text for part in parts) == answer.choices[0].text
    scored = client.completions.create(model="davinci-002", prompt=["a", "b"], n=2, logprobs=2, echo=True)
    assert [choice.index for choice in scored.choices] == [0, 1, 2, 3] and scored.choices[3].logprobs.text_offset[0] == 0
    expect(openai.NotFoundError, lambda: client.completions.create(model=MODEL, prompt="x"), 404)


def graders(client):
    if not hasattr(client.fine_tuning, "alpha"):
        return
    grader = {"type": "text_similarity", "name": "near", "input": "{{sample.output_text}}", "reference": "red and blue",
              "evaluation_metric": "rouge_1"}
    assert client.fine_tuning.alpha.graders.validate(grader=grader).grader.name == "near"
    assert client.fine_tuning.alpha.graders.run(grader=grader, model_sample="blue and red", item={}).reward == 1


def moderations(client):
    results = client.moderations.create(input=["Have a great day!", "I want to kill them."]).results
    assert [result.flagged for result in results] == [False, True] and results[1].categories.violence
    expect(openai.BadRequestError, lambda: client.moderations.create(input=[]), 400, "empty_array")


def embeddings(client):
    texts = ["How do I reset my password?", "I forgot my password. How can I reset it?", "The storm damaged houses."]
    answer = client.embeddings.create(model="text-embedding-3-small", input=texts)
    one, near, far = (entry.embedding for entry in answer.data)

    def cosine(one, other):
        return sum(float(a) * float(b) for a, b in zip(one, other))

    assert len(one) == 1536 and abs(cosine(one, one) - 1) < 1e-5
    assert cosine(one, near) > 0.4 and abs(cosine(one, far)) < 0.1
    plain = client.embeddings.create(
        model="text-embedding-3-large", input="a", dimensions=256, encoding_format="float").data[0].embedding
    assert len(plain) == 256 and all(isinstance(number, float) for number in plain)
    expect(openai.BadRequestError, lambda: client.embeddings.create(model="text-embedding-3-small", input=[]), 400)


def conversations(client):
    if not hasattr(client, "conversations"):
        return
    id = client.conversations.create(items=[{"role": "user", "content": "Hello"}], metadata={"topic": "tour"}).id
    assert client.conversations.update(id, metadata={"topic": "other"}).metadata == {"topic": "other"}
    new = client.conversations.items.create(id, items=[{"role": "assistant", "content": "Hi"}]).data[0].id
    assert [item.role for item in client.conversations.items.list(id, limit=1)] == ["assistant", "user"]
    assert client.conversations.items.retrieve(new, conversation_id=id).content[0].text == "Hi"
    assert client.conversations.items.delete(new, conversation_id=id).id == id
    assert client.conversations.delete(id).deleted
    expect(openai.NotFoundError, lambda: client.conversations.retrieve(id), 404)


def sounds_and_images(client):
    sound = client.audio.speech.create(model="tts-1", voice="alloy", input="Good day.", response_format="wav").read()
    assert client.audio.transcriptions.create(model="whisper-1", file=("a.wav", sound)).text == "Good day."
    assert client.audio.translations.create(model="whisper-1", file=("a.wav", sound)).text == "Good day."
    words = client.audio.transcriptions.create(
        model="whisper-1", file=("a.wav", sound), response_format="verbose_json", timestamp_granularities=["word"]).words
    assert [word.word for word in words] == ["Good", "day"]
    events = list(client.audio.transcriptions.create(model="gpt-4o-transcribe", file=("good_day.mp3", b"x"), stream=True))
    assert events[-1].text == "Good day." == "".join(event.delta for event in events[:-1])
    image = base64.b64decode(client.images.generate(model="gpt-image-1", prompt="a cat").data[0].b64_json)
    assert image.startswith(b"\x89PNG")
    assert client.images.edit(model="gpt-image-1", image=("a.png", image), prompt="a hat").data[0].b64_json
    assert client.images.create_variation(image=("a.png", image), size="256x256").data[0].url.startswith("data:image/png")


def realtime(client):
    if not hasattr(client, "realtime") or find_spec("websockets") is None:
        return
    secret = client.realtime.client_secrets.create(session={"type": "realtime", "model": "gpt-realtime"})
    # The last 1.x takes TLS for granted where it is not told otherwise.
    address = str(client.base_url).replace("http", "ws", 1)
    client = client.with_options(api_key=secret.value, websocket_base_url=address)
    with client.realtime.connect(model="gpt-realtime") as connection:
        assert connection.recv().type == "session.created"
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        connection.conversation.item.create(item={
            "type": "message", "role": "user", "content": [{"type": "input_text", "text": "Tell me about the sea."}]})
        connection.response.create()
        events = []
        while not events or events[-1].type != "response.done":
            events.append(connection.recv())
        text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        assert text and events[-1].response.output[0].content[0].text == text
        connection.response.cancel()
        assert [connection.recv().type, connection.recv().error.code] == ["rate_limits.updated", "response_cancel_not_active"]


def vector_stores(client):
    stores = getattr(client, "vector_stores", None)
    if stores is None or not hasattr(stores, "search"):
        return
    file = client.files.create(file=("bike.txt", b"The red bicycle belongs to Ann."), purpose="assistants")
    store = stores.create(name="tour", file_ids=[file.id])
    assert store.status == "in_progress" and stores.retrieve(store.id).status == "completed"
    assert stores.search(store.id, query="Whose is the bicycle?").data[0].content[0].text == "The red bicycle belongs to Ann."
    batch = stores.file_batches.create(store.id, file_ids=[file.id], attributes={"kind": "fact"})
    assert stores.file_batches.poll(batch.id, vector_store_id=store.id).file_counts.completed == 1
    found = stores.search(store.id, query="bicycle", filters={"type": "eq", "key": "kind", "value": "fact"})
    assert [match.filename for match in found] == ["bike.txt"]
    assert [listed.id for listed in stores.files.list(store.id)] == [file.id]
    assert stores.files.delete(file.id, vector_store_id=store.id).deleted and stores.delete(store.id).deleted
    expect(openai.NotFoundError, lambda: stores.retrieve(store.id), 404)


async def chat_async():
    async with openai.AsyncOpenAI(max_retries=0) as client:
        answers = await asyncio.gather(*(
            client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": f"Say {n}"}])
            for n in range(8)))
        assert len({answer.id for answer in answers}) == 8
        stream = await client.chat.completions.create(model=MODEL, messages=ASK, stream=True)
        assert [chunk async for chunk in stream][-1].choices[0].finish_reason == "stop"
        assert [model async for model in client.models.list()]


def main():
    with openai.OpenAI(max_retries=0) as client:
        model = files_and_jobs(client)
        assert client.models.retrieve(model).id == model
        batches(client)
        chat(client, model)
        completions(client)
        graders(client)
        embeddings(client)
        conversations(client)
        vector_stores(client)
        assert client.models.delete(model).deleted
        expect(openai.NotFoundError, lambda: client.models.retrieve(model), 404, "model_not_found")
        moderations(client)
        sounds_and_images(client)
        realtime(client)
        responses(client)
    asyncio.run(chat_async())
    print(openai.__version__)


if __name__ == "__main__":
    main()
