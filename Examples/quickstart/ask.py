# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""An OpenAI client that knows nothing of Tapedeck: it asks, streams, uploads, and polls a fine-tuning job."""

from openai import OpenAI

client = OpenAI()

answer = client.chat.completions.create(
    model="gpt-4o-mini", temperature=0.2, messages=[{"role": "user", "content": "What is a cassette?"}]
)
print(answer.choices[0].message.content)

stream = client.chat.completions.create(
    model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "And a tape deck?"}]
)
print("".join(chunk.choices[0].delta.content or "" for chunk in stream))

file = client.files.create(file=("train.jsonl", b'{"messages": []}\n' * 10), purpose="fine-tune")
job = client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=file.id)
while job.status != "succeeded":
    job = client.fine_tuning.jobs.retrieve(job.id)
    print(f"{job.id} {job.status}")
