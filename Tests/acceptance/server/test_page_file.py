# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The page as one file: of a cassette, and of a run."""

import base64
import hashlib
import json
import re
import sys

import pytest

from support import exported_line, tapedeck, wait_until
from support.axe import violations
from support.contrast import LOW_CONTRAST
from support.page import URL, detail, document, needs_chromium, page, shown, state, tape  # noqa: F401: fixtures

CLIENT = """
import json, os, urllib.error, urllib.request
for path, text in {requests}:
    body = json.dumps({{"model": "gpt-4o-mini", "messages": [{{"role": "user", "content": text}}]}}).encode()
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"].removesuffix("/v1") + path, body, {{"content-type": "application/json"}})
    try:
        urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as error:
        error.read()
"""


def elements(text):
    """The documents in a page by their ids."""
    found = re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', text, re.DOTALL)
    return {name: json.loads(content) for name, content in found}


@pytest.fixture
def file(tape, tmp_path):
    def make(*arguments):
        path = tmp_path / "tape.html"
        done = tapedeck("cassette", "show", tape, *arguments, "--html", path)
        assert done.code == 0, done.err
        return path

    return make


def run(folder, cassette, requests, *arguments):
    report = folder / "run.html"
    done = tapedeck("run", "--cassette", cassette, "--mode", "none", "--report", report, *arguments, "--",
                    sys.executable, "-c", CLIENT.format(requests=json.dumps(requests)))
    return done, report


# -- What is in the file --


def test_only_its_own_script_may_run(file):
    text = file().read_text()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text).group(1)
    script = re.search(r'<script type="module">(.*?)</script>', text, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy and "default-src 'none'" in policy
    assert "import " not in re.sub(r"(?m)^\s*(//|/?\*).*$", "", script) and "\nexport " not in script
    assert len(re.findall("</script>", text)) == len(elements(text)) + 1


def test_a_selection_alone_is_written(file):
    found = elements(file("2-4", "--session", "default").read_text())
    assert sorted(found) == ["0-2", "0-3", "0-4", "snapshot"]
    assert found["snapshot"]["facts"][0] == "A copy of 3 of 300 interactions"
    assert "window.hit=1" in found["0-2"]["request"]["text"]
    assert [one["id"] for one in found["snapshot"]["tapes"][0]["outlines"]] == [2, 3, 4]


def test_bodies_are_cut_between_characters(tmp_path):
    source = tmp_path / "source.jsonl"
    source.write_text(exported_line(answer="ab\u00e9\U0001f600") + "\n" + exported_line(answer=b"\xff\xfe\x00") + "\n")
    cassette = tmp_path / "tape.sqlite"
    assert tapedeck("cassette", "import", source, "--into", cassette).code == 0
    for limit, text in ((3, "ab"), (4, "ab\u00e9"), (7, "ab\u00e9"), (8, "ab\u00e9\U0001f600")):
        done = tapedeck("cassette", "show", cassette, "--limit", limit, "--html", "-")
        found = elements(done.out.decode())
        assert found["0-1"]["response"] == {"text": text, "total": 8}
    assert base64.b64decode(found["0-2"]["response"]["base64"]) == b"\xff\xfe\x00"


def test_the_cassette_is_not_written_over(tape):
    before = tape.read_bytes()
    done = tapedeck("cassette", "show", tape, "--html", tape)
    assert done.code == 64 and f"--html {tape} would write over" in done.err, done.err
    assert tape.read_bytes() == before
    done = tapedeck("cassette", "show", tape, "--html", tape.parent / "none" / "tape.html")
    assert done.code != 0 and "cannot be written" in done.err


def test_it_goes_with_no_other_form(tape):
    done = tapedeck("cassette", "show", tape, "--json", "--html", "-")
    assert done.code == 64 and "--html writes a page" in done.err, (done.code, done.err)


def test_a_run_tells_what_it_played_and_missed(tape, tmp_path):
    done, report = run(tmp_path, tape, [["/v1/chat/completions", "Question 7"], ["/v1/chat/completions", "Question 7000"], ["/none", ""]])
    assert done.code == 1
    found = elements(report.read_text())
    summary = found["snapshot"]
    assert summary["views"][0] == "misses"
    assert "1 request had no recording." in summary["notes"]
    assert [miss["request"] for miss in summary["misses"]] == [f"POST {URL}"]
    assert [one["request"] for one in summary["refusals"]] == ["POST /none"]
    uses = {one["id"]: one["use"] for one in summary["tapes"][0]["outlines"]}
    assert len(uses) == 300 and uses[8] == "played" and uses[9] == "unused"
    assert summary["unused_count"] == 299


def test_a_run_that_records_has_what_it_recorded(tmp_path):
    report = tmp_path / "run.html"
    done = tapedeck("run", "--simulate", "--cassette", tmp_path / "new.sqlite", "--report", report, "--",
                    sys.executable, "-c", CLIENT.format(requests=[["/v1/chat/completions", "Hello"]]))
    assert done.code == 0, done.err
    found = elements(report.read_text())
    assert [one["use"] for one in found["snapshot"]["tapes"][0]["outlines"]] == ["recorded"]
    assert "Hello" in found["0-1"]["request"]["text"]
    assert found["snapshot"]["totals"]["recorded"] == 1 and found["snapshot"]["views"][0] == "tape"


def test_a_report_is_bounded_and_says_what_it_leaves_out(tmp_path):
    tape = tmp_path / "large.sqlite"
    (tmp_path / "large.jsonl").write_text((exported_line() + "\n") * 10_002)
    assert tapedeck("cassette", "import", tmp_path / "large.jsonl", "--into", tape).code == 0
    report = tmp_path / "run.html"
    done = tapedeck("run", "--cassette", tape, "--mode", "none", "--report", report, "--", sys.executable, "-c", "pass")
    assert done.code == 0, done.err
    summary = elements(report.read_text())["snapshot"]
    assert len(summary["tapes"][0]["outlines"]) == 10_000
    assert len(summary["notes"]) == 1 and summary["notes"][0].startswith(f"2 interactions of {tape} are not in this file")


def test_a_run_without_a_cassette_has_a_report_too(tmp_path):
    report = tmp_path / "run.html"
    done = tapedeck("run", "--simulate", "--report", report, "--", sys.executable, "-c", "pass")
    assert done.code == 0, done.err
    assert elements(report.read_text())["snapshot"]["tapes"] == []


# -- In a browser --


@pytest.fixture
def look(page):
    def open(path, place="", **view):
        page.visit("about:blank")
        page.requests.clear()
        page.complaints.clear()
        page.view(**{"width": 1280, **view})
        page.open(f"{path}{place}")
        return page

    return open


@needs_chromium
def test_a_file_shows_what_the_server_does(look, file):
    page = look(file())
    wait_until(lambda: shown(page) == f"#1 POST {URL}")
    assert state(page) == "300 interactions on the tape"
    assert page("document.getElementById('cassette').textContent") == "tape.sqlite"
    page.press("/")
    page.type("ANSWER 123")
    wait_until(lambda: state(page) == "1 interaction found")
    wait_until(lambda: shown(page).startswith("#124 "))
    look(file(), "#id=3")
    wait_until(lambda: "Calls get_weather" in detail(page))
    look(file(), "#id=4")
    wait_until(lambda: "Lisbon!" in detail(page))
    assert all(url.startswith(("file:", "about:", "data:", "blob:")) for url in page.requests), page.requests
    assert page.complaints == []


@needs_chromium
def test_hostile_texts_stay_texts(look, file):
    page = look(file(), "#id=2")
    wait_until(lambda: shown(page).startswith("#2 "))
    assert "</script><script>window.hit=1</script>" in detail(page)
    assert page("window.hit") is None and page.complaints == []


@needs_chromium
def test_a_cut_body_says_so(look, file):
    page = look(file("3", "--limit", "20"))
    wait_until(lambda: shown(page).startswith("#3 "))
    page("document.querySelectorAll('#detail details').forEach((one) => { one.open = true; })")
    wait_until(lambda: page("document.querySelectorAll('#detail button.more').length") > 0)
    page("document.querySelectorAll('#detail button.more').forEach((one) => one.click())")
    wait_until(lambda: "The rest is not in this file." in detail(page))


@needs_chromium
@pytest.mark.parametrize("width, dark", [(360, False), (1280, True)])
def test_a_report_of_a_run_begins_with_its_misses(look, tape, tmp_path, width, dark):
    _, report = run(tmp_path, tape, [["/v1/chat/completions", "Question 7000"], ["/none", ""]])
    page = look(report, width=width, dark=dark)
    wait_until(lambda: state(page) == "1 miss, 1 refused request")
    if width > 1000:
        wait_until(lambda: shown(page) == f"POST {URL}")
        page("document.querySelector('.nearest .link').click()")
        wait_until(lambda: shown(page).startswith("#"))
        page.press("3")
        wait_until(lambda: state(page).startswith("300 recordings not played"))
    assert page("document.documentElement.scrollWidth") <= width
    assert page(LOW_CONTRAST) == [] and violations(page) == [] and page.complaints == []


@needs_chromium
def test_cassettes_of_a_run_are_told_apart(look, tape, tmp_path):
    other = tmp_path / "other.sqlite"
    source = tmp_path / "other.jsonl"
    source.write_text(exported_line(URL, request=json.dumps({"model": "m", "messages": []}), answer=document("Other"), method="POST") + "\n")
    assert tapedeck("cassette", "import", source, "--into", other).code == 0
    client = CLIENT + f"""
base = os.environ["OPENAI_BASE_URL"].removesuffix("/v1")
request = urllib.request.Request(base + "/_tapedeck/sessions", json.dumps({{{{"name": "b", "cassette": "other.sqlite"}}}}).encode())
urllib.request.urlopen(request).read()
"""
    report = tmp_path / "run.html"
    done = tapedeck("run", "--cassette", tape, "--mode", "none", "--report", report, "--",
                    sys.executable, "-c", client.format(requests=[["/v1/chat/completions", "Question 7"]]))
    assert done.code == 0, done.err
    page = look(report)
    wait_until(lambda: page("document.getElementById('cassettes').options.length") == 2)
    names = page("[...document.getElementById('cassettes').options].map((one) => one.textContent)")
    assert names == ["other.sqlite", "tape.sqlite"]
    wait_until(lambda: "Other" in detail(page))
    page("(() => { const s = document.getElementById('cassettes'); s.selectedIndex = 1; s.dispatchEvent(new Event('change')); })()")
    wait_until(lambda: "Question 0" in detail(page))
