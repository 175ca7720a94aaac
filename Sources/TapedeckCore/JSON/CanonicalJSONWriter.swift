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

    private let bytes: UnsafeBufferPointer<UInt8>
    private let input: UnsafePointer<UInt8>
    private let end: Int
    private var position = 0
    private var depth = 0
    private let output: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    /// The number of bytes written.
    private(set) var count = 0
    /// The members of the objects that are open, the outermost first.
    private var members: [Member] = []
    private let rules: MatchingRules
    private let isScrubbed: Bool
    private(set) var budget: PatternBudget

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

    /// What stands between two quotes, unescaped; `nil` when that is no text.
    private func text(of place: Range<UInt32>) -> String? {
        let quoted = Array(bytes[(Int(place.lowerBound) - 1)...Int(place.upperBound)])
        var parser = JSONParser(bytes: quoted[...], isLenient: true)
        return try? parser.string()
    }

    // MARK: - Strings

    /// Writes a string; its opening quote is the next byte.
    /// - Returns: Whether it has no escape, and its order is that of its bytes.
    @discardableResult
    private mutating func writeString() throws(Problem) -> Bool {
        let start = position + 1
        let (stop, isASCII) = bytes.plainEnd(from: start)
        guard stop < end, input[stop] == UInt8(ascii: "\"") else { return try writeEscapedString(from: start) }
        guard isASCII || bytes.isUTF8(in: start..<stop) else { throw .malformed }
        try copy(stop + 1 - position)
        return isASCII || !bytes[start..<stop].contains { $0 >= 0xEE }
    }

    /// Writes a string that has an escape, run by run.
    private mutating func writeEscapedString(from start: Int) throws(Problem) -> Bool {
        let written = count
        var isASCII = true
        try copy(1)
        while true {
            let run = bytes.plainEnd(from: position)
            isASCII = isASCII && run.isASCII
            try copy(run.index - position)
            guard position < end else { throw .malformed }
            if input[position] == UInt8(ascii: "\"") { break }
            guard input[position] == UInt8(ascii: "\\"), position + 1 < end else { throw .malformed }
            if try !copyEscape() { isASCII = false }
        }
        guard !isASCII else {
            try copy(1)
            return false
        }
        guard bytes.isUTF8(in: start..<position) else { throw .malformed }
        let mark = UnsafeBufferPointer(start: output + written, count: count - written)
        if SurrogateHalf.mayStand(in: mark) {
            // What stands for half of a pair elsewhere.
            guard let text = text(of: UInt32(start)..<UInt32(position)) else { throw .malformed }
            count = written
            position += 1
            try append(canonical: text)
        } else {
            try copy(1)
        }
        return false
    }

    /// Writes an escape as short as it can be.
    /// - Returns: Whether it is an ASCII character.
    private mutating func copyEscape() throws(Problem) -> Bool {
        switch input[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            try copy(2)
            return true
        case UInt8(ascii: "/"):
            position += 1
            try copy(1)
            return true
        case UInt8(ascii: "u"): return try copyUnicodeEscape()
        default: throw .malformed
        }
    }

    private mutating func copyUnicodeEscape() throws(Problem) -> Bool {
        guard let high = hexadecimal(at: position + 2) else { throw .malformed }
        position += 6
        if let scalar = Unicode.Scalar(high) {
            if scalar.value < 0x80 {
                try append(canonicalCharacter: UInt8(high))
                return true
            }
            try append(scalar)
            return false
        }
        if high < 0xDC00, position + 1 < end, input[position] == UInt8(ascii: "\\"),
            input[position + 1] == UInt8(ascii: "u")
        {
            guard let low = hexadecimal(at: position + 2) else { throw .malformed }
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
            {
                position += 6
                try append(scalar)
                return false
            }
        }
        // Half of a pair; what follows is another character, or the next half.
        try append("\\u")
        for shift in [12, 8, 4, 0] as [UInt16] { try append(Self.hexadecimalDigit(UInt8(high >> shift & 15))) }
        return true
    }

    private func hexadecimal(at start: Int) -> UInt16? {
        guard start + 4 <= end else { return nil }
        var value: UInt16 = 0
        for index in start..<start + 4 {
            guard let digit = input[index].hexadecimalValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private mutating func writeScrubbedString() throws(Problem) {
        let start = position + 1
        var stop = bytes.plainEnd(from: start).index
        while stop + 1 < end, input[stop] == UInt8(ascii: "\\") { stop = bytes.plainEnd(from: stop + 2).index }
        guard stop < end, input[stop] == UInt8(ascii: "\""),
            let text = text(of: UInt32(start)..<UInt32(stop))
        else { throw .malformed }
        position = stop + 1
        try append(canonical: rules.scrub(text, &budget))
    }

    // MARK: - Numbers and literals

    private mutating func writeLiteral(_ literal: StaticString) throws(Problem) {
        let length = literal.utf8CodeUnitCount
        guard position + length <= end else { throw .malformed }
        for index in 0..<length where input[position + index] != literal.utf8Start[index] { throw .malformed }
        try copy(length)
    }

    private mutating func writeNumber() throws(Problem) {
        let start = position
        var index = start
        func isDigit(_ place: Int) -> Bool {
            place < end && input[place] >= UInt8(ascii: "0") && input[place] <= UInt8(ascii: "9")
        }
        func passDigits() throws(Problem) {
            guard isDigit(index) else { throw .malformed }
            repeat { index += 1 } while isDigit(index)
        }
        if input[index] == UInt8(ascii: "-") { index += 1 }
        let whole = index
        let isZero = index < end && input[index] == UInt8(ascii: "0")
        if isZero { index += 1 } else { try passDigits() }
        // So far an integer is canonical up to 21 digits, save for -0.
        var isCanonical = index - whole <= 21 && !(isZero && whole > start)
        if index < end, input[index] == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            try passDigits()
            // Zeros at the end do not stay, nor do more than five before the first digit that is none.
            isCanonical = index - start <= 21 && input[index - 1] != UInt8(ascii: "0")
            if isCanonical, isZero {
                var zeros = fraction
                while input[zeros] == UInt8(ascii: "0") { zeros += 1 }
                isCanonical = zeros - fraction <= 5
            }
        }
        if index < end, input[index] | 0x20 == UInt8(ascii: "e") {
            isCanonical = false
            index += 1
            if index < end, input[index] == UInt8(ascii: "+") || input[index] == UInt8(ascii: "-") { index += 1 }
            try passDigits()
        }
        guard !isCanonical else { return try copy(index - start) }
        guard let number = JSONNumber(spelling: String(decoding: bytes[start..<index], as: UTF8.self), isBounded: false)
        else { throw .malformed }
        position = index
        for byte in number.canonical.utf8 { try append(byte) }
    }

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
    private mutating func copy(_ length: Int) throws(Problem) {
        guard count + length <= capacity else { throw .full }
        (output + count).initialize(from: input + position, count: length)
        position += length
        count += length
    }

    private mutating func append(_ byte: UInt8) throws(Problem) {
        guard count < capacity else { throw .full }
        output[count] = byte
        count += 1
    }

    private mutating func append(_ text: StaticString) throws(Problem) {
        for index in 0..<text.utf8CodeUnitCount { try append(text.utf8Start[index]) }
    }

    private mutating func append(_ scalar: Unicode.Scalar) throws(Problem) {
        for byte in scalar.utf8 { try append(byte) }
    }

    /// Appends an ASCII character as a string of canonical JSON has it.
    private mutating func append(canonicalCharacter byte: UInt8) throws(Problem) {
        switch byte {
        case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"):
            var escape: [UInt8] = []
            JSONValue.appendEscape(of: byte, to: &escape)
            for byte in escape { try append(byte) }
        default: try append(byte)
        }
    }

    /// Appends a string with its quotes.
    private mutating func append(canonical text: String) throws(Problem) {
        var string: [UInt8] = []
        JSONValue.append(text, to: &string)
        guard count + string.count <= capacity else { throw .full }
        for byte in string { try append(byte) }
    }
}
