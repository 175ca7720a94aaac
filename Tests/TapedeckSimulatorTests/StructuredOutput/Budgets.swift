// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

@testable import TapedeckSimulator

// The same with the budget of one request, for tests that are about something else.

extension Pattern {
    init(_ text: String) throws(PatternError) {
        try self.init(text, WorkBudget())
    }

    func matches(_ text: String) -> Bool { matches(text, WorkBudget()) }

    func sample(_ number: Int, extra: Int, limit: Int) -> String? {
        sample(number, extra: extra, limit: limit, WorkBudget())
    }
}

extension SchemaDocument {
    init(_ schema: JSONValue) throws(SchemaProblem) {
        try self.init(schema, WorkBudget())
    }
}
