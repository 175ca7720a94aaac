# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page of `tapedeck compare --html` in a real browser: no network, keyboard, phone, dark mode, many samples."""

import json
import time

import pytest

from support import chromium
from support import tapedeck, wait_until
from support.contrast import LOW_CONTRAST

pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None,
    reason="There is no Chromium; install Debian's 'chromium' package or name one with TAPEDECK_CHROMIUM.")

HOSTILE = "</script><script>window.hit=1</script><img src=x onerror='window.hit=1'><!--\u2028\u202e & \"'"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    page = chromium.Page(tmp_path_factory.mktemp("chromium"))
    yield page
    page.close()


def write(folder, name, count, simulated=False, hostile=False):
    lines = []
    for number in range(count):
        words = f"Amanda baked cookies number {number} and will bring Jerry some of them tomorrow at six".split()
        said = [word for place, word in enumerate(words) if (place * 7 + number * 3 + len(name)) % 10 < 3 + len(name)]
        lines.append(json.dumps({
            "id": str(number), "dialogue": f"Amanda: I baked cookies, {number} of them.\r\nJerry: Great!",
            "reference": " ".join(words), "prediction": HOSTILE if hostile and number == 2 else " ".join(said),
            "simulated": simulated}))
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A page on 120 samples of three models, one simulated, one with a hostile name, beside published rows."""
    folder = tmp_path_factory.mktemp("report")
    paths = [write(folder, "a", 120, simulated=True), write(folder, "bbb", 120, hostile=True)]
    tuned = write(folder, "ccccc", 100)
    done = tapedeck("compare", *paths, "--label", f"{HOSTILE}={tuned}", "--published", "samsum-lesson",
                    "--resamples", "100", "--title", HOSTILE, "--html", folder / "report.html")
    assert done.code == 0, done.err
    return folder / "report.html"


def opened(page, report, **view):
    page.requests.clear()
    page.complaints.clear()
    page.view(**{"width": 1280, **view})
    page.open(report)
    return page


def active(page):
    return page("document.activeElement.id || document.activeElement.className || document.activeElement.localName")


def place(page):
    return page("document.getElementById('count').textContent")


def test_loads_nothing_and_says_nothing(page, report):
    opened(page, report)
    page.press("j", "j", "k")
    assert [url for url in page.requests if not url.startswith("data:")] == [f"file://{report}"]
    assert page.complaints == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_fits_every_width_with_enough_contrast(page, report, width, dark):
    opened(page, report, width=width, dark=dark)
    assert page("document.documentElement.scrollWidth") <= width
    assert page(LOW_CONTRAST) == []
    page("document.getElementById('on').click()")
    assert page("document.documentElement.scrollWidth") <= width


def test_is_dark_in_the_dark(page, report):
    colours = []
    for dark in (False, True):
        opened(page, report, dark=dark)
        colours.append(page("getComputedStyle(document.body).backgroundColor"))
    assert colours[0] != colours[1]


def test_wide_tables_scroll_in_a_box_of_their_own(page, report):
    opened(page, report, width=360)
    boxes = "[...document.querySelectorAll('.scroll')]"
    assert page(f"{boxes}.some((box) => box.scrollWidth > box.clientWidth)")
    assert page(f"{boxes}.every((box) => box.tabIndex === 0 && getComputedStyle(box).overflowX === 'auto')")


def test_everything_is_reached_by_tab_and_focus_shows(page, report):
    opened(page, report)
    seen = []
    for _ in range(19):
        page.press("Tab")
        seen.append(active(page))
        assert page("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
        assert page("getComputedStyle(document.activeElement).outlineWidth") != "0px", seen
    assert seen == [*["a"] * 5, "summary", "scroll", "baseline", "scroll", "summary", "filter", "sort", "metric", "direction", "one",
                    "other", "item", "page-on", "on"], seen


def test_samples_are_walked_by_keys(page, report):
    opened(page, report)
    assert place(page) == "Sample 1 of 120"
    page.press("j", "j", "j", "k")
    assert place(page) == "Sample 3 of 120"
    page("document.querySelector('[aria-current]').focus()")
    page.press("ArrowDown")
    assert place(page) == "Sample 4 of 120" and active(page) == "item"
    page.press("End")
    assert place(page) == "Sample 120 of 120" and active(page) == "item"
    assert page("document.getElementById('page').textContent") == "101–120 of 120"
    page.press("j")
    assert place(page) == "Sample 120 of 120"
    page.press("Home", "PageDown", "ArrowUp")
    assert place(page) == "Sample 10 of 120"
    assert page("document.activeElement.getAttribute('aria-current')") == "true"
    assert page("document.querySelectorAll('.item[tabindex=\"0\"]').length") == 1


def test_filter_takes_words_and_keys_stay_in_it(page, report):
    opened(page, report)
    page.press("/")
    assert active(page) == "filter"
    page.type("number jk")
    wait_until(lambda: place(page) == "No sample of 120 has these words.")
    assert page("document.getElementById('detail').hidden")
    page("document.getElementById('filter').select()")
    page.type("NUMBER 119")
    wait_until(lambda: place(page) == "Sample 1 of 1, filtered from 120")
    assert "Sample 119" in page("document.getElementById('title').textContent")


def scores(page, model):
    return page(f"[...document.querySelectorAll('.item')].map((item) => item.querySelectorAll('.meta > span')[{model + 1}]"
                ".textContent)")


def test_sorts_by_score_and_by_difference(page, report):
    opened(page, report)
    choose = "(() => { const box = document.getElementById('%s'); box.value = '%s';" \
             " box.dispatchEvent(new Event('change')) })()"
    page(choose % ("sort", "m1"))
    ascending = [float(score) for score in scores(page, 1)]
    assert ascending == sorted(ascending)
    page("document.getElementById('direction').click()")
    descending = [float(score) for score in scores(page, 1)]
    assert descending == sorted(descending, reverse=True) and descending[0] > ascending[0]
    page(choose % ("sort", "difference"))
    differences = [float(b) - float(a) for a, b in zip(scores(page, 0), scores(page, 2))]
    assert all(one >= other - 0.011 for one, other in zip(differences, differences[1:]))
    # Samples that a model lacks come last, either way.
    page("document.querySelector('.item').focus()")
    page.press("End")
    assert page("document.getElementById('texts').textContent").count("No prediction for this sample.") == 1


def test_texts_are_shown_and_never_run(page, report):
    opened(page, report)
    page.press("j", "j")
    assert page("window.hit") is None
    assert page("document.images.length") == 0
    assert HOSTILE in page("document.getElementById('texts').textContent")
    assert page("document.querySelectorAll('script').length") == 2
    assert page.complaints == []


def test_tables_stand_without_javascript(page, report):
    opened(page, report, script=False)
    assert page("document.querySelectorAll('table').length") == 3
    assert page("document.querySelectorAll('#against tbody tr').length") == 2, "against the first"
    assert page("document.querySelectorAll('details table tbody tr').length") == 3, "all pairs"
    assert not page("document.getElementById('chooser').checkVisibility()")
    assert not page("document.getElementById('rows').checkVisibility()")
    assert page("document.querySelector('.notice').textContent").startswith("Simulated:")
    assert page("document.querySelectorAll('figure .fill').length") == 18
    assert not page("document.getElementById('browser').checkVisibility()")
    assert page("document.body.innerText.includes('needs JavaScript')")
    page.view(1280)


def test_names_languages_and_roles(page, report):
    opened(page, report)
    assert page("document.documentElement.lang") == "en"
    assert page("[...document.querySelectorAll('button, input, select')].every((e) => e.tagName !== 'DIV' && "
                "(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))")
    assert page("document.getElementById('count').getAttribute('role')") == "status"
    assert page("[...document.querySelectorAll('section[aria-labelledby]')].every((e) => "
                "document.getElementById(e.getAttribute('aria-labelledby')))")
    assert page("document.querySelector('.item').getAttribute('aria-label')").startswith("Sample 0, Amanda baked")
    levels = page("[...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


@pytest.mark.slow
def test_ten_thousand_samples_stay_usable(page, tmp_path):
    paths = [write(tmp_path, name, 10_000) for name in ("a", "bbb", "ccccc")]
    done = tapedeck("compare", *paths, "--resamples", "10", "--html", tmp_path / "report.html", timeout=600)
    assert done.code == 0, done.err
    start = time.monotonic()
    opened(page, tmp_path / "report.html")
    assert place(page) == "Sample 1 of 10000"
    assert time.monotonic() - start < 10
    assert page("document.querySelectorAll('*').length") < 2500
    took = page("(() => { const start = performance.now(); document.getElementById('direction').click(); "
                "return performance.now() - start })()")
    assert took < 2000
    page("document.querySelector('.item').focus()")
    page.press("End")
    assert place(page) == "Sample 10000 of 10000"
    assert page("document.querySelectorAll('*').length") < 2500
    page.press("/")
    page.type("9999")
    wait_until(lambda: place(page) == "Sample 1 of 1, filtered from 10000")
