// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import TapedeckCore

/// The owner of the thread that carries out all requests of one upstream.
///
/// Whoever holds it keeps the thread alive: the upstream itself, and every response that is still being read. The thread
/// ends by itself when the last one lets go; nobody waits for it then, since that may happen on any thread.
final class CurlLoop: Sendable {
    /// The way to the thread.
    let mailbox: LoopMailbox

    /// Starts the thread.
    init(configuration: UpstreamConfiguration) {
        guard let engine = CurlEngine(configuration: configuration) else {
            self.mailbox = LoopMailbox(multi: nil)
            return
        }
        let retained = Unmanaged.passRetained(engine)
        let isRunning = tapedeck_thread_start(
            { context in
                guard let context else { return }
                Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().run()
            },
            retained.toOpaque()
        )
        if isRunning {
            self.mailbox = engine.mailbox
        } else {
            self.mailbox = LoopMailbox(multi: nil)
            retained.release()
        }
    }

    deinit {
        mailbox.post(.stop)
    }

    /// Ends a request and everything that waits for it.
    func cancel(_ transfer: Transfer) {
        guard !transfer.response.isOver else { return }
        transfer.response.abandon()
        mailbox.post(.cancel(transfer.id))
    }

    /// Ends all requests and waits until the thread is done with libcurl.
    func shutdown() async {
        mailbox.post(.stop)
        await mailbox.waitUntilFinished()
    }
}
