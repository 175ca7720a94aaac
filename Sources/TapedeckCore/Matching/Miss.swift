// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A request without a matching recording, with the explanation.
public struct Miss: Sendable, Hashable {
    /// Why there is no recording to play.
    package enum Reason: Sendable, Hashable {
        /// No recording has the fingerprint of the request.
        case notRecorded
        /// All recordings of the request have been played.
        case ranOut(recordings: Int)
        /// The session has no cassette.
        case noCassette

        /// The reason as reports name it.
        package var name: String {
            switch self {
            case .notRecorded: "not_recorded"
            case .ranOut: "ran_out"
            case .noCassette: "no_cassette"
            }
        }
    }

    /// A recorded request that is like the one that missed.
    package struct Nearest: Sendable, Hashable {
        /// The number of the interaction.
        package let id: InteractionID
        /// Method and target of the recorded request.
        package let requestLine: String
        /// Where the requests differ, most telling first.
        package let differences: [KeyDifference]
    }

    /// The upstream that commands take when none is given.
    private static let defaultUpstream = "https://api.openai.com/v1"
    /// The upstream that a cassette names for responses of the simulator.
    package static let simulator = "tapedeck simulate"

    /// The most recordings that are shown.
    package static let nearestLimit = 3

    /// Method and target of the request, redacted.
    public let requestLine: String
    /// Why there is no recording to play.
    package let reason: Reason
    /// The cassette.
    public let cassette: String
    /// The base URL the recordings come from, if it is known.
    package let upstream: String?
    /// The record mode.
    package let mode: RecordMode
    /// The session; empty for the default one.
    public let session: String
    /// The rules that loosen the comparison, as JSON; empty when it is strict.
    package let rules: String
    /// The recordings nearest to the request, nearest first: those that differ in the fewest places, and of these those
    /// whose values have the most words in common.
    package let nearest: [Nearest]
    /// The first sessions that have recordings of the same request, in order; this session does not play them.
    package let otherSessions: [String]
    /// Whether the session is a test's, which alone knows what it records.
    private let isOfTest: Bool

    /// Creates a miss.
    /// - Parameters:
    ///   - key: What matching compared.
    ///   - requestLine: Method and target, redacted.
    ///   - reason: Why there is no recording to play.
    ///   - candidates: Recorded requests to compare with; the nearest of them are kept.
    ///   - cassette: The cassette's name.
    ///   - upstream: The base URL its recordings come from, if it is known.
    ///   - mode: The record mode.
    ///   - session: The session's name.
    ///   - rules: The matching rules.
    ///   - otherSessions: The sessions that have recordings of the same request.
    ///   - isOfTest: Whether the session is a test's, on a server for a test suite.
    package init(
        key: RequestKey,
        requestLine: String,
        reason: Reason,
        candidates: [(id: InteractionID, requestLine: String, key: RequestKey)],
        cassette: String,
        upstream: String? = nil,
        mode: RecordMode,
        session: String,
        rules: MatchingRules,
        otherSessions: Set<String> = [],
        isOfTest: Bool = false
    ) {
        self.requestLine = requestLine
        self.reason = reason
        self.cassette = cassette
        self.upstream = upstream
        self.mode = mode
        self.session = session
        self.isOfTest = isOfTest
        self.otherSessions = Array(otherSessions.sorted().prefix(Self.nearestLimit))
        self.rules = rules == .strict ? "" : rules.json.text()
        let compared = candidates.map { candidate in
            Nearest(
                id: candidate.id,
                requestLine: candidate.requestLine,
                differences: key.differences(from: candidate.key)
            )
        }
        // A recording without a difference is one of another session; it is no help here.
        self.nearest = Array(
            compared.filter { !$0.differences.isEmpty }
                .map { (nearest: $0, unlikeness: $0.differences.reduce(0) { $0 + $1.unlikeness }) }
                .sorted { left, right in
                    (left.nearest.differences.count, left.unlikeness, left.nearest.id)
                        < (right.nearest.differences.count, right.unlikeness, right.nearest.id)
                }
                .map(\.nearest).prefix(Self.nearestLimit)
        )
    }
}

extension Miss: CustomStringConvertible {
    /// Several lines: the request, the cassette, the nearest recordings with their first difference, and the remedy.
    public var description: String { text(for: .commandLine) }

    /// The description, with the remedy in the terms of an interface.
    package func text(for interface: Remedy.Interface) -> String {
        let place =
            "the cassette \(cassette) (mode \(mode.rawValue)"
            + (session.isEmpty ? "" : ", session \(session)") + (rules.isEmpty ? "" : ", rules \(rules)") + ")"
        var lines: [String] = []
        switch reason {
        case .notRecorded:
            lines.append(VisibleText.line("No recording in \(place) matches \(requestLine)."))
        case .ranOut(let recordings):
            let count = recordings == 1 ? "The one recording" : "All \(recordings) recordings"
            lines.append(VisibleText.line("\(count) of \(requestLine) in \(place) played already."))
        case .noCassette:
            let who = session.isEmpty ? "The default session" : "The session \(session)"
            lines.append(VisibleText.line("\(who) has no cassette, so nothing answers \(requestLine)."))
        }
        for other in otherSessions {
            lines.append(VisibleText.line("The session \(other) has a recording of it."))
        }
        for (index, nearest) in nearest.enumerated() {
            lines.append(
                VisibleText.line("\(index == 0 ? "Nearest: " : "         ")#\(nearest.id) \(nearest.requestLine)")
            )
            if let first = nearest.differences.first { lines.append(VisibleText.line("           \(first)")) }
            let more = nearest.differences.count - 1
            if more > 0 { lines.append("           and \(more) more \(more == 1 ? "difference" : "differences")") }
        }
        lines.append(remedy(for: interface))
        return lines.joined(separator: "\n")
    }

    /// The next steps: how to record the request, and the rule under which the difference would not count.
    package var remedies: [Remedy] {
        switch reason {
        case .noCassette: return [.beginSession]
        case .ranOut: return [.repeatLast, .recordInteraction(missing)]
        case .notRecorded: break
        }
        // A test that was renamed has its recordings under its former name.
        if let other = otherSessions.first, otherSessions.count == 1, !session.isEmpty {
            return [.renameSession(cassette: cassette, from: other, to: session), .recordInteraction(missing)]
        }
        guard let nearest = nearest.first, nearest.differences.count == 1, let rule = nearest.differences[0].rule else {
            return [.recordInteraction(missing)]
        }
        return [.recordInteraction(missing), .loosen(rule)]
    }

    /// The next steps as sentences, in the terms of an interface.
    package func remedy(for interface: Remedy.Interface) -> String {
        var text = ""
        for remedy in remedies {
            let clause = remedy.clause(for: interface)
            switch remedy {
            case .repeatLast: text = "To play the last one again, \(clause); to record another, "
            case .beginSession: text = "Each test has a session of its own here: \(clause)."
            case .renameSession: text = "If the test was renamed, \(clause)\n"
            case .recordInteraction:
                text += (text.isEmpty || text.hasSuffix("\n") ? "To record it, " : "") + clause
            case .loosen(.ignoreJSON): text += "\nIf this place should not count, \(clause)"
            case .loosen(.ignoreQuery): text += "\nIf this item should not count, \(clause)"
            case .loosen(.scrub): text += "\nIf what differs should not count, \(clause)"
            default: text += "\n\(clause)"
            }
        }
        return text
    }

    private var missing: Remedy.MissingInteraction {
        // Without it the request would go to OpenAI.
        let named = upstream.flatMap { $0 == Self.defaultUpstream || $0 == Self.simulator ? nil : $0 }
        // Only the command under test knows the service of such a session.
        let isProgram = session.hasPrefix(SessionFilter.upstreamPrefix)
        return Remedy.MissingInteraction(
            cassette: cassette,
            upstream: named,
            source: isOfTest ? .test : upstream == Self.simulator ? .simulator : isProgram ? .program : .upstream
        )
    }
}
