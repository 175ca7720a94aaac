// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// The interactions of one source file, read one at a time.
public struct ImportReader {
    private let name: String
    private let window: SourceWindow
    private let limits: ImportLimits
    private let files: BodyFiles
    private var source: (any EntrySource)?
    private var builder: InteractionBuilder
    private var number = 0
    private var pending: [ImportedItem] = []

    init(name: String, window: SourceWindow, limits: ImportLimits, files: BodyFiles, builder: InteractionBuilder) {
        self.name = name
        self.window = window
        self.limits = limits
        self.files = files
        self.builder = builder
    }

    /// The format, as far as it is known: final once everything is read.
    public var format: CassetteFormat? { source?.format }
    /// What a cassette in its text form says of itself, once the first interaction is read.
    public var header: CanonicalHeader? { source?.header }
    /// The number of bytes of the file that were read so far.
    public var bytesRead: Int { window.bytesRead }

    /// Reads on to the next interaction, piece of a body, or omission.
    /// - Returns: What was found, in the order of the file; `nil` at the end.
    /// - Throws: ``ImportError`` when the file is of no known format, damaged, or beyond the limits.
    public mutating func next() throws(ImportError) -> ImportedItem? {
        do throws(SourceProblem) {
            return try nextItem()
        } catch {
            throw ImportError(error, file: name)
        }
    }

    private mutating func nextItem() throws(SourceProblem) -> ImportedItem? {
        if !pending.isEmpty { return pending.removeFirst() }
        if source == nil { source = try SourceKind.open(window, limits: limits, files: files) }
        guard let item = try source?.next() else { return nil }
        switch item {
        case .loss(let reason): return .omission(Omission(interaction: nil, extent: .part, reason: reason))
        case .piece(let piece):
            return .piece(builder.redact(piece))
        case .omitted(let reason):
            number += 1
            return .omission(Omission(interaction: number, extent: .interaction, reason: reason))
        case .exchange(let exchange):
            number += 1
            return try build(exchange)
        }
    }

    private mutating func build(_ exchange: SourceExchange) throws(SourceProblem) -> ImportedItem {
        builder.bytesRead = window.bytesRead
        let held = builder.finishPieces()
        let result: InteractionBuilder.Result
        do throws(SourceProblem) {
            result = try builder.build(exchange)
        } catch {
            throw error.inInteraction(number)
        }
        switch result {
        case .omitted(let reason):
            return .omission(Omission(interaction: number, extent: .interaction, reason: reason))
        case .interaction(let interaction):
            pending = held.map(ImportedItem.piece) + [.interaction(interaction, pieced: Set(exchange.pieced.keys))]
            pending += exchange.losses.map { .omission(Omission(interaction: number, extent: .part, reason: $0)) }
            return pending.removeFirst()
        }
    }
}

/// What an ``ImportReader`` finds.
public enum ImportedItem: Sendable, Hashable {
    /// An interaction, redacted; the bodies of some sides came in pieces before it and are empty here.
    case interaction(Interaction, pieced: Set<BodyPiece.Side>)
    /// A piece of a large body of the interaction that follows, redacted.
    case piece(BodyPiece)
    /// Something that could not be carried over.
    case omission(Omission)
}
