// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

struct RedactorTests {
    @Test(arguments: ["authorization", "Api-Key", "X-API-Key", "proxy-authorization"])
    func `takes the credentials of a request for secrets`(_ name: String) throws {
        let field = try #require(HTTPField.Name(name))
        for scheme in ["", "Bearer ", "Basic  "] {
            let redactor = Redactor(request: [field: scheme + FakeSecret.token], secrets: ["otherSecret1"])
            #expect(redactor.secrets == ["otherSecret1", FakeSecret.token])
            #expect(redactor.redact("x\(FakeSecret.token)x otherSecret1", as: .uniform) == "xREDACTEDx REDACTED")
        }
    }

    @Test func `takes every value of a credential field`() {
        var fields: HTTPFields = [:]
        fields.append(HTTPField(name: .authorization, value: "Bearer firstFake"))
        fields.append(HTTPField(name: .authorization, value: "secondFake"))
        fields.append(HTTPField(name: .accept, value: "notSecret"))
        #expect(Redactor(request: fields).secrets == ["firstFake", "secondFake"])
    }

    @Test func `leaves bytes without secrets as they are`() {
        let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        let redactor = Redactor(secrets: [FakeSecret.token])
        #expect(redactor.redact(bytes[...], as: .lengthClass) == bytes)
        #expect(redactor.redact(bytes[...], as: .uniform) == bytes)
        var stream = redactor.stream(as: .lengthClass)
        #expect(stream.push(bytes[...]) + stream.finish() == bytes)
        #expect(stream.replacements == 0)
    }

    @Test func `finds secrets in binary content`() {
        let noise = (0..<255).map { UInt8($0) }
        let bytes = noise + Array(FakeSecret.userKey.utf8) + noise + Array(FakeSecret.token.utf8) + noise
        for size in [1, 7, 64, 1000] {
            var stream = Redactor(secrets: [FakeSecret.token]).stream(as: .uniform)
            let redacted =
                stride(from: 0, to: bytes.count, by: size)
                .flatMap { stream.push(bytes[$0..<min($0 + size, bytes.count)]) } + stream.finish()
            #expect(redacted == noise + Array("REDACTED".utf8) + noise + Array("REDACTED".utf8) + noise)
            #expect(stream.replacements == 2)
        }
    }

    @Test func `gives out bytes as soon as they are decided`() {
        var stream = Redactor().stream(as: .lengthClass)
        #expect(stream.push(Array("data: {}\n\n".utf8)[...]) == Array("data: {}\n\n".utf8))
        #expect(stream.push(Array("data: s".utf8)[...]) == Array("data: ".utf8))
        #expect(stream.push(Array("top\n".utf8)[...]) == Array("stop\n".utf8))
    }

    @Test func `gives the same for a body that is all at hand as for its pieces`() {
        var generator = SplitMix64(seed: 3)
        let parts =
            SecretScannerTests.parts + [
                "want to choose ", "task-force ", #"\"token\": \"abcdefgh1234\""#, #""api_key":"x","#, #""token": 12,"#,
                #""headers":{"accept":"a","x":"y"}"#, #""logprobs":true,"#, #""description": "#, "12345678",
                " 12345678.5,",
                "\"", "\\", "é", FakeSecret.token,
            ]
        for redactor in [Redactor(), Redactor(secrets: [FakeSecret.token, "12345678"])] {
            for _ in 0..<1000 {
                let bytes = (0..<Int.random(in: 0..<20, using: &generator)).flatMap { _ in
                    Array((parts.randomElement(using: &generator) ?? "").utf8)
                }
                for placeholder in [Placeholder.lengthClass, .uniform] {
                    for contentType in ["application/json", "application/json; charset=utf-8", nil] {
                        var stream = redactor.stream(as: placeholder, contentType: contentType)
                        let pieces =
                            bytes.pieces(upTo: 60, using: &generator).flatMap { stream.push($0) } + stream.finish()
                        #expect(redactor.redact(bytes[...], as: placeholder, contentType: contentType) == pieces)
                    }
                }
            }
        }
    }
}
