// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The interactions of one source file, read one at a time.
package struct ImportReader {
    private let name: String
    private let window: SourceWindow
    private let limits: ImportLimits
    private let files: BodyFiles
    private var source: (any EntrySource)?
    private var builder: InteractionBuilder
    private var number = 0
    private var pending: [ImportedItem] = []
    /// Whether an entry could be read, and the failure of the first one that could not.
    private var isReadable = false
    private var firstProblem: SourceProblem?
    /// The entries that cannot be read, held until one can be.
    private var heldEntries: [ImportedItem] = []

    init(name: String, window: SourceWindow, limits: ImportLimits, files: BodyFiles, builder: InteractionBuilder) {
        self.name = name
        self.window = window
        self.limits = limits
        self.files = files
        self.builder = builder
    }

    /// The format, as far as it is known: final once everything is read.
    package var format: ImportFormat? { source?.format }
    /// The metadata of a cassette in its text form, once the first interaction is read.
    package var header: CassetteMetadata? { source?.header }
    /// The number of bytes of the file that were read so far.
    package var bytesRead: Int { window.bytesRead }

    /// Reads on to the next interaction, piece of a body, or skipped entry.
    /// - Returns: What was found, in the order of the file; `nil` at the end.
    /// - Throws: ``ImportError`` when the file is of no known format, damaged, or beyond the limits.
    package mutating func next() throws(ImportError) -> ImportedItem? {
        do throws(SourceProblem) {
            return try nextItem()
        } catch {
            throw ImportError(error, file: name)
        }
    }

    private mutating func nextItem() throws(SourceProblem) -> ImportedItem? {
        if source == nil { source = try ImportFormat.open(window, limits: limits, files: files) }
        while pending.isEmpty {
            guard let item = try source?.next() else {
                // A file of which no entry can be read is a broken file.
                if let firstProblem, !isReadable { throw firstProblem }
                return nil
            }
            try take(item)
        }
        return pending.removeFirst()
    }

    private mutating func take(_ item: SourceItem) throws(SourceProblem) {
        switch item {
        case .loss(let reason):
            pending.append(.skippedEntry(SkippedEntry(interaction: nil, extent: .part, reason: reason)))
        case .piece(let piece): pending.append(.piece(builder.redact(piece)))
        case .skipped(let reason):
            number += 1
            add([.skippedEntry(SkippedEntry(interaction: number, extent: .interaction, reason: reason))])
        case .damaged(let problem):
            number += 1
            omit(problem)
        case .exchange(let exchange):
            number += 1
            do throws(SourceProblem) {
                add(try build(exchange))
            } catch {
                // The text form is exact, and so is refused as a whole.
                guard error.concernsEntry, format != .jsonLines else { throw error }
                omit(error)
            }
        }
    }

    /// Gives out what became of an entry that could be read.
    private mutating func add(_ items: [ImportedItem]) {
        isReadable = true
        pending += heldEntries + items
        heldEntries = []
    }

    /// Leaves out an entry that cannot be read.
    private mutating func omit(_ problem: SourceProblem) {
        if firstProblem == nil {
            firstProblem = problem.inInteraction(number)
            // Of a file that is of no known format nothing is known of its entries either.
            if problem.entryReason != nil { firstProblem?.interaction = nil }
        }
        let skippedEntry = SkippedEntry(
            interaction: number,
            extent: .interaction,
            reason: problem.skippedReason,
            isDamage: true
        )
        if isReadable {
            pending.append(.skippedEntry(skippedEntry))
        } else {
            heldEntries.append(.skippedEntry(skippedEntry))
        }
    }

    private mutating func build(_ exchange: SourceExchange) throws(SourceProblem) -> [ImportedItem] {
        builder.bytesRead = window.bytesRead
        let held = builder.finishPieces()
        let result: InteractionBuilder.Result
        do throws(SourceProblem) {
            result = try builder.build(exchange)
        } catch {
            throw error.inInteraction(number)
        }
        switch result {
        case .skipped(let reason):
            return [.skippedEntry(SkippedEntry(interaction: number, extent: .interaction, reason: reason))]
        case .interaction(let interaction, let losses):
            return held.map(ImportedItem.piece) + [.interaction(interaction, pieced: Set(exchange.pieced.keys))]
                + losses.map { .skippedEntry(SkippedEntry(interaction: number, extent: .part, reason: $0)) }
        }
    }
}

/// An item of an ``ImportReader``.
package enum ImportedItem: Sendable, Hashable {
    /// An interaction, redacted; the bodies of some sides came in pieces before it and are empty here.
    case interaction(Interaction, pieced: Set<BodyPiece.Side>)
    /// A piece of a large body of the interaction that follows, redacted.
    case piece(BodyPiece)
    /// Something that could not be carried over.
    case skippedEntry(SkippedEntry)
}
