# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The example configuration four ways: simulator, recorded simulator, and two replays without network."""

import filecmp
import json

from support import ROOT, TAPEDECK, tapedeck
from support.workflow import NO_NETWORK, env

FILE = ROOT / "fixtures/workflows/summarization.yaml"


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_four_ways_end_in_the_same_numbers(serve, tape, tmp_path):
    with serve("simulate") as simulator:
        direct = tapedeck("workflow", FILE, "-o", tmp_path / "simulated", env=env(simulator))
        assert direct.code == 0, direct.err
    with serve("simulate") as simulator:
        recorded = tapedeck("run", "--cassette", tape, "--upstream", simulator.base, "--", TAPEDECK, "workflow", FILE,
                            "-o", tmp_path / "recorded", env=env(None))
        assert recorded.code == 0, recorded.err
    for workers in (1, 32):
        played = tapedeck("run", "--cassette", tape, "--mode", "none", "--fail-on-unused", "--", TAPEDECK, "workflow",
                          FILE, "--max-workers", workers, "-o", tmp_path / f"played-{workers}", wrapper=NO_NETWORK,
                          env=env(None))
        assert played.code == 0, played.err
        assert played.out == recorded.out == direct.out
    names = files(tmp_path / "recorded")
    assert len(names) > 10
    for other in ("simulated", "played-1", "played-32"):
        assert files(tmp_path / other) == names
        _, different, missing = filecmp.cmpfiles(tmp_path / "recorded", tmp_path / other, names, shallow=False)
        assert (different, missing) == ([], [])
    base, tuned = (json.loads((tmp_path / f"recorded/evaluations/{name}/eval_results.json").read_text())
                   for name in ("gpt-4o-mini", "gpt-4o-mini-fine-tuned"))
    assert base["simulated"] and tuned["simulated"]
    assert base["num_samples"] == tuned["num_samples"] == 25
    assert tuned["rouge1"] > base["rouge1"], "a simulated fine-tune learns"
