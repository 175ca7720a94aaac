// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension RecordedRequest {
    /// The part of the request that matching compares, made again from the recording.
    /// - Parameters:
    ///   - rules: The rules of the comparison.
    ///   - redactor: The redactor of the cassette.
    ///   - read: Reads a part of a stored body.
    /// - Returns: The key.
    /// - Throws: What `read` throws.
    package func key(
        rules: MatchingRules,
        redactor: Redactor,
        read: (BodyReference, Range<Int>) throws -> [UInt8]
    ) throws -> RequestKey {
        var builder = CanonicalBodyBuilder(contentType: headerFields[.contentType], rules: rules, redactor: redactor)
        switch body {
        case .bytes(let bytes): builder.push(bytes[...])
        case .stored(let reference):
            for start in stride(from: 0, to: reference.length, by: 1 << 20) {
                builder.push(try read(reference, start..<min(start + 1 << 20, reference.length))[...])
            }
        }
        return RequestKey(
            RequestLine(method: method, path: path, query: query),
            fields: headerFields,
            body: builder.finish(),
            rules: rules,
            redactor: redactor
        )
    }
}
