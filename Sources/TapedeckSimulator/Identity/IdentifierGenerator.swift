// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A seeded generator of identifiers, in the alphabets and lengths of the service.
struct IdentifierGenerator: Sendable {
    static let base62 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    static let base58 = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    static let digits = Array("0123456789abcdef".utf8)

    var generator: SplitMix64
    /// The moment of the last identifier that sorts by time.
    var moment = IdentifierMoment()

    init(seed: UInt64) {
        self.generator = SplitMix64(seed: seed)
    }

    /// `file-` and 22 characters of base 58; at Azure 32 hexadecimal digits.
    mutating func file() -> String {
        "file-" + (APIDialect.current == .azure ? text(32, of: Self.digits) : text(22, of: Self.base58))
    }
    /// `ftjob-` and 24 characters of base 62; at Azure 32 hexadecimal digits.
    mutating func job() -> String {
        "ftjob-" + (APIDialect.current == .azure ? text(32, of: Self.digits) : text(24, of: Self.base62))
    }
    /// `ftevent-` and 24 characters of base 62.
    mutating func event() -> String { "ftevent-" + text(24, of: Self.base62) }
    /// `ftckpt_` and 24 characters of base 62.
    mutating func checkpoint() -> String { "ftckpt_" + text(24, of: Self.base62) }
    /// `cp_` and 24 characters of base 62.
    mutating func permission() -> String { "cp_" + text(24, of: Self.base62) }
    /// `req_` and 32 hexadecimal digits.
    mutating func request() -> String { "req_" + text(32, of: Self.digits) }
    /// The `cf-ray` field: 16 hexadecimal digits and the airport of a data centre.
    mutating func ray() -> String { text(16, of: Self.digits) + "-FRA" }
    /// `proj_` and 24 characters of base 62.
    mutating func project() -> String { "proj_" + text(24, of: Self.base62) }
    /// `call_` and 24 characters of base 62.
    mutating func toolCall() -> String { "call_" + text(24, of: Self.base62) }
    /// `upload_` and 32 hexadecimal digits, which begin with the time.
    mutating func upload(at time: Int) -> String { timed("upload_", at: time) }
    /// `part_` and 32 hexadecimal digits, which begin with the time.
    mutating func part(at time: Int) -> String { timed("part_", at: time) }

    /// `chatcmpl-` and 29 characters of base 62, which sort by time.
    mutating func chatCompletion(at time: Int) -> String {
        // Seven digits of base 62 hold the seconds; the first is `D` in 2026.
        var rest = time
        var stamp: [UInt8] = []
        for _ in 0..<6 {
            stamp.append(Self.base62[rest % 62])
            rest /= 62
        }
        return "chatcmpl-D" + String(decoding: stamp.reversed(), as: UTF8.self) + text(22, of: Self.base62)
    }

    /// Last eight characters of a fine-tuned model's name.
    mutating func model() -> String { text(8, of: Self.base62) }

    /// Padding for an event of a stream, in base 62.
    mutating func padding(_ count: Int) -> String { text(count, of: Self.base62) }

    /// Appends padding for an event of a stream, in base 62.
    mutating func appendPadding(_ count: Int, to bytes: inout [UInt8]) {
        for _ in 0..<count { bytes.append(Self.base62[generator.next(below: Self.base62.count)]) }
    }

    /// A separate generator, seeded by one number of this one.
    mutating func branch() -> IdentifierGenerator {
        var branch = IdentifierGenerator(seed: generator.next())
        branch.moment = moment
        return branch
    }

    /// A seed for a job without one.
    mutating func seed() -> Int { Int(generator.next() >> 33) }

    /// A random number below a bound.
    mutating func number(below bound: Int) -> Int { generator.next(below: bound) }

    /// A prefix and 32 hexadecimal digits, which begin with the time.
    mutating func timed(_ prefix: String, at time: Int) -> String {
        let seconds = String(UInt32(truncatingIfNeeded: time), radix: 16)
        let padded = String(repeating: "0", count: 8 - seconds.count) + seconds
        return prefix + padded + text(4, of: Self.digits) + "819" + text(17, of: Self.digits)
    }

    /// Random characters of an alphabet.
    mutating func text(_ count: Int, of alphabet: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for index in 0..<count { buffer[index] = alphabet[generator.next(below: alphabet.count)] }
            return count
        }
    }
}
