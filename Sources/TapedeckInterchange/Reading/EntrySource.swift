// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads the entries of a source file one by one.
protocol EntrySource {
    /// The format, as far as it is known by now.
    var format: ImportFormat { get }
    /// The metadata of a source in the text form.
    var header: CassetteMetadata? { get }

    /// The next entry; `nil` at the end.
    /// - Throws: ``SourceProblem`` when the file cannot be read on.
    mutating func next() throws(SourceProblem) -> SourceItem?
}

extension EntrySource {
    var header: CassetteMetadata? { nil }
}

/// An entry of a source, or a note about it.
enum SourceItem {
    /// An exchange.
    case exchange(SourceExchange)
    /// An entry that is skipped, with the reason.
    case skipped(String)
    /// An entry that cannot be read, among others that may be.
    case damaged(SourceProblem)
    /// A loss of the whole file that its format implies, as a sentence.
    case loss(String)
    /// A piece of a large body of the exchange that follows.
    case piece(BodyPiece)
}

extension SourceItem {
    /// The skipped entry of a request without a response.
    static let unanswered = SourceItem.skipped("no response was recorded")
}

extension SourceProblem {
    /// The failure of an entry that no format reads: that of its file, when no other entry can be read.
    static var unknownEntry: SourceProblem {
        var problem = unknownFormat
        problem.entryReason = "it is not an entry of a known format"
        return problem
    }

    /// The failure of a file that no format reads.
    static var unknownFormat: SourceProblem {
        let formats = ImportFormat.allCases.map(\.label).joined(separator: ", ")
        return SourceProblem(
            code: .unknownFormat,
            reason: "the file is not a cassette of a known format",
            remedy: "leave it out, or convert it to one of: \(formats)"
        )
    }
}
