// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

/// Says which requests conflict in a merge of a cassette, and how to resolve it.
struct ConflictReport {
    /// The path in the repository.
    let path: String
    private var shown = 0

    init(path: String) {
        self.path = path
    }

    /// Prints a conflict.
    mutating func show(_ conflict: ThreeWayMerge.Conflict) {
        shown += 1
        let session = conflict.session.isEmpty ? "" : " (session \(conflict.session))"
        let prompt = conflict.prompt.map { " \"\($0.count > 60 ? $0.prefix(60) + "…" : $0)\"" } ?? ""
        Terminal.note(
            StyledText("\(path): ") + StyledText("conflict:", .bad)
                + " \(conflict.requestLine)\(prompt)\(session): \(Self.change(conflict))"
        )
    }

    private static func change(_ conflict: ThreeWayMerge.Conflict) -> String {
        switch (conflict.ours, conflict.theirs) {
        case (let ours?, let theirs?):
            "both sides recorded it anew, ours #\(ours.id) \(ours.status), theirs #\(theirs.id) \(theirs.status)"
        case (nil, let theirs?): "ours removed it, theirs recorded it anew, #\(theirs.id) \(theirs.status)"
        case (let ours?, nil): "theirs removed it, ours recorded it anew, #\(ours.id) \(ours.status)"
        case (nil, nil): "both sides changed it"
        }
    }

    /// Prints how to resolve the conflicts.
    func finish(_ outcome: ThreeWayMerge.Outcome) {
        if outcome.conflicts > shown {
            Terminal.note("\(path): and \(counted(outcome.conflicts - shown, "more conflict"))")
        }
        let word = ShellWord.of(path)
        Terminal.note(
            text: """
                \(path): all else is merged, and the file has our recordings of \
                \(outcome.conflicts == 1 ? "this request" : "these \(outcome.conflicts) requests"). To resolve:
                  keep ours        git add \(word)
                  take theirs      tapedeck git resolve --theirs \(word), then git add \(word)
                  play both        tapedeck git resolve --both \(word), then git add \(word)
                """
        )
    }
}
