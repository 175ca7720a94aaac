// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport

/// What clients and users do to a server, well-formed and not.
struct RandomTraffic {
    enum Step: Sendable {
        /// Bytes as they are read, with the number of requests in them.
        case send([[UInt8]], requestCount: Int)
        case reset(String)
        case end(String)
        case begin(String)
        /// Whether tasks wait with their responses.
        case setLate(Bool)
        case setWritable(Bool)
        case closeInput
        case stop
        case disconnect

        var requestCount: Int { if case .send(_, let count) = self { count } else { 0 } }
    }

    /// The recordings that the requests ask for.
    static let recorded: [Interaction] = {
        var recorded: [Interaction] = []
        for name in ["zero", "one", "one", "one", "many", "none", "fields", "large", "ask", "broken"] {
            recorded.append(.sample(request: json(name), response: "\(name) \(recorded.count)"))
        }
        recorded[5].response.status = 204
        recorded[6].response.status = 429
        recorded[6].response.headerFields = [
            .location: "http://localhost/v1/files/1", .contentType: "text/plain", .contentLength: "3",
            .connection: "close", .cacheControl: "é",
        ]
        recorded[7].response.body = .bytes([UInt8](repeating: 0x78, count: 70_000))
        for (index, outcome) in [(4, Outcome.complete), (9, .truncated)] {
            recorded[index].response.headerFields = .eventStream
            recorded[index].response.chunks = [
                Chunk(offset: 0, length: 2, time: 0), Chunk(offset: 2, length: 4, time: 9),
            ]
            recorded[index].response.outcome = outcome
        }
        recorded[9].response.body = .bytes(Array("broken".utf8))
        recorded[8].response.chunks = [Chunk(offset: 0, length: 1, time: 0), Chunk(offset: 1, length: 4, time: 9)]
        for state in 0..<4 {
            recorded.append(.sample(method: .get, path: "/v1/jobs/1", request: "", response: "state \(state)"))
        }
        recorded.append(.sample(method: .get, path: "/v1/models", query: "limit=2", request: "", response: "models"))
        recorded.append(.sample(method: .delete, path: "/v1/files/1", request: "", response: "deleted"))
        recorded.append(.sample(session: "s", request: json("zero"), response: "zero of s"))
        return recorded
    }()

    private static func json(_ name: String) -> String { #"{"name": "\#(name)", "n": [1, 2]}"# }

    /// The next step; most send something.
    func step(using random: inout SplitMix64) -> Step {
        let name = Bool.random(using: &random) ? "" : "s"
        return switch Int.random(in: 0..<60, using: &random) {
        case 0: .reset(name)
        case 1: .end(name)
        case 2, 3: .begin(name)
        case 4: .setLate(true)
        case 5...7: .setLate(false)
        case 8: .setWritable(false)
        case 9...11: .setWritable(true)
        case 12: .closeInput
        case 13: .stop
        case 14: .disconnect
        default: sending(using: &random)
        }
    }

    private func sending(using random: inout SplitMix64) -> Step {
        let count = Bool.random(using: &random) ? 1 : Int.random(in: 1...5, using: &random)
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes += request(using: &random) }
        if Int.random(in: 0..<30, using: &random) == 0 { damage(&bytes, using: &random) }
        var reads: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let isWhole = Bool.random(using: &random)
            let part = rest.prefix(isWhole ? rest.count : Int.random(in: 1...min(rest.count, 400), using: &random))
            reads.append(Array(part))
            rest = rest.dropFirst(part.count)
        }
        return .send(reads, requestCount: count)
    }

    private func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        let index = Int.random(in: 0..<min(bytes.count, 300), using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
        default: bytes.remove(at: index)
        }
    }

    private func request(using random: inout SplitMix64) -> [UInt8] {
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        var (method, target, body) = pick([
            ("POST", "/v1/chat/completions", Self.json("zero")), ("POST", "/v1/chat/completions", Self.json("one")),
            ("POST", "/v1/chat/completions", Self.json("many")), ("POST", "/v1/chat/completions", Self.json("none")),
            ("POST", "/v1/chat/completions", Self.json("fields")), ("POST", "/v1/chat/completions", Self.json("large")),
            ("POST", "/v1/chat/completions", Self.json("ask")), ("POST", "/v1/chat/completions", Self.json("broken")),
            ("POST", "/v1/chat/completions", Self.json("missing")), ("GET", "/v1/jobs/1", ""),
            ("GET", "/v1/models?limit=2", ""), ("GET", "/v1/nothing", ""), ("DELETE", "/v1/files/1", ""),
        ])
        target = pick(["", "", "", "/session/s", "/session/t"]) + target
        var fields = ["Host: localhost", "content-type: application/json", "Authorization: Bearer \(pick(["a", "b"]))"]
        if pick([true, false]) { fields.append("User-Agent: client/\(pick(["1", "2", "3"]))") }
        if pick([true, false]) { fields.insert("Accept: */*", at: 0) }
        if pick([true, false]) { fields.append("X-Stainless-Retry-Count:\(pick(["0", " 1\t"]))") }
        if !body.isEmpty { fields.append("Content-Length: \(body.utf8.count)") }
        var (version, end) = ("HTTP/1.1", "\r\n")
        switch Int.random(in: 0..<400, using: &random) {
        case 0: fields.append("connection: close")
        case 1...9: fields.append("Connection: \(pick(["keep-alive", "Keep-Alive ", "keep-alive, x"]))")
        case 10...19: fields.append("tapedeck-session: \(pick(["s", "default", "t"]))")
        case 20: version = pick(["HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 "])
        case 21: fields.append(pick(["x-odd : v", " folded", "x:\u{7}", "x: é", ": empty", "x", "x: \u{0}"]))
        case 22: fields.append("host: localhost")
        case 23: fields.removeAll { $0.hasPrefix("Host") }
        case 24:
            fields.append(pick(["content-length: 3", "content-length: +3", "Content-Length: 3, 3", "content-length:"]))
        case 25: method = pick(["HEAD", "PUT", "OPTIONS", "CONNECT", "post", "GETS", "PATCH"])
        case 26: fields.append("Expect: 100-continue")
        case 27: fields += ["upgrade: \(pick(["h2c", "websocket"]))", "connection: upgrade"]
        case 28:
            fields.removeAll { $0.hasPrefix("Content-Length") }
            fields.append("Transfer-Encoding: \(pick(["chunked", "Chunked", "gzip", "chunked, identity"]))")
            body = "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
        case 29: end = "\n"
        case 30...39:
            fields.append(
                pick(["Origin: http://localhost:1", "origin: https://evil.test", "sec-fetch-site: cross-site"])
            )
        case 40:
            target = pick(["http://localhost/v1/models?limit=2", "*", "v1/models", "/v1/mo dels", "", "//v1/models"])
        case 41...49: target += pick(["#x", "?\"<>^`{|}\\", "?a=%zz", "%00", "'", "?", "é"])
        case 50...54: body += String(repeating: " ", count: pick([70_000, 65_500]))
        case 55: fields.append("Trailer: x")
        case 56: method = pick(["\r\n", "\n", " "]) + method
        case 57...59: fields += (0..<pick([50, 126, 200])).map { "x-\($0): \($0)" }
        case 60...62: fields.append("x-long: " + String(repeating: "y", count: pick([3_000, 20_000])))
        case 63...65: fields.append(pick(["X-Api-Key: many", "x!#$%&'*+.^_`|~: 1", "cookie: a=1; b=2"]))
        case 66: fields.append("content-encoding: gzip")
        default: break
        }
        if let index = fields.firstIndex(where: { $0.hasPrefix("Content-Length") }) {
            fields[index] = "Content-Length: \(body.utf8.count)"
        }
        return Array("\(method) \(target) \(version)\(end)\(fields.map { $0 + end }.joined())\(end)\(body)".utf8)
    }
}
