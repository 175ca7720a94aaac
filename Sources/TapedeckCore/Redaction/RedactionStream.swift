// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The redaction of one body that comes in pieces.
package struct RedactionStream: Sendable {
    /// The stages in their order; each takes what the one before gives out.
    var form: FormScanner?
    var members: MemberScanner?
    var paths: PathScanner?
    var secrets: SecretScanner
    var patterns: LinePatterns.Stream?
    /// What patterns put in is to look the same whether they ran over the cassette or over the original.
    var placeholders: SecretScanner?

    init(secrets: SecretScanner) {
        self.secrets = secrets
    }

    /// How many places have been replaced so far.
    package var replacements: Int {
        (form?.replacements ?? 0) + (members?.replacements ?? 0) + (paths?.replacements ?? 0) + secrets.replacements
            + (patterns?.replacements ?? 0)
    }

    /// Takes the next bytes.
    /// - Returns: The redacted bytes whose redaction is decided.
    package mutating func push(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = bytes
        if let redacted = form?.push(bytes) { bytes = redacted[...] }
        if let redacted = members?.push(bytes) { bytes = redacted[...] }
        if let redacted = paths?.push(bytes) { bytes = redacted[...] }
        let scanned = secrets.push(bytes)
        guard let matched = patterns?.push(scanned) else { return scanned }
        return placeholders?.push(matched[...]) ?? matched
    }

    /// Ends the body.
    /// - Returns: The rest of the redacted bytes.
    package mutating func finish() -> [UInt8] {
        var rest: [UInt8] = form?.finish() ?? []
        if let redacted = members?.push(rest[...]) { rest = redacted + (members?.finish() ?? []) }
        if let redacted = paths?.push(rest[...]) { rest = redacted + (paths?.finish() ?? []) }
        rest = secrets.push(rest[...]) + secrets.finish()
        guard let matched = patterns?.push(rest) else { return rest }
        rest = matched + (patterns?.finish() ?? [])
        guard let normalized = placeholders?.push(rest[...]) else { return rest }
        return normalized + (placeholders?.finish() ?? [])
    }
}

/// A step of a redaction over bytes that are all at hand.
package struct RedactionPass: Sendable {
    /// Whether it goes by names and paths, not by what secrets look like.
    package let isByPlace: Bool
    /// Finds what is to be replaced in what the pass before has left.
    package let edits: @Sendable ([UInt8]) -> [Edit]

    /// Bytes in pieces, so that a scanner holds no copy of them all.
    static func pieces(of bytes: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        let size = 256 << 10
        return stride(from: 0, to: bytes.count, by: size).lazy.map { bytes[$0..<min($0 + size, bytes.count)] }
    }
}
