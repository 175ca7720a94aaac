// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import TapedeckCore

/// SHA-256 digests for results, journals and file names.
enum Digest {
    /// The digest in lower-case hexadecimal.
    static func hexadecimal(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }

    /// The digest of several texts; the boundaries between them count.
    static func hexadecimal(of texts: [String]) -> String {
        var hash = SHA256()
        for text in texts {
            // The length before each text keeps ["ab", "c"] and ["a", "bc"] apart.
            hash.update(data: Array("\(text.utf8.count):".utf8))
            hash.update(data: Array(text.utf8))
        }
        return hash.finalize().hexadecimal
    }
}
