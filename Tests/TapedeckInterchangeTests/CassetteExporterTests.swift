// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing
import Yams

struct CassetteExporterTests {
    @Test(arguments: ExportFormat.allCases, 0..<5 as Range<UInt64>)
    func `can be imported again without loss`(format: ExportFormat, seed: UInt64) throws {
        let interactions = Tapes.random(count: 12, seed: seed)
        let file = try CassetteImporter().read(try Tapes.export(interactions, as: format), name: "export")
        #expect(file.interactions.count == interactions.count)
        for (found, wanted) in zip(file.interactions, interactions) { #expect(found == wanted) }
        #expect(file.skippedEntries.isEmpty)
        #expect(file.format.rawValue == ["vcr": "ruby_vcr"][format.rawValue, default: format.rawValue])
    }

    @Test(arguments: [ExportFormat.vcrpy, .vcr])
    func `writes strings that YAML takes for nothing else`(format: ExportFormat) throws {
        for text in ["yes", "1.0", "null", "~", "2020-01-01", "=", "0x1F", "1:30", "", " a ", "a: b", "- a"] {
            let interaction = Interaction(
                recordedAt: 0,
                request: RecordedRequest(method: .post, path: "/v1/files", body: .bytes(Array(text.utf8))),
                response: RecordedResponse(status: 200, body: .bytes(Array(text.utf8)))
            )
            let export = String(decoding: try Tapes.export([interaction], as: format), as: UTF8.self)
            let document = try #require(try Yams.load(yaml: export) as? [String: Any])
            let list = try #require(document[format == .vcr ? "http_interactions" : "interactions"] as? [[String: Any]])
            let response = try #require(list.first?["response"] as? [String: Any])
            #expect((response["body"] as? [String: Any])?["string"] as? String == text)
            #expect((response["status"] as? [String: Any])?["code"] as? Int == 200)
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func `writes a cassette without interactions`(format: ExportFormat) throws {
        let file = try CassetteImporter().read(try Tapes.export([], as: format), name: "export")
        #expect(file.interactions.isEmpty && file.skippedEntries.isEmpty)
    }

    @Test func `begins URLs with the upstream`() throws {
        for (upstream, url) in [
            (nil, "https://api.openai.com/v1/models?a=1"),
            ("http://127.0.0.1:80/v1", "http://127.0.0.1:80/v1/models?a=1"),
            ("https://gateway.test/openai/v1/", "https://gateway.test/openai/v1/models?a=1"),
        ] {
            var header = Tapes.header
            header.upstream = upstream
            var bytes: [UInt8] = []
            var exporter = CassetteExporter(format: .har, header: header, reading: { _, _ in [] }, to: { bytes += $0 })
            let request = RecordedRequest(method: .get, path: "/v1/models", query: "a=1")
            try exporter.add(Interaction(recordedAt: 0, request: request, response: RecordedResponse(status: 200)))
            try exporter.finish()
            let entry = try JSONValue(parsing: bytes)["log"]?["entries"]?.elements?.first
            #expect(entry?["request"]?["url"]?.string == url)
            #expect(entry?["startedDateTime"]?.string == "1970-01-01T00:00:00.000000Z")
        }
    }
}
