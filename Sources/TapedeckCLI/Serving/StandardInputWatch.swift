// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Stops this process when its standard input ends.
///
/// A program that starts a server keeps the other end of a pipe open. The system closes it however that program ends, so
/// that no server is left behind with its cassettes locked.
enum StandardInputWatch {
    /// Watches on a thread of its own; the end of the input is SIGTERM to this process.
    static func start() {
        Thread.detachNewThread {
            var ignored = [UInt8](repeating: 0, count: 4096)
            var count = 0
            repeat {
                count = ignored.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
            } while count > 0 || (count < 0 && errno == EINTR)
            kill(getpid(), SIGTERM)
        }
    }
}
