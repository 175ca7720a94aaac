// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import Synchronization

/// The responses that a server gives again to requests of the same bytes, as they went out: head and body in one buffer.
///
/// The table is bounded, and its parts have a lock each, so that event loops rarely meet. Each part has two generations;
/// when the younger is full, the older is dropped whole. Nothing moves when a response is found: a suite that goes round
/// finds all of them as long as they fit.
final class RepeatedAnswers: Sendable {
    private struct Answer {
        let bytes: ByteBuffer
        let repetition: Repetition

        /// The bytes that the answer takes in memory, with its places in a dictionary.
        var cost: Int { bytes.storageCapacity + 320 }
    }

    private struct Part {
        var young: [SHA256Digest: Answer] = [:]
        var old: [SHA256Digest: Answer] = [:]
        var youngCost = 0
    }

    private final class LockedPart: Sendable {
        let part = Mutex(Part())
    }

    private static let partCount = 16
    private let parts = (0..<partCount).map { _ in LockedPart() }
    /// Maximum cost of a generation of one part.
    private let generationLimit: Int

    /// - Parameter limit: Maximum number of bytes of all that is kept.
    init(limit: Int = 16 << 20) {
        generationLimit = limit / Self.partCount / 2
    }

    /// The response to a request, which is counted.
    /// - Parameter digest: The digest of the request.
    /// - Returns: The bytes to send; `nil` when there are none that its session still gives.
    func answer(to digest: SHA256Digest) -> ByteBuffer? {
        guard let known = place(of: digest).part.withLock({ $0.young[digest] ?? $0.old[digest] }),
            known.repetition.count()
        else { return nil }
        return known.bytes
    }

    /// Keeps a response, in place of an earlier one of the same request.
    func insert(_ bytes: ByteBuffer, _ repetition: Repetition, for digest: SHA256Digest) {
        let answer = Answer(bytes: bytes, repetition: repetition)
        guard answer.cost <= generationLimit else { return }
        place(of: digest).part.withLock { part in
            if part.youngCost + answer.cost > generationLimit {
                part.old = part.young
                part.young = [:]
                part.youngCost = 0
            }
            let replaced = part.young.updateValue(answer, forKey: digest)
            part.youngCost += answer.cost - (replaced?.cost ?? 0)
        }
    }

    private func place(of digest: SHA256Digest) -> LockedPart {
        parts[Int(digest.withUnsafeBytes { $0[0] }) % Self.partCount]
    }
}
