// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckInterchange

/// The skipped entries of an import: a line for each kind, or for each entry.
struct ImportNotes {
    /// The most kinds that are told apart.
    private static let kindLimit = 500

    /// Things of which the same is said.
    private struct Kind: Hashable {
        enum Subject { case interaction, part, file }

        let subject: Subject
        /// The reason without its numbers and names.
        let reason: String
    }

    private struct Group {
        var count = 0
        /// The line of the first.
        let first: String
        /// Where the first is.
        let place: String
        let reason: String
        var isUniform = true
    }

    private let isVerbose: Bool
    private var kinds: [Kind] = []
    private var groups: [Kind: Group] = [:]
    private var furtherKinds = 0
    /// The interactions that were left out, and how many of them were damaged.
    private(set) var leftOut = 0
    private(set) var damaged = 0
    /// The files that could not be read.
    private(set) var broken = 0

    init(isVerbose: Bool) {
        self.isVerbose = isVerbose
    }

    mutating func add(_ skippedEntry: SkippedEntry, of path: String) {
        if skippedEntry.extent == .interaction { leftOut += 1 }
        if skippedEntry.isDamage { damaged += 1 }
        let number = skippedEntry.interaction.map { ", interaction \($0)" } ?? ""
        add(
            subject: skippedEntry.extent == .interaction
                ? .interaction : skippedEntry.interaction == nil ? .file : .part,
            reason: skippedEntry.reason,
            line: "\(path): \(skippedEntry)",
            place: path + number
        )
    }

    mutating func add(_ error: ImportError) {
        broken += 1
        add(
            subject: .file,
            reason: error.remedy.map { "\(error.reason); \($0.clause(for: .commandLine))" } ?? error.reason,
            line: error.oneLine(for: .commandLine),
            place: error.line.map { "\(error.file):\($0)" } ?? error.file
        )
    }

    private mutating func add(subject: Kind.Subject, reason: String, line: String, place: String) {
        guard !isVerbose else { return Terminal.note(line) }
        let kind = Kind(subject: subject, reason: Self.withoutDetails(reason))
        if groups[kind] == nil {
            guard kinds.count < Self.kindLimit else { return furtherKinds += 1 }
            kinds.append(kind)
            groups[kind] = Group(first: line, place: place, reason: reason)
        }
        groups[kind]?.count += 1
        if groups[kind]?.reason != reason { groups[kind]?.isUniform = false }
    }

    /// Prints the lines that were not printed at once.
    func finish() {
        for kind in kinds {
            guard let group = groups[kind] else { continue }
            guard group.count > 1 else {
                Terminal.note(group.first)
                continue
            }
            let reason = group.isUniform ? group.reason : kind.reason
            let line =
                switch kind.subject {
                case .interaction: "\(group.count) interactions left out: \(reason)"
                case .part: "\(group.count) interactions: \(reason)"
                case .file: "\(group.count) files: \(reason)"
                }
            Terminal.note("\(line) (the first: \(group.place))")
        }
        if furtherKinds > 0 { Terminal.note("and \(counted(furtherKinds, "more note")) of other kinds") }
        let isShortened = furtherKinds > 0 || groups.values.contains { $0.count > 1 }
        if isShortened { Terminal.note("--verbose lists each of them") }
    }

    /// A reason without what differs from thing to thing of its kind: numbers, and what stands in quotes.
    private static func withoutDetails(_ reason: String) -> String {
        var result = ""
        var isQuoted = false
        for character in reason {
            if character == "'" {
                isQuoted.toggle()
                result += isQuoted ? "'…" : "'"
            } else if isQuoted {
                continue
            } else if character.isASCII, character.isNumber {
                if result.last != "…" { result += "…" }
            } else {
                result.append(character)
            }
        }
        return result
    }
}
