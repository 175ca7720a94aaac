// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a page in a file says beside the interactions.
package struct SnapshotSummary {
    /// The views that can be chosen, the first one being shown.
    package enum View: String, Sendable {
        case tape, misses, unused
    }

    /// The views.
    package var views: [View]
    /// What the head says of the file, such as how many interactions it has.
    package var facts: [String]
    /// What all who look should know, such as why the run failed.
    package var notes: [String]
    /// The report of the run that the file is of; `nil` for a cassette.
    package var run: RunReport?

    /// Creates a summary.
    package init(views: [View] = [.tape], facts: [String], notes: [String] = [], run: RunReport? = nil) {
        self.views = views
        self.facts = facts
        self.notes = notes
        self.run = run
    }

    func json(_ tapes: [SnapshotTape]) -> JSONValue {
        [
            "views": .array(views.map { .string($0.rawValue) }), "facts": .array(facts.map { .string($0) }),
            "notes": .array(notes.map { .string($0) }), "totals": run?.counts.json ?? .null,
            "misses": .array(run?.misses.map(\.jsonWithRemedies) ?? []),
            "refusals": .array(run?.refusals.map(\.json) ?? []),
            "unused_count": .integer(run?.unusedCount ?? 0), "unused": .array(run?.unused.map(\.json) ?? []),
            "tapes": .array(tapes.map(\.json)),
        ]
    }
}

/// The interactions of one cassette in a page.
struct SnapshotTape {
    let store: any BrowsableStore
    let number: Int
    private var outlines: [(id: InteractionID, json: JSONValue)] = []

    init(_ store: any BrowsableStore, number: Int) {
        self.store = store
        self.number = number
    }

    mutating func add(_ outline: InteractionOutline, _ use: SnapshotWriter.Use?) {
        guard case .object(let members) = outline.json else { return }
        let json = JSONValue.object(members + [JSONMember(name: "use", value: .optional(use?.rawValue))])
        outlines.append((outline.id, json))
    }

    /// The cassette with its interactions in recorded order, which they need not be added in.
    var json: JSONValue {
        ["cassette": .string(store.name), "outlines": .array(outlines.sorted { $0.id < $1.id }.map(\.json))]
    }
}
