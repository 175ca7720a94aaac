// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct WireMockFormatTests {
    private static let get = #""method": "GET", "urlPath": "/v1/models""#

    private func file(_ text: String, files: BodyFiles = .none) throws -> ImportedFile {
        try CassetteImporter().read(Array(text.utf8), name: "stub.json", files: files)
    }

    private func stub(_ request: String, _ response: String = #""status": 200, "body": "x""#, more: String = "")
        -> String
    {
        "{\"request\": {\(request)}, \"response\": {\(response)}\(more)}"
    }

    @Test func `reads a stub`() throws {
        let file = try file(
            stub(
                #""method": "POST", "url": "/v1/chat/completions?a=1", "headers": {"Accept": {"equalTo": "*/*"}}, "bodyPatterns": [{"equalToJson": {"model": "m"}}]"#,
                #""status": 201, "jsonBody": {"id": 1.50}, "headers": {"Content-Type": "application/json"}, "fixedDelayMilliseconds": 20"#
            )
        )
        #expect(file.format == .wireMock && file.skippedEntries.isEmpty)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.request.requestLine == "POST /v1/chat/completions?a=1")
        #expect(interaction.request.headerFields == [.accept: "*/*", .contentType: "application/json"])
        #expect(interaction.requestText == #"{"model":"m"}"#)
        #expect(interaction.response.status == 201)
        #expect(interaction.responseText == #"{"id":1.50}"#)
        #expect(interaction.response.duration == 20_000)
    }

    @Test(
        arguments: [
            (#"{"equalToJson": "{\"a\": 1}"}"#, #"{"a":1}"#), (#"{"equalTo": "a b"}"#, "a b"),
            (#"{"binaryEqualTo": "YQ=="}"#, "a"),
            (#"{"matchesJsonPath": "$.a"}, {"equalTo": "b"}"#, "b"),
        ]
    )
    func `takes the body that a pattern names`(patterns: String, body: String) throws {
        let file = try file(stub(#""method": "POST", "url": "/v1/files", "bodyPatterns": [\#(patterns)]"#))
        #expect(file.interactions.first?.requestText == body)
    }

    @Test(
        arguments: [
            (#""method": "GET", "urlPattern": "/v1/files/.*""#, "the URL is a pattern (urlPattern)"),
            (#""method": "GET", "urlPathTemplate": "/v1/files/{id}""#, "the URL is a pattern (urlPathTemplate)"),
            (#""method": "GET""#, "the stub answers every URL"),
            (#""url": "/v1/files""#, "the stub answers every method"),
            (
                #""method": "GET", "urlPath": "/v1/files", "queryParameters": {"a": {"matches": "b"}}"#,
                "the query item 'a' is matched by more than its value"
            ),
            (
                #""method": "POST", "url": "/v1/files", "bodyPatterns": [{"matchesJsonPath": "$.a"}]"#,
                "of the request body no more is known than 'matchesJsonPath'"
            ),
            (
                #""method": "POST", "url": "/v1/files", "bodyPatterns": [{"equalToJson": "{\"a\": \"${json-unit.any-string}\"}"}]"#,
                "the 'equalToJson' of the stub has placeholders"
            ),
            (#""method": "POST", "url": "/v1/files", "multipartPatterns": []"#, "the parts of the form are not kept"),
        ]
    )
    func `lists a stub that stands for more than one request`(request: String, reason: String) throws {
        let file = try file(stub(request))
        #expect(file.interactions.isEmpty)
        #expect(file.skippedEntries.map(\.reason) == [reason])
    }

    @Test(
        arguments: [
            (#""fault": "EMPTY_RESPONSE""#, "the stub answers with the fault EMPTY_RESPONSE"),
            (#""proxyBaseUrl": "http://x""#, "the stub passes requests on"),
            (#""transformers": ["response-template"]"#, "the response is made by a transformer (response-template)"),
        ]
    )
    func `lists a stub whose response is not fixed`(response: String, reason: String) throws {
        #expect(try file(stub(Self.get, response)).skippedEntries.map(\.reason) == [reason])
    }

    @Test func `puts the steps of a scenario in order`() throws {
        func step(_ required: String, _ next: String?) -> String {
            let next = next.map { #", "newScenarioState": "\#($0)""# } ?? ""
            return stub(
                Self.get,
                #""body": "\#(required)""#,
                more: #", "scenarioName": "s", "requiredScenarioState": "\#(required)"\#(next)"#
            )
        }
        let other = stub(#""method": "GET", "url": "/v1/files""#)
        let list = [step("b", nil), other, step("Started", "a"), step("a", "b"), step("lost", nil)].joined(
            separator: ","
        )
        let file = try file("{\"mappings\": [\(list)], \"meta\": {\"total\": 5}}")
        #expect(file.interactions.map(\.responseText) == ["Started", "x", "a", "b"])
        #expect(file.skippedEntries.map(\.reason) == ["no state leads to 'lost' of the scenario 's'"])
        #expect(try self.file("[\(list)]").interactions.count == 4)
    }

    private func step(_ path: String, _ required: String?, _ next: String?) -> String {
        let states = [
            required.map { #", "requiredScenarioState": "\#($0)""# }, next.map { #", "newScenarioState": "\#($0)""# },
        ]
        return stub(
            #""method": "GET", "url": "/v1/\#(path)""#,
            #""body": "\#(path)""#,
            more: #", "scenarioName": "s""# + states.compactMap(\.self).joined()
        )
    }

    @Test func `begins with the step that none leads to, when the first one lies in another file`() throws {
        let file = try file("[\(step("files", "c", "d")), \(step("models", "b", "c"))]")
        #expect(file.interactions.map(\.responseText) == ["models", "files"] && file.skippedEntries.isEmpty)
    }

    @Test func `keeps two steps of one state, and one that leads back`() throws {
        let list = [step("models", "a", "Started"), step("files", "Started", "a"), step("batches", "Started", "b")]
        let file = try file("[\(list.joined(separator: ","))]")
        #expect(file.interactions.map(\.responseText) == ["files", "models", "batches"] && file.skippedEntries.isEmpty)
    }

    @Test func `orders files by the states of the steps in them`() {
        func steps(_ required: String?, _ next: String?) -> [WireMockStep] {
            WireMockStep.steps(in: Array(step("models", required, next).utf8))
        }
        let items = [steps("3", nil), [], steps("2", "3"), steps("Started", "2"), steps("lost", nil)]
        let (order, unreached) = WireMockStep.order(items)
        #expect(order == [3, 1, 2, 0, 4] && unreached == [4])
        #expect(WireMockStep.steps(in: Array("not JSON".utf8)).isEmpty)
    }

    @Test(
        arguments: [
            (#""formParameters": {"a": {"equalTo": "b"}}"#, "the fields of the form are not kept whole"),
            (#""customMatcher": {"name": "x"}"#, "the stub matches by a program"),
        ]
    )
    func `lists a stub whose request body is not known`(more: String, reason: String) throws {
        #expect(try file(stub(Self.get + ", " + more)).skippedEntries.map(\.reason) == [reason])
    }

    @Test(arguments: ["null", "{}", #"{"request": {}}"#])
    func `goes on behind an odd mapping`(mapping: String) throws {
        let file = try file("{\"mappings\": [\(mapping), \(stub(Self.get))]}")
        #expect(file.interactions.count == 1)
        #expect(file.skippedEntries.map(\.reason) == ["it is not an entry of a known format"])
    }

    @Test func `takes a body that was written as a document`() throws {
        #expect(try file(stub(Self.get, #""body": {"a": 1}"#)).interactions.first?.responseText == #"{"a":1}"#)
    }

    @Test func `reads a body that lies in a file`() throws {
        let files = BodyFiles { folder, name, _ in
            folder == .mappingFiles && name == "a/b.json" ? Array("{}".utf8) : nil
        }
        let text = stub(Self.get, #""bodyFileName": "a/b.json""#)
        #expect(try file(text, files: files).interactions.first?.responseText == "{}")
        #expect(throws: ImportError.self) { try file(text.replacing("a/b", with: "a/c"), files: files) }
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "a//b", "..", "a\\\\b", ""])
    func `refuses the name of a file that leads out of its folder`(name: String) throws {
        let files = BodyFiles { _, _, _ in Array("secret".utf8) }
        let failure = #expect(throws: ImportError.self) {
            try file(stub(Self.get, #""bodyFileName": "\#(name)""#), files: files)
        }
        #expect(failure?.reason.contains("leads out of its folder") == true)
    }
}
