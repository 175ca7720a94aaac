# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The tarball of a release, and an installation, made of the binary under test."""

import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from support import ROOT, TAPEDECK

pytestmark = [
    pytest.mark.skipif(not Path(TAPEDECK + ".product").is_dir(), reason="TAPEDECK is not where 'swift build' leaves it"),
    pytest.mark.skipif(shutil.which("strip") is None, reason="needs binutils"),
]


def run(*command, **env):
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, env={**os.environ, **env}, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A release, unpacked, and the tarball."""
    folder = tmp_path_factory.mktemp("release")
    out = run("Scripts/release", "--binary", TAPEDECK, "--output", folder)
    tarball = Path(out.split(": ")[0])
    assert re.fullmatch(r".*: \d+ kB, the binary in it \d+ kB\n", out)
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return folder / tarball.name.removesuffix(".tar.gz"), tarball


def commands():
    """Every command, as the words that call it."""
    tree = json.loads(run(TAPEDECK, "--experimental-dump-help"))["command"]

    def walk(node, words):
        yield words
        for child in node.get("subcommands", []):
            if child["commandName"] != "help":
                yield from walk(child, [*words, child["commandName"]])

    return list(walk(tree, ["tapedeck"]))


def test_the_tarball_is_named_after_version_and_machine(release):
    folder, _ = release
    machine = os.uname()
    version = run(folder / "bin/tapedeck", "--version").strip()
    assert folder.name == f"tapedeck-{version}-{machine.sysname.lower()}-{machine.machine}"
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_same_files_give_the_same_bytes(release, tmp_path):
    run("Scripts/release", "--binary", TAPEDECK, "--output", tmp_path)
    assert (tmp_path / release[1].name).read_bytes() == release[1].read_bytes()


def test_the_readme_says_what_the_binary_needs(release):
    folder, _ = release
    readme = (folder / "README.md").read_text()
    needed = re.findall(r"NEEDED.*\[(.+)\]", run("readelf", "-d", folder / "bin/tapedeck"))
    assert {"libcurl.so.4", "libsqlite3.so.0", "libz.so.1"} <= set(needed)
    assert [name for name in needed if f"    {name}\n" not in readme] == []
    assert re.search(r"glibc 2\.\d+ or later", readme) and "@" not in readme


def test_each_command_has_a_manual_page_that_leads_to_others_that_are_there(release):
    pages = {page.stem: page.read_text() for page in (release[0] / "share/man/man1").iterdir()}
    assert sorted(pages) == sorted("-".join(words) for words in commands())
    for name, text in pages.items():
        assert f"\n.Dt {name.upper()} 1\n" in text
        assert not [link for link in re.findall(r"^\.Xr (\S+) 1", text, re.M) if link not in pages]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("typed, offered", [("tapedeck re", {"record", "replay"}), ("tapedeck replay --cass", {"--cassette"})])
def test_bash_completes_commands_and_options(release, typed, offered):
    script = release[0] / "share/bash-completion/completions/tapedeck"
    words = typed.split()
    line = "\n".join([
        f"source {script}", f"COMP_WORDS=({' '.join(words)}) COMP_CWORD={len(words) - 1}", f"COMP_LINE='{typed}' COMP_POINT={len(typed)}",
        f"_tapedeck tapedeck '{words[-1]}' '{words[-2]}'", 'printf "%s\\n" "${COMPREPLY[@]}"'])
    assert offered <= {word.strip() for word in run("bash", "-c", line).splitlines()}


def test_zsh_and_fish_have_completions_too(release):
    share = release[0] / "share"
    assert (share / "zsh/site-functions/_tapedeck").read_text().startswith("#compdef tapedeck\n")
    assert "complete -c 'tapedeck'" in (share / "fish/vendor_completions.d/tapedeck.fish").read_text()


def test_the_licenses_name_each_dependency_of_the_manifest(release):
    licenses = (release[0] / "LICENSES").read_text()
    manifest = (ROOT / "Package.swift").read_text().partition("targets: [")[0]
    for location in re.findall(r'\.package\(url: "([^"]+)"', manifest):
        assert location in licenses, location
    for other in ("tiktoken", "UNICODE LICENSE V3", "Runtime Library Exception"):
        assert other in licenses, other


def test_make_install_lays_out_a_prefix_below_destdir(tmp_path):
    run("Scripts/install", "--binary", TAPEDECK, DESTDIR=str(tmp_path), PREFIX="/opt/tapedeck")
    prefix = tmp_path / "opt/tapedeck"
    assert run(prefix / "bin/tapedeck", "--version") == run(TAPEDECK, "--version")
    for path in ["share/man/man1/tapedeck-run.1", "share/doc/tapedeck/LICENSES", "share/bash-completion/completions/tapedeck"]:
        assert (prefix / path).is_file(), path


@pytest.mark.parametrize("command, env, says", [
    (["Scripts/release", "--fast"], {}, "unknown option '--fast'"),
    (["Scripts/install", "--binary", TAPEDECK], {"PREFIX": "opt"}, "PREFIX must be an absolute path, not 'opt'"),
    (["Scripts/lay-out", "/none/tapedeck", "/tmp/none"], {}, "there is no binary /none/tapedeck"),
    (["Scripts/licenses", "/bin/sh"], {}, "/bin/sh.product/Objects.LinkFileList is missing"),
])
def test_wrong_arguments_are_refused_in_one_line(command, env, says):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **env})
    assert done.returncode != 0 and says in done.stderr and "Traceback" not in done.stderr
