// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// The header fields a cassette keeps: an allow list for requests, a deny list for responses.
package enum KeptHeaders {
    /// The request fields that are kept; everything else never reaches disk.
    package static let keptRequestFields: Set<String> = [
        "accept", "accept-language", "content-type", "idempotency-key", "openai-beta", "user-agent",
        "x-stainless-arch", "x-stainless-async", "x-stainless-helper-method", "x-stainless-lang", "x-stainless-os",
        "x-stainless-package-version", "x-stainless-runtime", "x-stainless-runtime-version",
    ]

    /// The response fields that are dropped: those of the connection and of the transfer, and cookies.
    package static let droppedResponseFields: Set<String> = connectionFields.union([
        "content-encoding", "content-length", "set-cookie", "set-cookie2",
    ])

    /// The fields that concern one connection only (RFC 9110, section 7.6.1) and are never forwarded.
    package static let connectionFields: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authentication-info", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Whether a field concerns one connection only.
    ///
    /// Checked for every field of every message, so by length first.
    package static func isOfConnection(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        return switch name.utf8.count {
        case 2, 7, 10, 16...19, 25: connectionFields.contains(name)
        default: false
        }
    }

    /// The response fields whose values say who recorded, with what is kept in their place.
    package static let replacedResponseFields: [String: String] = [
        "openai-organization": "org-REDACTED", "openai-project": "proj_REDACTED",
    ]

    /// The request fields that carry credentials, and cookies: never kept or compared, whatever a rule says.
    static let secretRequestFields: Set<String> = [
        "authorization", "api-key", "x-api-key", "proxy-authorization", "cookie",
    ]

    /// The fields of a request that a cassette keeps, redacted.
    /// - Parameters:
    ///   - fields: The fields of the client.
    ///   - matched: Lower-case names of fields that matching compares and that are kept for that; credentials never are.
    ///   - redactor: The redactor of the exchange.
    /// - Returns: The fields to keep, in their order.
    package static func recorded(
        _ fields: HTTPFields,
        matched: Set<String> = [],
        redactor: Redactor
    ) -> HTTPFields {
        kept(fields, redactor: redactor) { name, value in
            let isKept =
                keptRequestFields.contains(name.canonicalName)
                || matched.contains(name.canonicalName) && !isSecret(name.canonicalName)
            return isKept ? value : nil
        }
    }

    /// The fields of a response that a cassette keeps, redacted.
    /// - Parameters:
    ///   - fields: The fields of the upstream.
    ///   - method: The method of the request; the response to `HEAD` keeps the length of the body it does not have.
    ///   - isDecoded: Whether the body has no content coding any more, whatever the field says; a body in a coding that
    ///     is not known stays in it.
    ///   - redactor: The redactor of the exchange.
    /// - Returns: The fields to keep, in their order.
    package static func recorded(
        response fields: HTTPFields,
        to method: HTTPRequest.Method,
        isDecoded: Bool = true,
        redactor: Redactor
    ) -> HTTPFields {
        kept(fields, redactor: redactor) { name, value in
            if method == .head, name == .contentLength { return value }
            if name == .contentEncoding, !isDecoded { return value }
            guard !droppedResponseFields.contains(name.canonicalName) else { return nil }
            if isSecretResponseField(name.canonicalName), !value.isEmpty { return Placeholder.word }
            return replacedResponseFields[name.canonicalName] ?? value
        }
    }

    /// Whether a request field carries a credential or a cookie.
    static func isSecret(_ name: String) -> Bool {
        secretRequestFields.contains(name) || CredentialNames.isHeader(name.utf8)
    }

    /// Whether a response field carries a credential; what ends with `key` is that of a cache more often.
    private static func isSecretResponseField(_ name: String) -> Bool {
        CredentialNames.isHeader(name.utf8)
            && (name.hasSuffix("token") || CredentialNames.member(Array(name.utf8)[...]) != .other)
    }

    private static func kept(
        _ fields: HTTPFields,
        redactor: Redactor,
        choose: (HTTPField.Name, String) -> String?
    ) -> HTTPFields {
        var kept: HTTPFields = [:]
        for field in fields {
            guard let value = choose(field.name, field.value) else { continue }
            kept.append(HTTPField(name: field.name, value: redactor.redact(value, as: .lengthClass)))
        }
        return kept
    }

    /// The credentials a request carries: keys and tokens by value, without their scheme.
    /// - Parameters:
    ///   - fields: The fields of the request.
    ///   - query: Its query.
    ///   - rules: The rules of the cassette; by those of the first version fewer fields carry credentials, and no query.
    /// - Returns: The credentials, in the order of the fields and then of the query.
    package static func credentials(in fields: HTTPFields, query: String?, rules: CompiledRedaction) -> [Substring] {
        var credentials: [Substring] = []
        // Looked at for every request, so without an index over the fields, and by bytes.
        for field in fields {
            let name = field.name.canonicalName
            guard isCredential(name) || !rules.isFirstVersion && CredentialNames.isHeader(name.utf8) else { continue }
            if let credential = lastWord(of: field.value) { credentials.append(credential) }
        }
        guard let query, !rules.isFirstVersion else { return credentials }
        for item in QueryItem.list(query) where CredentialNames.isQueryItem(item.name.utf8) {
            credentials.append(item.value[...])
        }
        return credentials
    }

    /// Whether a field is one of those that every version of the rules takes for a credential.
    private static func isCredential(_ name: String) -> Bool {
        switch name.utf8.count {
        case 7: name == "api-key"
        case 9: name == "x-api-key"
        case 13: name == "authorization"
        case 19: name == "proxy-authorization"
        default: false
        }
    }

    /// What stands behind the last space, save spaces at the end.
    private static func lastWord(of value: String) -> Substring? {
        let space = UInt8(ascii: " ")
        // A character may begin with a space when the next scalar combines with it.
        guard value.utf8.allSatisfy({ $0 < 0x80 }) else { return value.split(separator: " ").last }
        guard let last = value.utf8.lastIndex(where: { $0 != space }) else { return nil }
        let before = value.utf8[..<last].lastIndex(of: space)
        return value[(before.map(value.utf8.index(after:)) ?? value.startIndex)...last]
    }
}
