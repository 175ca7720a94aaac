// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import CTapedeckPage
import HTTPTypes
import TapedeckCore

/// A file of the page that shows sessions and cassettes, from the program itself.
///
/// The files hold no data, so they need no token; what they show comes from the control API.
struct PageFile {
    /// The page may load these files and ask this server, and nothing else; nothing in a text can become script.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
        + "media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'"

    private let contentType: String
    private let bytes: UnsafeRawBufferPointer

    /// Finds a file.
    /// - Parameter path: The path below `/_tapedeck/`; the empty path is the page.
    init?(path: String) {
        let name = path.isEmpty ? "index.html" : path.hasPrefix("page/") ? String(path.dropFirst(5)) : nil
        guard let name else { return nil }
        let found = name.withCString { tapedeck_page_file($0) }
        guard let bytes = found.bytes else { return nil }
        self.bytes = UnsafeRawBufferPointer(start: bytes, count: found.count)
        contentType =
            switch name.split(separator: ".").last {
            case "js": "text/javascript; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "text/html; charset=utf-8"
            }
    }

    /// The file as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The file as a response.
    var response: ServedResponse {
        ServedResponse(
            fields: [
                .contentType: contentType,
                .contentSecurityPolicy: Self.policy,
                .contentTypeOptions: "nosniff",
                .referrerPolicy: "no-referrer",
                .openerPolicy: "same-origin",
                .resourcePolicy: "same-origin",
                .cacheControl: "no-cache",
            ],
            body: Body(Array(bytes))
        )
    }
}

extension HTTPField.Name {
    static let contentTypeOptions = known("x-content-type-options")
    static let referrerPolicy = known("referrer-policy")
    static let resourcePolicy = known("cross-origin-resource-policy")
    fileprivate static let openerPolicy = known("cross-origin-opener-policy")
}
