// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension IdentifierGenerator {
    /// `vs_` and 32 hexadecimal digits, which begin with the time.
    mutating func vectorStore(at time: Int) -> String { timed("vs_", at: time) }
    /// `vsfb_` and 32 hexadecimal digits, which begin with the time.
    mutating func fileBatch(at time: Int) -> String { timed("vsfb_", at: time) }
}
