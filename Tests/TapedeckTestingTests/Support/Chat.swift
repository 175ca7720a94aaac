// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The status and the body of a chat completion's response.
func ask(_ question: String, _ baseURL: URL, key: String = "tapedeck") async throws -> (status: Int, body: String) {
    var request = URLRequest(url: baseURL.appending(path: "chat/completions"))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer \(key)", forHTTPHeaderField: "authorization")
    let content = try JSONEncoder().encode(question)
    request.httpBody = Data(
        (#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"# + String(decoding: content, as: UTF8.self)
            + "}]}").utf8
    )
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
}

/// A folder that is removed when nobody uses it any more.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "tapedeck-testing-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }
}
