// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream

/// A server process for tests; it ends with this object, and with the test process.
final class Origin: Sendable {
    /// HTTP/1.1 in the clear, shared by the tests: it keeps no state but gates, whose names tests make up.
    static let plain = Result { try Origin("scripted") }
    /// HTTP/1.1 over TLS with a certificate for the address it has.
    static let secure = Result { try Origin("scripted", "127.0.0.1") }
    /// HTTP/1.1 over TLS with a certificate for another host.
    static let misnamed = Result { try Origin("scripted", "elsewhere.test") }
    /// HTTP/2 over TLS.
    static let multiplexed = Result { try Origin("nginx", String(plain.get().port)) }

    static let hasOpenSSL = isInstalled("openssl")
    static let hasNginx = hasOpenSSL && isInstalled("nginx")

    let port: Int
    let authorities: String?
    private let process: Process
    private let input: Pipe

    private struct Announcement: Decodable {
        let port: Int
        let authorities: String?
    }

    init(_ script: String, _ arguments: String...) throws {
        let path = Bundle.module.bundlePath + "/Origins/\(script).py"
        let output = Pipe()
        input = Pipe()
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B", path] + arguments
        process.standardInput = input
        process.standardOutput = output
        process.environment = ProcessInfo.processInfo.environment.merging(["PATH": Self.path]) { $1 }
        try process.run()
        let announcement = try JSONDecoder().decode(Announcement.self, from: output.fileHandleForReading.availableData)
        port = announcement.port
        authorities = announcement.authorities
    }

    /// A client of this origin.
    func client(
        _ path: String = "/v1",
        timeouts: UpstreamTimeouts = .patient,
        trusting: Bool = true,
        maximumConcurrentRequests: Int = 256
    ) throws -> CurlUpstream {
        let scheme = authorities == nil ? "http" : "https"
        return CurlUpstream(
            configuration: UpstreamConfiguration(
                baseURL: try BaseURL("\(scheme)://127.0.0.1:\(port)\(path)"),
                timeouts: timeouts,
                certificateAuthorities: trusting ? authorities : nil,
                maximumConcurrentRequests: maximumConcurrentRequests
            )
        )
    }

    private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin"

    private static func isInstalled(_ tool: String) -> Bool {
        path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
    }
}

extension UpstreamTimeouts {
    /// Waits longer than a test may take: on a busy machine a gate opens late, and what hangs ends by its time limit.
    static let patient = UpstreamTimeouts(connecting: .seconds(600))
}
