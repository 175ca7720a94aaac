// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct SourceFieldsTests {
    private static let line =
        #"{"recorded_at":0,"request":{"method":"GET","path":"/v1/models","headers":[]},"#
        + #""response":{"status":200,"headers":[],"first_byte":0,"duration":0}}"#

    @Test func `lists fields whose names HTTP does not have, and takes the rest`() throws {
        let file = try Fixture.read(
            Fixture.vcrpy(fields: #"{"bad name": [x], "": [y], ":path": [/v1], "tab\there": [z], Accept: ['*/*']}"#)
        )
        #expect(file.interactions.first?.request.headerFields == [.accept: "*/*"])
        #expect(file.skippedEntries.count == 3 && file.skippedEntries.allSatisfy { $0.extent == .part })
        #expect(file.skippedEntries.first?.reason == "the header field 'bad name' has no valid name, and is left out")
    }

    @Test(arguments: [HTTPFieldLimits.count + 1, 70_000])
    func `leaves out a message with more fields than one may have`(count: Int) throws {
        let fields = (0..<count).map { "x\($0): [a]" }.joined(separator: ", ")
        let failure = try Fixture.failure(of: Fixture.vcrpy(fields: "{\(fields)}"))
        #expect(failure?.reason.contains(HTTPFieldLimits.description) == true)
    }

    @Test func `counts the lines of a joined field, too`() throws {
        let value = String(repeating: "a\\n", count: 70_000)
        let failure = try Fixture.failure(of: Fixture.vcrpy(fields: "{x: [\"\(value)\"]}"))
        #expect(failure?.reason.contains("header fields") == true)
    }

    @Test func `refuses such a message in the text form`() throws {
        let fields = Array(repeating: #"["a","b"]"#, count: 70_000).joined(separator: ",")
        let failure = try Fixture.failure(of: Self.line.replacing("\"headers\":[]", with: "\"headers\":[\(fields)]"))
        #expect(failure?.reason.contains("header fields") == true)
    }

    @Test(arguments: ["duration", "first_byte", "recorded_at"])
    func `refuses times in the text form that no recording has`(name: String) throws {
        let text = Self.line.replacing("\"\(name)\":0", with: "\"\(name)\":9223372036854775807")
        #expect(try Fixture.failure(of: text)?.reason.contains("a time is beyond") == true)
    }
}
