// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

let (cassette, body) = (CommandLine.arguments[1], CommandLine.arguments[2])

try await withReplay(cassette, options: ReplayOptions(failOn: [.missed, .unused])) { server in
    var request = URLRequest(url: server.baseURL.appendingPathComponent("chat/completions"))
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer \(server.placeholderKey)", forHTTPHeaderField: "authorization")
    let (answer, _) = try await URLSession.shared.data(for: request)
    FileHandle.standardOutput.write(answer)
}
