// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import TapedeckCore

/// Checks recorded responses against an OpenAPI description.
package struct AnswerCheck {
    /// The outcome of a check.
    package enum Verdict: Sendable, Hashable {
        /// The answer is what the description says; with what the description is known to be wrong about.
        case conforms(quirks: [SchemaViolation])
        /// It is not, or an event of its stream is not.
        case differs([SchemaViolation])
        /// The description does not tell; a few words say why.
        case untold(String)
    }

    /// The largest answer that is checked, in bytes.
    package static let limit = 32 << 20

    private let document: OpenAPIDocument
    private let validator = SchemaValidator()

    /// Creates a check.
    package init(_ document: OpenAPIDocument) {
        self.document = document
    }

    /// Checks an answer.
    /// - Parameters:
    ///   - interaction: The interaction.
    ///   - read: Reads parts of stored bodies.
    /// - Returns: The outcome.
    /// - Throws: What `read` throws.
    package func verdict(
        on interaction: Interaction,
        read: (BodyReference, Range<Int>) throws -> [UInt8]
    ) throws -> Verdict {
        let (request, response) = (interaction.request, interaction.response)
        let method = request.method.rawValue
        guard let operation = document.operation(method: method, path: request.path) else {
            return .untold("\(method) \(request.path) is not described")
        }
        let type = FieldParameters(response.headerFields[.contentType] ?? "").value
        guard response.body.length > 0 else { return .untold("the answer is empty") }
        guard response.body.length <= Self.limit else { return .untold("the answer is over \(Self.limit >> 20) MiB") }
        guard response.outcome == .complete else { return .untold("the answer broke off") }
        guard let schema = schema(operation, method: method, status: response.status, type: type) else {
            return .untold("status \(response.status) with \(type.isEmpty ? "no content type" : type) is not described")
        }
        let bytes =
            switch response.body {
            case .bytes(let bytes): bytes
            case .stored(let reference): try read(reference, 0..<reference.length)
            }
        switch type {
        case "text/event-stream": return verdict(onStream: bytes, schema)
        case _ where type == "application/json" || type.hasSuffix("+json"):
            guard let value = try? JSONValue(parsing: bytes) else {
                let root = JSONPath(steps: [])
                return .differs([SchemaViolation(path: root, expected: "JSON", got: "\(bytes.count) other bytes")])
            }
            return verdict(validator.violations(of: value, against: schema))
        default: return .untold("\(type) is not JSON")
        }
    }

    /// The schema of an answer; errors that are not described one by one are all of one form.
    private func schema(
        _ operation: (template: String, operation: JSONValue),
        method: String,
        status: Int,
        type: String
    ) -> SchemaNode? {
        document.schema(of: operation, method: method, status: status, type: type)
            ?? (status >= 400 && type == "application/json" ? document.compiler.component("ErrorResponse") : nil)
    }

    private func verdict(onStream bytes: [UInt8], _ schema: SchemaNode) -> Verdict {
        var parser = EventStreamParser()
        var found: [SchemaViolation] = []
        for (index, output) in (parser.push(bytes) + parser.finish()).enumerated()
        where found.count < SchemaValidator.limit {
            guard output.event.data != "[DONE]" else { continue }
            guard let value = try? JSONValue(parsing: Array(output.event.data.utf8)) else {
                let path = JSONPath(steps: [.element(index)])
                found.append(SchemaViolation(path: path, expected: "an event of JSON", got: "other text"))
                continue
            }
            // The place of an event in its stream goes before the place in its data.
            found += validator.violations(of: value, against: schema).map {
                var violation = $0
                violation.path = JSONPath(steps: [.element(index)] + $0.path.steps)
                return violation
            }
        }
        return verdict(found)
    }

    private func verdict(_ violations: [SchemaViolation]) -> Verdict {
        violations.allSatisfy(\.isQuirk) ? .conforms(quirks: violations) : .differs(violations)
    }
}
