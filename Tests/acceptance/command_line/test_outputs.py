# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""No command writes its output over a file that it reads, by whatever name."""

import json
import os
import shutil

import pytest

from support import exported_line, tapedeck


@pytest.fixture
def folder(tmp_path):
    """A cassette with links to it, and the inputs of every command that writes a file."""
    (tmp_path / "source.jsonl").write_text(exported_line() + "\n")
    assert tapedeck("cassette", "import", tmp_path / "source.jsonl", "--into", tmp_path / "tape.sqlite").code == 0
    pairs = [{"id": str(n), "dialogue": f"A: {n}", "summary": "x y", "reference": "x y", "prediction": "x"} for n in range(12)]
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    # A cassette may have any name, also one of a report.
    shutil.copy(tmp_path / "tape.sqlite", tmp_path / "tape.json")
    for name in ["texts", "tape.sqlite", "tape.json", "pairs.jsonl"]:
        if name == "texts":
            (tmp_path / name).write_text("x y\n")
        (tmp_path / f"link-{name}").symlink_to(name)
        os.link(tmp_path / name, tmp_path / f"hard-{name}")
    return tmp_path


def refused(folder, source, *arguments, code=64):
    """Runs a command that would write over a file, and sees to it that the file is untouched."""
    before = (folder / source).read_bytes()
    error = tapedeck(*[folder / a[1:] if str(a).startswith("@") else a for a in arguments]).assert_error(code)
    assert "would write over" in error, error
    assert (folder / source).read_bytes() == before
    assert not list(folder.glob("*.partial"))


WAYS = ["@", "@link-", "@hard-"]
ECHO = ["--", "true"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", [
    ["cassette", "export", "@tape.sqlite", "--output"], ["cassette", "export", "@tape.sqlite", "--format", "har", "--output"],
    ["record", "--cassette", "@tape.json", "--report"], ["replay", "--cassette", "@tape.json", "--report"],
    ["run", "--simulate", "--cassette", "@tape.json", "--report"], ["simulate", "--report"],
    ["run", "--simulate", "--report"],
], ids=lambda c: " ".join(c))
def test_nothing_is_written_over_a_cassette(folder, command, way):
    source = "tape.json" if command[-1] == "--report" else "tape.sqlite"
    refused(folder, source, *command, f"{way}{source}", *(ECHO if command[0] == "run" else []))


@pytest.mark.parametrize("name", ["tape.sqlite-wal", "tape.sqlite-shm", "tape.sqlite-journal"])
def test_nothing_is_written_over_the_files_beside_a_cassette(folder, name):
    (folder / name).write_bytes(b"kept")
    refused(folder, name, "cassette", "export", "@tape.sqlite", "--output", f"@{name}")


def test_a_cassette_that_is_made_by_the_run_is_no_place_for_its_report(folder):
    done = tapedeck("run", "--simulate", "--cassette", folder / "new", "--report", folder / "." / "new", "--", "true")
    assert "would write over" in done.assert_error(64) and not (folder / "new").exists()


def test_what_lies_beside_an_output_until_it_is_whole_is_no_input_either(folder):
    (folder / "tape.sqlite").rename(folder / "out.jsonl.partial")
    before = (folder / "out.jsonl.partial").read_bytes()
    done = tapedeck("cassette", "export", folder / "out.jsonl.partial", "--output", folder / "out.jsonl")
    assert "would write over" in done.assert_error(64)
    assert (folder / "out.jsonl.partial").read_bytes() == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command, source", [
    (["rouge", "--pairs", "@pairs.jsonl", "--per-pair"], "pairs.jsonl"),
    (["rouge", "--references", "@texts", "--candidates", "@texts", "--per-pair"], "texts"),
    (["rouge", "--pairs", "@pairs.jsonl", "--expect", "@texts", "--per-pair"], "texts"),
    (["compare", "@pairs.jsonl", "--html"], "pairs.jsonl"), (["compare", "@pairs.jsonl", "--csv"], "pairs.jsonl"),
    (["compare", "@pairs.jsonl", "--json"], "pairs.jsonl"), (["compare", "@pairs.jsonl", "--markdown"], "pairs.jsonl"),
], ids=lambda c: " ".join(c) if isinstance(c, list) else c)
def test_nothing_is_written_over_an_input(folder, command, source, way):
    refused(folder, source, *command, f"{way}{source}")


@pytest.mark.parametrize("command, name", [
    (["prepare", "--train"], "train.jsonl"), (["prepare", "--train"], "validation.jsonl"),
    (["evaluate", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--data"], "predictions.jsonl"),
    (["evaluate", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--data"], "journal.jsonl"),
    (["finetune", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--training-file"], "events.jsonl"),
], ids=lambda c: c if isinstance(c, str) else c[0])
def test_a_folder_of_results_does_not_take_the_place_of_the_data(folder, command, name):
    (folder / "out").mkdir()
    os.link(folder / "pairs.jsonl", folder / "out" / name)
    refused(folder, "pairs.jsonl", *command, "@pairs.jsonl", "--output", "@out")


def test_a_workflow_does_not_write_over_its_data(folder):
    (folder / "out" / "prepared").mkdir(parents=True)
    (folder / "out" / "prepared" / "train.jsonl").symlink_to(folder / "pairs.jsonl")
    (folder / "flow.yaml").write_text(
        "data: {train: pairs.jsonl, test: pairs.jsonl}\n"
        "models: [{name: base, model: gpt-4o-mini-2024-07-18}]\n"
        "fine_tuning: {name: tuned, model: gpt-4o-mini-2024-07-18}\n")
    refused(folder, "pairs.jsonl", "workflow", "@flow.yaml", "--output", "@out", "--base-url", "http://127.0.0.1:9/v1")


def test_a_comparison_may_be_written_again_into_the_folder_it_reads(folder):
    (folder / "results").mkdir()
    (folder / "pairs.jsonl").rename(folder / "results" / "predictions.jsonl")
    for _ in range(2):
        assert tapedeck("compare", folder / "results", "--json", folder / "results" / "comparison.json").code == 0
    refused(folder, "results/predictions.jsonl", "compare", "@results", "--json", "@results/predictions.jsonl")


def test_an_import_does_not_write_over_its_source(folder):
    refused(folder, "source.jsonl", "cassette", "import", "@source.jsonl", "--into", "@source.jsonl")
    refused(folder, "texts", "cassette", "import", "@link-texts", "--into", "@hard-texts")
    # Adding to a cassette stays what it was.
    assert tapedeck("cassette", "import", folder / "source.jsonl", "--into", folder / "tape.sqlite").code == 0


def test_devices_and_pipes_can_be_written_to(folder):
    assert tapedeck("cassette", "export", folder / "tape.sqlite", "--output", "/dev/null").code == 0
    assert tapedeck("cassette", "export", folder / "tape.sqlite", "--output", "/dev/stdout").out.count(b"\n") == 2


def test_the_file_behind_a_link_is_replaced_and_the_link_stays(folder):
    (folder / "old").write_bytes(b"x" * 100_000)
    (folder / "link").symlink_to("old")
    assert tapedeck("cassette", "export", folder / "tape.sqlite", "--output", folder / "link").code == 0
    assert (folder / "link").is_symlink() and (folder / "old").read_bytes().count(b"\n") == 2
    assert b"x" * 100 not in (folder / "old").read_bytes()
