// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckServer

/// Keeps what a server tells of its requests, a line each.
final class LogSpy: RequestLog {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    func answered(
        _ target: RequestLine,
        status: Int,
        bytes: Int,
        duration: Duration,
        tokens: Int?,
        note: String?,
        isFailure: Bool
    ) {
        let tokens = tokens.map { ", \($0) tokens" } ?? ""
        let note = note.map { ", \($0)" } ?? ""
        kept.withLock {
            $0.append(
                "\(target.pathAndQuery): \(status), \(bytes) bytes\(tokens)\(note)\(isFailure ? ", failure" : "")"
            )
        }
    }

    func played(_ target: RequestLine, status: Int, bytes: Int) {
        kept.withLock { $0.append("\(target.pathAndQuery): \(status), \(bytes) bytes, played") }
    }

    func simulated(_ target: RequestLine, status: Int, bytes: Int?) {
        kept.withLock { $0.append("\(target.pathAndQuery): \(status), simulated") }
    }

    func failed(_ target: RequestLine, reason: String) {
        kept.withLock { $0.append("\(target.pathAndQuery) failed: \(reason)") }
    }

    func refused(_ requestLine: String, reason: String) {
        kept.withLock { $0.append("\(requestLine) refused: \(reason)") }
    }

    func missed(_ miss: Miss) {
        kept.withLock { $0.append("missed \(miss.requestLine)") }
    }
}
