# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page under `/_tapedeck/` in a real browser: no other host, no complaint, keyboard, phone, dark mode, live requests."""

import json

import pytest

from support import ROOT, ask, chat, exported_line, tapedeck, wait_until
from support.axe import violations
from support.contrast import LOW_CONTRAST
from support.page import HOSTILE, URL, detail, needs_chromium, page, shown, state, tape  # noqa: F401: fixtures

pytestmark = needs_chromium


@pytest.fixture
def opened(page, serve, tape):
    def start(*arguments, place="", **view):
        deck = serve(*(arguments or ("cassette", "browse")), *(["--cassette"] if arguments else []), tape)
        page.visit("about:blank")
        page.requests.clear()
        page.complaints.clear()
        page.view(**{"width": 1280, **view})
        page.visit(f"{deck.root}/_tapedeck/{place}")
        page.deck = deck
        return page

    return start


def test_loads_nothing_else_and_complains_of_nothing(opened):
    page = opened()
    wait_until(lambda: shown(page).startswith("#1 "))
    page.press("j", "j", "j")
    wait_until(lambda: shown(page).startswith("#4 "))
    assert state(page) == "300 interactions on the tape"
    assert [url for url in page.requests if not url.startswith(page.deck.root)] == []
    assert page.complaints == []


def test_hostile_texts_are_shown_and_not_run(opened):
    page = opened(place="#id=2")
    wait_until(lambda: shown(page).startswith("#2 "))
    text = detail(page)
    assert "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'>" in text
    assert "U+202E" in text and "U+0007" in text
    assert page("window.hit") is None
    assert page("document.querySelectorAll('#detail script, #detail img').length") == 0
    assert page.complaints == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_fits_every_width_with_enough_contrast(opened, width, dark):
    page = opened(place="#id=3", width=width, dark=dark)
    wait_until(lambda: shown(page).startswith("#3 "))
    page("document.querySelectorAll('#detail details').forEach((one) => { one.open = true; })")
    assert page("document.documentElement.scrollWidth") <= width
    assert page(LOW_CONTRAST) == [] and violations(page) == []
    page("location.hash = 'id=3&open'")
    wait_until(lambda: page("document.body.classList.contains('opened')"))
    assert page("document.documentElement.scrollWidth") <= width
    assert page(LOW_CONTRAST) == [] and violations(page) == []


def test_a_cost_is_by_list_prices(opened):
    page = opened()
    wait_until(lambda: shown(page).startswith("#1 "))
    assert "< $0.0001" in page("document.querySelector('.tags').innerText")
    assert "list prices of 20" in page("[...document.querySelectorAll('.tag[title]')].map((one) => one.title).join()")
    wait_until(lambda: "< $0.0001" in page("document.querySelector('.item').innerText"))


def test_a_long_list_has_few_elements(opened):
    page = opened()
    wait_until(lambda: state(page) == "300 interactions on the tape")
    assert page("document.querySelectorAll('.item').length") < 40
    page("document.getElementById('list').focus()")
    page.press("End")
    wait_until(lambda: shown(page).startswith("#300 "))
    assert page("document.querySelectorAll('.item').length") < 40
    wait_until(lambda: "Question 299" in page("document.querySelector('[aria-selected=true]').textContent"))


def test_everything_is_reached_by_keys(opened):
    page = opened()
    wait_until(lambda: shown(page).startswith("#1 "))
    page.press("/")
    assert page("document.activeElement.id") == "query"
    page.type("question 123")
    wait_until(lambda: state(page) == "1 interaction found")
    wait_until(lambda: shown(page).startswith("#124 "))
    page.press("Escape")
    assert page("document.activeElement.id") == "list"
    page.press("Enter")
    assert page("document.activeElement.id") == "detail"
    page.press("?")
    assert page("document.getElementById('help').open")
    page.press("Escape")
    assert not page("document.getElementById('help').open")
    assert "q=question+123" in page("location.hash")


def test_focus_shows_wherever_tab_leads(opened):
    page = opened()
    wait_until(lambda: shown(page).startswith("#1 "))
    seen = []
    for _ in range(10):
        page.press("Tab")
        seen.append(page("document.activeElement.id || document.activeElement.className"))
        assert page("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
    assert seen[:6] == ["help-button", "query", "label", "status", "path", "list"], seen


def test_an_address_leads_back(opened):
    page = opened(place="#q=question&id=200")
    wait_until(lambda: shown(page).startswith("#200 "))
    assert page("document.getElementById('query').value") == "question"
    assert "Answer 199" in detail(page)


def test_a_tool_call_is_folded(opened):
    page = opened(place="#id=3")
    wait_until(lambda: shown(page).startswith("#3 "))
    assert page("document.querySelector('details.call > summary').innerText").startswith("Calls get_weather")
    assert page("document.querySelector('details.call').open") is False
    page("document.querySelector('details.call').open = true")
    wait_until(lambda: '"Oslo"' in detail(page))


def test_a_response_of_the_simulator_says_so(opened):
    page = opened(place="#id=5")
    wait_until(lambda: shown(page).startswith("#5 "))
    assert "simulated" in page("document.querySelector('.tags').innerText")
    page.press("k")
    wait_until(lambda: shown(page).startswith("#4 "))
    assert "simulated" not in page("document.querySelector('.tags').innerText")


def test_a_stream_is_put_together_and_played(opened):
    page = opened(place="#id=4")
    wait_until(lambda: shown(page).startswith("#4 "))
    assert "Lisbon!" in page("document.querySelector('.message.assistant').innerText")
    assert page("document.querySelector('.screen').innerText") == "Lisbon!"
    page("(() => { const s = document.querySelector('.scrub'); s.value = 50000; s.dispatchEvent(new Event('input')); })()")
    assert page("document.querySelector('.screen').innerText").startswith("Lis")
    assert "bon" not in page("document.querySelector('.screen').innerText")
    page.press("p")
    wait_until(lambda: page("document.querySelector('.screen').innerText") == "Lisbon!")
    wait_until(lambda: page("document.querySelector('.play').textContent") == "Play")


@pytest.mark.parametrize("dark", [False, True])
def test_a_job_is_shown_as_its_life(page, serve, dark):
    deck = serve("cassette", "browse", ROOT / "cassettes" / "summarization.sqlite")
    page.visit("about:blank")
    page.complaints.clear()
    page.view(1280, dark=dark)
    page.visit(f"{deck.root}/_tapedeck/#path=%2Fv1%2Ffine_tuning%2Fjobs")
    states = "[...document.querySelectorAll('.states .state-name')].map((one) => one.textContent)"
    wait_until(lambda: page(states) == ["validating files", "queued", "running", "succeeded"])
    life = page("document.querySelector('.life').innerText")
    assert "Tuned model ft:" in life.replace("\n", " ") and "Training loss" in life
    assert page("document.querySelectorAll('.life .facts a').length") >= 3
    assert page(LOW_CONTRAST) == [] and violations(page) == []
    page("[...document.querySelectorAll('.states .link')].at(-1).click()")
    wait_until(lambda: "jobs/ftjob-" in shown(page))
    assert page.complaints == []


def test_a_batch_is_shown_as_its_life(page, serve, tmp_path):
    lines = []
    for number, status in enumerate(["validating", "in_progress", "in_progress", "failed"]):
        batch = {"id": "batch_abc123", "object": "batch", "status": status, "input_file_id": "file-abcdef", "created_at": 100}
        if status == "failed":
            batch["errors"] = {"data": [{"message": HOSTILE}]}
            batch["request_counts"] = {"total": 3, "completed": 1, "failed": 2}
        made = json.loads(exported_line(f"/v1/batches{'/batch_abc123' if number else ''}", answer=json.dumps(batch), method="GET" if number else "POST"))
        made["recorded_at"] += number * 60_000_000
        lines.append(json.dumps(made) + "\n")
    # Another one, and a list in which it is one of many.
    other = {"id": "batch_other", "object": "batch", "status": "completed"}
    lines.append(exported_line("/v1/batches", answer=json.dumps({"object": "list", "data": [other, batch, None]})) + "\n")
    (tmp_path / "source.jsonl").write_text("".join(lines))
    assert tapedeck("cassette", "import", tmp_path / "source.jsonl", "--into", tmp_path / "tape.sqlite").code == 0
    deck = serve("cassette", "browse", tmp_path / "tape.sqlite")
    page.visit("about:blank")
    page.complaints.clear()
    page.view(1280)
    page.visit(f"{deck.root}/_tapedeck/#id=2")
    wait_until(lambda: page("document.querySelectorAll('.states li').length") == 3)
    life = page("document.querySelector('.life').innerText")
    assert "in progress" in life and "after 1.0 min" in life and "1 of 3, 2 failed" in life
    assert "</script><script>window.hit=1</script>" in life and page("window.hit") is None
    assert page.complaints == []


def test_a_phone_shows_one_thing_at_a_time(opened):
    page = opened(width=390)
    wait_until(lambda: state(page) == "300 interactions on the tape")
    assert page("getComputedStyle(document.getElementById('detail')).display") == "none"
    wait_until(lambda: page("document.querySelector('.item')?.textContent ?? ''").startswith("Question"))
    page("document.querySelector('.item').click()")
    wait_until(lambda: page("getComputedStyle(document.getElementById('detail')).display") == "block")
    wait_until(lambda: shown(page).startswith("#1 "))
    page("history.back()")
    wait_until(lambda: page("getComputedStyle(document.getElementById('detail')).display") == "none")


def test_requests_and_misses_are_seen_as_they_come(opened):
    page = opened("replay")
    wait_until(lambda: "live" in page("document.getElementById('lead').textContent"))
    ask(page.deck, "POST", URL, chat("Question 7"))
    ask(page.deck, "POST", URL, chat("Question 7000"))
    wait_until(lambda: state(page) == "2 requests since the page is open")
    text = "document.getElementById('list').innerText"
    wait_until(lambda: "missed" in page(text) and "played" in page(text))
    page.press("3")
    wait_until(lambda: shown(page) == f"POST {URL}")
    assert page("[...document.querySelectorAll('td mark')].map((mark) => mark.textContent)").count("7000") >= 1
    assert page("document.querySelector('.command .copy').dataset.command").startswith("tapedeck record --cassette")
    page.press("4")
    wait_until(lambda: state(page) == "299 recordings not played")
    assert page.complaints == []


def test_requests_of_one_session_are_seen_alone(opened):
    page = opened("replay")
    wait_until(lambda: "live" in page("document.getElementById('lead').textContent"))
    for session in ("/session/a", "/session/b", "/session/a", ""):
        ask(page.deck, "POST", session + URL, chat("Question 7"))
    wait_until(lambda: state(page) == "4 requests since the page is open")
    wait_until(lambda: page("[...document.getElementById('label').options].map((one) => one.value)") == ["*", "=", "=a", "=b"])
    page("(() => { const s = document.getElementById('label'); s.value = '=a'; s.dispatchEvent(new Event('change')); })()")
    wait_until(lambda: state(page) == "2 requests since the page is open; 2 of other sessions")
    wait_until(lambda: page("document.getElementById('list').innerText").count("Question 7") == 2)
    assert "label=a" in page("location.hash")
    ask(page.deck, "POST", "/session/a" + URL, chat("Question 8"))
    wait_until(lambda: state(page) == "3 requests since the page is open; 2 of other sessions")
    page("document.querySelector('.item').click()")
    wait_until(lambda: "Question 8" in detail(page))
    assert page("document.getElementById('query').checkVisibility()") is False
    assert page(LOW_CONTRAST) == [] and violations(page) == [] and page.complaints == []


def test_the_token_is_asked_for(opened):
    page = opened("replay", "--control-token", "secret")
    wait_until(lambda: page("document.getElementById('token-dialog').open"))
    page.type("wrong")
    page("document.querySelector('#token-form button').click()")
    wait_until(lambda: "That was not the token" in page("document.getElementById('token-note').textContent"))
    page.type("secret")
    page("document.querySelector('#token-form button').click()")
    wait_until(lambda: "live" in page("document.getElementById('lead').textContent"))
    assert page("document.getElementById('token-dialog').open") is False
    assert "secret" not in page("location.href")
