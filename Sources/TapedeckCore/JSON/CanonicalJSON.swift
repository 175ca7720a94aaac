// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A JSON document in its canonical form (see ``JSONValue/canonical``), without the memory that a tree takes.
package struct CanonicalJSON: Sendable, Hashable {
    /// The canonical form in UTF-8.
    package let bytes: [UInt8]

    /// Creates the canonical form of a document.
    package init(_ document: JSONValue) {
        self.bytes = document.canonical
    }

    /// Reads a document leniently, and leaves out what does not count.
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - rules: What does not count.
    /// - Throws: ``JSONError`` when the bytes are no document.
    package init(parsing bytes: [UInt8], rules: MatchingRules) throws(JSONError) {
        var parser = JSONParser(bytes: bytes[...], isLenient: true)
        var writer = CanonicalJSONWriter(rules: rules, byteCount: bytes.count)
        writer.output.reserveCapacity(bytes.count)
        let paths = rules.ignoredJSON.map { $0.steps[...] }
        self.bytes = try parser.document { (parser) throws(JSONError) in
            if try !writer.write(&parser, without: paths) { writer.output = Array("null".utf8) }
            return writer.output
        }
    }

    /// The document as a tree.
    package var document: JSONValue { (try? JSONValue(parsing: bytes, leniently: true)) ?? .null }
}

/// Writes the values of a parser in canonical form.
///
/// The result is that of ``JSONValue/canonical`` for the tree without what does not count, in a fraction of its memory.
private struct CanonicalJSONWriter {
    /// A member of an object on the way: its name in the document, and what was written of it.
    private struct Member {
        let name: Range<UInt32>
        let written: Range<UInt32>
    }

    typealias Paths = [ArraySlice<JSONPath.Step>]

    let rules: MatchingRules
    var output: [UInt8] = []
    /// The members of the objects that are open, the outermost first.
    private var members: [Member] = []
    private var budget: PatternBudget

    init(rules: MatchingRules, byteCount: Int) {
        self.rules = rules
        budget = PatternBudget(byteCount: byteCount)
    }

    /// Writes the next value.
    /// - Returns: Whether it counts; what does not is read and not written.
    mutating func write(_ parser: inout JSONParser, without paths: Paths) throws(JSONError) -> Bool {
        guard !paths.contains(where: \.isEmpty) else {
            let start = output.count
            _ = try write(&parser, without: [])
            output.removeSubrange(start...)
            return false
        }
        switch parser.current ?? 0 {
        case UInt8(ascii: "{"):
            try parser.nested { (parser) throws(JSONError) in try writeObject(&parser, paths) }
        case UInt8(ascii: "["):
            try parser.nested { (parser) throws(JSONError) in try writeArray(&parser, paths) }
        case UInt8(ascii: "\""):
            try writeString(&parser)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            output.append(contentsOf: try parser.number().canonical.utf8)
        default:
            try parser.value().appendCanonical(to: &output)
        }
        return true
    }

    private mutating func writeString(_ parser: inout JSONParser) throws(JSONError) {
        if rules.scrubbed.isEmpty, let plain = try parser.plainString() {
            // Without escapes a string is canonical as it is.
            output.append(UInt8(ascii: "\""))
            output.append(contentsOf: parser.bytes[plain])
            output.append(UInt8(ascii: "\""))
        } else {
            JSONValue.append(rules.scrub(try parser.string(), &budget), to: &output)
        }
    }

    private mutating func writeArray(_ parser: inout JSONParser, _ paths: Paths) throws(JSONError) {
        output.append(UInt8(ascii: "["))
        var isFirst = true
        var index = 0
        parser.skipWhitespace()
        if !parser.consume(UInt8(ascii: "]")) {
            while true {
                parser.skipWhitespace()
                let start = output.count
                if !isFirst { output.append(UInt8(ascii: ",")) }
                let rest = paths.isEmpty ? [] : paths.flatMap { JSONValue.remaining($0, within: .element(index)) }
                if try write(&parser, without: rest) { isFirst = false } else { output.removeSubrange(start...) }
                index += 1
                if try !parser.isEnd(UInt8(ascii: "]")) { continue }
                break
            }
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func writeObject(_ parser: inout JSONParser, _ paths: Paths) throws(JSONError) {
        let firstMember = members.count
        output.append(UInt8(ascii: "{"))
        let start = output.count
        parser.skipWhitespace()
        if !parser.consume(UInt8(ascii: "}")) {
            while true {
                parser.skipWhitespace()
                try writeMember(&parser, paths)
                if try !parser.isEnd(UInt8(ascii: "}")) { continue }
                break
            }
        }
        putInOrder(from: firstMember, writtenFrom: start, parser)
        output.append(UInt8(ascii: "}"))
        members.removeSubrange(firstMember...)
    }

    private mutating func writeMember(_ parser: inout JSONParser, _ paths: Paths) throws(JSONError) {
        guard parser.current == UInt8(ascii: "\"") else { throw parser.error(.missingName) }
        let start = output.count
        let nameStart = parser.position
        if let plain = try parser.plainString() {
            output.append(UInt8(ascii: "\""))
            output.append(contentsOf: parser.bytes[plain])
            output.append(UInt8(ascii: "\""))
        } else {
            JSONValue.append(try parser.string(), to: &output)
        }
        let name = UInt32(nameStart)..<UInt32(parser.position)
        parser.skipWhitespace()
        guard parser.consume(UInt8(ascii: ":")) else { throw parser.error(.missingColon) }
        parser.skipWhitespace()
        output.append(UInt8(ascii: ":"))
        let rest =
            paths.isEmpty
            ? [] : paths.flatMap { JSONValue.remaining($0, within: .member(parser.name(at: name))) }
        guard try write(&parser, without: rest) else {
            output.removeSubrange(start...)
            return
        }
        members.append(Member(name: name, written: UInt32(start)..<UInt32(output.count)))
        output.append(UInt8(ascii: ","))
    }

    /// Sorts the members that were written since a place, and drops those that a later one of the same name hides.
    private mutating func putInOrder(from first: Int, writtenFrom start: Int, _ parser: JSONParser) {
        let own = members[first...]
        guard !own.isEmpty else { return }
        let isSorted = zip(own, own.dropFirst()).allSatisfy { parser.precedes($0.name, $1.name) }
        guard !isSorted else {
            output.removeLast()
            return
        }
        // Sorting is stable, so of members with one name the last one in the document is the last one here.
        let sorted = own.sorted { parser.precedes($0.name, $1.name) }
        let written = Array(output[start...])
        output.removeSubrange(start...)
        for (index, member) in sorted.enumerated() {
            if index + 1 < sorted.count, !parser.precedes(member.name, sorted[index + 1].name) { continue }
            output.append(
                contentsOf: written[Int(member.written.lowerBound) - start..<Int(member.written.upperBound) - start]
            )
            output.append(UInt8(ascii: ","))
        }
        output.removeLast()
    }
}

extension JSONParser {
    /// Where a string without escapes stands, without its quotes; `nil`, and nothing read, when it has an escape.
    fileprivate mutating func plainString() throws(JSONError) -> Range<Int>? {
        let start = position + 1
        let (end, isASCII) = plainEnd(from: start)
        guard end < bytes.endIndex, bytes[end] == UInt8(ascii: "\"") else { return nil }
        let range = start..<end
        if !isASCII { _ = try text(bytes[range], from: start) }
        position = range.upperBound + 1
        return range
    }

    /// The name of a member that was read from a place.
    fileprivate func name(at place: Range<UInt32>) -> String {
        var parser = JSONParser(bytes: bytes, isLenient: true)
        parser.position = Int(place.lowerBound)
        return (try? parser.string()) ?? ""
    }

    /// Whether the name at one place comes before that at another.
    fileprivate func precedes(_ left: Range<UInt32>, _ right: Range<UInt32>) -> Bool {
        let (first, second) = (
            bytes[Int(left.lowerBound) + 1..<Int(left.upperBound) - 1],
            bytes[Int(right.lowerBound) + 1..<Int(right.upperBound) - 1]
        )
        for (one, other) in zip(first, second) {
            if one == UInt8(ascii: "\\") || other == UInt8(ascii: "\\") { break }
            guard one != other else { continue }
            guard one < 0xEE, other < 0xEE else { break }
            return one < other
        }
        guard
            first.contains(where: { $0 == UInt8(ascii: "\\") || $0 >= 0xEE })
                || second.contains(where: { $0 == UInt8(ascii: "\\") || $0 >= 0xEE })
        else { return first.count < second.count }
        return JSONValue.precedes(name(at: left), name(at: right))
    }
}
