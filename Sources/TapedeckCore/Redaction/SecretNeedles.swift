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
        let long = secrets.filter { secret in
            let hasDigit = secret.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let minimum = SecretScanner.minimumSecretLength
            return secret.utf8.count >= (hasDigit ? minimum.withDigit : minimum.withoutDigit)
        }
        self.secrets = Set(long.flatMap(Self.spellings)).sorted {
            $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
        }
        let needles = self.secrets + Self.keyPrefixes + Self.placeholders
        self.heads = NeedleHeads(needles)
        self.reach = max(needles.map(\.count).max() ?? 0, SecretScanner.minimumKeyLength + 5)
    }

    /// A secret as it stands in text, in a URL, and in a JSON string; also after the prefix that a placeholder may have.
    private static func spellings(of secret: String) -> [[UInt8]] {
        let bytes = Array(secret.utf8)
        func escaped(_ escape: (UInt8) -> [UInt8]) -> [UInt8] {
            bytes.flatMap {
                SecretScanner.isKeyByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "~") ? [$0] : escape($0)
            }
        }
        var spellings = [bytes]
        if !bytes.allSatisfy(SecretScanner.isKeyByte) {
            spellings.append(escaped { Array("%\(CollectionOfOne($0).hexadecimal)".utf8) })
            spellings.append(escaped { Array("%\(CollectionOfOne($0).hexadecimal.uppercased())".utf8) })
            spellings.append(escaped { $0 == UInt8(ascii: "/") ? Array("\\/".utf8) : [$0] })
        }
        return spellings.flatMap { spelling in [spelling] + keyPrefixes.map { $0 + spelling } }
    }
}
