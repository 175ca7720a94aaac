// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import CTapedeckCurl
import TapedeckCore

/// The loop itself: everything in it happens on one thread, in ``run()``.
final class CurlEngine {
    /// The way from tasks to the loop.
    let mailbox: LoopMailbox

    private let multi: OpaquePointer
    private let configuration: UpstreamConfiguration
    private let failures: TransferFailure
    private let callbacks = CurlCallbacks()
    private let alarm = Alarm()
    private let turn = LoopTurn()
    private var active: [Transfer.ID: ActiveTransfer] = [:]
    private var waiting = Deque<Transfer>()
    private var isStopping = false

    /// Sets libcurl up.
    /// - Returns: Nothing when libcurl cannot be set up, for want of memory.
    init?(configuration: UpstreamConfiguration) {
        guard tapedeck_curl_initialize(),
            let multi = tapedeck_multi_create(max(1, configuration.maximumConcurrentRequests))
        else { return nil }
        var configuration = configuration
        configuration.certificateAuthorities = configuration.certificateAuthorities ?? CertificateAuthorities.file()
        self.multi = multi
        self.mailbox = LoopMailbox(multi: MultiHandle(pointer: multi))
        self.configuration = configuration
        self.failures = TransferFailure(configuration: configuration)
    }

    deinit {
        tapedeck_multi_destroy(multi)
        mailbox.finish()
    }

    /// Carries out requests until told to stop.
    func run() {
        while true {
            mailbox.take().forEach(handle)
            guard !isStopping else { break }
            startWaiting()
            guard tapedeck_multi_perform(multi) else {
                endAll()
                continue
            }
            finishEnded()
            turn.end()
            expire()
            startWaiting()
            // Sockets are looked at in every turn, also when there are messages.
            tapedeck_multi_wait(multi, mailbox.mayWait() ? alarm.milliseconds(from: .now) : 0)
        }
        mailbox.close().forEach(handle)
        endAll()
    }

    private func handle(_ message: LoopMailbox.Message) {
        switch message {
        case .start(let transfer): waiting.append(transfer)
        case .cancel(let id): cancel(id)
        case .resumeReceiving(let id): active[id]?.resumeReceiving()
        case .resumeSending(let id): active[id]?.resumeSending()
        case .stop: isStopping = true
        }
    }

    // MARK: - Beginning

    private func startWaiting() {
        while active.count < max(1, configuration.maximumConcurrentRequests), let transfer = waiting.popFirst() {
            if !transfer.response.isOver { start(transfer) }
        }
    }

    private func start(_ transfer: Transfer, onFreshConnection: Bool = false) {
        guard let handle = tapedeck_transfer_create(multi) else {
            transfer.response.finish(.failure(failures.error(TAPEDECK_RESULT_OTHER, detail: "", hasHead: false)))
            return
        }
        let begun = ActiveTransfer(transfer: transfer, handle: handle, failures: failures, alarm: alarm, turn: turn)
        active[transfer.id] = begun
        let isReady = begun.prepare(callbacks: callbacks.pointer, onFreshConnection: onFreshConnection)
        guard isReady, tapedeck_multi_add(multi, handle) else {
            remove(begun)
            begun.finish(.failure(failures.error(TAPEDECK_RESULT_BAD_REQUEST, detail: "", hasHead: false)))
            return
        }
    }

    // MARK: - Ending

    private func finishEnded() {
        var result = TAPEDECK_RESULT_OK
        while let ended = ActiveTransfer.at(tapedeck_multi_next_ended(multi, &result)) {
            if result == TAPEDECK_RESULT_SEND_FAILED, ended.canBeginAgain {
                remove(ended)
                start(ended.transfer, onFreshConnection: true)
                continue
            }
            let outcome = outcome(of: ended, result)
            remove(ended)
            ended.finish(outcome)
        }
    }

    private func outcome(of ended: ActiveTransfer, _ result: tapedeck_result) -> Result<Void, any Error> {
        if let failure = ended.failure { return .failure(failure) }
        let hasHead = ended.headArrived != nil
        if result == TAPEDECK_RESULT_OK, hasHead {
            return ended.finishDecoding().map { .failure($0) } ?? .success(())
        }
        // For libcurl a head without its last line is whole when the connection ends.
        let result = hasHead || result != TAPEDECK_RESULT_OK ? result : TAPEDECK_RESULT_BROKEN_OFF
        let detail = String(cString: tapedeck_transfer_failure(ended.handle))
        return .failure(failures.error(result, detail: detail, hasHead: hasHead))
    }

    private func expire() {
        let now = ContinuousClock.now
        guard alarm.rings(at: now) else { return }
        for transfer in active.values {
            guard let error = transfer.expire(now: now) else { continue }
            remove(transfer)
            transfer.finish(.failure(error))
        }
    }

    private func cancel(_ id: Transfer.ID) {
        if let transfer = active[id] {
            remove(transfer)
            transfer.close()
        } else {
            waiting.removeAll { $0.id == id }
        }
    }

    private func endAll() {
        turn.end()
        for transfer in active.values {
            remove(transfer)
            transfer.finish(.failure(failures.stopped(hasHead: transfer.headArrived != nil)))
        }
        while let transfer = waiting.popFirst() {
            transfer.response.finish(.failure(failures.stopped(hasHead: false)))
        }
    }

    private func remove(_ transfer: ActiveTransfer) {
        active[transfer.transfer.id] = nil
        tapedeck_multi_remove(multi, transfer.handle)
        tapedeck_transfer_destroy(multi, transfer.handle)
    }
}
