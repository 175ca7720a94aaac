// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct PageFileTests {
    private func text(_ path: String) async throws -> String {
        let file = try #require(PageFile(path: path))
        return try await file.response.text()
    }

    @Test func `every file that the page names is there`() async throws {
        let page = try await text("")
        let named = page.matches(of: /(?:src|href)="(page\/[^"]+)"/).map { String($0.1) }
        #expect(named.count == 3)
        for name in named { #expect(PageFile(path: name) != nil, "\(name)") }
    }

    @Test func `every module that a script imports is there`() async throws {
        var open = ["main.js"]
        var seen: Set<String> = []
        while let name = open.popLast() {
            guard seen.insert(name).inserted else { continue }
            let script = try await text("page/\(name)")
            open += script.matches(of: /from "\.\/([^"]+)";/).map { String($0.1) }
        }
        #expect(seen.count > 5)
    }

    @Test func `there is no inline script or style, and no address of another host`() async throws {
        let page = try await text("")
        #expect(!page.contains("<style"))
        #expect(!page.contains(/<script(?![^>]*src=)/))
        #expect(!page.contains(/\son[a-z]+=/))
        #expect(!page.contains(/\sstyle=/))
        for path in ["", "page/page.css", "page/main.js", "page/api.js"] {
            #expect(!(try await text(path).contains("//www.")), "\(path)")
            #expect(!(try await text(path).contains("https://")), "\(path)")
        }
    }

    @Test func `has a policy that lets nothing else in`() throws {
        let fields = try #require(PageFile(path: "")).response.head.headerFields
        let policy = try #require(fields[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(!policy.contains("unsafe"))
        #expect(fields[.contentTypeOptions] == "nosniff")
    }

    @Test(arguments: ["page", "page/", "page/../page.c", "page/index", "index.html", "page/main.js/", "sessions"])
    func `nothing else is a file`(path: String) {
        #expect(PageFile(path: path) == nil)
    }
}
