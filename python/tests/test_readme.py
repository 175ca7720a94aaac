# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Every block of the README runs, and the commands print what it shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import tapedeck

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.S | re.M)
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
CONSOLE = [text for kind, text in BLOCKS if kind == "console"]


def run(command, folder, **env):
    return subprocess.run(command, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True)


def pattern(line):
    """A line of the README as an expression: figures of time and tokens, and what the terminal's width decides, may differ."""
    figures = re.sub(r"[\d.]+(?= ?(?:s\b|tokens))", "FIGURE", line)
    return re.sub(r"(\\ )+", r"\\s+", re.escape(figures)).replace("FIGURE", r"[\d.]+")


def shown(block):
    """The commands of a console block, each with the lines that it prints."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, *lines = part.splitlines()
        yield command, [line for line in lines if line != "…"]


def test_all_blocks_are_run_here():
    assert (len(PYTHON), len(CONSOLE)) == (4, 3)


def test_the_tour_of_the_plugin(tmp_path, service):
    (tmp_path / "tests").mkdir()
    test = tmp_path / "tests/test_chat.py"
    test.write_text(PYTHON[0])
    (tmp_path / "pytest.ini").write_text(f"[pytest]\ntapedeck_upstream = {service}\n")
    for block, country in [(CONSOLE[1], "France"), (CONSOLE[2], "Spain")]:
        test.write_text(test.read_text().replace('capital("France")', f'capital("{country}")'))
        for command, lines in shown(block):
            output = run([sys.executable, "-m", *shlex.split(command)], tmp_path, COLUMNS="80").stdout
            for line in lines:
                assert re.search(pattern(line), output), (command, line, output)
    assert [path.name for path in (tmp_path / "tests/cassettes").iterdir()] == ["capitals.sqlite"]


def test_the_fixture_for_a_client_that_was_made_early(suite):
    (suite.folder / "app.py").write_text("from openai import OpenAI\nclient = OpenAI(api_key='early', base_url='http://127.0.0.1:9/v1')\n")
    (suite.folder / "conftest.py").write_text(PYTHON[1])
    suite.write("test_app.py", "import app\ndef test_app(): assert app.client.models.list()\n")
    suite.run(process=True).assert_outcomes(passed=1)


def test_the_script_without_pytest(tmp_path):
    done = run([sys.executable, "-c", PYTHON[2]], tmp_path)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_the_scores(tmp_path):
    done = run([sys.executable, "-c", PYTHON[3]], tmp_path)
    assert (done.returncode, done.stdout) == (0, "0.7499999999999999 0.6\n"), done.stderr


def test_the_options_are_those_of_the_plugin(suite):
    usage = suite.run("--help").stdout.str()
    named = set(re.findall(r"--tapedeck-[a-z-]+|(?<=ini `)tapedeck_[a-z]+", README))
    assert len(named) >= 6
    assert not [name for name in named if name not in usage]


def test_the_options_of_the_command_exist():
    commands = {"record": ["--cassettes", "--redact-json"], "cassette import": ["--into"]}
    for command, options in commands.items():
        usage = subprocess.run([tapedeck.program(), *shlex.split(command), "--help"], capture_output=True, text=True).stdout
        assert not [option for option in options if option not in usage or option not in README]
