// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import TapedeckCore

// The side of a transfer that receives: libcurl calls it with header lines and body bytes, and the time of each chunk is
// taken here.

extension ActiveTransfer {
    /// Takes a header line.
    func receive(headerLine: UnsafeBufferPointer<UInt8>) -> tapedeck_flow {
        switch parser.receive(headerLine) {
        case .more:
            return TAPEDECK_FLOW_GO
        case .head(let response):
            let now = ContinuousClock.now
            headArrived = now
            decoding = parser.decoder.map(BodyDecoding.init)
            progress.didReceiveHead(now: now)
            alarm.set(for: progress.deadline)
            transfer.response.receive(head: .init(response: response, timeToFirstByte: started.duration(to: now)))
            turn.begun.append(transfer)
            return TAPEDECK_FLOW_GO
        case .tooLarge:
            failure = failures.invalidHead(tooLarge: true)
            return TAPEDECK_FLOW_ABORT
        case .malformed:
            failure = failures.invalidHead(tooLarge: false)
            return TAPEDECK_FLOW_ABORT
        }
    }

    /// Takes body bytes: a chunk, with the time since the response head arrived.
    func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> tapedeck_flow {
        guard !bytes.isEmpty else { return TAPEDECK_FLOW_GO }
        let now = ContinuousClock.now
        progress.didReceive(now: now)
        let receipt: ResponseBuffer.Receipt
        do {
            receipt = try deliver(bytes, elapsed: (headArrived ?? now).duration(to: now))
        } catch {
            failure = failures.error(TAPEDECK_RESULT_BAD_ENCODING, detail: "\(error)", hasHead: true)
            return TAPEDECK_FLOW_ABORT
        }
        switch receipt {
        case .accepted:
            return TAPEDECK_FLOW_GO
        case .full:
            isReceivingPaused = true
            progress.holdReceiving()
            return TAPEDECK_FLOW_PAUSE
        case .abandoned:
            failure = CancellationError()
            return TAPEDECK_FLOW_ABORT
        }
    }

    private func deliver(
        _ bytes: UnsafeBufferPointer<UInt8>,
        elapsed: Duration
    ) throws(ContentCodingError) -> ResponseBuffer.Receipt {
        guard decoding != nil else { return transfer.response.receive(bytes, elapsed: elapsed) }
        let response = transfer.response
        return try decoding?.receive(bytes) { response.receive($0, elapsed: elapsed) } ?? .abandoned
    }

    /// Looks whether the body, which libcurl has whole, is whole once its coding is undone.
    func finishDecoding() -> UpstreamError? {
        do {
            try decoding?.finish()
            return nil
        } catch {
            return failures.error(TAPEDECK_RESULT_BAD_ENCODING, detail: "\(error)", hasHead: true)
        }
    }
}
