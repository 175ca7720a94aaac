// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct RedactionRulesTests {
    @Test(arguments: [[], ["user-[0-9]+"], ["a", "\"\\"]])
    func `are kept as JSON`(_ patterns: [String]) throws {
        let rules = RedactionRules(patterns: patterns)
        #expect(try RedactionRules(json: rules.json) == rules)
        #expect(try RedactionRules(json: try JSONValue(parsing: Array(rules.json.text().utf8))) == rules)
    }

    @Test func `keep paths, and the version of what is redacted of itself`() throws {
        let rules = RedactionRules(patterns: [], paths: [try JSONPath("$..name"), try JSONPath("$.a[0]")])
        #expect(rules.json.text() == #"{"patterns":[],"json":["$..name","$.a[0]"],"version":2}"#)
        #expect(try RedactionRules(json: rules.json) == rules)
        #expect(try RedactionRules(json: ["patterns": [], "version": 99]).version == RedactionRules.currentVersion)
    }

    @Test(arguments: [JSONValue.null, [:], ["patterns": "x"], ["patterns": [1]]])
    func `are empty and of the first version where JSON says none`(_ json: JSONValue) throws {
        #expect(try RedactionRules(json: json) == RedactionRules(patterns: [], version: 1))
    }

    @Test func `with a path that cannot be read are refused`() {
        #expect(throws: MatchingRuleError.self) { try RedactionRules(json: ["json": ["$..name", "name"]]) }
    }
}
