// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

// The format of a file is found in three steps: its first bytes choose a reader, the name of its list of exchanges
// suggests a format, and the elements or the members beside the list decide between formats that share a name.

extension ImportFormat {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Opens the reader of a source, by its first bytes.
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

extension ImportFormat {
    /// Whether a list of a name holds exchanges.
    static func hasExchanges(list name: String, depth: Int) -> Bool {
        let names = ["http_interactions", "interactions", "Entries", "mappings", "fixtures"]
        return depth == 2 ? name == "entries" : names.contains(name)
    }

    /// The format that the name of a list suggests; empty when the document is a list itself, `nil` when it has none.
    init(list: String?) {
        self =
            switch list {
            case "http_interactions": .rubyVCR
            case "interactions": .vcrpy
            case "Entries": .azureTestProxy
            case "mappings", "": .wireMock
            case "fixtures": .aimock
            default: .har
            }
    }

    /// Decides between formats whose lists have the same name, by an element.
    mutating func refine(by element: SourceValue, of list: String?) {
        if self == .vcrpy, list == "interactions" {
            if BuffrFormat.reads(element) { self = .buffr }
            if GoVCRFormat.reads(element) { self = .goVCR }
        } else if list == "", VcrpyFormat.readsOld(element) {
            self = .vcrpy
        }
    }

    /// The format of a document without a list; `nil` when it is not known.
    init?(document: SourceValue) {
        if DatadogTestAgentFormat.reads(document) {
            self = .datadogTestAgent
        } else if WireMockFormat.reads(document) {
            self = .wireMock
        } else if document["requests"]?.elements != nil, document["responses"]?.elements != nil {
            self = .vcrpy
        } else {
            return nil
        }
    }
}
