// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A grader that compares two strings: equal, different, or one in the other.
struct StringCheck: Sendable {
    private enum Operation: String, CaseIterable {
        case eq, ne, like, ilike
    }

    private let input: GraderTemplate
    private let reference: GraderTemplate
    private let operation: Operation

    init(_ fields: RequestFields) throws(APIError) {
        input = try fields.template("input")
        reference = try fields.template("reference")
        _ = try fields.required("operation")
        let name = try fields.string("operation", oneOf: Operation.allCases.map(\.rawValue))
        operation = name.flatMap(Operation.init(rawValue:)) ?? .eq
    }

    /// 1 when the comparison holds, else 0.
    func reward(_ values: GraderInput) throws(GraderProblem) -> Double {
        let input = try input.filled(values), reference = try reference.filled(values)
        let holds =
            switch operation {
            case .eq: input.isSpelled(like: reference)
            case .ne: !input.isSpelled(like: reference)
            case .like: Self.contains(input, reference)
            case .ilike: Self.contains(input.lowercased(), reference.lowercased())
            }
        return holds ? 1 : 0
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        part.isEmpty || ByteSearch.firstPlace(of: Array(part.utf8), in: Array(text.utf8)) != nil
    }
}
