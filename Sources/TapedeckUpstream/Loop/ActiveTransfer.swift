// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import TapedeckCore

/// A transfer that libcurl is working on; used on the loop's thread only.
final class ActiveTransfer {
    /// The state shared with the tasks of the request.
    let transfer: Transfer
    /// libcurl's side.
    let handle: OpaquePointer
    /// The error of the callback that ended the transfer, if one did.
    var failure: (any Error)?
    /// The time at which the response head arrived; the times of chunks count from it.
    var headArrived: ContinuousClock.Instant?

    /// The time at which the transfer began.
    let started: ContinuousClock.Instant
    let failures: TransferFailure
    let alarm: Alarm
    let turn: LoopTurn
    var progress: TransferProgress
    var parser = ResponseHeadParser()
    var decoding: BodyDecoding?
    private var sent = 0
    var isReceivingPaused = false
    private var isSendingPaused = false
    private var reading: Task<Void, Never>?

    /// Takes up a transfer; its request body, if it is a stream, begins to be read.
    init(transfer: Transfer, handle: OpaquePointer, failures: TransferFailure, alarm: Alarm, turn: LoopTurn) {
        let now = ContinuousClock.now
        self.transfer = transfer
        self.handle = handle
        self.failures = failures
        self.alarm = alarm
        self.turn = turn
        self.started = now
        self.progress = TransferProgress(
            timeouts: failures.configuration.timeouts,
            isSending: PreparedRequest.isSentPiecewise(transfer.request),
            now: now
        )
        alarm.set(for: progress.deadline)
        readBody()
    }

    /// Sets libcurl's side up.
    /// - Returns: Whether libcurl takes the request.
    func prepare(callbacks: UnsafePointer<tapedeck_callbacks>, onFreshConnection: Bool) -> Bool {
        PreparedRequest(
            request: transfer.request,
            configuration: failures.configuration,
            usesFreshConnection: onFreshConnection
        )
        .apply(to: handle, callbacks: callbacks, context: Unmanaged.passUnretained(self).toOpaque())
    }

    /// Whether the request can go out again on a new connection, after one kept from before turned out to be dead.
    ///
    /// libcurl does so by itself where it reads that the connection has ended, not where it writes.
    var canBeginAgain: Bool {
        failure == nil && headArrived == nil && transfer.upload == nil && tapedeck_transfer_used_kept_connection(handle)
    }

    /// Lets go of the request body.
    func close() {
        reading?.cancel()
        transfer.upload?.close()
    }

    /// Ends the transfer as seen by its tasks.
    func finish(_ result: Result<Void, any Error>) {
        close()
        transfer.response.finish(result)
    }

    /// The error of a time-out that has run out; otherwise sets the alarm for the next look.
    func expire(now: ContinuousClock.Instant) -> UpstreamError? {
        let microseconds = tapedeck_transfer_connect_time(handle)
        let connectTime: Duration? = microseconds > 0 ? .microseconds(microseconds) : nil
        if let limit = progress.expired(now: now, connectTime: connectTime) { return failures.timeout(limit) }
        alarm.set(for: progress.deadline)
        return nil
    }

    private func readBody() {
        guard let upload = transfer.upload, case .stream(_, let slices) = transfer.request.body.content else { return }
        // Unstructured, since the body is read until the transfer ends, which may be after `send` has returned.
        reading = Task {
            do {
                for try await slice in slices {
                    guard await upload.append(slice) else { return }
                }
                upload.end()
            } catch {
                upload.end(failure: error)
            }
        }
    }
}

// MARK: - What libcurl calls

extension ActiveTransfer {
    /// Gives body bytes.
    func send(into target: UnsafeMutableBufferPointer<UInt8>, count: inout Int) -> tapedeck_flow {
        switch nextBytes(upTo: target.count) {
        case .bytes(let bytes):
            _ = target.update(fromContentsOf: bytes)
            count = bytes.count
            sent += count
            let isLast = sent == transfer.request.body.length
            progress.didSend(isLast: isLast, now: .now)
            if isLast { alarm.set(for: progress.deadline) }
            return TAPEDECK_FLOW_GO
        case .end:
            progress.didSend(isLast: true, now: .now)
            alarm.set(for: progress.deadline)
            return TAPEDECK_FLOW_GO
        case .pause:
            isSendingPaused = true
            progress.holdSending()
            return TAPEDECK_FLOW_PAUSE
        case .failed(let error):
            failure = failures.bodyFailure(error)
            return TAPEDECK_FLOW_ABORT
        }
    }

    private func nextBytes(upTo count: Int) -> UploadBuffer.Reading {
        if let upload = transfer.upload { return upload.read(upTo: count) }
        guard case .bytes(let bytes) = transfer.request.body.content else { return .end }
        let part = bytes.dropFirst(sent).prefix(count)
        return part.isEmpty ? .end : .bytes(part)
    }

    /// Goes back to the first body byte, for a connection that turned out to be dead.
    func rewind() -> Bool {
        guard transfer.upload == nil else { return sent == 0 }
        sent = 0
        return true
    }
}

// MARK: - What tasks ask for

extension ActiveTransfer {
    /// Takes the response up again after there was no room for it.
    func resumeReceiving() {
        guard isReceivingPaused else { return }
        isReceivingPaused = false
        resume()
    }

    /// Takes the request body up again after none of it was at hand.
    func resumeSending() {
        guard isSendingPaused else { return }
        isSendingPaused = false
        resume()
    }

    private func resume() {
        progress.release(now: .now)
        alarm.set(for: progress.deadline)
        tapedeck_transfer_pause(handle, isReceivingPaused, isSendingPaused)
    }
}
