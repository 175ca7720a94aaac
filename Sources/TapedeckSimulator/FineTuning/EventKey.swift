// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A reversible mapping of event numbers to identifiers, so that events need not be stored.
///
/// Identifiers look random, and two numbers of a job never share one, since each step is reversible.
struct EventKey: Sendable, Hashable {
    private static let prefix = "ftevent-"
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let inverse: UInt64 = 0xF1DE_83E1_9937_733D
    /// Number of characters that hold 64 bits.
    private static let digits = 11

    /// Prefix of the identifiers of the job's events.
    private let beginning: String
    private let secret: UInt64

    init(_ identifiers: inout IdentifierGenerator) {
        self.beginning = String(identifiers.event().dropLast(Self.digits))
        self.secret = UInt64(truncatingIfNeeded: identifiers.number(below: .init(Int32.max)))
    }

    /// The identifier of an event by its number.
    func identifier(of number: Int) -> String {
        var mixed = (UInt64(number) ^ secret) &* Self.factor
        mixed ^= mixed >> 32
        var text: [UInt8] = []
        for _ in 0..<Self.digits {
            text.append(Self.alphabet[Int(mixed % 62)])
            mixed /= 62
        }
        return beginning + String(decoding: text, as: UTF8.self)
    }

    /// The number of an event by its identifier; `nil` for an event of another job.
    func number(of identifier: String) -> Int? {
        guard identifier.utf8.count == beginning.utf8.count + Self.digits, identifier.hasPrefix(beginning) else {
            return nil
        }
        var mixed: UInt64 = 0
        for byte in identifier.utf8.reversed().prefix(Self.digits) {
            guard let digit = Self.alphabet.firstIndex(of: byte) else { return nil }
            mixed = mixed &* 62 &+ UInt64(digit)
        }
        mixed ^= mixed >> 32
        // Eleven characters hold more than 64 bits: rejects identifiers that overflow.
        guard let number = Int(exactly: (mixed &* Self.inverse) ^ secret), self.identifier(of: number) == identifier
        else {
            return nil
        }
        return number
    }
}
