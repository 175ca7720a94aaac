// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The list of models as it was last written, which changes only with the fine-tuned models in it.
final class RenderedModelList: Sendable {
    private struct Rendered {
        let tuned: [String]
        let bytes: [UInt8]
    }

    private let last = Mutex<Rendered?>(nil)

    /// The bytes of the list.
    /// - Parameters:
    ///   - tuned: The names of the fine-tuned models in it.
    ///   - write: Writes the list when other models were in the last one.
    /// - Returns: The JSON document.
    func bytes(for tuned: [String], _ write: () -> [UInt8]) -> [UInt8] {
        if let last = last.withLock({ $0 }), last.tuned == tuned { return last.bytes }
        let bytes = write()
        last.withLock { $0 = Rendered(tuned: tuned, bytes: bytes) }
        return bytes
    }
}
