# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Questions in SQL: the views of a cassette, `cassette query` and `cassette upgrade`."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlencode

import pytest

from support import ROOT, Connection, chat, pragma, tapedeck
from support.pages import blocks
from support.terminal import Terminal

GUIDE = ROOT / "docs/questions-in-sql.md"
QUESTIONS = {block.notes["file"]: block.text for block in blocks(GUIDE) if block.language == "sql"}
VIEWS = {"requests", "messages", "tool_calls", "tokens", "cost", "prices", "chunks", "jobs", "job_steps", "files",
         "documents", "events"}
CHAT = "/v1/chat/completions"


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    """The cassette of the guide."""
    terminal = Terminal(tmp_path_factory.mktemp("suite"), "http://127.0.0.1:9/v1")
    for block in blocks(GUIDE):
        if block.language == "setup":
            terminal.run(block.text)
    return terminal.folder / "suite.sqlite"


@pytest.fixture
def copy(suite, tmp_path):
    return shutil.copy(suite, tmp_path / "copy.sqlite")


def query(tape, sql, *options, **more):
    return tapedeck("cassette", "query", tape, sql, *options, **more)


def rows(tape, sql, *options):
    done = query(tape, sql, "--format", "json", *options)
    assert done.code == 0, done.err
    return [tuple(row.values()) for row in json.loads(done.out)]


def ask_python(tape, sql):
    with closing(sqlite3.connect(f"file:{tape}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def script(origin, body, kind="application/json"):
    """Has the service answer every chat with these bytes."""
    body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    origin.routes[f"POST {CHAT}"] = lambda origin, request, _, number: origin.answer(request, 200, body, kind, number)


def as_first_format(tape):
    """Makes a cassette one of format 1, which has neither views nor prices."""
    with closing(sqlite3.connect(tape)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
            db.execute(f"DROP VIEW {name}")
        db.execute("DROP TABLE price_list")
    pragma(tape, "user_version", 1)


def test_the_guide_asks_ten_questions():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_the_same_answer_everywhere(suite, copy, name):
    sql = QUESTIONS[name]
    answer = rows(suite, sql)
    assert answer, "the question has an answer"
    assert answer == ask_python(suite, sql)
    as_first_format(copy)
    assert answer == rows(copy, sql), "an old cassette gives the same answer"
    table = query(suite, sql).out.decode().splitlines()
    assert len(table) == len(answer) + 1
    if shutil.which("sqlite3"):
        done = subprocess.run(["sqlite3", "-readonly", "-json", suite, sql], capture_output=True, check=True)
        assert [tuple(row.values()) for row in json.loads(done.stdout)] == answer


@pytest.mark.parametrize("name", QUESTIONS)
def test_datasette_gives_the_same_answer(suite, name):
    address = f"/{suite.stem}.json?" + urlencode({"sql": QUESTIONS[name], "_shape": "arrays"})
    done = subprocess.run([sys.executable, "-m", "datasette", suite, "--setting", "sql_time_limit_ms", "20000", "--get", address],
                          capture_output=True, check=True)
    assert [tuple(row) for row in json.loads(done.stdout)["rows"]] == ask_python(suite, QUESTIONS[name])


# MARK: - Formats and limits


def test_csv_is_what_readers_of_csv_read(suite):
    done = query(suite, "SELECT 'a,\"b\"\n' AS x, NULL AS y, x'00ff' AS z, 1.5 AS 'the w' UNION ALL SELECT 'é', '', 'c', 2",
                 "--format", "csv")
    assert list(csv.reader(io.StringIO(done.out.decode()))) == [
        ["x", "y", "z", "the w"], ['a,"b"\n', "", "00ff", "1.5"], ["é", "", "c", "2"]]


def test_json_keeps_numbers_texts_and_columns_of_one_name(suite):
    done = query(suite, "SELECT 9007199254740993 AS a, 0.1 AS a, 1e999 AS b, '\x1b\u202e' AS c, NULL AS d", "--format", "json")
    assert json.loads(done.out) == [{"a": 9007199254740993, "a_2": 0.1, "b": None, "c": "\x1b\u202e", "d": None}]
    assert json.loads(query(suite, "SELECT 1 WHERE 0", "--format", "json").out) == []


def test_a_table_shows_hostile_text_and_does_not_obey_it(suite):
    done = query(suite, "SELECT '\x1b[31mred\x07\n\u202e' AS x, NULL AS y, '' AS z")
    assert b"\x1b" not in done.out and b"\x07" not in done.out and len(done.out.splitlines()) == 2
    assert done.out.decode().splitlines()[0].split() == ["x", "y", "z"]
    assert r"\u001b[31mred\u0007\n\u202e" in done.out.decode() and "NULL" in done.out.decode()


def test_rows_beyond_the_limit_are_told_of(suite):
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    done = query(suite, sql, "--limit", "3", "--format", "csv")
    assert done.code == 0 and done.out == b"i\n1\n2\n3\n" and "These are the first 3 rows" in done.err
    assert query(suite, f"{sql} LIMIT 3", "--limit", "3").err == ""
    assert len(query(suite, sql).out.splitlines()) == 10_001


def test_a_query_ends_in_time(suite):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert "ended after 1 s" in query(suite, endless, "--timeout", "1", timeout=30).assert_error(64)


def test_a_query_ends_before_memory_does(suite):
    greedy = "SELECT zeroblob(2000000000)"
    assert "too large" in query(suite, greedy).assert_error(64)
    greedy = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200)
        SELECT group_concat(hex(randomblob(10000000)) || i) FROM n"""
    assert "memory" in query(suite, greedy, timeout=60).assert_error(64)


@pytest.mark.parametrize("sql, reason", [
    ("SELECT * FROM request", "at line 1, column 15: no such table: request;"),
    ("SELECT request,\n  nonsense FROM requests", "at line 2, column 3: no such column: nonsense;"),
    ("SELECT request FRM requests", 'at line 1, column 20: near "requests": syntax error;'),
    ("SELEC 1", 'at line 1, column 1: near "SELEC": syntax error;'),
    ("SELECT 1; SELECT 2", "more than one statement"),
    ("", "The query is empty"),
    ("/* nothing */ ;", "The query is empty"),
    ("SELECT json_extract('{', '$.a')", "malformed JSON"),
])
def test_a_wrong_query_gets_one_clear_error(suite, sql, reason):
    assert reason in query(suite, sql).assert_error(64)


@pytest.mark.parametrize("sql", [
    "DELETE FROM interaction", "UPDATE cassette SET note = 'x'", "DROP VIEW requests", "CREATE TEMP TABLE t (x)",
    "ATTACH '{folder}/other.sqlite' AS other", "VACUUM INTO '{folder}/other.sqlite'", "PRAGMA journal_mode = WAL",
    "PRAGMA query_only = OFF", "PRAGMA user_version = 3", "BEGIN IMMEDIATE", "SELECT load_extension('x')", "REINDEX",
])
def test_a_query_changes_nothing(copy, tmp_path, sql):
    before = copy.read_bytes()
    query(copy, sql.format(folder=tmp_path)).assert_error(64)
    assert copy.read_bytes() == before and not (tmp_path / "other.sqlite").exists()


def test_a_query_is_read_from_stdin(suite):
    assert query(suite, "-", "--format", "csv", stdin=b"SELECT 1 AS one; -- the end\n").out == b"one\n1\n"


def test_the_schema_lists_the_views_and_their_columns(suite):
    done = tapedeck("cassette", "query", suite, "--schema", "--format", "json")
    listed = {row["view"]: row["columns"].split(", ") for row in json.loads(done.out)}
    assert listed.keys() == VIEWS
    guide = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", GUIDE.read_text(), re.M))
    for view, columns in listed.items():
        described = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", guide[view]))
        assert described == columns, f"the guide lists the columns of {view}"
    assert b"tool_calls" in tapedeck("cassette", "query", suite, "--schema").out
    assert tapedeck("cassette", "query", suite).code == 64


# MARK: - What the views show


def test_streams_are_put_together(record, origin, client, tape):
    events = [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
              {"choices": [{"index": 1, "delta": {"content": "two"}}, {"index": 0, "delta": {"content": 'Say "hé\\n'}}]},
              {"choices": [{"index": 0, "delta": {"content": "llo\n🙂"}}]},
              {"choices": [{"index": 0, "delta": {"tool_calls": [
                  {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}},
                  {"index": 1, "id": "call_2", "type": "function", "function": {"name": "g", "arguments": "{}"}}]}}]},
              {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]}}]},
              {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "1}"}}]}}]},
              {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}], "usage": None},
              {"choices": [], "model": "gpt-4o-mini-2024-07-18",
               "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 2_000_000, "total_tokens": 3_000_000,
                         "prompt_tokens_details": {"cached_tokens": 400_000}}}]
    body = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events) + ": a comment\n\ndata: [DONE]\n\n"
    script(origin, body.encode(), "text/event-stream; charset=utf-8")
    with record() as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat("hi", stream=True))
    assert rows(tape, "SELECT position, content FROM messages WHERE direction = 'received' ORDER BY position") == [
        (0, 'Say "hé\\nllo\n🙂'), (1, "two")]
    assert rows(tape, "SELECT call, type, name, arguments FROM tool_calls ORDER BY position") == [
        ("call_1", "function", "f", '{"a":1}'), ("call_2", "function", "g", "{}")]
    assert rows(tape, "SELECT model, total_tokens, cached_tokens FROM tokens") == [("gpt-4o-mini-2024-07-18", 3_000_000, 400_000)]
    assert rows(tape, "SELECT usd FROM cost") == [(pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 2 * 0.6),)]
    assert rows(tape, "SELECT prompt, answer, streamed FROM requests") == [("hi", 'Say "hé\\nllo\n🙂', 1)]
    assert rows(tape, "SELECT count(*) FROM events") == [(8,)]


def test_the_function_calls_of_old_streams_are_put_together(record, origin, tape):
    parts = [{"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": ""}},
             {"function_call": {"arguments": '{"a":'}}, {"function_call": {"arguments": "1}"}}, {}]
    events = [{"choices": [{"index": 0, "delta": part}]} for part in parts]
    script(origin, "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode(), "text/event-stream")
    with record() as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat("hi", stream=True))
    assert rows(tape, "SELECT type, name, arguments FROM tool_calls") == [("function", "f", '{"a":1}')]


def test_large_bodies_that_lie_in_segments_are_read(record, origin, tape):
    long = "é€🙂" * 300_000
    script(origin, {"choices": [{"message": {"role": "assistant", "content": long}}]})
    with record() as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat(long))
    assert rows(tape, "SELECT length(prompt), length(answer), prompt = answer FROM requests") == [(900_000, 900_000, 1)]
    assert ask_python(tape, "SELECT content FROM messages") == [(long,), (long,)]


@pytest.mark.parametrize("body, kind", [
    (b"\xff\xfe not text", "application/octet-stream"), (b'{"choices": 3, "usage": [], "data": {"id": 1}}', "application/json"),
    (b'{"choices": [null, {"message": {"tool_calls": {}, "content": {"a": 1}}}], "output": "x"}', "application/json"),
    (b"[" * 5000, "application/json"), (b"data: {\n\ndata: [1]\n\ndata: \"x\"\n\n", "text/event-stream"), (b"", "text/plain"),
    (b'{"object": "fine_tuning.job", "id": "ftjob-1", "method": {"type": "\'"}, "created_at": "x"}', "application/json"),
])
def test_odd_bodies_do_not_end_a_query(record, origin, tape, body, kind):
    script(origin, body, kind)
    with record() as deck, Connection(deck.port) as connection:
        for sent in (body, json.dumps({"messages": [1, {"role": 3, "content": [4, "five"]}], "input": [6, ["x"]]}).encode()):
            connection.request("POST", CHAT, sent, content_type="application/json")
    for view in VIEWS:
        rows(tape, f"SELECT * FROM {view}")
    assert rows(tape, "SELECT count(*) FROM requests") == [(2,)]


def test_a_price_is_found_by_the_name_of_a_model(record, origin, tape):
    models = {"gpt-4o-2024-11-20": 2.5, "gpt-4o-2024-05-13": 5, "gpt-4-0613": 30, "gpt-3.5-turbo-1106": 1, "gpt-3.5-turbo-0125": 0.5,
              "ft:gpt-4o-mini-2024-07-18:org::id": 0.3, "ft:gpt-4.1-2025-04-14:o:s:i": 3, "gpt-4o-audio-preview": None,
              "llama": None, "gpt-4-turbo-2024-04-09": 10}
    with record() as deck, Connection(deck.port) as connection:
        for model in models:
            script(origin, {"model": model, "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 0}})
            connection.request("POST", CHAT, chat(model))
    assert dict(rows(tape, "SELECT model, round(usd, 6) FROM cost")) == models
    assert rows(tape, "SELECT count(*) FROM prices WHERE output < 0 OR cached_input >= input") == [(0,)]


# MARK: - Formats of cassettes


def test_an_old_cassette_is_asked_where_it_cannot_be_written(copy, tmp_path):
    as_first_format(copy)
    before = copy.read_bytes()
    copy.chmod(stat.S_IRUSR)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert rows(copy, "SELECT count(*) FROM requests") == [(15,)]
        assert rows(copy, "SELECT count(*) FROM search WHERE search MATCH 'refund'", "--search")[0][0] > 0
    finally:
        tmp_path.chmod(stat.S_IRWXU)
    assert copy.read_bytes() == before and os.listdir(tmp_path) == ["copy.sqlite"]


def test_an_upgrade_gives_an_old_cassette_the_views(copy):
    as_first_format(copy)
    listed = tapedeck("cassette", "list", copy).out
    done = tapedeck("cassette", "upgrade", copy)
    assert done.code == 0 and done.out.decode() == f"{copy}: format 1 is now 2, prices of 2026-11\n"
    assert ask_python(copy, "SELECT count(*) FROM requests") == [(15,)]
    assert tapedeck("cassette", "list", copy).out == listed and tapedeck("cassette", "verify", copy).code == 0
    assert tapedeck("cassette", "upgrade", copy).out.decode() == f"{copy}: format 2, prices of 2026-11\n"


def test_recording_gives_an_old_cassette_the_views(record, copy):
    as_first_format(copy)
    with record("--mode", "new_episodes", cassette=copy) as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat("one more"))
    assert ask_python(copy, "SELECT prompt FROM requests ORDER BY request DESC LIMIT 1") == [("one more",)]


def test_older_prices_are_replaced_and_newer_ones_kept(copy):
    for date, prices in (("2020-01", "2026-11"), ("2999-01", "2999-01")):
        with closing(sqlite3.connect(copy)) as db, db:
            db.execute("UPDATE price_list SET date = ?", [date])
        assert tapedeck("cassette", "upgrade", copy).out.decode().endswith(f"prices of {prices}\n")


def test_an_upgrade_needs_a_cassette(tmp_path):
    tapedeck("cassette", "upgrade", tmp_path / "none.sqlite").assert_error(65)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("statement", [
    "DROP VIEW requests; CREATE VIEW requests AS SELECT 1", "CREATE VIEW more AS SELECT 1",
    "DROP VIEW cost; CREATE TRIGGER cost AFTER INSERT ON body BEGIN DELETE FROM body; END",
])
def test_a_cassette_with_views_of_another_is_refused(copy, statement):
    with closing(sqlite3.connect(copy)) as db:
        db.executescript(statement)
    for command in ("list", "verify", "upgrade"):
        assert "which no cassette has" in tapedeck("cassette", command, copy).assert_error(65)
    assert "which no cassette has" in query(copy, "SELECT 1").assert_error(65)


@pytest.mark.parametrize("command", [("prune", "--status", "404"), ("redact", "--redact", "parcel")])
def test_a_rewritten_cassette_has_the_views(copy, command):
    as_first_format(copy)
    done = tapedeck("cassette", command[0], copy, *command[1:])
    assert done.code == 0, done.err
    assert ask_python(copy, "SELECT count(*) > 10 FROM messages") == [(1,)]


# MARK: - Searching


def test_a_search_leaves_the_file_as_it_is(copy):
    before = copy.read_bytes()
    found = rows(copy, "SELECT request, role FROM search WHERE search MATCH 'refund NOT cash' AND direction = 'sent'", "--search")
    assert found == [(2, "user"), (8, "user")] and copy.read_bytes() == before
    assert "no such table: search" in query(copy, "SELECT * FROM search").assert_error(64)
    assert "unterminated string" in query(copy, "SELECT * FROM search WHERE search MATCH '\"'", "--search").assert_error(64)


def test_an_index_in_the_file_is_kept_up_to_date(record, copy):
    done = tapedeck("cassette", "upgrade", copy, "--search")
    assert done.out.decode().endswith(", 15 texts to search\n"), done.out
    found = "SELECT request FROM search WHERE search MATCH 'refund AND lamp' AND direction = 'sent'"
    assert ask_python(copy, found) == [(2,)]
    with record("--mode", "all", cassette=copy) as deck, Connection(deck.port) as connection:
        for content in ("a refund for another lamp", "nothing"):
            connection.request("POST", f"/session/test_support{CHAT}", chat(content))
    assert ask_python(copy, found) == rows(copy, found) == rows(copy, found, "--search")
    assert ask_python(copy, found)[-1] == (16,)
    assert ask_python(copy, "SELECT count(*) FROM search WHERE request NOT IN (SELECT id FROM interaction)") == [(0,)]
    assert tapedeck("cassette", "verify", copy).code == 0
    done = tapedeck("cassette", "prune", copy, "--status", "404")
    assert done.code == 0 and b"another lamp" in copy.read_bytes()
    assert "no such table" in query(copy, found).assert_error(64), "a rewritten cassette is written without it"


def test_a_damaged_index_does_not_cost_a_recording(record, copy):
    tapedeck("cassette", "upgrade", copy, "--search")
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("DELETE FROM search_data")
    with record("--mode", "new_episodes", cassette=copy) as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat("still here"))
        deck.stop()
    assert rows(copy, "SELECT prompt FROM requests ORDER BY request DESC LIMIT 1") == [("still here",)]


def test_an_unused_search_does_not_grow_the_file(record, tape):
    with record() as deck, Connection(deck.port) as connection:
        connection.request("POST", CHAT, chat("hello"))
    sizes = []
    for change in (lambda: None, lambda: as_first_format(tape)):
        change()
        with closing(sqlite3.connect(tape)) as db:
            db.execute("VACUUM")
        sizes.append(tape.stat().st_size)
    assert sizes[0] - sizes[1] <= 28 * 1024, "views and prices take 28 KB, however large the cassette is"
