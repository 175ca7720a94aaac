// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
import TapedeckUpstream

/// The URL of a webhook, checked.
package struct WebhookAddress: Sendable, Hashable {
    /// The origin, with a path that leaves every path of a request as it is.
    let base: BaseURL
    /// Path and query.
    let path: String

    /// Reads a URL.
    /// - Parameter url: Scheme `http` or `https`, host, and as wanted port, path and query.
    /// - Throws: ``CassetteError`` that says in a sentence what is wrong.
    package init(_ url: String) throws(CassetteError) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        do {
            let whole = try BaseURL(String(parts.first ?? ""))
            self.base = try BaseURL("\(whole.scheme)://\(whole.authority)/v1")
            // The path as it was given, with a slash at its end if there is one.
            let rest = (parts.first ?? "").dropFirst("\(whole.scheme)://\(whole.authority)".count)
            let query = parts.count > 1 ? "?" + parts[1] : ""
            guard query.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else {
                throw Self.invalid(url, "its query must not hold spaces, control characters or a fragment")
            }
            self.path = (rest.isEmpty ? "/" : rest) + query
        } catch let error as InvalidBaseURL {
            throw Self.invalid(error.url, error.reason)
        } catch {
            throw Self.invalid(url, "\(error)")
        }
    }

    private static func invalid(_ url: String, _ reason: String) -> CassetteError {
        CassetteError(code: .invalidArgument, message: "Cannot use \"\(url)\" as the webhook: \(reason).")
    }
}
