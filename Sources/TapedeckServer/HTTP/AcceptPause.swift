// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Pauses accepting connections while none can be accepted, as at the limit of open files.
///
/// Otherwise the system would report the waiting connection, and refuse it, in a busy loop.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = Channel

    private static let length = TimeAmount.milliseconds(250)

    private var isPaused = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError, !isPaused {
            isPaused = true
            let channel = context.channel
            try? channel.syncOptions?.setOption(.autoRead, value: false)
            let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.length) {
                handler.value.isPaused = false
                try? channel.syncOptions?.setOption(.autoRead, value: true)
            }
        }
        context.fireErrorCaught(error)
    }
}

extension AcceptPause {
    /// Maximum number of open connections: as many as the system allows files, less what cassettes and the
    /// upstream need.
    static var connectionLimit: Int {
        let files = sysconf(Int32(_SC_OPEN_MAX))
        return files > 0 ? max(files / 4 * 3, files - 64) : .max
    }
}
