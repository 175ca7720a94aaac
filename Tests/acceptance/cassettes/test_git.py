# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Cassettes in git repositories: shown as text, merged by interaction, and never lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess

import pytest

from support import TAPEDECK, assert_at_rest, environment, tapedeck, wait_until

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
TAPE = "cassettes/suite.sqlite"
LINE = "*.sqlite -text diff=tapedeck merge=tapedeck\n"


class Repository:
    """A git repository with one cassette, away from the configuration of this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.tape = folder / TAPE
        (folder / "cassettes").mkdir(parents=True)
        home = folder.parent / "home"
        home.mkdir(exist_ok=True)
        names = {f"GIT_{role}_{part}": "a" if part == "NAME" else "a@example.com"
                 for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
        self.env = environment(HOME=str(home), XDG_CONFIG_HOME=str(home / "config"), GIT_CONFIG_NOSYSTEM="1", **names)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words, code=0):
        done = subprocess.run(["git", *words], cwd=self.folder, env=self.env, capture_output=True, text=True)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def tapedeck(self, *words, code=0, binary=TAPEDECK, env=None, cwd=None):
        done = subprocess.run([binary, *map(str, words)], cwd=cwd or self.folder, env=env or self.env, capture_output=True, text=True)
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def record(self, *pairs, session=""):
        """Adds recordings of questions with their answers."""
        lines = [json.dumps({
            "session": session, "recorded_at": 1_700_000_000_000_000,
            "request": {"method": "POST", "path": "/v1/chat/completions", "headers": [["content-type", "application/json"]],
                        "body": {"json": {"model": "m", "messages": [{"role": "user", "content": question}]}}},
            "response": {"status": 200, "headers": [["content-type", "text/plain"]], "body": {"text": answer},
                         "first_byte": 1000, "duration": 2000}}) for question, answer in pairs]
        source = self.folder.parent / "lines.jsonl"
        source.write_text("\n".join(lines) + "\n")
        self.tape.parent.mkdir(exist_ok=True)
        self.tapedeck("cassette", "import", source, "--into", TAPE)

    def commit(self, *pairs, message="change"):
        """Records, and commits everything."""
        if pairs:
            self.record(*pairs)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def prune(self, *questions):
        """Removes the recordings of questions, as `cassette prune` does for a run that did not play them."""
        numbers = [str(number) for number, question, _ in self.recordings() if question in questions]
        kept = self.folder.parent / "run.json"
        last = max(number for number, _, _ in self.recordings())
        kept.write_text(json.dumps({"cassettes": [{"cassette": TAPE, "unused": ",".join(numbers), "last": last}]}))
        self.tapedeck("cassette", "prune", TAPE, "--unused", kept, "--yes")

    def again(self, *pairs):
        """Records questions anew, in the place of what was recorded."""
        self.prune(*(question for question, _ in pairs))
        self.record(*pairs)

    def recordings(self, tape=TAPE):
        lines = self.tapedeck("cassette", "show", tape, "--json").splitlines()
        return [(item["id"], item["request"]["body"]["json"]["messages"][0]["content"], item["response"]["body"]["text"])
                for item in map(json.loads, lines)]

    @property
    def answers(self):
        return [answer for _, _, answer in self.recordings()]

    def branch(self, name, start="main"):
        self.git("checkout", "--quiet", "-b", name, start)

    def merge(self, name, code=0):
        return self.git("merge", "--no-edit", name, code=code)


@pytest.fixture
def repository(tmp_path):
    """A repository that is set up, with three recordings on main."""
    made = Repository(tmp_path / "repository")
    made.tapedeck("git", "setup")
    made.commit(("a", "a1"), ("b", "b1"), ("c", "c1"))
    return made


# -- Setup -----------------------------------------------------------------------------------------------------------


def test_setup_adds_what_is_missing_once_and_takes_it_out_again(tmp_path):
    repository = Repository(tmp_path / "repository")
    attributes = repository.folder / ".gitattributes"
    attributes.write_text("*.png binary")
    out = repository.tapedeck("git", "setup")
    assert ".gitattributes: added" in out and "merge.tapedeck.driver" in out and "Commit .gitattributes" in out
    assert attributes.read_text() == "*.png binary\n" + LINE
    before = (repository.folder / ".git/config").read_text()
    assert repository.tapedeck("git", "setup").startswith("Nothing to change")
    assert (repository.folder / ".git/config").read_text() == before
    below = repository.folder / "cassettes"
    assert "tests/*.db" in repository.tapedeck("git", "setup", "tests/*.db", cwd=below)
    out = repository.tapedeck("git", "setup", "--remove")
    assert out.count("removed") == 5
    assert attributes.read_text() == "*.png binary\n" and "tapedeck" not in (repository.folder / ".git/config").read_text()
    assert repository.tapedeck("git", "setup", "--remove").startswith("Nothing to change")


def test_setup_for_all_repositories_of_a_user(tmp_path):
    repository = Repository(tmp_path / "repository")
    repository.tapedeck("git", "setup", "--global")
    assert not (repository.folder / ".gitattributes").exists()
    assert (tmp_path / "home/config/git/attributes").read_text() == LINE
    repository.commit(("a", "a1"))
    assert "+tapedeck cassette {" in repository.git("show")
    repository.tapedeck("git", "setup", "--global", "--remove")
    assert not (tmp_path / "home/config/git/attributes").exists()


@pytest.mark.parametrize("name", ["a folder with spaces", "it's $HOME", "100% \"quoted\""])
def test_the_path_of_the_binary_may_have_any_characters(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "tapedeck").symlink_to(os.path.abspath(TAPEDECK))
    repository = Repository(tmp_path / "repository")
    repository.tapedeck("git", "setup", binary=folder / "tapedeck")
    repository.commit(("a", "a1"))
    repository.branch("left")
    repository.commit(("left", "l1"))
    repository.branch("right")
    repository.commit(("right", "r1"))
    assert "3 interactions; 1 from theirs" in repository.merge("left")
    assert repository.answers == ["a1", "r1", "l1"]
    assert '"content": "left"' in repository.git("diff", "HEAD~1")


def test_setup_outside_of_a_repository_and_without_git(tmp_path):
    repository = Repository(tmp_path / "repository")
    env = {**repository.env, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    done = tapedeck("git", "setup", wrapper=["env", "-C", tmp_path], env=env)
    assert str(tmp_path) in done.assert_error(65) and "git init" in done.err
    done = tapedeck("git", "setup", wrapper=["env", "-C", repository.folder, "PATH=/nowhere"], env=env)
    assert "no git" in done.assert_error(69)
    assert tapedeck("git", "setup", "--remove", "*.x").code == 64
    assert tapedeck("git", "setup", "!*.x").code == 64


# -- Merges ----------------------------------------------------------------------------------------------------------


def test_two_branches_record_different_tests(repository):
    repository.branch("left")
    repository.commit(("left", "l1"), ("left 2", "l2"))
    repository.branch("right")
    repository.commit(("right", "r1"), ("right 2", "r2"))
    repository.merge("left")
    assert repository.answers == ["a1", "b1", "c1", "r1", "r2", "l1", "l2"]
    assert len({number for number, _, _ in repository.recordings()}) == 7
    assert repository.git("status", "--porcelain") == ""
    assert_at_rest(repository.tape)


def test_what_one_branch_pruned_does_not_come_back(repository):
    repository.branch("left")
    repository.prune("b")
    repository.commit()
    repository.branch("right")
    repository.commit(("right", "r1"))
    repository.merge("left")
    assert repository.answers == ["a1", "c1", "r1"]
    repository.git("checkout", "--quiet", "left")
    repository.prune("a")
    repository.commit(("left", "l1"))
    repository.merge("right")
    assert repository.answers == ["c1", "l1", "r1"]


def test_what_one_branch_recorded_anew_replaces_what_the_other_left_alone(repository):
    repository.branch("left")
    repository.again(("a", "a2"))
    repository.commit()
    repository.branch("right")
    repository.commit(("right", "r1"))
    repository.merge("left")
    assert repository.answers == ["b1", "c1", "r1", "a2"]


@pytest.mark.parametrize("side, answers", [("--ours", ["b1", "c1", "a3", "l1"]), ("--theirs", ["b1", "c1", "a2", "l1"]),
                                           ("--both", ["b1", "c1", "a3", "a2", "l1"])])
def test_both_record_the_same_request_anew(repository, side, answers):
    repository.branch("left")
    repository.again(("a", "a2"))
    repository.commit(("left", "l1"))
    repository.branch("right")
    repository.again(("a", "a3"))
    repository.commit()
    out = repository.merge("left", code=1)
    assert f'{TAPE}: conflict: POST /v1/chat/completions "a": both sides recorded it anew' in out
    assert "git resolve --theirs" in out and "CONFLICT (content)" in out
    # The file has all else.
    assert repository.answers == ["b1", "c1", "a3", "l1"]
    assert repository.git("status", "--porcelain").startswith("UU")
    out = repository.tapedeck("git", "resolve", side, "suite.sqlite", cwd=repository.folder / "cassettes")
    assert "1 conflicting request" in out
    assert repository.answers == answers
    repository.commit(message="merged")
    assert "has no conflict" in repository.tapedeck("git", "resolve", side, TAPE, code=65)
    assert_at_rest(repository.tape)


@pytest.mark.parametrize("pruned", ["left", "right"])
def test_one_prunes_what_the_other_records_anew(repository, pruned):
    for name in ("left", "right"):
        repository.branch(name)
        repository.prune("a") if name == pruned else repository.again(("a", "a2"))
        repository.commit()
    out = repository.merge("left", code=1)
    assert ("theirs removed it, ours recorded it anew" if pruned == "left" else "ours removed it, theirs recorded it anew") in out
    assert repository.answers == (["b1", "c1", "a2"] if pruned == "left" else ["b1", "c1"])


def test_both_branches_add_the_file(tmp_path):
    repository = Repository(tmp_path / "repository")
    repository.tapedeck("git", "setup")
    repository.commit()
    for name in ("left", "right"):
        repository.branch(name)
        repository.commit(("shared", "s1"), (name, name))
    repository.merge("left")
    assert repository.answers == ["s1", "right", "left"]


def test_a_rebase_plays_each_commit_onto_the_other_branch(repository):
    repository.branch("work")
    repository.commit(("work", "w1"))
    repository.prune("b")
    repository.commit()
    repository.again(("c", "c2"))
    repository.commit(("work 2", "w2"))
    repository.git("checkout", "--quiet", "main")
    repository.commit(("main", "m1"))
    repository.git("checkout", "--quiet", "work")
    repository.git("rebase", "--quiet", "main")
    assert sorted(repository.answers) == ["a1", "c2", "m1", "w1", "w2"]
    assert repository.git("rev-list", "--count", "HEAD").strip() == "5"
    repository.git("cherry-pick", "--quit")
    repository.branch("picked", "main")
    repository.git("cherry-pick", "work")
    assert sorted(repository.answers) == ["a1", "b1", "c2", "m1", "w2"]


def test_a_criss_cross_merge_has_a_common_version_merged_from_several(repository):
    repository.branch("left")
    repository.prune("b")
    repository.commit(("left", "l1"))
    repository.branch("right")
    repository.again(("a", "a2"))
    repository.commit(("right", "r1"))
    # Each merges the other's first commit.
    repository.git("tag", "right-1")
    repository.git("checkout", "--quiet", "left")
    repository.git("tag", "left-1")
    repository.merge("right-1")
    repository.git("checkout", "--quiet", "right")
    repository.merge("left-1")
    repository.again(("a", "a3"))
    repository.commit(("right 2", "r2"))
    repository.git("checkout", "--quiet", "left")
    repository.prune("c")
    repository.commit(("left 2", "l2"))
    assert len(repository.git("merge-base", "--all", "left", "right").split()) == 2
    repository.merge("right")
    assert sorted(repository.answers) == ["a3", "l1", "l2", "r1", "r2"]


def test_rules_of_both_branches_are_kept(repository):
    for name, rule in (("left", ["--ignore-json", "$.user"]), ("right", ["--ignore-query", "limit"])):
        repository.branch(name)
        repository.record((name, name))
        source = repository.folder.parent / "lines.jsonl"
        repository.tapedeck("cassette", "import", source, "--into", "again.sqlite", *rule)
        with sqlite3.connect(repository.folder / "again.sqlite") as db:
            rules, = db.execute("SELECT matching FROM cassette").fetchone()
        db.close()
        (repository.folder / "again.sqlite").unlink()
        with sqlite3.connect(repository.tape) as db:
            db.execute("UPDATE cassette SET matching = ?", (rules,))
        db.close()
        repository.commit()
    repository.merge("left")
    head = repository.tapedeck("cassette", "show", TAPE)
    assert '"ignore_json":["$.user"]' in head and '"ignore_query":["limit"]' in head
    assert_at_rest(repository.tape)


# -- Failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage, reason", [("lfs", "is not a cassette"), ("cut", "is damaged"), ("newer", "is a cassette of a newer version")])
def test_a_version_that_cannot_be_merged_is_a_conflict_that_keeps_ours(repository, damage, reason):
    repository.branch("left")
    if damage == "lfs":
        repository.tape.write_text("version https://git-lfs.github.com/spec/v1\n")
    elif damage == "cut":
        repository.tape.write_bytes(repository.tape.read_bytes()[:12288])
    else:
        with sqlite3.connect(repository.tape) as db:
            db.execute("PRAGMA user_version = 99")
        db.close()
    repository.commit()
    repository.branch("right")
    repository.commit(("right", "r1"))
    before = repository.tape.read_bytes()
    out = repository.merge("left", code=1)
    assert f"{TAPE} was not merged: their version {reason}" in out and "git checkout --theirs" in out
    assert repository.tape.read_bytes() == before
    assert repository.git("status", "--porcelain").strip() == f"UU {TAPE}"


def test_a_file_that_one_side_removed_is_for_git(repository):
    repository.branch("left")
    repository.git("rm", "--quiet", TAPE)
    repository.commit()
    repository.branch("right")
    repository.commit(("right", "r1"))
    repository.merge("left", code=1)
    assert "git rm" in repository.tapedeck("git", "resolve", "--ours", TAPE, code=65)
    assert repository.answers == ["a1", "b1", "c1", "r1"]


def test_a_merge_that_is_killed_leaves_the_file_whole(repository, tmp_path):
    versions = [tmp_path / f"{name}.sqlite" for name in ("base", "ours", "theirs")]
    for path in versions:
        shutil.copy(repository.tape, path)
    base, ours, theirs = versions
    for path in (ours, theirs):
        with sqlite3.connect(path) as db:
            for number in range(400):
                data = os.urandom(50_000)
                digest = __import__("hashlib").sha256(data).digest()
                body = db.execute("INSERT INTO body (sha256, length, bytes) VALUES (?, ?, ?)", (digest, len(data), data)).lastrowid
                db.execute("INSERT INTO interaction SELECT NULL, ?, recorded_at, method, path, query, request_headers, request_body, "
                           "fingerprint, status, response_headers, ?, first_byte, duration, outcome FROM interaction WHERE id = 1",
                           (f"{path.name} {number}", body))
        db.close()
    before = ours.read_bytes()
    draft = tmp_path / ".ours.sqlite.draft"
    arguments = ["git", "merge-driver", *map(str, versions), "suite.sqlite"]
    process = subprocess.Popen([TAPEDECK, *arguments], env=environment(), stderr=subprocess.PIPE)
    wait_until(lambda: process.poll() is not None or draft.exists() and draft.stat().st_size > 1 << 20)
    assert process.poll() is None, "it was over before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert ours.read_bytes() == before and draft.exists()
    done = tapedeck(*arguments)
    assert done.code == 0 and "803 interactions; 400 from theirs" in done.err
    assert not draft.exists()


def test_a_merge_that_cannot_be_written_ends_above_128(repository, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    size = repository.tape.stat().st_size + 8192
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        ours, theirs = folder / "ours.sqlite", tmp_path / "theirs.sqlite"
        shutil.copy(repository.tape, ours)
        repository.record(("more", "m1"))
        shutil.copy(repository.tape, theirs)
        before = ours.read_bytes()
        done = tapedeck("git", "merge-driver", os.devnull, ours, theirs, "suite.sqlite")
        assert "suite.sqlite was not merged" in done.assert_error(129)
        assert ours.read_bytes() == before and [path.name for path in folder.iterdir()] == ["ours.sqlite"]
    finally:
        subprocess.run(["umount", folder], check=True)
