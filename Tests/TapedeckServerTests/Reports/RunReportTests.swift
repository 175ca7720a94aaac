// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct RunReportTests {
    private let report = RunReport(
        counts: .numbered,
        misses: [.test("/v1/a?b=<&\"\u{1}")],
        unusedCount: 2,
        unused: [UnusedRecording(id: 7, requestLine: "GET /v1/files", session: "", cassette: "a.sqlite")],
        failures: [RunFailure(.lost, "9 answers could not be recorded")]
    )

    @Test func `JSON has the numbers and the lists`() {
        let json = report.json
        #expect(json["requests"] == 1)
        #expect(json["unused"] == 2)
        #expect(
            json["unused_recordings"] == [
                ["id": 7, "request": "GET /v1/files", "session": "default", "cassette": "a.sqlite"]
            ]
        )
        #expect(json["failures"] == [["kind": "lost", "message": "9 answers could not be recorded"]])
        #expect(json["misses"]?.elements?.map { $0["reason"] } == ["not_recorded"])
        #expect(json["misses"]?.elements?.map { $0["session"] } == ["default"])
    }

    @Test func `JSON tells of each cassette what was never played, whole and in ranges`() async throws {
        let cassette = InMemoryCassette()
        for number in 1...9 {
            let interaction = Interaction.sample(request: "{\"n\":\(number)}")
            _ = try await cassette.append(interaction, fingerprint: interaction.fingerprint(), replacingUpTo: nil)
        }
        var played = InteractionSet()
        for id: InteractionID in [1, 4, 5, 9] { played.insert(id) }
        let use = try CassetteUse(PlayedCassette(store: cassette, scope: RecordingScope(upTo: 9), played: played))
        #expect(use.json == ["cassette": "memory", "last": 9, "sessions": [], "unused": "2-3,6-8"])
    }

    @Test func `Markdown has a table of the numbers, misses and unused recordings`() {
        let report = RunReport(
            counts: .numbered,
            misses: [.test("/v1/a")],
            unusedCount: 2,
            unused: [UnusedRecording(id: 7, requestLine: "GET /v1/files", session: "", cassette: "a.sqlite")]
        )
        #expect(
            report.markdown == """
                # Tapedeck run

                | what | number |
                | --- | ---: |
                | requests | 1 |
                | played | 2 |
                | repeated | 3 |
                | recorded | 4 |
                | passed, not recorded | 5 |
                | simulated | 6 |
                | missed | 7 |
                | failed | 8 |
                | refused | 0 |
                | broken off | 13 |
                | lost | 9 |
                | unused recordings | 2 |
                | tokens | 10 |
                | time saved | 0.0 s |

                ## Misses

                ```
                No recording in the cassette memory (mode none) matches POST /v1/a.
                To record it, run: tapedeck record --cassette memory --mode new_episodes
                ```

                ## Unused recordings

                * #7 `GET /v1/files` of the session `default` in `a.sqlite`
                * and 1 more

                """
        )
    }

    @Test func `JUnit has a case for the run and a failed one for each miss`() {
        let output = report.json.text(indent: 2)
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
        #expect(
            report.junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="tapedeck" tests="2" failures="2">
                  <testcase classname="tapedeck" name="run">
                    <failure message="9 answers could not be recorded"></failure>
                    <system-out>\(output)</system-out>
                  </testcase>
                  <testcase classname="tapedeck.miss" name="POST /v1/a?b=&lt;&amp;&quot;\u{FFFD}">
                    <failure message="no matching recording">No recording in the cassette memory (mode none) \
                matches POST /v1/a?b=&lt;&amp;&quot;\\u0001.
                To record it, run: tapedeck record --cassette memory --mode new_episodes</failure>
                  </testcase>
                </testsuite>

                """
        )
    }

    @Test func `requests that reached no session are in every form, as failures in JUnit`() {
        let refusal = Refusal(
            requestLine: "GET /models",
            code: "unknown_url",
            reason: "the base URL lacks /v1",
            count: 3
        )
        let report = RunReport(
            counts: RequestCounts(),
            misses: [],
            refusedCount: 3,
            refusals: [refusal],
            unusedCount: 0,
            unused: []
        )
        #expect(report.json["refused"] == 3)
        #expect(report.json["refusals"]?.elements?.first?["code"] == "unknown_url")
        #expect(report.markdown.contains("* `GET /models` (3): the base URL lacks /v1"))
        #expect(report.junit.contains(#"tests="2" failures="1""#))
        #expect(report.junit.contains(#"<testcase classname="tapedeck.refused" name="GET /models">"#))
    }

    @Test func `every reason for another exit code than 0 is a failure in every form`() {
        var counts = RequestCounts()
        (counts.missed, counts.lost) = (1, 1)
        var report = RunReport(
            counts: counts,
            misses: [],
            unusedCount: 1,
            unused: [UnusedRecording(id: 7, requestLine: "GET /v1/files", session: "one", cassette: "a.sqlite")]
        )
        #expect(report.failures(missesFail: false, unusedFails: false).map(\.kind) == [.lost])
        report.failures =
            [RunFailure(.command, "the command ended with 3"), RunFailure(.error, "the disk is full")]
            + report.failures(missesFail: true, unusedFails: true)
        let messages = [
            "the command ended with 3", "the disk is full", "1 request had no recording",
            "1 answer could not be recorded",
            "1 recording was not played",
        ]
        #expect(report.json["failures"]?.elements?.compactMap { $0["message"]?.string } == messages)
        #expect(report.markdown.contains("## Failures\n\n" + messages.map { "* \($0)\n" }.joined()))
        #expect(report.junit.contains(#"tests="1" failures="1""#))
        #expect(
            report.junit.contains(
                "<failure message=\"\(messages.joined(separator: "; "))\">"
                    + "#7 GET /v1/files  (session one, a.sqlite)</failure>"
            )
        )
    }

    @Test(arguments: [
        (0, "0.0 s"), (49_999, "0.0 s"), (50_000, "0.1 s"), (12_349_999, "12.3 s"), (59_950_000, "60.0 s"),
    ])
    func `time is told in tenths of a second`(microseconds: Int64, text: String) {
        var counts = RequestCounts()
        counts.savedTime = microseconds
        #expect(counts.savedTimeText == text)
    }
}
