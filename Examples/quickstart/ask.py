# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""An OpenAI client that knows nothing of Tapedeck: it asks, streams, uploads a training file, and watches its job."""

import json
import sys
import time

from openai import OpenAI

client = OpenAI()

answer = client.chat.completions.create(
    model="gpt-4o-mini", temperature=0.2, messages=[{"role": "user", "content": "What is a cassette?"}]
)
print(answer.choices[0].message.content)

stream = client.chat.completions.create(
    model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "And a tape deck?"}]
)
print("".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices))

# The service wants ten examples or more, each of which ends with what the assistant should say.
FACTS = {
    "tape": "A strip of film that remembers.", "reel": "A wheel that tape is wound on.",
    "head": "The part that reads and writes.", "capstan": "A spindle that moves the tape.",
    "hiss": "The noise of the tape itself.", "wow": "A slow change of pitch.",
    "flutter": "A fast change of pitch.", "splice": "Two ends of tape joined.",
    "leader": "The blank start of a tape.", "dub": "A copy of a recording.",
}
lines = [
    json.dumps({"messages": [{"role": "user", "content": f"What is a {word}?"}, {"role": "assistant", "content": fact}]})
    for word, fact in FACTS.items()
]
file = client.files.create(file=("train.jsonl", "\n".join(lines).encode()), purpose="fine-tune")
job = client.fine_tuning.jobs.create(model="gpt-4o-mini-2024-07-18", training_file=file.id)

pause = 0.5
while job.status not in ("succeeded", "failed", "cancelled"):
    time.sleep(pause)
    pause = min(2 * pause, 30)  # a real job takes minutes
    job = client.fine_tuning.jobs.retrieve(job.id)
    print(f"{job.id} {job.status}")
if job.status != "succeeded":
    sys.exit(f"The job {job.status}: {job.error.message if job.error else 'no reason given'}")
print(job.fine_tuned_model)
