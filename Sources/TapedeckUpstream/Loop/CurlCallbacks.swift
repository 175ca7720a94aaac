// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl

/// The functions libcurl calls, at one address for as long as the loop runs.
final class CurlCallbacks {
    /// The address.
    let pointer: UnsafePointer<tapedeck_callbacks>
    private let storage: UnsafeMutablePointer<tapedeck_callbacks>

    init() {
        storage = .allocate(capacity: 1)
        storage.initialize(
            to: tapedeck_callbacks(
                header: { context, bytes, count in
                    ActiveTransfer.at(context)?.receive(headerLine: UnsafeBufferPointer(start: bytes, count: count))
                        ?? TAPEDECK_FLOW_ABORT
                },
                receive: { context, bytes, count in
                    ActiveTransfer.at(context)?.receive(UnsafeBufferPointer(start: bytes, count: count))
                        ?? TAPEDECK_FLOW_ABORT
                },
                send: { context, bytes, capacity, count in
                    guard let transfer = ActiveTransfer.at(context), let count else { return TAPEDECK_FLOW_ABORT }
                    var given = 0
                    let target = UnsafeMutableBufferPointer(start: bytes, count: capacity)
                    let flow = transfer.send(into: target, count: &given)
                    count.pointee = given
                    return flow
                },
                rewind: { context in ActiveTransfer.at(context)?.rewind() ?? false }
            )
        )
        pointer = UnsafePointer(storage)
    }

    deinit {
        storage.deinitialize(count: 1)
        storage.deallocate()
    }
}

extension ActiveTransfer {
    /// The transfer behind a callback's context.
    static func at(_ context: UnsafeMutableRawPointer?) -> ActiveTransfer? {
        context.map { Unmanaged<ActiveTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
