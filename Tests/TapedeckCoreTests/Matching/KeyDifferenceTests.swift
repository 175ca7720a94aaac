// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

struct KeyDifferenceTests {
    private func key(
        _ pathAndQuery: String = "/v1/chat/completions",
        method: HTTPRequest.Method = .post,
        body: String = "{}",
        as contentType: String = "application/json"
    ) -> RequestKey {
        var builder = CanonicalBodyBuilder(contentType: contentType, rules: .strict, redactor: Redactor())
        builder.push(Array(body.utf8)[...])
        return RequestKey(
            RequestLine(method: method, pathAndQuery: pathAndQuery),
            fields: [:],
            body: builder.finish(),
            rules: .strict,
            redactor: Redactor()
        )
    }

    private func differences(_ got: RequestKey, from recorded: RequestKey) -> [String] {
        got.differences(from: recorded).map(\.description)
    }

    @Test func `names method, path and query`() {
        #expect(
            differences(key("/a?x=1&y=1&y=2", method: .get), from: key("/b?y=2&z="))
                == [
                    "method: recorded POST got GET", "path: recorded /b got /a", "query x: recorded nothing got 1",
                    "query y: recorded 2 got 1, 2", "query z: recorded  got nothing",
                ]
        )
    }

    @Test func `names places of JSON bodies`() {
        let found = key(body: #"{"m":[{"c":"b"}],"n":1.0,"x":null}"#)
            .differences(from: key(body: #"{"m":[{"c":"a"}],"n":1,"y":[]}"#))
        #expect(
            found.map(\.description)
                == [
                    #"$.m[0].c: recorded "a" got "b""#, "$.x: recorded nothing got null",
                    "$.y: recorded [] got nothing",
                ]
        )
        #expect(found.map(\.jsonPath?.description) == ["$.m[0].c", "$.x", "$.y"])
    }

    @Test func `shows of long values the place where they differ`() throws {
        let before = String(repeating: "a", count: 200)
        let after = String(repeating: "z", count: 200)
        let found = try #require(
            key(body: "[\"\(before)X\(after)\"]").differences(from: key(body: "[\"\(before)Y\(after)\"]")).first
        )
        let left = String(repeating: "a", count: 20)
        let right = String(repeating: "z", count: 39)
        #expect(found.got == "…\(left)X\(right)…")
        #expect(found.recorded == "…\(left)Y\(right)…")
    }

    @Test func `shows the ends of long values`() throws {
        let text = String(repeating: "a", count: 100)
        let found = try #require(key(body: "[\"\(text)\"]").differences(from: key(body: "[\"\(text)b\"]")).first)
        #expect(found.got == "…" + String(repeating: "a", count: 59) + "\"")
        #expect(found.recorded == "…" + String(repeating: "a", count: 58) + "b\"")
        let other = try #require(key(body: "[\"\(text)\"]").differences(from: key(body: "[\"b\"]")).first)
        #expect(other.got == "\"" + String(repeating: "a", count: 59) + "…")
        #expect(other.recorded == "\"b\"")
    }

    @Test func `names what differs of bodies of different kinds`() {
        let form = key(body: "--b\r\n\r\nx\r\n--b--", as: "multipart/form-data; boundary=b")
        let bytes = key(body: "x", as: "text/plain")
        let none = key(body: "", as: "text/plain")
        #expect(differences(key(), from: form) == ["body: recorded a form of 1 parts got a JSON document of 2 bytes"])
        #expect(differences(bytes, from: none) == ["body: recorded no body got 1 bytes (sha256 2d711642…)"])
        #expect(differences(none, from: none) == [])
    }

    @Test func `names the part of a form that differs`() {
        func form(_ parts: String...) -> RequestKey {
            key(
                body: parts.map { "--b\r\nContent-Disposition: form-data; \($0)\r\n" }.joined() + "--b--",
                as: "multipart/form-data; boundary=b"
            )
        }
        let base = #"name="f"; filename="a"\#r\#nContent-Type: x/y\#r\#n\#r\#n1"#
        func changed(_ what: String, to other: String) -> [String] {
            differences(form(base.replacing(what, with: other)), from: form(base))
        }
        #expect(changed(#"name="f""#, to: #"name="g""#) == [#"part "g" (a) name: recorded f got g"#])
        #expect(changed(#"filename="a""#, to: #"filename="c""#) == [#"part "f" (c) file name: recorded a got c"#])
        #expect(changed(#"; filename="a""#, to: "") == [#"part "f" file name: recorded a got nothing"#])
        #expect(changed("x/y", to: "x/z") == [#"part "f" (a) content type: recorded x/y got x/z"#])
        #expect(
            differences(form("name=f\r\n\r\n2"), from: form("name=f\r\n\r\n1"))
                == [#"part "f" content: recorded 1 bytes (sha256 6b86b273…) got 1 bytes (sha256 d4735e3a…)"#]
        )
        #expect(
            differences(form("name=f\r\n\r\n1"), from: form("name=f\r\n\r\n1", "name=g\r\n\r\n2"))
                == [#"part "g": recorded 1 bytes (sha256 d4735e3a…) got nothing"#]
        )
        #expect(
            changed(#"filename="a""#, to: "filename=\"e\u{301}\"") != []
        )
        let composed = form(base.replacing(#"filename="a""#, with: "filename=\"é\""))
        let decomposed = form(base.replacing(#"filename="a""#, with: "filename=\"e\u{301}\""))
        #expect(differences(composed, from: decomposed).count == 1)
    }
}
