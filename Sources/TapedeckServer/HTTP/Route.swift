// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Where a request goes, by its path.
enum Route {
    /// To the chain of a session; the session's name is empty for the default one.
    case session(String, RequestTarget)
    /// To the control API; what follows `/_tapedeck/`.
    case control(RequestTarget)
    /// Nowhere.
    case unknown

    private static let controlPrefix = "/_tapedeck/"
    private static let sessionPrefix = "/session/"

    init(_ request: HTTPRequest) {
        let path = request.path ?? ""
        if Self.isAPI(path[...]) {
            self = .session(
                request.headerFields[.tapedeckSession].map { $0 == SessionName.ofDefault ? "" : $0 } ?? "",
                RequestTarget(method: request.method, pathAndQuery: path)
            )
        } else if path.hasPrefix(Self.controlPrefix) {
            self = .control(
                RequestTarget(method: request.method, pathAndQuery: path.dropFirst(Self.controlPrefix.count))
            )
        } else if path.hasPrefix(Self.sessionPrefix) {
            let rest = path.dropFirst(Self.sessionPrefix.count)
            let segment = rest.prefix { $0 != "/" }
            let target = rest[segment.endIndex...]
            guard Self.isAPI(target), let name = SessionName.decode(segment) else {
                self = .unknown
                return
            }
            self = .session(name, RequestTarget(method: request.method, pathAndQuery: target))
        } else {
            self = .unknown
        }
    }

    /// Whether a path is `/v1` or lies under it.
    ///
    /// Looked at for every request, so by bytes.
    private static func isAPI(_ path: Substring) -> Bool {
        let utf8 = path.utf8
        guard utf8.starts(with: "/v1".utf8) else { return false }
        let next = utf8.dropFirst(3).first
        return next == nil || next == UInt8(ascii: "/") || next == UInt8(ascii: "?")
    }
}
