# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page of a comparison with nine models: a baseline to choose, models to hide, and all pairs within reach."""

import pytest

from support import chromium
from support import tapedeck
from support.comparisons import SETTINGS, evaluated, nine
from support.axe import violations
from support.contrast import LOW_CONTRAST

pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None,
    reason="There is no Chromium; install Debian's 'chromium' package or name one with TAPEDECK_CHROMIUM.")

CHOOSE = "(() => { const box = document.getElementById('%s'); box.value = '%s'; box.dispatchEvent(new Event('change')) })()"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nine")
    done = tapedeck("compare", nine(folder / "runs", 60), "--published", "samsum-lesson", "--resamples", 50, "--html",
                    folder / "report.html")
    assert done.code == 0, done.err
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    page = chromium.Page(tmp_path_factory.mktemp("chromium"))
    yield page
    page.close()


@pytest.fixture
def page(browser, report):
    browser.requests.clear()
    browser.complaints.clear()
    browser.view(1280)
    browser.open(report)
    yield browser
    assert browser.complaints == []


def rows(page, table="#against"):
    """The texts of a table's visible rows."""
    return page(f"[...document.querySelectorAll('{table} tbody tr')].filter((row) => row.checkVisibility())"
                ".map((row) => [...row.cells].map((cell) => cell.innerText))")


def test_differences_are_against_the_first_model_with_all_pairs_folded(page):
    assert [row[0].split()[0] for row in rows(page)] == [f"model-{number}" for number in range(2, 10)]
    assert page("document.querySelector('#against th').innerText") == "Model, minus model-1"
    assert page("document.querySelectorAll('.fold tbody tr').length") == 36
    assert rows(page, ".fold") == []
    page("document.querySelector('.fold table').closest('details').open = true")
    assert len(rows(page, ".fold")) == 36


def test_another_baseline_turns_the_differences_round(page):
    before = rows(page)
    page(CHOOSE % ("baseline", 4))
    assert page("document.querySelector('#against th').innerText") == "Model, minus model-5"
    after = rows(page)
    assert [row[0].split()[0] for row in after] == [f"model-{number}" for number in (1, 2, 3, 4, 6, 7, 8, 9)]
    there, back = before[3], after[0]
    mean, bounds, outcomes = there[2].split("\n")
    assert mean.startswith("+")
    low, high = bounds.split(", ")[0].split(" to ")
    won, tied, lost = (part.split()[0] for part in outcomes.split(", "))
    turned = [text.translate(str.maketrans("+−", "−+")) for text in (mean, high, low)]
    assert back[2].split("\n") == [turned[0], f"{turned[1]} to {turned[2]}, {bounds.split(', ')[1]}",
                                   f"{lost} won, {tied} tied, {won} lost"]
    page(CHOOSE % ("baseline", 0))
    assert rows(page) == before, "the script writes what the page came with"


def test_a_baseline_is_chosen_by_keys(page):
    page("document.getElementById('baseline').focus()")
    page.press("ArrowDown")
    assert page("document.getElementById('baseline-name').textContent") == "model-2"
    assert page("document.getElementById('count').textContent") == "Sample 1 of 60", "and no sample is left"


def test_models_and_whole_groups_can_be_left_out(page):
    page("document.getElementById('rows').open = true")
    page("document.querySelector('#rows input[value=\"1\"]').click()")
    assert page("document.getElementById('rows-count').textContent") == "11 of 12"
    assert page("document.querySelector('#rows .whole').indeterminate")
    assert len(rows(page)) == 7 and len(rows(page, "#figures")) == 11
    page("document.querySelectorAll('#rows .whole')[1].click()")
    assert [row[0].split()[0] for row in rows(page)] == ["model-3", "model-4", "model-5"]
    page(CHOOSE % ("baseline", 2))
    assert [row[0].split()[0] for row in rows(page)] == ["model-1", "model-4", "model-5"], "they stay left out"
    assert page("[...document.querySelectorAll('figure')].map((one) => [...one.querySelectorAll('li')]"
                ".filter((row) => row.checkVisibility()).length)") == [7, 7, 7]
    assert "model-7" not in page("document.getElementById('texts').innerText")
    page("document.querySelectorAll('#rows .whole')[1].click()")
    page("document.querySelectorAll('#rows .whole')[0].click()")
    assert page("document.getElementById('rows-count').textContent") == "all 12"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_all_that_unfolds_fits_with_enough_contrast(page, width, dark):
    page.view(width, dark=dark)
    page("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page("document.documentElement.scrollWidth") <= width
    assert page(LOW_CONTRAST) == [] and violations(page) == []
    assert page("[...document.querySelectorAll('input, select, summary')].every((one) => one.localName === 'summary' || "
                "one.labels.length || one.ariaLabel)")


def test_everything_has_a_name_and_room_for_a_finger(page):
    page("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.call("Accessibility.enable")
    nodes = [node for node in page.call("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
    named = ("button", "combobox", "checkbox", "link", "searchbox", "region", "navigation", "image", "DisclosureTriangle")
    found = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]
    assert [role for role, name in found if role in named and not name.strip()] == []
    assert {role for role, _ in found} >= set(named) - {"image"}
    boxes = [name for role, name in found if role == "combobox"]
    assert len(boxes) == len(set(boxes)) == 5
    assert page("document.querySelectorAll('th:not([scope])').length") == 0
    assert page("(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);"
                "return ids.length - new Set(ids).size })()") == 0
    small = page("[...document.querySelectorAll('a, button, select, summary, label')].filter((one) => one.checkVisibility() && "
                 "one.getBoundingClientRect().height < 24).map((one) => one.outerHTML.slice(0, 80))")
    assert small == []


def test_paper_has_no_controls_and_no_table_wider_than_itself(page):
    page.call("Emulation.setEmulatedMedia", media="print")
    page.call("Emulation.setDeviceMetricsOverride", width=794, height=1123, deviceScaleFactor=1, mobile=False)
    try:
        assert page("[...document.querySelectorAll('select, input, button')].filter((one) => one.checkVisibility()).length") == 0
        assert page("document.documentElement.scrollWidth") <= 794
        assert page("[...document.querySelectorAll('.scroll')].every((box) => box.scrollWidth <= box.clientWidth + 1)")
    finally:
        page.call("Emulation.setEmulatedMedia", media="")


def test_how_models_were_asked_is_shown_whatever_it_holds(browser, tmp_path):
    hostile = "</pre><script>window.hit=1</script><img src=x onerror='window.hit=1'>\u202e\u0007\u2028 \U0001f469 \u05e9\u05dc\u05d5\u05dd"
    settings = SETTINGS | {"prompt": hostile + "\n" + "x" * 1_000_000, "system": hostile, "base_url": hostile}
    evaluated(tmp_path / "runs", "a", 5, 0.5, model=hostile, settings=settings, answers={"models": [hostile, "other"]})
    evaluated(tmp_path / "runs", "b", 5, 0.6)
    done = tapedeck("compare", tmp_path / "runs", "--resamples", 10, "--html", tmp_path / "report.html")
    assert done.code == 0, done.err
    page = browser
    page.complaints.clear()
    page.view(360)
    page.open(tmp_path / "report.html")
    page("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page("window.hit") is None and page("document.images.length") == 0 and page.complaints == []
    text = page("document.querySelector('.prompt').innerText")
    assert "</pre><script>window.hit=1</script>" in text and "\u05e9\u05dc\u05d5\u05dd" in text
    assert "\u202e" not in text and "more characters" in text
    assert page("document.documentElement.scrollWidth") <= 360
