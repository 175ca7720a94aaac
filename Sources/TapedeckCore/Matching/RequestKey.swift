// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// The parts of a request that matching compares, and their fingerprint.
package struct RequestKey: Sendable, Hashable {
    /// The method.
    package let method: String
    /// The path, redacted, with needless percent escapes undone.
    package let path: String
    /// The query items that count, sorted, redacted.
    package let query: [QueryItem]
    /// The header fields that count, by lower-case name in order.
    package let headers: [QueryItem]
    /// The body.
    package let body: CanonicalBody

    /// Creates the key of a request whose body was read.
    /// - Parameters:
    ///   - request: Method, path and query.
    ///   - fields: The header fields.
    ///   - body: What counts of the body.
    ///   - rules: The rules of the comparison.
    ///   - redactor: The redactor of the request.
    package init(
        _ request: RequestLine,
        fields: HTTPFields,
        body: CanonicalBody,
        rules: MatchingRules,
        redactor: Redactor
    ) {
        self.method = request.method.rawValue
        // A secret may be spelled with escapes that stay, so it is looked for on both sides of their undoing.
        let path = redactor.redact(request.path, as: .uniform)
        let decoded = PercentEncoding.decodePath(path)
        self.path = decoded == path ? path : redactor.redact(decoded, as: .uniform)
        self.query = request.query.map { Self.items($0, rules, redactor) } ?? []
        self.headers = rules.matchedHeaders.isEmpty ? [] : Self.items(fields, rules, redactor)
        self.body = body
    }

    private static func items(_ query: String, _ rules: MatchingRules, _ redactor: Redactor) -> [QueryItem] {
        QueryItem.list(query)
            .filter { item in !rules.ignoredQuery.contains { $0.isSpelled(like: item.name) } }
            .map {
                let item = redactor.uniform($0)
                return QueryItem(name: item.name, value: rules.scrub(item.value))
            }
            .sorted()
    }

    private static func items(_ fields: HTTPFields, _ rules: MatchingRules, _ redactor: Redactor) -> [QueryItem] {
        rules.matchedHeaders.filter { !KeptHeaders.isSecret($0) }.sorted().flatMap { name in
            (HTTPField.Name(name).map { fields[values: $0] } ?? []).map {
                QueryItem(name: name, value: rules.scrub(redactor.redact($0, as: .uniform)))
            }
        }
    }

    /// The digest of the key.
    package var fingerprint: Fingerprint {
        var input = FingerprintInput()
        input.append("method", method)
        input.append("path", AzurePath.compared(path))
        for item in query {
            input.append("query", item.name)
            input.append("value", item.value)
        }
        for header in headers {
            input.append("header", header.name)
            input.append("value", header.value)
        }
        body.append(to: &input)
        return input.finish()
    }
}
