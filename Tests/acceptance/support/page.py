# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page of Tapedeck in a browser: the browser, a tape to look at, and what is seen."""

import json

import pytest

from support import chromium, exported_line, tapedeck

needs_chromium = pytest.mark.skipif(
    chromium.PROGRAM is None,
    reason="There is no Chromium; install Debian's 'chromium' package or name one with TAPEDECK_CHROMIUM.")

URL = "/v1/chat/completions"
HOSTILE = "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'>\u202e\u0007 \U0001f469\u200d\U0001f467 \u05e9"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    page = chromium.Page(tmp_path_factory.mktemp("chromium"))
    yield page
    page.close()


def line(number, prompt, answer, **more):
    request = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": prompt}]})
    made = json.loads(exported_line(URL, request=request, answer=answer, method="POST", **more))
    made["recorded_at"] += number * 1_000_000
    return made


def document(text, **message):
    message = {"role": "assistant", "content": text, **message}
    return json.dumps({"choices": [{"index": 0, "message": message}], "usage": {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9}})


@pytest.fixture
def tape(tmp_path):
    """300 chats: the second is hostile, the third calls a tool, the fourth is a stream, the fifth is of the simulator."""
    calls = [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'}}]
    lines = [line(n, f"Question {n}", document(f"Answer {n}")) for n in range(300)]
    lines[1] = line(1, HOSTILE, document(HOSTILE))
    lines[2] = line(2, "Weather?", document(None, tool_calls=calls))
    events = [f'data: {{"choices": [{{"index": 0, "delta": {{"content": "{word}"}}}}]}}\n\n' for word in ("Lis", "bon", "!")]
    lines[3] = line(3, "Where?", "".join(events))
    lines[3]["response"]["headers"] = [["content-type", "text/event-stream"]]
    starts = [sum(map(len, events[:n])) for n in range(3)]
    lines[3]["response"]["chunks"] = [[starts[n], len(events[n]), 200_000 * n] for n in range(3)]
    lines[3]["response"]["duration"] = 500_000
    lines[4]["response"]["headers"] = [["content-type", "application/json"], ["tapedeck-simulated", "1"]]
    (tmp_path / "source.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    path = tmp_path / "tape.sqlite"
    done = tapedeck("cassette", "import", tmp_path / "source.jsonl", "--into", path)
    assert done.code == 0, done.err
    return path


def state(page):
    return page("document.getElementById('state').textContent")


def shown(page):
    return page("document.getElementById('detail-title')?.textContent ?? ''")


def detail(page):
    return page("document.getElementById('detail').innerText")
