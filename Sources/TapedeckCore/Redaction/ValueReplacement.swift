// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The replacement of a value whose end may not be at hand yet.
struct ValueReplacement: Sendable {
    /// The longest value that is looked at to decide on it.
    static let limit = 256

    /// Where the value begins in the whole run.
    let start: Int
    /// Whether it is to be replaced whatever comes; what has been seen of it is gone.
    private var isDropping = false

    init(start: Int) {
        self.start = start
    }

    enum Progress {
        case undecided
        /// It stays as it is.
        case kept
        case replaced
    }

    /// Goes on to the end of the value.
    /// - Parameters:
    ///   - end: The place behind it; `nil` when that is not at hand.
    ///   - tail: How many bytes must stay at hand to find the end.
    ///   - isLast: Whether no more bytes will come.
    ///   - placeholder: What takes its place.
    ///   - pending: The bytes at hand, given out up to the value.
    ///   - output: Takes the placeholder.
    ///   - isSecret: Whether some content, or the beginning of a longer one, is to be replaced.
    /// - Returns: How far the replacement has come.
    mutating func proceed(
        to end: Int?,
        tail: Int,
        isLast: Bool,
        by placeholder: Placeholder,
        in pending: inout PendingBytes,
        into output: inout [UInt8],
        isSecret: (ArraySlice<UInt8>) -> Bool
    ) -> Progress {
        let first = max(start - pending.base, 0)
        let stop = end ?? pending.bytes.count
        func isReplaced(_ content: ArraySlice<UInt8>) -> Bool {
            guard !content.isEmpty else { return false }
            return Placeholder.isPlaceholder(content) ? placeholder == .uniform : isSecret(content)
        }
        if end == nil, !isLast {
            let isLong = stop - first > Self.limit
            guard isDropping || isLong && isReplaced(pending.bytes[first..<stop]) else {
                return isLong ? .kept : .undecided
            }
            isDropping = true
            pending.drop(upTo: stop - tail)
            return .undecided
        }
        guard isDropping || isReplaced(pending.bytes[first..<stop]) else { return .kept }
        let length = pending.base + stop - start
        pending.replace(
            from: start,
            upTo: stop,
            by: placeholder.bytes(prefix: [], length: length),
            into: &output
        )
        return .replaced
    }
}
