# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The steps of action.yml, run with the files and variables that a runner of GitHub Actions gives them."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from support import ROOT, TAPEDECK, environment, tapedeck

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


class Runner:
    """What a runner gives to steps, and what they leave."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for path in self.files.values():
            path.touch()
        (folder / "temp").mkdir()

    def step(self, script, **inputs):
        path = [*self.files["GITHUB_PATH"].read_text().split(), os.environ["PATH"]]
        variables = {
            **{name: str(path) for name, path in self.files.items()}, "RUNNER_TEMP": str(self.folder / "temp"),
            "RUNNER_TOOL_CACHE": str(self.folder / "tools"), "RUNNER_OS": "Linux", "ImageOS": "ubuntu24", "CI": "true",
            "PATH": ":".join(path),
        }
        return subprocess.run([ROOT / "Scripts/action" / script], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              env=environment(**variables, **inputs))

    @property
    def outputs(self):
        return dict(line.split("=", 1) for line in self.files["GITHUB_OUTPUT"].read_text().splitlines())


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


@pytest.fixture
def tarball(tmp_path):
    """A release that holds the binary under test, as a link: what it looks like otherwise is tested in release/."""
    path = tmp_path / "tapedeck-release.tar.gz"
    (tmp_path / "link").symlink_to(TAPEDECK)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "link", "tapedeck-0-linux/bin/tapedeck")
    return path


@pytest.fixture
def installed(runner, tarball):
    """A runner after the first two steps."""
    assert runner.step("cache-key", TARBALL=str(tarball)).returncode == 0
    done = runner.step("install", TARBALL=str(tarball), FOLDER=runner.outputs["folder"])
    assert done.returncode == 0, done.stdout + done.stderr
    return runner


SEND = f"{sys.executable} -c '" + """
import os, sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/models" + sys.argv[1], headers={"authorization": "Bearer x"})
try:
    print(opener.open(request).status)
except urllib.error.HTTPError as error:
    print(error.code)
' """


@pytest.fixture
def cassette(tmp_path):
    path = tmp_path / "models.sqlite"
    done = tapedeck("run", "--cassette", path, "--simulate", "--", "bash", "-c", SEND + "''")
    assert done.code == 0, done.err
    return path


def test_the_binary_is_installed_from_a_tarball_and_then_found_in_the_cache(installed, tarball):
    folder = Path(installed.outputs["folder"])
    assert folder.name.startswith("tapedeck-Linux-ubuntu24-") and folder.name == installed.outputs["key"]
    assert installed.outputs["binary"] == str(folder / "bin/tapedeck")
    assert installed.files["GITHUB_PATH"].read_text() == f"{folder}/bin\n"
    tarball.write_bytes(b"")
    again = installed.step("install", TARBALL=str(tarball), FOLDER=str(folder))
    assert again.returncode == 0 and "in the cache" in again.stdout


def test_the_key_follows_the_release_or_the_sources(tmp_path):
    keys = []
    for number, name in enumerate(["https://example.com/1.tar.gz", "https://example.com/2.tar.gz", "", ""]):
        (tmp_path / str(number)).mkdir()
        runner = Runner(tmp_path / str(number))
        assert runner.step("cache-key", TARBALL=name).returncode == 0
        keys.append(runner.outputs["key"])
    assert len(set(keys)) == 3 and keys[2] == keys[3]


@pytest.mark.parametrize("content, says", [(None, "There is no tarball"), (b"text", "is not a release tarball")])
def test_a_wrong_tarball_is_an_annotation(runner, tmp_path, content, says):
    path = tmp_path / "wrong.tar.gz"
    if content:
        path.write_bytes(content)
    done = runner.step("install", TARBALL=str(path), FOLDER=str(tmp_path / "tools"))
    assert done.returncode == 1 and "::error title=Tapedeck::" in done.stdout and says in done.stdout


def test_a_command_is_replayed_and_its_report_is_in_the_summary(installed, cassette):
    done = installed.step("run", COMMAND=SEND + "''", CASSETTE=str(cassette), MODE="none", OPTIONS="--fail-on-unused\n")
    assert done.returncode == 0 and done.stdout == "200\n", done.stdout + done.stderr
    summary = installed.files["GITHUB_STEP_SUMMARY"].read_text()
    assert summary.startswith("# Tapedeck run\n") and "| played | 1 |" in summary
    assert json.loads(Path(installed.outputs["report"]).read_text())["played"] == 1


def test_a_miss_fails_the_step_and_is_an_annotation_in_one_line(installed, cassette):
    done = installed.step("run", COMMAND=SEND + "'?limit=3'", CASSETTE=str(cassette), MODE="none", OPTIONS="--fail-on-unused")
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert lines[0].startswith("::error title=No recording::No recording in the cassette")
    assert "%0ANearest: #1 GET /v1/models%0A" in lines[0]
    assert lines[1].startswith("::error title=Recording not played::#1 GET /v1/models of the session default")
    assert "## Misses" in installed.files["GITHUB_STEP_SUMMARY"].read_text()


def test_the_commands_own_exit_code_is_that_of_the_step(installed, cassette):
    done = installed.step("run", COMMAND=SEND + "''; exit 7; echo never", CASSETTE=str(cassette))
    assert done.returncode == 7 and "never" not in done.stdout


def test_a_command_without_a_cassette_is_refused(installed):
    done = installed.step("run", COMMAND="true", CASSETTE="")
    assert done.returncode == 64 and "needs the input 'cassette'" in done.stdout


def test_the_steps_are_the_scripts_and_pass_each_input_as_a_variable():
    steps = [step for step in ACTION["runs"]["steps"] if "run" in step]
    for step in steps:
        script = step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/")
        assert os.access(ROOT / script, os.X_OK), script
        # An input in the text of a script would be run as code.
        assert "${{" not in step["run"]
    used = " ".join(value for step in steps for value in step["env"].values()) + " ".join(step.get("if", "") for step in steps)
    assert all(f"inputs.{name}" in used for name in ACTION["inputs"])


# -- Linters ---------------------------------------------------------------------------------------------------------

BIN = Path(sys.executable).parent


def lint(tool, *arguments, cwd=ROOT):
    if not (BIN / tool).exists():
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run([BIN / tool, *arguments], cwd=cwd, capture_output=True, text=True, env=environment(PATH=f"{BIN}:{os.environ['PATH']}"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_yaml_files_are_well_formed():
    rules = "{extends: default, rules: {line-length: {max: 130}, document-start: disable, truthy: {check-keys: false}}}"
    files = [*ROOT.glob("Examples/**/*.yml"), *ROOT.glob("Examples/**/*.yaml"), ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml"]
    lint("yamllint", "--strict", "-d", rules, *files)


def test_the_example_workflow_and_the_action_pass_actionlint(tmp_path):
    """The action is linted as one of the repository that uses it."""
    workflows = tmp_path / ".github/workflows"
    workflows.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    shutil.copy(ROOT / "action.yml", tmp_path)
    text = (ROOT / "Examples/github-actions/replay.yml").read_text()
    (workflows / "replay.yml").write_text(text.replace("OWNER/tapedeck@v0.1.0", "./"))
    lint("actionlint", cwd=tmp_path)


def test_the_pre_commit_hook_checks_cassettes(cassette):
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    words = hook["entry"].split()
    assert words[0] == "tapedeck" and tapedeck(*words[1:], cassette).code == 0
    cassette.write_bytes(cassette.read_bytes()[:5000])
    assert tapedeck(*words[1:], cassette).code != 0
