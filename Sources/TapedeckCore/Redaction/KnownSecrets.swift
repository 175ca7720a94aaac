// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The secrets a scanner looks for, by value and by shape, prepared once for all the bodies of an exchange.
///
/// A class, since every scanner holds them.
final class KnownSecrets: Sendable {
    /// The shapes of keys that are looked for, found by their first byte.
    final class Shapes: Sendable {
        static let firstVersion = Shapes(KeyShape.firstVersion, keepsNumbers: false)
        static let current = Shapes(KeyShape.vendors, keepsNumbers: true)

        fileprivate let byFirst: [[KeyShape]]
        fileprivate let heads: PatternHeads
        /// The most letters and digits that stand before the prefix of a key.
        let behind: Int
        fileprivate let reach: Int
        /// Whether a secret of digits is one by itself only, not as a part of another number.
        fileprivate let keepsNumbers: Bool

        private init(_ shapes: [KeyShape], keepsNumbers: Bool) {
            self.keepsNumbers = keepsNumbers
            byFirst = (0...255).map { byte in shapes.filter { $0.prefix.first == UInt8(byte) } }
            let patterns = shapes.map(\.prefix) + KnownSecrets.placeholders
            heads = PatternHeads(patterns)
            behind = shapes.map(\.behind).max() ?? 0
            reach = patterns.map(\.count).max() ?? 0
        }
    }

    private static let marks = ["sk-", "sess-"].map { Array($0.utf8) }
    /// Placeholders of an earlier redaction; in a fingerprint they are as good as the secrets they stand for.
    private static let placeholders = ["sk-", "sess-", ""].map { Array(($0 + Placeholder.word).utf8) }

    /// A secret known by value, in one of its spellings.
    struct Secret: Sendable {
        let bytes: [UInt8]
        /// The part of the secret that stays in the placeholder.
        let mark: [UInt8]
        /// Whether it reads as a number, and is no secret as a part of another one.
        let isNumber: Bool
    }

    /// The secrets known by value, longest first.
    let secrets: [Secret]
    /// The bytes that they begin with.
    let firstBytes: ByteSet
    let shapes: Shapes
    let heads: PatternHeads
    /// How many bytes must be at hand to decide on what begins there.
    let reach: Int

    init(secrets: [String], shapes: Shapes = .current) {
        self.secrets = Set(secrets.filter(Self.isSecret).flatMap(Self.spellings)).sorted {
            $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count
        }.map { bytes in
            Secret(
                bytes: bytes,
                mark: Self.marks.first { bytes.starts(with: $0) } ?? [],
                isNumber: shapes.keepsNumbers && bytes.allSatisfy(ByteSet.number.contains)
            )
        }
        self.firstBytes = ByteSet(self.secrets.compactMap(\.bytes.first))
        self.shapes = shapes
        self.heads = self.secrets.isEmpty ? shapes.heads : shapes.heads.adding(self.secrets.map(\.bytes))
        self.reach =
            max(
                self.secrets.map(\.bytes.count).max() ?? 0,
                shapes.reach,
                SecretScanner.minimumKeyLength
            ) + SecretMatcher.numberReach
    }

    /// Whether a value is long enough to be a secret rather than a word.
    static func isSecret(_ value: String) -> Bool {
        let minimum = SecretScanner.minimumSecretLength
        let hasDigit = value.utf8.contains(where: ByteSet.digits.contains)
        return value.utf8.count >= (hasDigit ? minimum.withDigit : minimum.withoutDigit)
    }

    /// A secret as it stands in text, in a URL, and in a JSON string; also after the mark that a placeholder may have.
    private static func spellings(of secret: String) -> [[UInt8]] {
        let bytes = Array(secret.utf8)
        func escaped(_ escape: (UInt8) -> [UInt8]) -> [UInt8] {
            bytes.flatMap {
                ByteSet.key.contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "~") ? [$0] : escape($0)
            }
        }
        // What would end a JSON string is looked for as JSON spells it only, so that documents stay whole.
        var spellings = bytes.contains(UInt8(ascii: "\"")) ? [] : [bytes]
        if !bytes.allSatisfy(ByteSet.key.contains) {
            spellings.append(escaped { Array("%\(CollectionOfOne($0).hexadecimal)".utf8) })
            spellings.append(escaped { Array("%\(CollectionOfOne($0).hexadecimal.uppercased())".utf8) })
            spellings.append(escaped { $0 == UInt8(ascii: "/") ? Array("\\/".utf8) : [$0] })
            spellings.append(Array(JSONValue.string(secret).text().utf8.dropFirst().dropLast()))
        }
        return spellings.flatMap { spelling in [spelling] + marks.map { $0 + spelling } }
    }

    /// The placeholder that bytes begin with.
    func placeholder(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes[start] == UInt8(ascii: "R") || bytes[start] == UInt8(ascii: "s") else { return nil }
        return Self.placeholders.first { bytes.starts(with: $0, at: start) }
    }

    /// The shapes whose keys may begin with a byte.
    func shapes(from byte: UInt8) -> [KeyShape] { shapes.byFirst[Int(byte)] }
}
