// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A client of the API, as a program under test has one.
struct Chat {
    let baseURL: URL
    let key: String

    func answer(to question: String) async throws -> String {
        var request = URLRequest(url: baseURL.appending(path: "chat/completions"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "content-type")
        request.setValue("Bearer \(key)", forHTTPHeaderField: "authorization")
        request.httpBody = try JSONEncoder().encode(Question(messages: [.init(content: question)]))
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSONDecoder().decode(Answer.self, from: data).choices[0].message.content
    }

    struct Message: Codable {
        var role = "user"
        let content: String
    }

    private struct Question: Encodable {
        let model = "gpt-4o-mini"
        let messages: [Message]
    }

    private struct Answer: Decodable {
        struct Choice: Decodable {
            let message: Message
        }
        let choices: [Choice]
    }
}
