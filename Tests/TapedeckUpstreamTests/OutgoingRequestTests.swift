// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckUpstream

@Suite struct OutgoingRequestTests {
    private func lines(_ fields: HTTPFields) throws -> [String] {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/v1/x", headerFields: fields)
        let lines = try OutgoingRequest(request, body: Body(), base: .openAI).lines
        #expect(lines.bytes.last == 0)
        #expect(!lines.bytes.contains { $0 == 0x0A || $0 == 0x0D })
        let texts = lines.bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false)
        #expect(texts.count == lines.count)
        return texts.map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "expect:" }
    }

    /// The codings that are undone here, whatever the client takes.
    private static let coding = "accept-encoding: gzip, deflate"

    @Test func `keeps libcurl from adding fields of its own`() throws {
        #expect(try lines([:]) == [Self.coding, "accept:", "content-type:"])
        #expect(try lines([.accept: "a/b", .contentType: "c/d"]) == [Self.coding, "Accept: a/b", "Content-Type: c/d"])
    }

    @Test func `an empty value is sent as one`() throws {
        #expect(try lines([.accept: "", .contentType: "c/d"]) == [Self.coding, "Accept;", "Content-Type: c/d"])
    }

    @Test func `no value can end its line`() throws {
        let name = try #require(HTTPField.Name("x-note"))
        var fields = HTTPFields()
        for byte in UInt8.min...UInt8.max {
            fields.append(HTTPField(name: name, value: [0x61, byte, 0x62]))
            fields.append(HTTPField(name: name, lenientValue: [0x61, byte, 0x62]))
        }
        #expect(try lines(fields).count == 3 + 512)
    }

    @Test func `a body that has a length of none still has a place`() throws {
        func hasBody(_ method: HTTPRequest.Method, _ fields: HTTPFields = [:]) throws -> Bool {
            let request = HTTPRequest(method: method, scheme: nil, authority: nil, path: "/", headerFields: fields)
            return try OutgoingRequest(request, body: Body(), base: .openAI).hasBody
        }
        #expect(try hasBody(.post) && hasBody(.put) && hasBody(.patch))
        #expect(try !hasBody(.get) && !hasBody(.delete) && !hasBody(.head))
        #expect(try hasBody(.delete, [.contentLength: "0"]))
    }
}
