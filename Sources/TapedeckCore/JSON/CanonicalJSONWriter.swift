// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Writes a document in canonical form while it reads it.
///
/// The result is that of ``JSONValue/canonical`` for the tree without what does not count. What is canonical already,
/// by far the most of a document, is copied in runs; members are put in order by the ranges that were written of them.
/// Unchecked views, since this sees every byte of every request; every index is compared with the count first.
struct CanonicalJSONWriter {
    enum Problem: Error {
        /// The bytes are no document.
        case malformed
        /// There is no more room for output.
        case full
    }

    /// A member of an object on the way.
    private struct Member {
        /// The first bytes of the name, the first one highest.
        let head: UInt64
        /// The name in the document, without its quotes.
        let name: Range<UInt32>
        /// Whether the order of the bytes of the name is its order.
        let isPlain: Bool
        /// What was written of the member.
        var written: Range<UInt32>
    }

    private typealias Paths = [ArraySlice<JSONPath.Step>]

    let bytes: UnsafeBufferPointer<UInt8>
    let input: UnsafePointer<UInt8>
    let end: Int
    var position = 0
    private var depth = 0
    let output: UnsafeMutablePointer<UInt8>
    let capacity: Int
    /// The number of bytes written.
    var count = 0
    /// The members of the objects that are open, the outermost first.
    private var members: [Member] = []
    let rules: MatchingRules
    private let isScrubbed: Bool
    var budget: PatternBudget

    /// Creates a writer.
    init(
        reading input: UnsafePointer<UInt8>,
        count: Int,
        into output: UnsafeMutablePointer<UInt8>,
        capacity: Int,
        rules: MatchingRules,
        budget: PatternBudget
    ) {
        self.bytes = UnsafeBufferPointer(start: input, count: count)
        self.input = input
        self.end = count
        self.output = output
        self.capacity = capacity
        self.rules = rules
        self.isScrubbed = !rules.scrubbed.isEmpty
        self.budget = budget
        members.reserveCapacity(16)
    }

    /// Writes the document; one that does not count at all is `null`.
    mutating func writeDocument() throws(Problem) {
        if end >= 3, input[0] == 0xEF, input[1] == 0xBB, input[2] == 0xBF { position = 3 }
        if try !writeValue(without: rules.ignoredJSON.map { $0.steps[...] }) {
            count = 0
            try append("null")
        }
        skipSpace()
        guard position == end else { throw .malformed }
    }

    /// Writes the next value.
    /// - Returns: Whether it counts; what does not is read and not written.
    private mutating func writeValue(without paths: Paths) throws(Problem) -> Bool {
        guard paths.isEmpty || !paths.contains(where: \.isEmpty) else {
            let start = count
            _ = try writeValue(without: [])
            count = start
            return false
        }
        skipSpace()
        guard position < end else { throw .malformed }
        switch input[position] {
        case UInt8(ascii: "{"): try writeObject(paths)
        case UInt8(ascii: "["): try writeArray(paths)
        case UInt8(ascii: "\""):
            if isScrubbed { try writeScrubbedString() } else { try writeString() }
        case UInt8(ascii: "t"): try writeLiteral("true")
        case UInt8(ascii: "f"): try writeLiteral("false")
        case UInt8(ascii: "n"): try writeLiteral("null")
        default: try writeNumber()
        }
        return true
    }

    // MARK: - Lists and objects

    private mutating func open() throws(Problem) {
        depth += 1
        guard depth <= JSONValue.depthLimit else { throw .malformed }
        try copy(1)
        skipSpace()
    }

    /// Whether the list or object ends here; otherwise a comma must follow.
    private mutating func isEnd(_ bracket: UInt8) throws(Problem) -> Bool {
        skipSpace()
        guard position < end, input[position] == bracket || input[position] == UInt8(ascii: ",") else {
            throw .malformed
        }
        position += 1
        return input[position - 1] == bracket
    }

    private mutating func writeArray(_ paths: Paths) throws(Problem) {
        try open()
        var (isFirst, index) = (true, 0)
        if position < end, input[position] == UInt8(ascii: "]") {
            position += 1
        } else {
            repeat {
                let start = count
                if !isFirst { try append(UInt8(ascii: ",")) }
                let rest = paths.isEmpty ? [] : paths.flatMap { JSONValue.remaining($0, within: .element(index)) }
                if try writeValue(without: rest) { isFirst = false } else { count = start }
                index += 1
            } while try !isEnd(UInt8(ascii: "]"))
        }
        try append(UInt8(ascii: "]"))
        depth -= 1
    }

    private mutating func writeObject(_ paths: Paths) throws(Problem) {
        let first = members.count
        try open()
        let start = count
        var isSorted = true
        if position < end, input[position] == UInt8(ascii: "}") {
            position += 1
        } else {
            repeat {
                guard try writeMember(paths) else { continue }
                let last = members.count - 1
                if isSorted, last > first { isSorted = precedes(members[last - 1], members[last]) }
            } while try !isEnd(UInt8(ascii: "}"))
        }
        if members.count > first {
            if !isSorted { putInOrder(from: first, writtenFrom: start) }
            // A comma stands behind the last member.
            count -= 1
            members.removeSubrange(first...)
        }
        try append(UInt8(ascii: "}"))
        depth -= 1
    }

    /// Writes a member and a comma.
    /// - Returns: Whether it counts.
    private mutating func writeMember(_ paths: Paths) throws(Problem) -> Bool {
        skipSpace()
        guard position < end, input[position] == UInt8(ascii: "\"") else { throw .malformed }
        let start = count
        let nameStart = position + 1
        let isPlain = try writeString()
        let name = UInt32(nameStart)..<UInt32(position - 1)
        skipSpace()
        guard position < end, input[position] == UInt8(ascii: ":") else { throw .malformed }
        try copy(1)
        let rest =
            paths.isEmpty ? [] : paths.flatMap { JSONValue.remaining($0, within: .member(self.name(name))) }
        guard try writeValue(without: rest) else {
            count = start
            return false
        }
        try append(UInt8(ascii: ","))
        members.append(
            Member(
                head: head(of: name),
                name: name,
                isPlain: isPlain,
                written: UInt32(start)..<UInt32(count)
            )
        )
        return true
    }

    /// The first eight bytes of a name.
    private func head(of name: Range<UInt32>) -> UInt64 {
        var head: UInt64 = 0
        for index in Int(name.lowerBound)..<min(Int(name.lowerBound) + 8, Int(name.upperBound)) {
            head = head << 8 | UInt64(input[index])
        }
        return name.count < 8 ? head << UInt64(64 - 8 * name.count) : head
    }

    /// Sorts the members that were written since a place, and drops those that a later one of the same name hides.
    private mutating func putInOrder(from first: Int, writtenFrom start: Int) {
        // Sorting is stable, so of members with one name the last one in the document is the last one here.
        if members.count - first <= 16 {
            for index in (first + 1)..<members.count {
                var place = index
                while place > first, precedes(members[place], members[place - 1]) {
                    members.swapAt(place, place - 1)
                    place -= 1
                }
            }
        } else {
            members.replaceSubrange(first..., with: members[first...].sorted(by: precedes))
        }
        let length = count - start
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { copy in
            guard let written = copy.baseAddress else { return }
            written.initialize(from: output + start, count: length)
            count = start
            for index in first..<members.count {
                let member = members[index]
                if index + 1 < members.count, !precedes(member, members[index + 1]) { continue }
                (output + count).update(
                    from: written + (Int(member.written.lowerBound) - start),
                    count: member.written.count
                )
                count += member.written.count
            }
        }
    }

    /// Whether one member comes before another.
    private func precedes(_ left: Member, _ right: Member) -> Bool {
        guard left.isPlain, right.isPlain else { return JSONValue.precedes(name(left.name), name(right.name)) }
        if left.head != right.head { return left.head < right.head }
        var (index, other) = (Int(left.name.lowerBound) + 8, Int(right.name.lowerBound) + 8)
        while index < Int(left.name.upperBound), other < Int(right.name.upperBound) {
            if input[index] != input[other] { return input[index] < input[other] }
            index += 1
            other += 1
        }
        return left.name.count < right.name.count
    }

    /// The name of a member.
    private func name(_ place: Range<UInt32>) -> String { text(of: place) ?? "" }

    // MARK: - Bytes

    private mutating func skipSpace() {
        while position < end {
            switch input[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    /// Writes the next bytes as they are.
    mutating func copy(_ length: Int) throws(Problem) {
        guard count + length <= capacity else { throw .full }
        (output + count).initialize(from: input + position, count: length)
        position += length
        count += length
    }

    mutating func append(_ byte: UInt8) throws(Problem) {
        guard count < capacity else { throw .full }
        output[count] = byte
        count += 1
    }

    mutating func append(_ text: StaticString) throws(Problem) {
        for index in 0..<text.utf8CodeUnitCount { try append(text.utf8Start[index]) }
    }
}
