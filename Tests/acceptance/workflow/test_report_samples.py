# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The samples on the page of a comparison: two answers word by word, all scores, many models, texts of any kind."""

import json

import pytest

from support import chromium
from support import tapedeck
from support.comparisons import nine

pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None,
    reason="There is no Chromium; install Debian's 'chromium' package or name one with TAPEDECK_CHROMIUM.")

HOSTILE = "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'>\u202e\u0007\u2028 \U0001f469\u200d\U0001f467 \u05e9\u05dc\u05d5\u05dd"

# A reference, and what each of two models said.
SAMPLES = [
    ("Tim will come at six.", "Tim says he will come at six.", "Tim will come by train at six."),
    ("Amanda baked cookies.", "Amanda baked cookies.", "Amanda baked cookies."),
    ("Nobody votes.", "", "They vote, don't they?"),
    (HOSTILE, HOSTILE + " one", HOSTILE + " other"),
    ("A long one.", "word " * 200_000, "word " * 200_000 + "end"),
    ("Both end.", "Abdul says no.", "Pilar says no!"),
    ("Two sentences.", "Abdul is out. Kirsten sings.", "Pilar was in. Otis danced."),
    ("A family.", "A \U0001f469\u200d\U0001f467 here", "A \U0001f469\u200d\U0001f466 here"),
]
CHOOSE = "(() => { const box = document.getElementById('%s'); box.value = '%s'; box.dispatchEvent(new Event('change')) })()"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    page = chromium.Page(tmp_path_factory.mktemp("chromium"))
    page.view(1280)
    yield page
    page.close()


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    for place, name in ((1, "old"), (2, "new")):
        (folder / f"{name}.jsonl").write_text("".join(
            json.dumps({"id": str(number), "dialogue": sample[0], "reference": sample[0], "prediction": sample[place]}) + "\n"
            for number, sample in enumerate(SAMPLES)))
    done = tapedeck("compare", folder / "old.jsonl", folder / "new.jsonl", "--resamples", 10, "--html", folder / "report.html")
    assert done.code == 0, done.err
    return folder / "report.html"


@pytest.fixture
def page(browser, two):
    browser.complaints.clear()
    browser.open(two)
    yield browser
    assert browser.complaints == []


def compared(page):
    """The comparison word by word, with what is struck out in brackets and what is underlined in braces."""
    return page("(() => { const text = document.querySelector('.compared p').cloneNode(true);"
                "for (const [name, [a, b]] of Object.entries({ del: '[]', ins: '{}' }))"
                "  text.querySelectorAll(name).forEach((one) => one.replaceWith(a + one.textContent + b));"
                "return text.textContent })()")


def test_two_answers_are_compared_word_by_word(page):
    assert compared(page) == "Tim [says he] will come {by train} at six."
    note = page("document.querySelector('.compared .scores').textContent")
    assert note == "6 words and signs in both, 2 struck out, 2 underlined."
    page(CHOOSE % ("one", 1))
    assert not page("document.querySelector('.compared')"), "nothing to compare a model with itself"
    page(CHOOSE % ("other", 0))
    assert compared(page) == "Tim {says he} will come [by train] at six."


def test_equal_and_empty_answers_say_so(page):
    page.press("j")
    assert compared(page) == "Amanda baked cookies."
    assert page("document.querySelector('.compared .scores').textContent") == "The answers are the same."
    page.press("j")
    assert compared(page) == "{They vote, don't they?}"
    assert "An empty prediction." in page("document.getElementById('texts').innerText")


def test_a_character_of_several_code_points_is_not_cut_apart(page):
    page.press("End")
    page("document.querySelector('.item').focus()")
    page.press("End")
    assert compared(page) == "A [\U0001f469\u200d\U0001f467] {\U0001f469\u200d\U0001f466} here"


def test_words_of_two_answers_do_not_run_together(page):
    page("document.querySelector('.item').focus()")
    page.press("End", "ArrowUp")
    assert compared(page) == "[Abdul is out. Kirsten sings] {Pilar was in. Otis danced}.", "a common full stop is no anchor"
    page.press("ArrowUp")
    assert compared(page) == "[Abdul] {Pilar} says no[.]{!}"


def test_hostile_texts_are_compared_and_not_run(page):
    page.press("j", "j", "j")
    text = page("document.querySelector('.compared p').textContent")
    assert "<script>window.hit=1</script>" in text and "\u05e9\u05dc\u05d5\u05dd" in text
    assert page("window.hit") is None and page("document.images.length") == 0
    assert page("[...document.querySelectorAll('.text p')].every((one) => one.dir === 'auto' || one.className === 'scores')")


def test_a_line_of_a_megabyte_is_shown_and_not_compared(page):
    page.press("j", "j", "j", "j")
    assert "too long to be compared" in page("document.querySelector('.compared').textContent")
    assert page("[...document.querySelectorAll('.text.model p')].some((one) => one.textContent.length >= 1000000)")
    assert page("document.querySelectorAll('*').length") < 6000
    took = page("(() => { const start = performance.now(); document.getElementById('back').click(); "
                "return performance.now() - start })()")
    assert took < 2000


def test_all_scores_of_a_sample_are_within_reach(page):
    fold = "document.querySelector('.text.model details.scores')"
    assert page(f"{fold}.open") is False
    page(f"{fold}.querySelector('summary').focus()")
    page.press(" ")
    rows = page(f"[...{fold}.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.innerText))")
    assert rows[0] == ["Metric", "Precision", "Recall", "F1"]
    assert rows[1] == ["ROUGE-1", "71.43", "100.00", "83.33"], "five of seven words, all of five"
    assert [row[0] for row in rows[1:]] == ["ROUGE-1", "ROUGE-2", "ROUGE-L", "ROUGE-Lsum"]
    page.press("j")
    assert page(f"{fold}.open"), "what is unfolded stays so"


def test_of_many_models_the_compared_two_stand_open(browser, tmp_path):
    done = tapedeck("compare", nine(tmp_path / "runs", 20), "--resamples", 10, "--html", tmp_path / "report.html")
    assert done.code == 0, done.err
    page = browser
    page.open(tmp_path / "report.html")
    opened = "[...document.querySelectorAll('div.text.model h4 bdi')].map((one) => one.textContent)"
    assert page(opened) == ["model-1", "model-9"]
    assert page("document.querySelectorAll('details.text.model').length") == 7
    assert page("document.querySelectorAll('.item')[0].querySelectorAll('.swatch').length") == 2
    page(CHOOSE % ("other", 4))
    assert page(opened) == ["model-1", "model-5"]
    page("document.querySelector('details.text.model').open = true")
    page.press("j")
    assert page("document.querySelector('details.text.model').open") and page("document.getElementById('count').textContent") == "Sample 2 of 20"
    page(CHOOSE % ("sort", "difference"))
    assert page("document.getElementById('sort').options.length") == 12
    assert page.complaints == []
