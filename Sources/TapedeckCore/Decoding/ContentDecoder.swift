// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Undoes the content codings (RFC 9110, section 8.4) of a body that comes in pieces, in bounded memory.
package struct ContentDecoder: Sendable {
    /// The most codings one after the other.
    private static let depthLimit = 3

    private enum Method: Sendable {
        case inflate(InflateStream)
        /// `deflate`, of which the first two bytes tell whether it is wrapped.
        case deflate(head: [UInt8])
    }

    private struct Step: Sendable {
        var method: Method
        var read = 0
        var written = 0
    }

    private let limits: ContentDecodingLimits
    private let ignoresTrailingBytes: Bool
    /// The codings in the order of their undoing.
    private var steps: [Step] = []

    /// Creates a decoder; `nil` when there is nothing to undo.
    /// - Parameters:
    ///   - codings: The value of `content-encoding`, if there is such a field.
    ///   - limits: The bounds of what may come out.
    ///   - ignoresTrailingBytes: Whether to pass over bytes after the end of compressed data rather than refuse them.
    /// - Throws: ``ContentCodingError`` for a coding that is not known.
    package init?(
        codings: String?,
        limits: ContentDecodingLimits,
        ignoresTrailingBytes: Bool = false
    ) throws(ContentCodingError) {
        guard let codings else { return nil }
        self.limits = limits
        self.ignoresTrailingBytes = ignoresTrailingBytes
        for name in codings.split(separator: ",").reversed() {
            let name = name.trimmingSpaces.lowercased()
            switch name {
            case "", "identity": continue
            case "gzip", "x-gzip":
                let stream = InflateStream(.gzip, ignoresTrailingBytes: ignoresTrailingBytes)
                steps.append(Step(method: .inflate(stream)))
            case "deflate": steps.append(Step(method: .deflate(head: [])))
            default: throw .unsupported(coding: name)
            }
        }
        guard steps.count <= Self.depthLimit else { throw .unsupported(coding: codings) }
        if steps.isEmpty { return nil }
    }

    /// Takes the next bytes of the body.
    /// - Returns: What they unfold to.
    /// - Throws: ``ContentCodingError`` when they are damaged or beyond the bounds.
    package mutating func push(_ bytes: ArraySlice<UInt8>) throws(ContentCodingError) -> [UInt8] {
        var output: [UInt8] = []
        try push(bytes) { output += $0 }
        return output
    }

    /// Takes the next bytes of the body.
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - take: Called with each piece that they unfold to.
    /// - Throws: ``ContentCodingError`` when they are damaged or beyond the bounds.
    package mutating func push(
        _ bytes: ArraySlice<UInt8>,
        take: ([UInt8]) -> Void
    ) throws(ContentCodingError) {
        try push(bytes, through: 0, take)
    }

    /// Ends the body.
    /// - Throws: ``ContentCodingError`` when it ends too early.
    package func finish() throws(ContentCodingError) {
        for step in steps {
            switch step.method {
            case .inflate(let stream): try stream.finish()
            case .deflate(let head): guard head.isEmpty else { throw .damaged("the deflate data ends too early") }
            }
        }
    }

    private mutating func push(
        _ bytes: ArraySlice<UInt8>,
        through index: Int,
        _ take: ([UInt8]) -> Void
    ) throws(ContentCodingError) {
        guard index < steps.count else { return take(Array(bytes)) }
        var bytes = bytes
        steps[index].read += bytes.count
        if case .deflate(let head) = steps[index].method {
            bytes = head + bytes
            guard bytes.count >= 2 else { return steps[index].method = .deflate(head: Array(bytes)) }
            let wrapper: InflateStream.Wrapper = Self.isZlib(bytes) ? .zlib : .raw
            let stream = InflateStream(wrapper, ignoresTrailingBytes: ignoresTrailingBytes)
            steps[index].method = .inflate(stream)
        }
        guard case .inflate(let stream) = steps[index].method else { return }
        var written = steps[index].written
        let read = steps[index].read
        defer { steps[index].written = written }
        try stream.push(bytes) { (piece) throws(ContentCodingError) in
            written += piece.count
            try limits.check(written, from: read)
            try push(piece[...], through: index + 1, take)
        }
    }

    /// Whether bytes begin as RFC 1950 has it; some clients send `deflate` without that wrapper.
    package static func isZlib(_ bytes: ArraySlice<UInt8>) -> Bool {
        let head = Array(bytes.prefix(2))
        return head.count == 2 && head[0] & 0x0F == 8 && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
    }
}
