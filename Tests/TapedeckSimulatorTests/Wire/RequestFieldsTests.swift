// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct RequestFieldsTests {
    private let fields: RequestFields

    init() throws {
        fields = try RequestFields(
            parsing: Array(
                #"""
                {"text":"abc","count":3,"ratio":0.5,"flag":true,"list":[1],"none":null,"metadata":{"tags":["x"]},
                "inner":{"deep":1.5}}
                """#.utf8
            )[...]
        )
    }

    private func error(_ body: () throws -> Void) -> APIError? {
        do {
            try body()
            return nil
        } catch {
            return error as? APIError
        }
    }

    @Test func `treats null as missing`() throws {
        #expect(try fields.string("none") == nil)
        #expect(try fields.string("absent") == nil)
        #expect(error { _ = try fields.required("none") }?.message == "Missing required parameter: 'none'.")
    }

    @Test func `names the path, the expected type and the given one`() {
        #expect(
            error { _ = try fields.metadata() }?.message
                == "Invalid type for 'metadata.tags': expected a string, but got an array instead."
        )
        #expect(error { _ = try fields.metadata() }?.param == "metadata.tags")
        #expect(
            error { _ = try fields.object("inner")?.integer("deep") }?.message
                == "Invalid type for 'inner.deep': expected an integer, but got a decimal number instead."
        )
        #expect(
            error { _ = try fields.bool("count") }?.message
                == "Invalid type for 'count': expected a boolean, but got an integer instead."
        )
    }

    @Test func `names the bound that a number or a length exceeds`() {
        #expect(
            error { _ = try fields.number("ratio", in: 1...2) }
                == APIError(
                    message:
                        "Invalid 'ratio': decimal below minimum value. Expected a value >= 1, but got 0.5 instead.",
                    param: "ratio",
                    code: "decimal_below_min_value"
                )
        )
        #expect(
            error { _ = try fields.integer("count", in: 0...2) }?.code == "integer_above_max_value"
        )
        #expect(
            error { _ = try fields.string("text", length: 1...2) }?.message
                == "Invalid 'text': string too long. Expected a string with maximum length 2, but got a string with "
                + "length 3 instead."
        )
        #expect(error { _ = try fields.array("list", count: 2...3) }?.code == "array_below_min_length")
    }

    @Test func `lists the values of an enumeration`() {
        #expect(
            error { _ = try fields.string("text", oneOf: ["a", "b", "c"]) }?.message
                == "Invalid value: 'abc'. Supported values are: 'a', 'b', and 'c'."
        )
    }

    @Test(arguments: ["nope", "[1]", "\"x\"", "{\"a\":1", "\u{FEFF}{}"])
    func `refuses a body that is not a JSON object`(text: String) {
        #expect(error { _ = try RequestFields(parsing: Array(text.utf8)[...]) } == .unreadableJSON)
    }

    @Test func `names the first unknown member`() {
        #expect(
            error { try fields.allow(only: ["text", "count"]) }?.message == "Unknown parameter: 'ratio'."
        )
    }
}
