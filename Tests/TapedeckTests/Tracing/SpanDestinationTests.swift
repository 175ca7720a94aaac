// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckUpstream
import Testing

@testable import Tapedeck

struct SpanDestinationTests {
    @Test(arguments: ["spans.jsonl", "/tmp/a/b", "./127.0.0.1:4318", "a:b"])
    func `a path is a file`(path: String) throws {
        #expect(try SpanDestination(path) == .file(path))
    }

    @Test(arguments: ["http://127.0.0.1:4318", "http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"])
    func `a URL is a collector`(url: String) throws {
        let destination = try SpanDestination(url)
        #expect(destination == .collector(try BaseURL("http://127.0.0.1:4318")))
        #expect(try destination.sink().name == "http://127.0.0.1:4318/v1/traces")
    }

    @Test(arguments: ["ftp://a", "http://", "http://a:b@c", "http://a?b", "127.0.0.1:4318", "collector:4318/v1/traces"])
    func `anything else is refused`(text: String) {
        #expect(throws: InvalidSpanDestination.self) { try SpanDestination(text) }
    }
}
