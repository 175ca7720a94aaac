// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Parses the header lines that libcurl delivers into the final response head.
///
/// Interim (1xx) heads are passed over, and so is everything after the final head (trailers).
struct ResponseHeadParser {
    /// The outcome of a line.
    enum Outcome: Equatable {
        /// The head is not whole yet, or was before.
        case more
        /// The final head is whole.
        case head(HTTPResponse)
        /// There are more lines or bytes than a head may have.
        case tooLarge
        /// The line cannot stand in a response head.
        case malformed
    }

    /// The decoder of the body's content coding, once the head is complete; `nil` for none.
    private(set) var decoder: ContentDecoder?

    private var status: HTTPResponse.Status?
    private var fields = HTTPFields()
    /// All lines count, those of interim heads and folded ones too.
    private var limits = HTTPFieldLimits()
    private var isComplete = false

    /// Takes one line.
    /// - Parameter line: The bytes, with or without the line end.
    /// - Returns: The outcome of the line.
    mutating func receive(_ line: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard !isComplete else { return .more }
        guard limits.admit(byteCount: line.count) else { return .tooLarge }
        var line = line[...]
        while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
        guard let first = line.first else { return endOfHead() }
        if line.starts(with: "HTTP/".utf8) {
            status = Self.status(line)
            fields = HTTPFields()
            return status == nil ? .malformed : .more
        }
        guard status != nil else { return .malformed }
        if first == 0x20 || first == 0x09 {
            continueField(line)
        } else {
            addField(line)
        }
        return .more
    }

    private mutating func endOfHead() -> Outcome {
        guard let status else { return .malformed }
        // 101 ends interim heads as well, but is never asked for: `upgrade` is not forwarded.
        guard status.code >= 200 else {
            self.status = nil
            return .more
        }
        isComplete = true
        return .head(HTTPResponse(status: status, headerFields: decodedFields()))
    }

    /// The fields as they are for the body that goes on.
    ///
    /// A body in a coding that is not known goes on in it, and says so: clients may know it, or pass it over.
    private mutating func decodedFields() -> HTTPFields {
        var hopByHop = HopByHopFields()
        var codings: [String] = []
        for field in fields {
            hopByHop.add(field)
            if field.name == .contentEncoding { codings.append(field.value) }
        }
        var isKnown = true
        if !codings.isEmpty {
            let limits = ContentDecodingLimits(bytes: .max, ratio: .max)
            do {
                decoder = try ContentDecoder(
                    codings: codings.joined(separator: ","),
                    limits: limits,
                    ignoresTrailingBytes: true
                )
            } catch {
                isKnown = false
            }
        }
        var kept = HTTPFields()
        kept.reserveCapacity(fields.count)
        for field in fields where !hopByHop.contains(field.name) {
            if isKnown, field.name == .contentEncoding { continue }
            if decoder != nil, field.name == .contentLength { continue }
            kept.append(field)
        }
        return kept
    }

    private static func status(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> HTTPResponse.Status? {
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[1].count == 3, let code = Int(String(decoding: parts[1], as: UTF8.self)),
            (100...999).contains(code)
        else { return nil }
        let reason = parts.count == 3 ? String(decoding: parts[2], as: UTF8.self) : ""
        return HTTPResponse.Status(code: code, reasonPhrase: reason)
    }

    private mutating func addField(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        // A name that cannot be represented is left out, as browsers do, rather than losing the whole response.
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { return }
        fields.append(HTTPField(name: name, value: line[line.index(after: colon)...].trimmingSpaces()))
    }

    /// Adds an obsolete folded line to the field before it (RFC 9112, section 5.2).
    private mutating func continueField(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        guard !fields.isEmpty else { return }
        let last = fields[fields.endIndex - 1]
        var value = last.withUnsafeBytesOfValue { Array($0) }
        value.append(0x20)
        value.append(contentsOf: line.trimmingSpaces())
        fields[fields.endIndex - 1] = HTTPField(name: last.name, value: value)
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate func trimmingSpaces() -> Self {
        var text = self
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}
