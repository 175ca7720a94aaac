// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct JSONCanonicalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let canonical: String
        var testDescription: String { text }

        init(_ text: String, _ canonical: String) {
            self.text = text
            self.canonical = canonical
        }
    }

    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSONValue(parsing: Array(text.utf8)).canonical, as: UTF8.self)
    }

    /// RFC 8785, appendix B, from the bits of the double to its spelling.
    static let doubles: [(bits: UInt64, canonical: String)] = [
        (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
        (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
        (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
        (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
        (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
        (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
        (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
        (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
        (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ]

    @Test(arguments: doubles)
    func `spells doubles as RFC 8785 lists them`(_ row: (bits: UInt64, canonical: String)) throws {
        let double = Double(bitPattern: row.bits)
        #expect(try canonical("\(double)") == row.canonical)
        // The canonical spelling stands for the same double.
        #expect(try canonical(row.canonical) == row.canonical)
    }

    static let numbers = [
        Case("1.0", "1"), Case("1e2", "100"), Case("100", "100"), Case("1E+2", "100"), Case("-0", "0"),
        Case("-0.0", "0"),
        Case("0e5", "0"), Case("1e21", "1e+21"), Case("1e20", "100000000000000000000"), Case("1e-6", "0.000001"),
        Case("1e-7", "1e-7"), Case("0.1", "0.1"), Case("0.10", "0.1"), Case("5e-324", "5e-324"),
        Case("1e-400", "1e-400"),
        Case("333333333.33333329", "333333333.33333329"), Case("4.50", "4.5"), Case("2e-3", "0.002"),
        Case("0.000000000000000000000000001", "1e-27"), Case("1E30", "1e+30"), Case("-12.5e1", "-125"),
        Case("999999999999999", "999999999999999"), Case("9007199254740993", "9007199254740993"),
        Case("9007199254740993.0", "9007199254740993"), Case("90071992547409.93e2", "9007199254740993"),
        Case("123456789012345678901", "123456789012345678901"),
        Case("0.10000000000000000555", "0.10000000000000000555"),
        Case("1234567890123456789012", "1.234567890123456789012e+21"), Case("-0.0e99", "0"),
    ]

    @Test(arguments: numbers)
    func `spells numbers by value`(_ row: Case) throws {
        #expect(try canonical(row.text) == row.canonical)
    }

    @Test func `sorts members by the UTF-16 of their names`() throws {
        // RFC 8785, section 3.2.3.
        let text = #"""
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis"}
            """#
        #expect(
            try canonical(text) == "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\","
                + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                + "\"😀\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        )
    }

    @Test func `gives the sample of RFC 8785`() throws {
        // RFC 8785, section 3.2.2, but for the last digit of the first number.
        let text = #"""
            {"numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
            """#
        #expect(
            try canonical(text)
                == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
                + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        )
    }

    @Test func `keeps the last of members with one name`() throws {
        #expect(try canonical(#"{"b":1,"a":2,"b":3,"a":{"x":1},"b":4}"#) == #"{"a":{"x":1},"b":4}"#)
        #expect(try canonical(#"{"a":1,"a":2}"#) == #"{"a":2}"#)
    }

    @Test func `tells names apart that Unicode holds for equivalent`() throws {
        let precomposed = #""\u00e9":1"#
        let decomposed = #""e\u0301":2"#
        #expect(try canonical("{\(precomposed),\(decomposed)}") == "{\"e\u{301}\":2,\"é\":1}")
        #expect(try canonical("{\(decomposed),\(precomposed)}") == "{\"e\u{301}\":2,\"é\":1}")
    }

    @Test func `is the same for members in any order, and for its own output`() throws {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<500 {
            let value = JSONValue.random(depth: 4, using: &generator)
            let canonical = value.canonical
            #expect(try JSONValue(parsing: canonical).canonical == canonical)
            guard case .object(let members) = value else { continue }
            let kept = JSONValue.object(JSONValue.canonicalOrder(members).shuffled(using: &generator))
            #expect(kept.canonical == canonical)
        }
    }
}
