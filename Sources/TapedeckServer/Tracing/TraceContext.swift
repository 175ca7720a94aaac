// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The place of a span in a trace.
///
/// Source: W3C Trace Context, level 1, sections 3.2 and 3.3.
struct TraceContext: Sendable, Hashable {
    /// Maximum length of a `tracestate` that is passed on, in bytes.
    private static let stateLimit = 512

    /// The trace: 32 hexadecimal digits.
    let traceID: String
    /// The span of the caller, 16 hexadecimal digits; `nil` where the trace begins here.
    let parentID: String?
    /// What the caller's tracing systems keep with the trace.
    let state: String?
    /// Whether the caller records the trace.
    let isSampled: Bool

    /// Reads the context that a request brings, or begins a trace.
    ///
    /// A header field that is not as it should be counts as none, which is what the source asks for.
    init(_ fields: HTTPFields, _ random: inout some RandomNumberGenerator) {
        if let parent = fields[.traceparent].flatMap(Self.parse) {
            (traceID, parentID, isSampled) = parent
            state = fields[.tracestate].flatMap { Self.isState($0) ? $0 : nil }
        } else {
            (traceID, parentID, isSampled, state) = (Self.id(digits: 32, &random), nil, true, nil)
        }
    }

    /// A new identifier of a span or trace, which is not zero.
    static func id(digits: Int, _ random: inout some RandomNumberGenerator) -> String {
        var id = ""
        while id.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) {
            id = ""
            for _ in 0..<digits { id.append(String(UInt8.random(in: 0..<16, using: &random), radix: 16)) }
        }
        return id
    }

    /// Reads `version-trace-parent-flags`; later versions may have more behind it.
    private static func parse(_ text: String) -> (traceID: String, parentID: String?, isSampled: Bool)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, isID(parts[0], 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            isID(parts[1], 32), isID(parts[2], 16), isID(parts[3], 2), let flags = UInt8(parts[3], radix: 16),
            !parts[1].allSatisfy({ $0 == "0" }), !parts[2].allSatisfy({ $0 == "0" })
        else { return nil }
        return (String(parts[1]), String(parts[2]), flags & 1 == 1)
    }

    private static func isID(_ text: Substring, _ digits: Int) -> Bool {
        text.utf8.count == digits
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private static func isState(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= stateLimit && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
