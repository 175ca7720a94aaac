// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Tells whether a secret begins at a place of the bytes at hand.
struct SecretMatcher {
    /// How many bytes around a secret that is a number are looked at for a larger number.
    static let numberReach = 32

    let known: KnownSecrets
    let placeholder: Placeholder
    let bytes: UnsafeBufferPointer<UInt8>
    /// The first byte that was not given out.
    var start = 0
    /// Where the last secret ended: what follows it is the beginning of a word.
    var matchEnd: Int?
    /// Whether no more bytes will come.
    var isLast = true

    enum Found {
        case none
        /// More bytes are needed.
        case undecided
        case secret(Secret)
    }

    /// What is to be replaced.
    struct Secret {
        let range: Range<Int>
        /// The part of the key that stays in the placeholder.
        var mark: [UInt8] = []
        /// The replacement, if it is no placeholder.
        var replacement: [UInt8]?
        /// What its rest is made of when that is out of sight.
        var rest: ByteSet?
        /// Whether it is the placeholder of an earlier redaction.
        var isPlaceholder = false
    }

    /// Whether there is no secret in bytes that are all at hand.
    var findsNothing: Bool {
        var index = 0
        while let candidate = known.heads.first(in: bytes, from: index) {
            guard case .none = find(at: candidate) else { return false }
            index = candidate + 1
        }
        return true
    }

    /// The secret that begins at a place.
    func find(at place: Int) -> Found {
        let secrets = known.firstBytes.contains(bytes[place]) ? known.secrets : []
        for secret in secrets where bytes.starts(with: secret.bytes, at: place) {
            let end = place + secret.bytes.count
            var replacement: [UInt8]?
            if secret.isNumber, let number = number(around: place..<end) {
                // A part of another number is no secret.
                guard number == place..<end || number == place - 1..<end else { continue }
                replacement = [UInt8(ascii: "0")]
            }
            return .secret(Secret(range: place..<end, mark: secret.mark, replacement: replacement))
        }
        for shape in known.shapes(from: bytes[place]) where bytes.starts(with: shape.prefix, at: place) {
            guard let first = beginning(of: shape, at: place) else { continue }
            switch shape.measure(bytes, from: place + shape.prefix.count, isLast: isLast) {
            case .none: continue
            case .undecided: return .undecided
            case .end(let end, let rest):
                let mark = shape.kept == .mark ? shape.prefix : []
                return .secret(Secret(range: first..<end, mark: mark, rest: rest))
            }
        }
        guard placeholder == .uniform, let word = known.placeholder(at: place, in: bytes) else { return .none }
        return .secret(Secret(range: place..<place + word.count, isPlaceholder: true))
    }

    /// Where a key begins whose prefix is found; `nil` when it cannot.
    private func beginning(of shape: KeyShape, at place: Int) -> Int? {
        if shape.kept == .place {
            let value = place + shape.prefix.count
            guard value < bytes.count else { return nil }
            // A key of its own keeps its mark.
            return known.shapes(from: bytes[value]).contains { shape in
                shape.kept == .mark && bytes.starts(with: shape.prefix, at: value)
            } ? nil : value
        }
        let first = place - shape.behind
        guard shape.behind > 0 else { return !shape.isWord || isWordStart(place) ? place : nil }
        guard first >= start, bytes[first..<place].allSatisfy(ByteSet.alphanumeric.contains) else { return nil }
        return isWordStart(first) ? first : nil
    }

    /// Whether a word begins at a place: nothing of a word stands before it, or the end of an escape does.
    private func isWordStart(_ index: Int) -> Bool {
        func before(_ distance: Int) -> UInt8? { index >= distance ? bytes[index - distance] : nil }
        guard let previous = before(1), ByteSet.key.contains(previous), matchEnd != index else { return true }
        if before(2) == UInt8(ascii: "\\") { return true }
        if before(3) == UInt8(ascii: "%"), before(2)?.hexadecimalValue != nil, previous.hexadecimalValue != nil {
            return true
        }
        return before(6) == UInt8(ascii: "\\") && before(5) == UInt8(ascii: "u")
    }

    /// The number around some digits, when it stands where JSON may have one.
    private func number(around digits: Range<Int>) -> Range<Int>? {
        var (start, end) = (digits.lowerBound, digits.upperBound)
        while start > 0, digits.lowerBound - start < Self.numberReach, ByteSet.number.contains(bytes[start - 1]) {
            start -= 1
        }
        while end < bytes.count, end - digits.upperBound < Self.numberReach, ByteSet.number.contains(bytes[end]) {
            end += 1
        }
        guard start > 0, end < bytes.count else { return nil }
        let (before, after) = (bytes[start - 1], bytes[end])
        guard " :,[\n\r\t".utf8.contains(before), " ,]}\n\r\t".utf8.contains(after),
            ByteSet.digits.contains(bytes[end - 1]),
            Double(String(decoding: bytes[start..<end], as: UTF8.self)) != nil
        else { return nil }
        return start..<end
    }
}
