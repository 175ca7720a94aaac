// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `expires_after` of a request: when a file expires.
struct FileExpiry: Sendable, Hashable {
    /// Allowed lifetimes, in seconds.
    static let range = 3600...2_592_000

    /// Lifetime in seconds, from the creation.
    let seconds: Int

    /// Reads `expires_after` from a JSON request, or a member of another name; `nil` when it is missing.
    init?(_ fields: RequestFields, named name: String = "expires_after") throws(APIError) {
        guard let expiry = try fields.object(name) else { return nil }
        _ = try expiry.required("anchor")
        _ = try expiry.string("anchor", oneOf: ["created_at"])
        _ = try expiry.required("seconds")
        guard let seconds = try expiry.integer("seconds", in: Self.range) else { return nil }
        self.seconds = seconds
    }

    /// Reads `expires_after[anchor]` and `expires_after[seconds]` from a form; `nil` when they are missing.
    init?(_ form: UploadForm) throws(APIError) {
        let anchor = form["expires_after[anchor]"]
        let seconds = form["expires_after[seconds]"]
        guard anchor != nil || seconds != nil else { return nil }
        var members: [JSONMember] = []
        if let anchor { members.append(JSONMember(name: "anchor", value: .string(anchor))) }
        if let seconds {
            members.append(JSONMember(name: "seconds", value: Int(seconds).map(JSONValue.integer) ?? .string(seconds)))
        }
        try self.init(RequestFields(.object([JSONMember(name: "expires_after", value: .object(members))])))
    }
}
