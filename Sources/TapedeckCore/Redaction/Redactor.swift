// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// Removes secrets from a request and its response before anything is written or compared.
///
/// A secret is found by its value, by the place where it stands, or by its shape; see ``CredentialNames`` and
/// ``SecretScanner``.
package struct Redactor: Sendable {
    /// The secrets that are known by value, to be replaced wherever they stand.
    package let secrets: [String]
    private let rules: CompiledRedaction
    private let known: KnownSecrets

    /// Creates a redactor for one exchange.
    /// - Parameters:
    ///   - rules: The cassette's own rules.
    ///   - request: The request; the credentials in its fields are secrets.
    ///   - query: The query of the request; the credentials in its items are secrets.
    ///   - secrets: Secrets known otherwise, such as a key in the environment.
    package init(
        rules: CompiledRedaction = .none,
        request: HTTPFields = [:],
        query: String? = nil,
        secrets: [String] = []
    ) {
        self.rules = rules
        self.secrets = secrets + KeptHeaders.credentials(in: request, query: query, rules: rules).map(String.init)
        self.known = KnownSecrets(secrets: self.secrets, shapes: rules.isFirstVersion ? .firstVersion : .current)
    }

    /// What undoes the content coding of a request body; `nil` when there is none, and by rules of the first version, by
    /// which compressed bodies were kept and compared as they came.
    /// - Throws: ``ContentCodingError`` for a coding that is not known.
    package func decoder(of fields: HTTPFields) throws(ContentCodingError) -> ContentDecoder? {
        rules.isFirstVersion ? nil : try ContentDecoder(codings: fields[.contentEncoding], limits: .request)
    }

    /// Whether there are patterns, whose work may take long.
    package var hasPatterns: Bool { !rules.patterns.isEmpty }

    /// Redacts bytes that are all at hand.
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - placeholder: The replacement of a secret.
    ///   - contentType: The content type of a body, which tells forms from all else.
    /// - Returns: The bytes with a placeholder for each secret.
    package func redact(
        _ bytes: ArraySlice<UInt8>,
        as placeholder: Placeholder,
        contentType: String? = nil
    ) -> [UInt8] {
        guard !bytes.withUnsafeBufferPointer({ isClean($0, as: placeholder, contentType: contentType) }) else {
            return Array(bytes)
        }
        var stream = stream(as: placeholder, contentType: contentType)
        return stream.push(bytes) + stream.finish()
    }

    /// Whether a body that is all at hand stays as it is; `false` also when that takes more than a look.
    func isClean(_ bytes: UnsafeBufferPointer<UInt8>, as placeholder: Placeholder, contentType: String?) -> Bool {
        guard rules.patterns.isEmpty, rules.paths.isEmpty else { return false }
        guard rules.isFirstVersion || FormScanner.Syntax(contentType: contentType) == nil else { return false }
        return (rules.isFirstVersion || MemberScanner.findsNothing(in: bytes)) && hasNoSecret(bytes, placeholder)
    }

    /// Whether a body that is all at hand stays as it is; `false` also when that takes more than a look.
    package func isClean(_ bytes: [UInt8], as placeholder: Placeholder, contentType: String?) -> Bool {
        bytes.withUnsafeBufferPointer { isClean($0, as: placeholder, contentType: contentType) }
    }

    private func hasNoSecret(_ bytes: UnsafeBufferPointer<UInt8>, _ placeholder: Placeholder) -> Bool {
        SecretMatcher(known: known, placeholder: placeholder, bytes: bytes).findsNothing
    }

    /// Redacts text that is no body, such as the value of a field.
    package func redact(_ text: String, as placeholder: Placeholder) -> String {
        var text = text
        // Most texts hold no secret.
        if rules.patterns.isEmpty, text.withUTF8({ hasNoSecret($0, placeholder) }) { return text }
        var stream = RedactionStream(secrets: SecretScanner(known: known, placeholder: placeholder))
        add(to: &stream, placeholder, rules.patterns.stream(contentType: nil, keepsNumbers: false))
        return String(decoding: stream.push(Array(text.utf8)[...]) + stream.finish(), as: UTF8.self)
    }

    /// Redacts a path, also where it is written with percent escapes.
    package func redact(path: String, as placeholder: Placeholder) -> String {
        let redacted = redact(path, as: placeholder)
        guard !rules.isFirstVersion, redacted.utf8.contains(UInt8(ascii: "%")) else { return redacted }
        return redacted.split(separator: "/", omittingEmptySubsequences: false)
            .map { redact(escaped: $0, as: placeholder) }.joined(separator: "/")
    }

    /// Redacts a query: items that are named like a credential, and secrets in others, also with percent escapes.
    package func redact(query: String, as placeholder: Placeholder) -> String {
        guard !rules.isFirstVersion else { return redact(query, as: placeholder) }
        return query.split(separator: "&", omittingEmptySubsequences: false).map { item in
            guard let sign = item.firstIndex(of: "=") else { return redact(escaped: item, as: placeholder) }
            let (name, value) = (item[..<sign], item[item.index(after: sign)...])
            let isCredential = CredentialNames.isQueryItem(PercentEncoding.decodeQuery(name).utf8)
            return redact(escaped: name, as: placeholder) + "="
                + (isCredential ? redactWhole(value, as: placeholder) : redact(escaped: value, as: placeholder))
        }.joined(separator: "&")
    }

    /// An item of a query as a fingerprint takes it.
    func uniform(_ item: QueryItem) -> QueryItem {
        let isCredential = !rules.isFirstVersion && CredentialNames.isQueryItem(item.name.utf8)
        return QueryItem(
            name: redact(item.name, as: .uniform),
            value: isCredential ? redactWhole(item.value[...], as: .uniform) : redact(item.value, as: .uniform)
        )
    }

    private func redactWhole(_ value: Substring, as placeholder: Placeholder) -> String {
        guard !value.isEmpty else { return "" }
        if placeholder == .lengthClass, Placeholder.isPlaceholder(Array(value.utf8)[...]) { return String(value) }
        return String(decoding: placeholder.bytes(prefix: [], length: value.utf8.count), as: UTF8.self)
    }

    private func redact(escaped text: Substring, as placeholder: Placeholder) -> String {
        let redacted = redact(String(text), as: placeholder)
        guard redacted.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return redacted
        }
        let decoded = PercentEncoding.decodeQuery(redacted[...])
        let again = redact(decoded, as: placeholder)
        return again == decoded ? redacted : PercentEncoding.encode(again)
    }

    /// Starts the redaction of bytes that come in pieces.
    /// - Parameters:
    ///   - placeholder: The replacement of a secret.
    ///   - contentType: The content type of a body, which tells forms from all else.
    /// - Returns: The redaction, to which the pieces are given in turn.
    package func stream(as placeholder: Placeholder, contentType: String? = nil) -> RedactionStream {
        var stream = RedactionStream(secrets: SecretScanner(known: known, placeholder: placeholder))
        if !rules.isFirstVersion {
            stream.form = FormScanner.Syntax(contentType: contentType).map { FormScanner($0, placeholder: placeholder) }
            stream.members = MemberScanner(placeholder: placeholder)
            if !rules.paths.isEmpty { stream.paths = PathScanner(rules.paths, placeholder: placeholder) }
        }
        let patterns = rules.patterns.stream(contentType: contentType, keepsNumbers: !rules.isFirstVersion)
        add(to: &stream, placeholder, patterns)
        return stream
    }

    private func add(to stream: inout RedactionStream, _ placeholder: Placeholder, _ patterns: LinePatterns.Stream?) {
        stream.patterns = patterns
        if patterns != nil, placeholder == .uniform {
            stream.placeholders = SecretScanner(
                known: KnownSecrets(secrets: [], shapes: known.shapes),
                placeholder: .uniform
            )
        }
    }

    /// The steps of a redaction without its patterns, with what each replaces.
    package func passes(contentType: String? = nil) -> [RedactionPass] {
        var passes: [RedactionPass] = []
        let (known, paths) = (known, rules.paths)
        if let syntax = FormScanner.Syntax(contentType: contentType) {
            passes.append(
                RedactionPass(isByPlace: true) { bytes in
                    FormScanner(syntax, placeholder: .lengthClass, keepsEdits: true).edits(in: bytes)
                }
            )
        }
        passes.append(
            RedactionPass(isByPlace: true) { bytes in
                MemberScanner(placeholder: .lengthClass, keepsEdits: true).edits(in: bytes)
            }
        )
        if !paths.isEmpty {
            passes.append(
                RedactionPass(isByPlace: true) { bytes in
                    PathScanner(paths, placeholder: .lengthClass, keepsEdits: true).edits(in: bytes)
                }
            )
        }
        passes.append(
            RedactionPass(isByPlace: false) { bytes in
                // Most pieces of text hold no secret.
                let isClean = bytes.withUnsafeBufferPointer {
                    SecretMatcher(known: known, placeholder: .lengthClass, bytes: $0).findsNothing
                }
                guard !isClean else { return [] }
                return SecretScanner(known: known, placeholder: .lengthClass, keepsEdits: true).edits(in: bytes)
            }
        )
        return passes
    }
}

extension FormScanner.Syntax {
    /// The syntax of a form; `nil` for a body that is none.
    init?(contentType: String?) {
        // By far the most common type, spelled as every client spells it.
        guard let contentType, contentType != "application/json", !contentType.hasPrefix("application/json;") else {
            return nil
        }
        let type = FieldParameters(contentType)
        if type.value == "application/x-www-form-urlencoded" {
            self = .encoded
        } else if type.value == "multipart/form-data", let boundary = type.parameters["boundary"] {
            self = .multipart(delimiter: Array("--\(boundary)".utf8))
        } else {
            return nil
        }
    }
}
