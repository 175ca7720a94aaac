// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The entries of a YAML document.
///
/// A file of up to ``wholeLimit`` bytes is read whole. In a larger one each entry of the list is read by itself, so that
/// one at a time is in memory; entries then cannot share anchors.
struct YAMLEntries: EntrySource {
    /// The largest file that is read whole, in bytes.
    static let wholeLimit = 4 << 20
    private static let lists = ["http_interactions", "interactions"]

    private enum Place {
        case start
        /// In the list whose items stand at a column.
        case list(column: Int)
        case end
    }

    private let window: SourceWindow
    private let limits: ImportLimits
    private let files: BodyFiles
    private var place = Place.start
    private var reader: EntryReader?
    /// The lines around the list.
    private var around: [UInt8] = []

    var format: ImportFormat { reader?.format ?? .vcrpy }

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
            case .list(let column): try item(column: column)
            case .end: return nil
            }
        }
    }

    private mutating func begin() throws(SourceProblem) {
        if try !window.has(min(Self.wholeLimit, limits.entryBytes) + 1) { return try readWhole() }
        guard limits.entryBytes > Self.wholeLimit else { throw tooLarge("the file") }
        guard let name = try readHead() else {
            guard try !window.has(limits.entryBytes + 1) else {
                throw tooLarge("the file, which has no list of entries,")
            }
            return try readWhole()
        }
        reader = EntryReader(list: name, limits: limits, files: files)
    }

    private mutating func readWhole() throws(SourceProblem) {
        let line = window.line
        let document = try value(of: window.take(window.rest.count), line: line)
        place = .end
        let list = Self.lists.first { document[$0]?.elements != nil }
        // A cassette of vcrpy before 1.0 is a list itself.
        let elements = list.flatMap { document[$0]?.elements } ?? document.elements
        var reader = EntryReader(list: list ?? (elements == nil ? nil : ""), limits: limits, files: files)
        for element in elements ?? [] { try reader.read(element) }
        try reader.finish(envelope: document)
        self.reader = reader
    }

    // MARK: - Entry by entry

    /// Reads up to the first item of the list.
    /// - Returns: The name of the list; `nil`, and nothing is passed over, when the file does not begin with one.
    private mutating func readHead() throws(SourceProblem) -> String? {
        let head = window.rest.prefix(64 << 10)
        var name: String?
        var length = 0
        for line in head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if name != nil, let column = Self.itemColumn(line) {
                window.skip(length)
                place = .list(column: column)
                return name
            }
            let isList = Self.lists.first { line.elementsEqual("\($0):".utf8) || line.elementsEqual("\($0):\r".utf8) }
            if isList == nil { around += line + [UInt8(ascii: "\n")] }
            // Between the name and its items stands nothing but comments.
            let content = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
            if name != nil, content != nil, content != UInt8(ascii: "#") { break }
            name = name ?? isList
            length += line.count + 1
        }
        around = []
        return nil
    }

    private mutating func item(column: Int) throws(SourceProblem) {
        let line = window.line
        guard let bytes = try itemBytes(column: column) else { return try finish() }
        let value: SourceValue
        do throws(SourceProblem) {
            value = try self.value(of: bytes, line: line)
        } catch {
            guard error.concernsEntry else { throw error }
            reader?.skip(error)
            return
        }
        guard case .list(let elements) = value, elements.count == 1 else {
            throw .malformed("invalid list item", line: line)
        }
        do throws(SourceProblem) {
            try reader?.read(elements[0])
        } catch {
            throw error.below(line)
        }
    }

    /// The lines of the item that begins here; `nil` behind the list.
    private func itemBytes(column: Int) throws(SourceProblem) -> ArraySlice<UInt8>? {
        var length = 0
        while length <= limits.entryBytes {
            guard let line = try window.line(after: length, upTo: limits.entryBytes + 1 - length) else {
                throw tooLarge("an entry")
            }
            if line.isEmpty || ends(line, column: column, isFirst: length == 0) {
                return length == 0 ? nil : window.take(length)
            }
            length += line.count
        }
        throw tooLarge("an entry")
    }

    /// Whether a line does not belong to the item before it.
    private func ends(_ line: ArraySlice<UInt8>, column: Int, isFirst: Bool) -> Bool {
        let content = line.drop { $0 == UInt8(ascii: " ") }
        guard let first = content.first, first != UInt8(ascii: "\r"), first != UInt8(ascii: "\n") else { return false }
        let indentation = content.startIndex - line.startIndex
        if isFirst { return indentation != column || Self.itemColumn(line) == nil }
        if first == UInt8(ascii: "#") { return false }
        return indentation < column || indentation == column && Self.itemColumn(line) != nil
            || indentation == 0 && column == 0
    }

    /// The column of the dash, when a line begins an item.
    private static func itemColumn(_ line: ArraySlice<UInt8>) -> Int? {
        let content = line.drop { $0 == UInt8(ascii: " ") }
        guard content.first == UInt8(ascii: "-") else { return nil }
        guard let next = content.dropFirst().first else { return content.startIndex - line.startIndex }
        let isBlank = Array(" \r\n".utf8).contains(next)
        return isBlank ? content.startIndex - line.startIndex : nil
    }

    private mutating func finish() throws(SourceProblem) {
        place = .end
        guard try !window.has(limits.entryBytes + 1) else { throw tooLarge("what follows the entries") }
        let line = window.line
        around += window.take(window.rest.count)
        let hasContent = around.contains { !Array(" \r\n\t".utf8).contains($0) }
        let envelope = hasContent ? try value(of: around[...], line: line) : .map(SourceMap(members: []))
        try reader?.finish(envelope: envelope)
    }

    // MARK: - Values

    private func value(of bytes: ArraySlice<UInt8>, line: Int) throws(SourceProblem) -> SourceValue {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SourceFile.invalidText(bytes, line: line)
        }
        do throws(SourceProblem) {
            return try YAMLSource.value(of: text, limits: limits)
        } catch {
            throw error.below(line)
        }
    }

    private func tooLarge(_ what: String) -> SourceProblem {
        .tooLarge("\(what) has more than \(limits.entryBytes) bytes", line: window.line, limit: "entryBytes")
    }
}

extension SourceProblem {
    /// The same failure, whose line was counted from a line of the file.
    fileprivate func below(_ start: Int) -> SourceProblem {
        var problem = self
        problem.line = line.map { $0 + start - 1 }
        return problem
    }
}
