// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Replaces the values at JSON paths in bytes that come in pieces.
///
/// Every object and list that does not stand in another one is a document: a body, a line of it, the data of an event.
/// A string becomes a placeholder, a number 0; of an object or a list, all that is in it.
struct PathScanner: PieceScanner, Sendable {
    private static let depthLimit = JSONValue.depthLimit
    private static let nameLimit = 4096

    private struct Frame {
        let isList: Bool
        var index = 0
        var name = ""
        var isAfterColon = false

        var step: JSONPath.Step { isList ? .element(index) : .member(name) }
        /// Whether a string or number here is a value.
        var isValue: Bool { isList || isAfterColon }
    }

    private(set) var replacements = 0
    private let paths: [JSONPath]
    private let placeholder: Placeholder
    var pending: PendingBytes
    private var index = 0
    private var frames: [Frame] = []
    /// How many frames there are around what is replaced whole.
    private var covered: Int?
    private var value: ValueReplacement?
    private var isInString = false

    init(_ paths: [JSONPath], placeholder: Placeholder, keepsEdits: Bool = false) {
        self.paths = paths
        self.placeholder = placeholder
        self.pending = PendingBytes(lookBack: 0, keepsEdits: keepsEdits)
    }

    mutating func scan(isLast: Bool) -> [UInt8] {
        var output: [UInt8] = []
        index = pending.start
        while index < pending.bytes.count || value != nil {
            guard step(isLast: isLast, into: &output) else { break }
        }
        if value == nil { pending.give(upTo: isLast ? pending.bytes.count : index, into: &output) }
        pending.trim()
        return output
    }

    /// Goes on by a token; `false` when more bytes are needed.
    private mutating func step(isLast: Bool, into output: inout [UInt8]) -> Bool {
        if value != nil { return closeValue(isLast: isLast, into: &output) }
        if isInString { return skipString(isLast: isLast) }
        let byte = pending.bytes[index]
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if covered == nil, isNamed { covered = frames.count }
            frames.append(Frame(isList: byte == UInt8(ascii: "[")))
            if frames.count > Self.depthLimit { forget() }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            _ = frames.popLast()
            if covered == frames.count { covered = nil }
        case UInt8(ascii: ":"): change { $0.isAfterColon = true }
        case UInt8(ascii: ","):
            change {
                $0.isAfterColon = false
                $0.index += 1
            }
        case UInt8(ascii: "\"") where !frames.isEmpty: return beginString(isLast: isLast, into: &output)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number(isLast: isLast, into: &output)
        default: break
        }
        index += 1
        return true
    }

    private mutating func change(_ body: (inout Frame) -> Void) {
        guard !frames.isEmpty else { return }
        body(&frames[frames.count - 1])
    }

    private mutating func forget() {
        frames = []
        covered = nil
    }

    /// Whether what begins here is to be replaced.
    private var isNamed: Bool {
        guard frames.last?.isValue == true else { return false }
        let place = frames.map(\.step)
        return paths.contains { Self.matches($0.steps[...], place[...]) }
    }

    private static func matches(_ path: ArraySlice<JSONPath.Step>, _ place: ArraySlice<JSONPath.Step>) -> Bool {
        guard let step = path.first else { return place.isEmpty }
        let rest = path.dropFirst()
        switch step {
        case .anywhere(let name):
            return place.indices.contains { place[$0] == .member(name) && matches(rest, place[($0 + 1)...]) }
        case .all: return !place.isEmpty && matches(rest, place.dropFirst())
        case .member, .element: return place.first == step && matches(rest, place.dropFirst())
        }
    }

    private mutating func beginString(isLast: Bool, into output: inout [UInt8]) -> Bool {
        let first = index + 1
        if frames.last?.isValue == true {
            if covered != nil || isNamed {
                pending.give(upTo: first, into: &output)
                value = ValueReplacement(start: pending.base + first)
            } else {
                isInString = true
            }
            index = first
            return true
        }
        guard let close = closing(from: first, notBefore: first) else {
            guard isLast || pending.bytes.count - first > Self.nameLimit else { return false }
            isInString = true
            index = first
            return true
        }
        let name = [UInt8(ascii: "\"")] + pending.bytes[first..<close.contentEnd] + [UInt8(ascii: "\"")]
        change { $0.name = (try? JSONValue(parsing: name))?.string ?? "" }
        index = close.next
        return true
    }

    /// The end of the string that has begun.
    private func closing(from start: Int, notBefore first: Int) -> (contentEnd: Int, next: Int, isOuter: Bool)? {
        pending.bytes.withUnsafeBufferPointer { QuoteLevel.plain.closing(from: start, notBefore: first, in: $0) }
    }

    private mutating func skipString(isLast: Bool) -> Bool {
        let bytes = pending.bytes
        guard let close = closing(from: index, notBefore: index) else {
            // Backslashes at the end belong to the quote that may follow.
            index = isLast ? bytes.count : (bytes[index...].lastIndex { $0 != UInt8(ascii: "\\") } ?? index - 1) + 1
            return false
        }
        isInString = false
        // No string of JSON goes over a line end: what looked like a document was none.
        if bytes[index..<close.contentEnd].contains(UInt8(ascii: "\n")) { forget() }
        index = close.next
        return true
    }

    private mutating func closeValue(isLast: Bool, into output: inout [UInt8]) -> Bool {
        guard var value else { return true }
        let first = max(value.start - pending.base, 0)
        let close = closing(from: max(index, first), notBefore: first)
        let progress = value.proceed(
            to: close?.contentEnd,
            tail: QuoteLevel.tail(of: pending.bytes),
            isLast: isLast,
            by: placeholder,
            in: &pending,
            into: &output
        ) { _ in true }
        self.value = progress == .undecided ? value : nil
        replacements += progress == .replaced ? 1 : 0
        index = progress == .undecided ? pending.start : close?.next ?? pending.bytes.count
        return progress != .undecided
    }

    private mutating func number(isLast: Bool, into output: inout [UInt8]) -> Bool {
        let bytes = pending.bytes
        let end = bytes[index...].firstIndex { !ByteSet.number.contains($0) } ?? bytes.count
        guard end < bytes.count || isLast || end - index > ValueReplacement.limit else { return false }
        if covered != nil || isNamed, !bytes[index..<end].elementsEqual("0".utf8) {
            replacements += 1
            pending.give(upTo: index, into: &output)
            pending.replace(from: pending.base + index, upTo: end, by: [UInt8(ascii: "0")], into: &output)
        }
        index = end
        return true
    }
}
