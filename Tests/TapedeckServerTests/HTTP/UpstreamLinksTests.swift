// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct UpstreamLinksTests {
    /// The value of a field of an answer as a client in a session gets it.
    private func kept(
        _ value: String,
        in name: HTTPField.Name = .location,
        upstream: String? = "https://api.example/v1",
        prefix: String = "/session/a%2Fb"
    ) -> String? {
        let target = RequestLine(method: .get, pathAndQuery: "/v1/models/?a=%20b")
        var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: nil)
        request.path = prefix + target.pathAndQuery
        var fields: HTTPFields = [.contentType: "text/plain"]
        fields[name] = value
        UpstreamLinks([upstream].compactMap(\.self), orAnyHost: upstream == nil).keepHere(
            &fields,
            answering: request,
            target
        )
        #expect(fields[.contentType] == "text/plain")
        return fields[name]
    }

    @Test(arguments: [
        ("https://api.example/v1/models", "/session/a%2Fb/v1/models"),
        ("HTTPS://API.example:443/v1?a#b", "/session/a%2Fb/v1?a#b"),
        ("http://api.example/v1/models", "/session/a%2Fb/v1/models"), ("//api.example/v1", "/session/a%2Fb/v1"),
        ("https://user@api.example/v1/x", "/session/a%2Fb/v1/x"), ("https://api.example", "/session/a%2Fb/"),
        ("https://api.example?a", "/session/a%2Fb/?a"), ("https://api.example/login", "/session/a%2Fb/login"),
        ("/v1/models", "/session/a%2Fb/v1/models"),
        ("/v1/x?to=https://api.example/", "/session/a%2Fb/v1/x?to=https://api.example/"),
    ])
    func `a link to the upstream leads to this server and stays in the session`(link: String, expected: String) {
        #expect(kept(link) == expected)
    }

    @Test(arguments: [
        "https://cdn.example/v1/models", "https://api.example:8443/v1", "https://api.example.evil.test/v1", "models",
        "?a", "../x",
        "", "#a", "mailto:a@api.example", "https://",
    ])
    func `a link to another host stays as it is, and so does a relative one`(_ link: String) {
        #expect(kept(link) == link)
    }

    @Test(arguments: [
        ("https://api.example/openai/v1/models", "/v1/models"), ("/openai/v1?a", "/v1?a"), ("/openai/v1", "/v1"),
        ("/openai/v10/models", "/openai/v10/models"),
    ])
    func `the base path of the upstream gives way to the client's`(link: String, expected: String) {
        #expect(kept(link, upstream: "https://api.example/openai/v1", prefix: "") == expected)
    }

    @Test func `an upstream without a path and on this machine is known by each of its names`() {
        #expect(kept("http://localhost:9/v1/x", upstream: "http://127.0.0.1:9", prefix: "") == "/v1/x")
        #expect(
            kept("http://localhost:8/v1/x", upstream: "http://127.0.0.1:9", prefix: "") == "http://localhost:8/v1/x"
        )
    }

    @Test(arguments: [
        ("https://anyone.example/v1/models?a", "/session/a%2Fb/v1/models?a"),
        ("//anyone.example/v1", "/session/a%2Fb/v1"),
        ("/v1/models", "/session/a%2Fb/v1/models"), ("https://cdn.example/image.png", "https://cdn.example/image.png"),
        ("https://cdn.example/v10", "https://cdn.example/v10"), ("models", "models"),
    ])
    func `of a cassette that names no upstream every link to an API is kept here`(link: String, expected: String) {
        #expect(kept(link, upstream: nil) == expected)
    }

    @Test(arguments: ["content-location", "operation-location", "azure-asyncoperation"])
    func `other fields that lead on are links too`(_ name: String) throws {
        let name = try #require(HTTPField.Name(name))
        #expect(kept("https://api.example/v1/jobs/1", in: name) == "/session/a%2Fb/v1/jobs/1")
    }

    @Test func `links inside of fields are found`() throws {
        let link = try #require(HTTPField.Name("link"))
        let refresh = try #require(HTTPField.Name("refresh"))
        #expect(
            kept(
                "<https://api.example/v1/a>; rel=\"next <x>\", <https://b.test/>; rel=x, </v1/c>",
                in: link,
                prefix: "/session/a"
            )
                == "</session/a/v1/a>; rel=\"next <x>\", <https://b.test/>; rel=x, </session/a/v1/c>"
        )
        #expect(kept("5; URL='https://api.example/v1/a'", in: refresh, prefix: "") == "5; URL='/v1/a'")
        #expect(kept("5", in: refresh) == "5")
    }
}
