// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import TapedeckCore

/// Half a SHA-256: enough to tell the requests and answers of cassettes apart, at a sixteenth of the memory of the rows.
struct ShortDigest: Hashable {
    private let high: UInt64
    private let low: UInt64

    /// A digest of a response without its times and the fields that differ each time.
    init(answerOf row: InteractionRow) throws {
        let fields = try InteractionTable.decode(row.responseHeaders, of: row.id)
        var digest = SHA256()
        func add(_ text: String) {
            digest.update(data: Data(text.utf8))
            digest.update(data: [0])
        }
        add("\(row.status)")
        add(row.outcome)
        for field in VolatileFields.stable(fields) {
            add(field.name)
            add(field.value)
        }
        digest.update(data: row.responseDigest ?? Data())
        self.init(digest.finalize())
    }

    /// A digest of a request and its session.
    init(session: String, fingerprint: Data) {
        var digest = SHA256()
        digest.update(data: fingerprint)
        digest.update(data: Data(session.utf8))
        self.init(digest.finalize())
    }

    private init(_ digest: SHA256.Digest) {
        (high, low) = digest.withUnsafeBytes { ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self)) }
    }
}
