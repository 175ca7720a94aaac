# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A Swift package outside of the repository replays a cassette in its own process.

The package is built in .build/embedding, which is kept between runs: some minutes the first time, half a minute after that.
"""

import shutil
import subprocess

import pytest

from support import ROOT, ask, chat, environment

MANIFEST = """\
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "embedder",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "tapedeck", path: "%s")],
    targets: [.executableTarget(name: "Embedder", dependencies: [.product(name: "Tapedeck", package: "tapedeck")])]
)
"""

PROGRAM = """\
import Foundation
import Tapedeck
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

let (cassette, body) = (CommandLine.arguments[1], CommandLine.arguments[2])

try await withReplay(cassette, options: ReplayOptions(failOn: [.missed, .unused])) { server in
    var request = URLRequest(url: server.baseURL.appendingPathComponent("chat/completions"))
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer \\(server.placeholderKey)", forHTTPHeaderField: "authorization")
    let (answer, _) = try await URLSession.shared.data(for: request)
    FileHandle.standardOutput.write(answer)
}
"""


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    """Builds the package, and gives the path of its program."""
    package = tmp_path_factory.mktemp("embedder")
    (package / "Package.swift").write_text(MANIFEST % ROOT)
    (package / "Sources/Embedder").mkdir(parents=True)
    (package / "Sources/Embedder/main.swift").write_text(PROGRAM)
    scratch = ROOT / ".build/embedding"
    if not scratch.exists() and (ROOT / ".build/repositories").exists():
        # What the repository has fetched need not be fetched again.
        scratch.mkdir()
        shutil.copytree(ROOT / ".build/repositories", scratch / "repositories", symlinks=True)
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", package / "Package.resolved")
    done = subprocess.run(["swift", "build", "--package-path", package, "--scratch-path", scratch, "--skip-update"],
                          capture_output=True, text=True, timeout=1500, env=environment())
    output = (done.stderr + done.stdout).splitlines()
    assert done.returncode == 0, [line for line in output if "error" in line] or output[-20:]
    return scratch / "debug/Embedder"


@pytest.mark.slow
def test_a_package_outside_of_the_repository_replays_a_cassette_in_its_process(embedder, record, tape, tmp_path):
    with record() as deck:
        recorded = ask(deck, "POST", "/v1/chat/completions", chat("Who baked cookies?"))
    body = '{"messages": [{"content": "Who baked cookies?", "role": "user"}], "model": "gpt-4o-mini"}'
    done = subprocess.run([embedder, tape, body], capture_output=True, timeout=60, env=environment())
    assert (done.returncode, done.stdout) == (0, recorded.body), done.stderr

    other = subprocess.run([embedder, tape, body.replace("baked", "ate")], capture_output=True, timeout=60, env=environment())
    assert other.returncode != 0 and b'recorded \\"Who baked cookies?\\" got \\"Who ate cookies?\\"' in other.stdout
