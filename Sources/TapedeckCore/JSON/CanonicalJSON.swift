// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A JSON document in its canonical form (see ``JSONValue/canonical``), without the memory that a tree takes.
package struct CanonicalJSON: Sendable, Hashable {
    /// The canonical form in UTF-8.
    package let bytes: [UInt8]

    /// Creates the canonical form of a document.
    package init(_ document: JSONValue) {
        self.bytes = document.canonical
    }

    /// Reads a document leniently, and leaves out what does not count; `nil` when the bytes are no document.
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - rules: What does not count.
    init?(parsing bytes: UnsafeBufferPointer<UInt8>, rules: MatchingRules) {
        var budget = PatternBudget(byteCount: bytes.count)
        // Few documents become longer: by an exponent that is written out, or what a rule puts in.
        var capacity = bytes.count + 16
        while true {
            var problem: CanonicalJSONWriter.Problem?
            let written = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                guard let input = bytes.baseAddress, let start = output.baseAddress else {
                    return problem = .malformed
                }
                var writer = CanonicalJSONWriter(
                    reading: input,
                    count: bytes.count,
                    into: start,
                    capacity: output.count,
                    rules: rules,
                    budget: budget
                )
                do throws(CanonicalJSONWriter.Problem) {
                    try writer.writeDocument()
                    count = writer.count
                } catch {
                    problem = error
                }
                budget = writer.budget
            }
            switch problem {
            case nil:
                self.bytes = written
                return
            case .malformed: return nil
            case .full: capacity *= 2
            }
        }
    }

    /// The document as a tree.
    package var document: JSONValue { (try? JSONValue(parsing: bytes, leniently: true)) ?? .null }
}
