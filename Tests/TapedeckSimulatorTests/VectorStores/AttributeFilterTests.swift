// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AttributeFilterTests {
    private static let attributes: [JSONMember] = [
        JSONMember(name: "region", value: "eu"), JSONMember(name: "year", value: 2024),
        JSONMember(name: "draft", value: false),
    ]

    private func accepts(_ filter: JSONValue) throws -> Bool {
        try AttributeFilter(filter, at: "filters").accepts(Self.attributes)
    }

    @Test(
        arguments: [
            ("eq", "region", "eu", true), ("eq", "region", "us", false), ("ne", "region", "us", true),
            ("ne", "region", "eu", false), ("eq", "missing", "eu", false), ("ne", "missing", "eu", true),
            ("eq", "year", 2024, true), ("gt", "year", 2023, true), ("gt", "year", 2024, false),
            ("gte", "year", 2024, true), ("lt", "year", 2025, true), ("lt", "year", 2024, false),
            ("lte", "year", 2024, true), ("lte", "year", 2023, false), ("gt", "year", "2023", false),
            ("gt", "region", "ea", true), ("lt", "region", "ea", false), ("gt", "missing", 1, false),
            ("lte", "missing", 1, false), ("eq", "draft", false, true), ("eq", "draft", true, false),
            ("eq", "draft", 0, false), ("in", "region", ["us", "eu"], true), ("in", "year", [1, 2], false),
            ("nin", "region", ["us"], true), ("nin", "region", ["eu"], false), ("nin", "missing", ["eu"], true),
            ("in", "missing", ["eu"], false), ("in", "region", [], false),
        ] as [(String, String, JSONValue, Bool)]
    )
    func `compares an attribute with a value`(type: String, key: String, value: JSONValue, isAccepted: Bool) throws {
        let filter: JSONValue = ["type": .string(type), "key": .string(key), "value": value]
        #expect(try accepts(filter) == isAccepted)
    }

    @Test func `combines filters, also nested ones`() throws {
        let europe: JSONValue = ["type": "eq", "key": "region", "value": "eu"]
        let old: JSONValue = ["type": "lt", "key": "year", "value": 2000]
        #expect(try accepts(["type": "and", "filters": [europe, old]]) == false)
        #expect(try accepts(["type": "or", "filters": [europe, old]]))
        #expect(try accepts(["type": "and", "filters": [europe, ["type": "or", "filters": [old, europe]]]]))
        #expect(try accepts(["type": "and", "filters": []]))
        #expect(try accepts(["type": "or", "filters": []]) == false)
        #expect(try accepts(["type": "eq", "key": "year", "value": .decimal(2024)]))
    }

    @Test(
        arguments: [
            (["type": "like", "key": "a", "value": 1], "filters.type", "invalid_value"),
            (["key": "a", "value": 1], "filters.type", "missing_required_parameter"),
            (["type": "eq", "value": 1], "filters.key", "missing_required_parameter"),
            (["type": "eq", "key": "a"], "filters.value", "missing_required_parameter"),
            (["type": "eq", "key": "a", "value": [1]], "filters.value", "invalid_type"),
            (["type": "in", "key": "a", "value": 1], "filters.value", "invalid_type"),
            (["type": "in", "key": "a", "value": [[]]], "filters.value[0]", "invalid_type"),
            (["type": "gt", "key": "a", "value": true], "filters.value", "invalid_type"),
            (["type": "and"], "filters.filters", "missing_required_parameter"),
            (["type": "and", "filters": [5]], "filters.filters[0]", "invalid_type"),
            (["type": "eq", "key": "a", "value": 1, "x": 1], "filters.x", "unknown_parameter"),
        ] as [(JSONValue, String, String)]
    )
    func `names the place of a fault`(filter: JSONValue, param: String, code: String) {
        let error = #expect(throws: APIError.self) { try AttributeFilter(filter, at: "filters") }
        #expect(error?.param == param)
        #expect(error?.code == code)
    }

    @Test func `refuses filters that are nested too deep`() {
        var filter: JSONValue = ["type": "eq", "key": "a", "value": 1]
        for _ in 0..<17 { filter = ["type": "and", "filters": [filter]] }
        #expect(throws: APIError.self) { try AttributeFilter(filter, at: "filters") }
    }
}
