// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

/// Takes secrets out of a request and its response before anything is written or compared.
public struct Redactor: Sendable {
    /// The secrets that came with the request, to be replaced wherever they stand.
    public let secrets: [String]
    private let patterns: LinePatterns
    private let needles: SecretNeedles

    /// Creates a redactor for one exchange.
    /// - Parameters:
    ///   - patterns: The cassette's own rules.
    ///   - request: The request; the credentials in its fields are secrets.
    ///   - secrets: Secrets known otherwise, such as a key in the environment.
    public init(patterns: LinePatterns = .none, request: HTTPFields = [:], secrets: [String] = []) {
        self.patterns = patterns
        self.secrets = secrets + HeaderPolicy.credentials(in: request)
        self.needles = SecretNeedles(secrets: self.secrets)
    }

    /// Whether there are patterns, whose work may take long.
    package var hasPatterns: Bool { !patterns.isEmpty }

    /// Redacts bytes that are all at hand.
    public func redact(_ bytes: ArraySlice<UInt8>, as placeholder: Placeholder) -> [UInt8] {
        var stream = stream(as: placeholder)
        return stream.push(bytes) + stream.finish()
    }

    /// Redacts text, such as a path or a query.
    public func redact(_ text: String, as placeholder: Placeholder) -> String {
        let bytes = Array(text.utf8)
        // Most texts hold nothing that may begin a secret.
        if patterns.isEmpty, needles.heads.first(in: bytes, from: 0) == nil { return text }
        return String(decoding: redact(bytes[...], as: placeholder), as: UTF8.self)
    }

    /// Starts the redaction of bytes that come in pieces.
    public func stream(as placeholder: Placeholder) -> RedactionStream {
        RedactionStream(
            scanner: SecretScanner(needles: needles, placeholder: placeholder),
            patterns: patterns.stream(),
            // What the patterns put in is to look the same whether they ran over the cassette or over the original.
            placeholders: patterns.isEmpty || placeholder != .uniform
                ? nil : SecretScanner(secrets: [], placeholder: .uniform)
        )
    }
}

/// The redaction of one body that comes in pieces.
public struct RedactionStream: Sendable {
    fileprivate var scanner: SecretScanner
    fileprivate var patterns: LinePatterns.Stream?
    fileprivate var placeholders: SecretScanner?

    /// How many places have been replaced so far.
    public var replacements: Int { scanner.replacements + (patterns?.replacements ?? 0) }

    /// Takes the next bytes.
    /// - Returns: The redacted bytes whose redaction is decided.
    public mutating func push(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let scanned = scanner.push(bytes)
        guard let matched = patterns?.push(scanned) else { return scanned }
        return placeholders?.push(matched[...]) ?? matched
    }

    /// Ends the body.
    /// - Returns: The rest of the redacted bytes.
    public mutating func finish() -> [UInt8] {
        let scanned = scanner.finish()
        guard patterns != nil else { return scanned }
        let matched = (patterns?.push(scanned) ?? []) + (patterns?.finish() ?? [])
        guard placeholders != nil else { return matched }
        return (placeholders?.push(matched[...]) ?? []) + (placeholders?.finish() ?? [])
    }
}
