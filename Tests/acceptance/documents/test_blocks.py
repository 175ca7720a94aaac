# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The code blocks of README and guides do what the pages say.

Each page runs from top to bottom in a folder of its own: commands print what is shown, programs end with 0, documents can
be read, Swift code is part of a compiled file. `support/pages.py` describes the comments that pages hold for this test.
"""

import json
import shutil
import subprocess
import tomllib
import warnings
from pathlib import Path

import pytest
import yaml

from support import KEY, ROOT, TAPEDECK, environment
from support.pages import PAGES, blocks, snippet
from support.terminal import Terminal

PLAIN = {"text", "diff", "http"}
PROGRAMS = {"python": ("python", "py"), "js": ("node", "mjs")}
ALL = {page: blocks(page) for page in PAGES}


@pytest.fixture
def terminal(page, serve, origin, tmp_path):
    scripted = "<!-- scripted service -->" in page.read_text()
    terminal = Terminal(tmp_path, origin.base if scripted else serve("simulate", "--port", "0").base)
    yield terminal
    terminal.close()


def check_console(block, terminal):
    code = int(block.notes.get("exit", 0))
    if "on Ctrl-C" in block.notes:
        return terminal.stop(block.text.splitlines())
    for command, output in block.steps:
        terminal.run(command, output, codes={0, code})


def check(block, terminal):
    """Fails when a block does not do what its page says."""
    if name := block.notes.get("file"):
        terminal.write(name, block.text)
    if reference := block.notes.get("snippet"):
        assert block.text == snippet(reference), f"{block} differs from {reference}"
    match block.language:
        case "setup":
            terminal.run("set -e\n" + block.text)
        case "console":
            check_console(block, terminal)
        case "json":
            json.loads(block.text)
        case "jsonl":
            for line in block.text.splitlines():
                json.loads(line)
        case "yaml":
            assert yaml.safe_load(block.text)
        case "toml":
            assert tomllib.loads(block.text)
        case "python" | "js" if block.notes.keys() <= {"environment"}:
            program, extension = PROGRAMS[block.language]
            if name := block.notes.get("environment"):
                program = ROOT / f".build/clients-{name}/bin/python"
                if not program.exists():
                    return warnings.warn(f"{block} was not run: Scripts/setup {name} installs what it needs")
            terminal.write(f"block-{block.line}.{extension}", block.text)
            terminal.run(f"{program} block-{block.line}.{extension}", OPENAI_BASE_URL=terminal.upstream, OPENAI_API_KEY=KEY)
        case language if not block.notes:
            assert language in PLAIN, f"{block}: nothing checks a block in {language or 'no language'}"


@pytest.mark.parametrize("page", [page for page in PAGES if ALL[page]], ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_do_what_it_says(page, terminal):
    if any(block.language == "js" or "node" in block.text for block in ALL[page]) and not shutil.which("node"):
        pytest.skip("node is not installed")
    for block in ALL[page]:
        if "not run" in block.notes:
            continue
        try:
            check(block, terminal)
        except AssertionError as error:
            raise AssertionError(f"{block}: {error}") from None


@pytest.mark.parametrize("example", ["rouge", "servers"])
def test_the_swift_code_of_the_guides_runs(example, serve, tmp_path):
    service = serve("simulate", "--port", "0")
    done = subprocess.run([Path(TAPEDECK).resolve().with_name("Guides"), example], cwd=tmp_path, capture_output=True, text=True,
                          timeout=60, env=environment(OPENAI_BASE_URL=service.base, OPENAI_API_KEY=KEY))
    assert done.returncode == 0 and done.stdout, done.stderr


def test_a_block_that_is_not_run_has_a_reason(record_property):
    unrun = [block for page in PAGES for block in ALL[page] if "not run" in block.notes]
    for block in unrun:
        record_property(str(block), block.notes["not run"])
        print(f"{block}: {block.notes['not run']}")
    assert not [str(block) for block in unrun if len(block.notes["not run"]) < 10]


def test_a_page_has_no_code_that_only_indentation_marks():
    for page in PAGES:
        lines = page.read_text().splitlines()
        indented = [line for before, line in zip(lines, lines[1:]) if line.startswith("    ") and not before.strip()]
        assert not indented, (page, indented)
