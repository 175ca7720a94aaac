// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Gives out the entries of a source file one by one.
protocol EntrySource {
    /// The format, as far as it is known by now.
    var format: ImportFormat { get }
    /// What a source in the text form says of itself.
    var header: CassetteTextHeader? { get }

    /// The next entry; `nil` at the end.
    /// - Throws: ``SourceProblem`` when the file cannot be read on.
    mutating func next() throws(SourceProblem) -> SourceItem?
}

extension EntrySource {
    var header: CassetteTextHeader? { nil }
}

/// What a source gives out.
enum SourceItem {
    /// An exchange.
    case exchange(SourceExchange)
    /// Something that is there and cannot be carried over, for a reason.
    case skipped(String)
    /// An entry that cannot be read, among others that may be.
    case damaged(SourceProblem)
    /// What the format itself does not keep, a sentence on the file as a whole.
    case loss(String)
    /// A piece of a large body of the exchange that follows.
    case piece(BodyPiece)
}

extension SourceItem {
    /// What becomes of a request without a response.
    static let unanswered = SourceItem.skipped("no response was recorded")
}

/// Finds out what a source is.
enum SourceKind {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The reader of a source, by its first bytes.
    /// - Parameters:
    ///   - window: The source at its beginning.
    ///   - limits: The bounds of what it may cost.
    ///   - files: Reads the files that a source names.
    /// - Returns: The reader, which may still find that the format is not known.
    /// - Throws: ``SourceProblem`` when there is nothing to read.
    static func open(
        _ window: SourceWindow,
        limits: ImportLimits,
        files: BodyFiles
    ) throws(SourceProblem) -> any EntrySource {
        if try window.has(3), window.rest.starts(with: byteOrderMark) { window.skip(3) }
        if CassetteText.begins(try start(of: window)) { return CassetteTextEntries(window) }
        try window.skipWhitespace()
        let start = try start(of: window)
        guard let first = start.first else {
            throw .malformed("the file is empty", remedy: "remove it or record it again")
        }
        if let archive = archive(start) { throw archive }
        if FlowEntries.begins(start) { return FlowEntries(window, limits: limits) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            return JSONEntries(window, limits: limits, files: files)
        }
        return YAMLEntries(window, limits: limits, files: files)
    }

    /// The failure of an archive, which is unpacked first.
    private static func archive(_ start: ArraySlice<UInt8>) -> SourceProblem? {
        let kinds: [(magic: [UInt8], name: String, remedy: Remedy)] = [
            (Array("SQLite format 3\0".utf8), "a SQLite database", .mergeCassettes),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive", "unpack it, and import the files in it"),
            (ContentCoding.gzipMagic, "compressed with gzip", "unpack it with gunzip, and import that"),
            (ContentCoding.zstdMagic, "compressed with zstd", "unpack it with unzstd, and import that"),
        ]
        return kinds.first { start.starts(with: $0.magic) }.map { kind in
            SourceProblem(code: .unknownFormat, reason: "the file is \(kind.name)", remedy: kind.remedy)
        }
    }

    private static func start(of window: SourceWindow) throws(SourceProblem) -> ArraySlice<UInt8> {
        _ = try window.has(64)
        return window.rest.prefix(64)
    }
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
