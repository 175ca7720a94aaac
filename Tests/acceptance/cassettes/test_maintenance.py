# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Cassettes are merged, pruned, redacted, compared and verified; a failure loses nothing."""

import base64
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time

import pytest

from support import KEY, ROOT, TAPEDECK, ask, assert_at_rest, chat, environment, listed, tapedeck

SECRET = "hunter" + "-4711"
OPENAPI = ROOT.parent / "shared/openai/openapi.yaml"


def cassette(*words, code=0, **options):
    done = tapedeck("cassette", *words, **options)
    assert done.code == code, (done.code, done.out, done.err)
    return done.out.decode()


@pytest.fixture
def good(record, tape):
    """Ten recordings, of which some hold a secret: plain, in a stream, in a file."""
    with record() as deck:
        for number in range(6):
            ask(deck, "POST", "/v1/chat/completions", chat(f"question {number}"))
        ask(deck, "POST", "/v1/chat/completions", chat(f"I am {SECRET}"))
        ask(deck, "POST", "/v1/chat/completions", chat(f"I am {SECRET}", stream=True))
        data = base64.b64encode(f"{SECRET} in a file".encode()).decode()
        ask(deck, "POST", "/v1/chat/completions", chat("a file", file={"file_data": data}))
        ask(deck, "GET", "/v1/models")
    return tape


def spellings(text):
    """How a text may stand in a file."""
    plain = text.encode()
    shifted = [base64.b64encode(b"\0" * shift + plain)[4 * (shift > 0):-4] for shift in range(3)]
    return [plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.replace(b"-", b"\\u002d"),
            plain.replace(b"-", b"%2D"), *shifted]


# -- redact ----------------------------------------------------------------------------------------------------------


def test_after_redact_no_copy_is_left_and_the_same_requests_play(good, replay):
    assert any(text in good.read_bytes() for text in spellings(SECRET))
    out = cassette("redact", good, "--redact", "hunter-[0-9]+")
    assert "3 of 10 interactions changed" in out and SECRET not in out
    left = good.read_bytes()
    assert not [text for text in spellings(SECRET) if text in left]
    assert_at_rest(good)
    with replay() as deck:
        answer = ask(deck, "POST", "/v1/chat/completions", chat(f"I am {SECRET}"))
        assert answer.status == 200 and b"REDACTED" in answer.body and json.loads(answer.body)
        answer = ask(deck, "POST", "/v1/chat/completions", chat(f"I am {SECRET}", stream=True))
        assert answer.is_whole and b"[DONE]" in answer.body and len(answer.chunks) > 3


def test_redact_takes_a_key_out_that_another_tool_left(good):
    with sqlite3.connect(good) as db:
        key = KEY.encode()
        body = b'{"key":"' + key + b'"}'
        digest = __import__("hashlib").sha256(body).digest()
        db.execute("UPDATE body SET bytes = ?, length = ?, sha256 = ? WHERE id = (SELECT response_body FROM "
                   "interaction WHERE id = 1)", (body, len(body), digest))
    db.close()
    assert "secret" in cassette("verify", good, code=1)
    cassette("redact", good)
    assert KEY.encode() not in good.read_bytes()
    assert_at_rest(good)


def test_a_rule_that_cannot_be_used_is_a_usage_error(good):
    for rule in ["(", "x*"]:
        tapedeck("cassette", "redact", good, "--redact", rule).assert_error(64)


# -- prune -----------------------------------------------------------------------------------------------------------


def test_what_a_run_did_not_use_is_pruned(good, run, tmp_path):
    script = ("import os, urllib.request as u, json; u.urlopen(u.Request(os.environ['OPENAI_BASE_URL'] + '/models'))")
    report = tmp_path / "run.json"
    assert run(sys.executable, "-c", script, options=["--mode", "none", "--report", report]).code == 0
    dry = cassette("prune", good, "--unused", report, "--dry-run")
    assert "9 interactions would be taken out, 1 left" in dry and len(dry.splitlines()) == 10
    assert len(listed(good)) == 10
    assert "--yes" in tapedeck("cassette", "prune", good, "--unused", report).assert_error(64)
    assert len(listed(good)) == 10
    cassette("prune", good, "--unused", report, "--yes")
    assert [entry["path"] for entry in listed(good)] == ["/v1/models"]
    assert_at_rest(good)


def test_a_report_of_another_cassette_prunes_nothing(good, tmp_path):
    report = tmp_path / "run.json"
    for text in ["", "[]", "{}", '{"cassettes": [{"cassette": "/else", "last": 3, "unused": "1-3"}]}',
                 json.dumps({"cassettes": [{"cassette": str(good), "last": 99, "unused": "1-99"}]})]:
        report.write_text(text)
        tapedeck("cassette", "prune", good, "--unused", report).assert_error(65)
    assert len(listed(good)) == 10


@pytest.mark.parametrize("words, left", [
    (["--path", "/v1/models"], 9), (["--status", "4xx"], 10), (["--status", "200", "--path", "/v1/chat"], 1),
    (["--model", "gpt-4o-mini"], 1), (["--session", "default"], 0), (["--older-than", "1d"], 10),
    (["--older-than", "0d"], 0), (["--older-than", "2100-01-01"], 0),
])
def test_prune_takes_out_what_is_meant(good, words, left):
    cassette("prune", good, *words)
    assert len(listed(good)) == left
    assert_at_rest(good)


@pytest.mark.parametrize("words", [[], ["--older-than", "soon"], ["--older-than", "2026-02-30"], ["--status", "9"]])
def test_prune_wants_to_know_what(good, words):
    tapedeck("cassette", "prune", good, *words).assert_error(64)


# -- merge and diff --------------------------------------------------------------------------------------------------


def test_merge_shows_conflicts_and_resolves_them_as_told(record, tmp_path):
    tapes = [tmp_path / "a.sqlite", tmp_path / "b.sqlite"]
    for tape in tapes:
        with record(cassette=tape) as deck:
            ask(deck, "POST", "/v1/chat/completions", chat("the same question"))
            ask(deck, "GET", "/v1/models")
    into = tmp_path / "all.sqlite"
    done = tapedeck("cassette", "merge", *tapes, "--into", into)
    assert done.code == 1 and "conflict: POST /v1/chat/completions" in done.err and not into.exists()
    cassette("merge", *tapes, "--into", into, "--on-conflict", "keep-all")
    assert [entry["path"] for entry in listed(into)] == ["/v1/chat/completions", "/v1/models", "/v1/chat/completions"]
    assert_at_rest(into)
    tapedeck("cassette", "merge", *tapes, "--into", into, "--on-conflict", "first").assert_error(64)
    cassette("merge", *tapes, "--into", into, "--on-conflict", "first", "--replace")
    assert "2 the same, 0 changed, 0 added, 0 removed" in cassette("diff", into, tapes[0])
    cassette("merge", *tapes, "--into", into, "--session-per-file", "--replace")
    assert {entry["session"] for entry in listed(into)} == {"a", "b"}


def test_diff_ends_like_diff(good, tmp_path):
    other = tmp_path / "other.sqlite"
    assert "10 the same" in cassette("diff", good, good)
    cassette("prune", good, "--path", "/v1/models", "--into", other)
    out = cassette("diff", good, other, code=1)
    assert "- #10  GET /v1/models  200" in out
    assert json.loads(cassette("diff", good, other, "--json", code=1).splitlines()[0])["change"] == "removed"
    (tmp_path / "text").write_text("no cassette")
    tapedeck("cassette", "diff", good, tmp_path / "text").assert_error(65)
    tapedeck("cassette", "diff", good, tmp_path / "missing").assert_error(65)
    tapedeck("cassette", "diff", good).assert_error(64)


# -- show and git ----------------------------------------------------------------------------------------------------


def test_show_selects_and_shows_streams_as_text_or_events(good):
    assert cassette("show", good, "8").count("choices[0].content") == 1
    assert "Answer 8 to: I am" in cassette("show", good, "8")
    assert '"delta"' in cassette("show", good, "8", "--events") or "data: {" in cassette("show", good, "8", "--events")
    assert cassette("show", good, "2-4", "--json").count("\n") == 3
    assert "#10  GET /v1/models" in cassette("show", good, "--path", "/v1/models")
    assert "more; --limit shows them" in cassette("show", good, "1", "--limit", "20")
    assert json.loads(cassette("show", good, "1", "--raw", "--request"))["model"] == "gpt-4o-mini"


def git(folder, *words):
    config = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "core.pager=cat"]
    return subprocess.run(["git", *config, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_git_diff_shows_cassettes_as_text(good, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q")
    (work / ".gitattributes").write_text((ROOT / ".gitattributes").read_text())
    git(work, "config", "diff.tapedeck.textconv", f"'{TAPEDECK}' cassette text")
    (work / "suite.sqlite").write_bytes(good.read_bytes())
    (work / "other.sqlite").write_bytes(b"SQLite format 3\0" + b"\1" * 500)
    git(work, "add", ".")
    git(work, "commit", "-qm", "one")
    added = git(work, "show")
    assert "+POST /v1/chat/completions -> 200" in added and "+(516 bytes, " in added
    cassette("redact", work / "suite.sqlite", "--redact", "question [3]")
    changed = git(work, "diff", "--", "suite.sqlite")
    assert '-        "content": "question 3"' in changed and '+        "content": "REDACTED"' in changed
    assert "question 2" not in changed.replace("question 2", "", 2), "what did not change is context at most"
    assert git(work, "diff", "--stat") != ""
    (work / "suite.sqlite").chmod(stat.S_IRUSR)
    assert git(work, "diff", "--", "suite.sqlite") == changed
    assert sorted(path.name for path in work.iterdir()) == [".git", ".gitattributes", "other.sqlite", "suite.sqlite"]


def test_text_is_the_same_for_the_same_recordings(good, tmp_path):
    other = tmp_path / "other.sqlite"
    cassette("prune", good, "--path", "/none", "--into", other)
    text = cassette("text", good)
    assert cassette("text", other) == text and "x-request-id" not in text and str(tmp_path) not in text


# -- verify ----------------------------------------------------------------------------------------------------------


def test_verify_against_finds_drift_in_status_and_shape(good, origin):
    env = environment(OPENAI_API_KEY=KEY)
    url = ["--against", origin.base]
    before = len(origin.requests)
    assert "1 answer is as recorded, 0 have drifted" in cassette("verify", good, *url, env=env)
    asked = origin.requests[before:]
    assert [(method, path) for method, path, _, _ in asked] == [("GET", "/v1/models")]
    assert {name.lower(): value for name, value in asked[0][2].items()}["authorization"] == f"Bearer {KEY}"
    # The stand-in numbers its answers, and the numbers are no shape.
    out = cassette("verify", good, *url, "--include-generation", "--max-requests", "4", env=env)
    assert "4 answers are as recorded" in out
    dry = cassette("verify", good, *url, "--include-generation", "--dry-run")
    assert "requests would be sent" in dry

    def drifted(origin, request, body, number):
        origin.json(request, {"object": "list", "data": [{"id": 7, "owned_by": "x"}]}, number)

    origin.routes["GET /v1/models"] = drifted
    out = cassette("verify", good, *url, code=1)
    assert "drift: GET /v1/models: $.data[*].id: recorded string, now number" in out
    assert "$.data[*].owned_by: recorded nothing, now string" in out
    origin.routes["GET /v1/models"] = lambda origin, request, body, number: origin.json(request, {}, number, 404)
    assert "status 200 was recorded, 404 is answered" in cassette("verify", good, *url, code=1)
    origin.routes["GET /v1/models"] = lambda origin, request, body, number: origin.json(request, {}, number, 503)
    assert "was not compared: the service answers 503" in cassette("verify", good, *url)
    origin.routes["GET /v1/models"] = lambda origin, request, body, number: origin.json(request, {}, number, 401)
    assert "OPENAI_API_KEY" in tapedeck("cassette", "verify", good, *url).assert_error(69)
    origin.stop()
    tapedeck("cassette", "verify", good, *url).assert_error(69)


def test_verify_says_what_is_no_description(good, tmp_path):
    (tmp_path / "api.yaml").write_text("just: text\n")
    assert "api.yaml" in tapedeck("cassette", "verify", good, "--schema", tmp_path / "api.yaml").assert_error(65)
    tapedeck("cassette", "verify", good, "--schema", tmp_path / "none.yaml").assert_error(65)
    tapedeck("cassette", "verify", good, "--dry-run").assert_error(64)


@pytest.mark.skipif(not OPENAPI.exists(), reason="needs OpenAI's own API description, which is not in the repository")
def test_recorded_answers_are_checked_against_the_description_of_the_api(good):
    out = cassette("verify", good, "--schema", OPENAPI, code=1)
    assert "answers are as described" in out
    # The stand-in's model lacks members that the description requires.
    assert "schema: GET /v1/models 200: $.data[0].created: expected a member, got none" in out


# -- nothing is lost -------------------------------------------------------------------------------------------------


WRITERS = {
    "redact": ["redact", None, "--redact", "question [0-9]"], "prune": ["prune", None, "--path", "/v1/models"],
    "merge": ["merge", None, "--into", None, "--replace"],
}


def writer(name, tape):
    return ["cassette", *(str(tape) if word is None else word for word in WRITERS[name])]


def test_what_a_killed_recorder_left_is_taken_along(record, tape):
    deck = record()
    ask(deck, "POST", "/v1/chat/completions", chat(f"I am {SECRET}"))
    deck.kill()
    assert tape.with_name(tape.name + "-wal").exists()
    assert "1 of 1 interaction changed" in cassette("redact", tape, "--redact", "hunter-[0-9]+")
    assert not [text for text in spellings(SECRET) if text in tape.read_bytes()]
    assert_at_rest(tape)


@pytest.mark.parametrize("name", WRITERS)
def test_a_cassette_that_is_recorded_into_is_left_alone(name, good, record):
    with record("--mode", "new_episodes"):
        tapedeck(*writer(name, good)).assert_error(69)
        copy = good.with_name("copy.sqlite")
        cassette("merge", good, "--into", copy)
        assert len(listed(copy)) == 10
    assert len(listed(good)) == 10


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), reason="needs an unprivileged user")
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("what", ["file", "folder"])
def test_read_only_is_an_error_and_not_a_loss(name, what, good, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    tape = folder / "tape.sqlite"
    tape.write_bytes(good.read_bytes())
    (tape if what == "file" else folder).chmod(0o555)
    user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.geteuid() == 0 else []
    path = tmp_path
    while path != path.parent and os.geteuid() == 0:
        path.chmod(path.stat().st_mode | 0o055)
        path = path.parent
        if path.stat().st_mode & 0o005 == 0o005:
            break
    done = subprocess.run([*user, TAPEDECK, *writer(name, tape)], capture_output=True, text=True, env=environment())
    folder.chmod(0o755)
    assert done.returncode in (65, 69), (done.returncode, done.stderr)
    assert sum(line.startswith("Error:") for line in done.stderr.splitlines()) == 1, done.stderr
    assert tape.read_bytes() == good.read_bytes()
    assert [path.name for path in folder.iterdir()] == ["tape.sqlite"]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", ["missing", "text", "half"])
def test_what_is_no_cassette_is_not_rewritten(name, kind, good):
    if kind == "missing":
        good.unlink()
    elif kind == "text":
        good.write_text("no cassette\n")
    else:
        good.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    before = good.read_bytes() if good.exists() else None
    tapedeck(*writer(name, good)).assert_error(65)
    assert (good.read_bytes() if good.exists() else None) == before


@pytest.fixture
def large(good):
    """A cassette that takes a while to rewrite."""
    with sqlite3.connect(good) as db:
        for number in range(40):
            bytes_ = f'{{"number":{number},"text":"question 1 '.encode() + b"x" * 900_000 + b'"}'
            digest = __import__("hashlib").sha256(bytes_).digest()
            body = db.execute("INSERT INTO body (sha256, length, bytes) VALUES (?, ?, ?)",
                              (digest, len(bytes_), bytes_)).lastrowid
            db.execute("INSERT INTO interaction SELECT NULL, session, recorded_at, method, path, query, "
                       "request_headers, request_body, fingerprint, status, response_headers, ?, first_byte, duration, "
                       "outcome FROM interaction WHERE id = 1", (body,))
    db.close()
    return good


def test_a_rewriting_that_is_killed_leaves_the_original_and_the_next_one_works(large):
    before = large.read_bytes()
    draft = large.with_name(f".{large.name}.draft")
    process = subprocess.Popen([TAPEDECK, *writer("redact", large)], env=environment(), stdout=subprocess.PIPE)
    end = time.monotonic() + 30
    while not (draft.exists() and draft.stat().st_size > 1 << 20):
        assert process.poll() is None and time.monotonic() < end, "it was over before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert large.read_bytes() == before and draft.exists()
    assert tapedeck(*writer("redact", large)).code == 0
    assert not draft.exists() and b"question 1" not in large.read_bytes()
    assert_at_rest(large)


def test_a_full_disk_leaves_the_original(large, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    size = large.stat().st_size + (4 << 20)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        tape = folder / "tape.sqlite"
        tape.write_bytes(large.read_bytes())
        done = tapedeck(*writer("redact", tape))
        assert "room" in done.assert_error(1)
        assert tape.read_bytes() == large.read_bytes()
        assert [path.name for path in folder.iterdir()] == ["tape.sqlite"]
    finally:
        subprocess.run(["umount", folder], check=True)


# -- scale -----------------------------------------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_cassette(tmp_path):
    from measure_maintenance import measure_all

    codes = {}
    for name, code, line, _, megabytes in measure_all(tmp_path, 3000, 20_000):
        codes[name] = code
        assert megabytes < 150, (name, megabytes)
        if name == "diff":
            assert line == "2970 the same, 30 changed, 0 added, 0 removed"
        if name == "merge":
            assert "3000 interactions" in line and "30 conflicts" in line
    assert codes == {"redact": 0, "verify": 0, "diff": 1, "merge": 0, "prune": 0, "stats": 0}
