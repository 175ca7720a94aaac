// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The differences between YAML formats of cassettes.
struct YAMLLayout {
    /// A member of a request.
    enum RequestMember {
        case method, uri, body, headers
    }

    /// A member of a response.
    enum ResponseMember {
        case status, body, headers
    }

    /// The text between `body:` and the quoted string.
    struct BodySpelling {
        /// Before text.
        let text: String
        /// Before base64 of other bytes.
        let base64: String
        /// In place of an empty string; `nil` writes the string.
        var empty: String?
    }

    /// The lines before the list.
    let start: String
    /// The name of the list of interactions.
    let list: String
    let request: [RequestMember]
    let response: [ResponseMember]
    let requestBody: BodySpelling
    let responseBody: BodySpelling
    let hasLowercaseMethods: Bool
    /// Whether an interaction has the time it was recorded at.
    let hasTime: Bool
    /// The lines after the list, for the name of a tool.
    let end: @Sendable (String) -> String

    func spelling(of method: HTTPRequest.Method) -> String {
        hasLowercaseMethods ? method.rawValue.lowercased() : method.rawValue
    }
}

extension YAMLLayout {
    /// The layout of VCR for Ruby.
    static let vcr = YAMLLayout(
        start: "---\n",
        list: "http_interactions",
        request: [.method, .uri, .body, .headers],
        response: [.status, .headers, .body],
        requestBody: vcrBody,
        responseBody: vcrBody,
        hasLowercaseMethods: true,
        hasTime: true,
        end: { "recorded_with: \(YAMLText.string($0))\n" }
    )

    /// The layout of vcrpy, which does not tell a missing request body from an empty one.
    static let vcrpy = YAMLLayout(
        start: "",
        list: "interactions",
        request: [.body, .headers, .method, .uri],
        response: [.body, .headers, .status],
        requestBody: BodySpelling(text: " ", base64: " !!binary ", empty: " null"),
        responseBody: BodySpelling(text: "\n      string: ", base64: "\n      string: !!binary "),
        hasLowercaseMethods: false,
        hasTime: false,
        end: { _ in "version: 1\n" }
    )

    private static let vcrBody = BodySpelling(
        text: "\n      encoding: \"UTF-8\"\n      string: ",
        base64: "\n      encoding: \"ASCII-8BIT\"\n      base64_string: "
    )
}
