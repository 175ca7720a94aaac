// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// The method, path and query of a request; the path is without session prefix.
package struct RequestLine: Sendable, Hashable {
    /// The method.
    package let method: HTTPRequest.Method
    /// The path as sent.
    package let path: String
    /// The query as sent, without its question mark.
    package let query: String?
    /// The target: path and query as sent.
    package let pathAndQuery: String

    /// Creates a request line.
    package init(method: HTTPRequest.Method, path: String, query: String?) {
        self.method = method
        self.path = path
        self.query = query
        self.pathAndQuery = query.map { "\(path)?\($0)" } ?? path
    }

    /// Creates a request line from its target, path and query.
    package init(method: HTTPRequest.Method, pathAndQuery: some StringProtocol) {
        let mark = pathAndQuery.utf8.firstIndex(of: UInt8(ascii: "?"))
        self.method = method
        self.path = String(pathAndQuery[..<(mark ?? pathAndQuery.endIndex)])
        self.query = mark.map { String(pathAndQuery[pathAndQuery.index(after: $0)...]) }
        self.pathAndQuery = String(pathAndQuery)
    }
}
