// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a scanner looks for, prepared once for all the bodies and texts of an exchange.
struct SecretNeedles: Sendable {
    static let keyPrefixes = ["sk-", "sess-"].map { Array($0.utf8) }
    /// Placeholders of an earlier redaction; in a fingerprint they are as good as the secrets they stand for.
    static let placeholders = ["sk-", "sess-", ""].map { Array(($0 + Placeholder.word).utf8) }

    /// The secrets known by value, longest first.
    let secrets: [[UInt8]]
    let heads: NeedleHeads
    /// How many bytes must be at hand to decide on a match.
    let reach: Int

    init(secrets: [String]) {
        self.secrets = secrets.map { Array($0.utf8) }.filter { $0.count >= SecretScanner.minimumSecretLength }
            .sorted { $0.count > $1.count }
        let needles = self.secrets + Self.keyPrefixes + Self.placeholders
        self.heads = NeedleHeads(needles)
        self.reach = max(needles.map(\.count).max() ?? 0, SecretScanner.minimumKeyLength + 5)
    }
}
