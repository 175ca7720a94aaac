// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct RedactionRulesTests {
    @Test(arguments: [[], ["user-[0-9]+"], ["a", "\"\\"]])
    func `are kept as JSON`(_ patterns: [String]) throws {
        let rules = RedactionRules(patterns: patterns)
        #expect(RedactionRules(json: rules.json) == rules)
        #expect(RedactionRules(json: try JSONValue(parsing: Array(rules.json.text().utf8))) == rules)
    }

    @Test(arguments: [JSONValue.null, [:], ["patterns": "x"], ["patterns": [1]]])
    func `are empty where JSON says none`(_ json: JSONValue) {
        #expect(RedactionRules(json: json) == .builtIn)
    }
}
