// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The entries of a JSON document, one at a time in memory; the members around them are kept whole.
struct JSONEntries: EntrySource {
    private enum Place {
        case start
        /// Between the members of the object of a depth: 1 for the document, 2 for the `log` of an archive.
        case members(depth: Int, isFirst: Bool)
        case list(depth: Int, isFirst: Bool)
        case end
    }

    private let window: SourceWindow
    private let limits: ImportLimits
    private let files: BodyFiles
    private var place = Place.start
    private var envelope: [SourceMember] = []
    private var envelopeBytes = 0
    private var envelopeElements = 0
    private var reader: EntryReader?
    /// The number of elements of the value that was read last.
    private var elements = 0

    var format: ImportFormat { reader?.format ?? .har }

    init(_ window: SourceWindow, limits: ImportLimits, files: BodyFiles) {
        self.window = window
        self.limits = limits
        self.files = files
    }

    mutating func next() throws(SourceProblem) -> SourceItem? {
        while true {
            if let item = reader?.pending.popFirst() { return item }
            switch place {
            case .start: try begin()
            case .members(let depth, let isFirst): try member(depth: depth, isFirst: isFirst)
            case .list(let depth, let isFirst): try element(depth: depth, isFirst: isFirst)
            case .end: return nil
            }
        }
    }

    private mutating func begin() throws(SourceProblem) {
        try window.skipWhitespace()
        if try window.peek() == UInt8(ascii: "[") {
            window.skip(1)
            reader = EntryReader(list: "", limits: limits, files: files)
            place = .list(depth: 0, isFirst: true)
        } else {
            window.skip(1)
            place = .members(depth: 1, isFirst: true)
        }
    }

    private mutating func member(depth: Int, isFirst: Bool) throws(SourceProblem) {
        try window.skipWhitespace()
        if try window.peek() == UInt8(ascii: "}") {
            window.skip(1)
            if depth > 1 { return place = .members(depth: depth - 1, isFirst: false) }
            return try finish()
        }
        if !isFirst { try expect(",") }
        try window.skipWhitespace()
        guard try window.peek() == UInt8(ascii: "\""), let name = try value().string else {
            throw unreadable("expected the name of a member")
        }
        try window.skipWhitespace()
        try expect(":")
        try window.skipWhitespace()
        place = .members(depth: depth, isFirst: false)
        let next = try window.peek()
        if depth == 1, name == "log", next == UInt8(ascii: "{") {
            window.skip(1)
            place = .members(depth: 2, isFirst: true)
        } else if reader == nil, next == UInt8(ascii: "["), ImportFormat.hasExchanges(list: name, depth: depth) {
            window.skip(1)
            reader = EntryReader(list: name, limits: limits, files: files)
            place = .list(depth: depth, isFirst: true)
        } else {
            let start = window.bytesRead - window.rest.count
            envelope.append(SourceMember(name: name, value: SourceValue(try value())))
            envelopeElements += elements + 2
            guard envelopeElements <= limits.elements else { throw tooManyElements }
            envelopeBytes += window.bytesRead - window.rest.count - start
            guard envelopeBytes <= limits.entryBytes else { throw tooLarge("what lies around the entries") }
        }
    }

    private mutating func element(depth: Int, isFirst: Bool) throws(SourceProblem) {
        try window.skipWhitespace()
        if try window.peek() == UInt8(ascii: "]") {
            window.skip(1)
            place = .members(depth: depth, isFirst: false)
            if depth == 0 { try finish() }
            return
        }
        if !isFirst { try expect(",") }
        try window.skipWhitespace()
        place = .list(depth: depth, isFirst: false)
        let element = SourceValue(try value())
        try reader?.read(element)
    }

    private mutating func finish() throws(SourceProblem) {
        try window.skipWhitespace()
        guard try window.peek() == nil else { throw unreadable("text after the end of the document") }
        place = .end
        if reader == nil { reader = EntryReader(list: nil, limits: limits, files: files) }
        try reader?.finish(envelope: .map(SourceMap(members: envelope)))
    }

    // MARK: - Tokens

    private func expect(_ byte: Unicode.Scalar) throws(SourceProblem) {
        guard try window.peek() == UInt8(ascii: byte) else {
            throw unreadable(try window.peek() == nil ? "the document ends too early" : "expected '\(byte)'")
        }
        window.skip(1)
    }

    /// Reads the value that begins here.
    private mutating func value() throws(SourceProblem) -> JSONValue {
        var scan = JSONScan()
        var looked = 0
        while true {
            let end = scan.end(in: window.bytes, from: window.index + looked)
            guard !scan.isTooDeep else { throw unreadable("nesting deeper than \(JSONValue.depthLimit) levels") }
            looked = (end ?? window.bytes.count) - window.index
            guard looked <= limits.entryBytes else { throw tooLarge("an entry") }
            elements = scan.elements
            guard elements <= limits.elements else { throw tooManyElements }
            if end != nil { break }
            // A number may end with the file, anything else may not; the parser tells which.
            guard try window.fill() else { break }
        }
        let line = window.line
        let bytes = window.take(looked)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw SourceFile.invalidText(bytes, line: line) }
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            let lines = bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw .malformed("the JSON is not readable: \(error.reason)", line: line + lines)
        }
    }

    private func unreadable(_ reason: String) -> SourceProblem {
        .malformed("the JSON is not readable: \(reason)", line: window.line)
    }

    private var tooManyElements: SourceProblem {
        .tooLarge(
            "the JSON has more than \(limits.elements) elements in one entry",
            line: window.line,
            limit: "elements"
        )
    }

    private func tooLarge(_ what: String) -> SourceProblem {
        .tooLarge("\(what) has more than \(limits.entryBytes) bytes", line: window.line, limit: "entryBytes")
    }
}
