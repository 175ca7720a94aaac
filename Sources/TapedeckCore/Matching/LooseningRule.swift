// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A matching rule under which a difference would not count.
///
/// Only for what looks volatile: identifiers, dates, users. A rule for what decides the answer, such as a prompt, would
/// have every request answered by the same recording.
package enum LooseningRule: Sendable, Hashable {
    /// A place in JSON bodies does not count.
    case ignoreJSON(JSONPath)
    /// A query item does not count.
    case ignoreQuery(String)
    /// Text that matches a named pattern is equal.
    case scrub(String)

    /// Members that hold the texts a model is asked with; within these only what is scrubbed may differ.
    private static let texts: Set<String> = ["messages", "input", "instructions", "prompt", "content"]
    /// Members that decide the answer whatever they look like.
    private static let deciding: Set<String> = [
        "model", "tools", "tool_choice", "functions", "function_call", "response_format", "text", "suffix", "seed",
        "temperature", "top_p", "stop", "n", "dimensions", "voice", "size", "quality", "reasoning", "hyperparameters",
    ]
    /// Query items that decide which part of a list is answered.
    private static let decidingItems: Set<String> = [
        "after", "before", "limit", "order", "purpose", "include", "model",
    ]
    /// Names of what says who asks, when, and in the course of what.
    private static let volatileNames: Set<String> = [
        "user", "user_id", "userid", "safety_identifier", "prompt_cache_key", "request_id", "requestid", "session_id",
        "sessionid", "trace_id", "traceid", "span_id", "run_id", "correlation_id", "conversation_id", "idempotency_key",
        "client_id", "timestamp", "ts", "time", "date", "datetime", "created", "created_at", "updated_at", "nonce",
        "uuid",
        "_", "cachebuster", "metadata",
    ]

    /// The rule for a difference in a JSON body, if there is a sane one.
    init?(at path: JSONPath, recorded: JSONValue?, got: JSONValue?) {
        let names = path.steps.compactMap { step in if case .member(let name) = step { name.lowercased() } else { nil }
        }
        guard let root = names.first, !Self.deciding.contains(root) else { return nil }
        if case .string(let recorded)? = recorded, case .string(let got)? = got,
            let pattern = Self.pattern(under: recorded, got)
        {
            self = .scrub(pattern)
            return
        }
        guard !Self.texts.contains(root) else { return nil }
        let isNamed = names.contains { Self.volatileNames.contains($0) }
        guard isNamed || (Self.isVolatile(recorded) && Self.isVolatile(got)) else { return nil }
        self = .ignoreJSON(path)
    }

    /// The rule for a difference in a query item, if there is a sane one.
    init?(queryItem name: String, recorded: String?, got: String?) {
        guard !Self.decidingItems.contains(name.lowercased()) else { return nil }
        // The version of Azure's API is a date, yet no reason to scrub every date.
        if name.lowercased() == "api-version" {
            self = .ignoreQuery(name)
            return
        }
        if let recorded, let got, let pattern = Self.pattern(under: recorded, got) {
            self = .scrub(pattern)
            return
        }
        let isNamed = Self.volatileNames.contains(name.lowercased())
        guard isNamed || (recorded.map(Self.isVolatile) ?? false && got.map(Self.isVolatile) ?? false) else {
            return nil
        }
        self = .ignoreQuery(name)
    }

    /// The named pattern under which two texts are the same.
    private static func pattern(under left: String, _ right: String) -> String? {
        TextPattern.named.map(\.key).first { name in
            guard let pattern = try? TextPattern(name) else { return false }
            func scrubbed(_ text: String) -> [UInt8] { Array(pattern.replacingMatches(in: text, with: "<>").utf8) }
            return scrubbed(left) == scrubbed(right)
        }
    }

    private static func isVolatile(_ value: JSONValue?) -> Bool {
        switch value {
        case .number(let number): isTime(number.spelling)
        case .string(let text): isVolatile(text)
        default: false
        }
    }

    /// Whether a text looks like a time or an identifier that is made anew each time.
    private static func isVolatile(_ text: String) -> Bool {
        if isTime(text) { return true }
        let bytes = Array(text.utf8)
        guard bytes.count <= 128, bytes.contains(where: { (0x30...0x39).contains($0) }) else { return false }
        if bytes.count >= 16, bytes.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit || $0 == UInt8(ascii: "-") })
        {
            return true
        }
        // A kind and random letters, such as file-6F2k… or req_01h…
        guard let mark = bytes.firstIndex(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
            return false
        }
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        let rest = bytes[(mark + 1)...]
        return mark >= 2 && bytes[..<mark].allSatisfy(isLetter) && rest.count >= 8
            && rest.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
            && rest.contains { (0x30...0x39).contains($0) }
    }

    /// Whether a text is a time in seconds or milliseconds since 1970, of this century.
    private static func isTime(_ text: String) -> Bool {
        let whole = text.prefix { $0 != "." }
        guard whole.count == 10 || whole.count == 13, let number = Int(whole) else { return false }
        return (946_684_800...4_102_444_800).contains(whole.count == 10 ? number : number / 1000)
    }
}
