// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The state that the tasks of a request share with the thread that performs it.
final class Transfer: Sendable {
    /// The name of a transfer within its loop.
    struct ID: Sendable, Hashable {
        /// The number, counted up from zero.
        let number: UInt64
    }

    /// The name of this transfer.
    let id: ID
    /// The request as it goes out.
    let request: OutgoingRequest
    /// The response on its way to the task that reads it.
    let response: ResponseBuffer
    /// The request body on its way from its stream, if it is one.
    let upload: UploadBuffer?

    /// Creates a transfer that has not begun.
    /// - Parameters:
    ///   - id: A name that no other transfer of the loop has.
    ///   - request: The request.
    ///   - mailbox: Where the loop hears that there are bytes or room again.
    init(id: ID, request: OutgoingRequest, mailbox: LoopMailbox) {
        self.id = id
        self.request = request
        self.response = ResponseBuffer { mailbox.post(.resumeReceiving(id)) }
        switch request.body.content {
        case .stream(let length, _) where length != 0:
            self.upload = UploadBuffer(declaredLength: length) { mailbox.post(.resumeSending(id)) }
        default:
            self.upload = nil
        }
    }
}
