// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CanonicalJSONWriter {
    /// Writes a string; its opening quote is the next byte.
    /// - Returns: Whether it has no escape, and its order is that of its bytes.
    @discardableResult
    mutating func writeString() throws(Problem) -> Bool {
        let start = position + 1
        let (stop, isASCII) = bytes.plainEnd(from: start)
        guard stop < end, input[stop] == UInt8(ascii: "\"") else { return try writeEscapedString(from: start) }
        guard isASCII || bytes.isUTF8(in: start..<stop) else { throw .malformed }
        try copy(stop + 1 - position)
        return isASCII || !bytes[start..<stop].contains { $0 >= 0xEE }
    }

    /// Writes a string that has an escape, run by run.
    private mutating func writeEscapedString(from start: Int) throws(Problem) -> Bool {
        let written = count
        var isASCII = true
        try copy(1)
        while true {
            let run = bytes.plainEnd(from: position)
            isASCII = isASCII && run.isASCII
            try copy(run.index - position)
            guard position < end else { throw .malformed }
            if input[position] == UInt8(ascii: "\"") { break }
            guard input[position] == UInt8(ascii: "\\"), position + 1 < end else { throw .malformed }
            if try !copyEscape() { isASCII = false }
        }
        guard !isASCII else {
            try copy(1)
            return false
        }
        guard bytes.isUTF8(in: start..<position) else { throw .malformed }
        let mark = UnsafeBufferPointer(start: output + written, count: count - written)
        if SurrogateHalf.mayStand(in: mark) {
            // What stands for half of a pair elsewhere.
            guard let text = text(of: UInt32(start)..<UInt32(position)) else { throw .malformed }
            count = written
            position += 1
            try append(canonical: text)
        } else {
            try copy(1)
        }
        return false
    }

    /// Writes an escape as short as it can be.
    /// - Returns: Whether it is an ASCII character.
    private mutating func copyEscape() throws(Problem) -> Bool {
        switch input[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            try copy(2)
            return true
        case UInt8(ascii: "/"):
            position += 1
            try copy(1)
            return true
        case UInt8(ascii: "u"): return try copyUnicodeEscape()
        default: throw .malformed
        }
    }

    private mutating func copyUnicodeEscape() throws(Problem) -> Bool {
        guard let high = hexadecimal(at: position + 2) else { throw .malformed }
        position += 6
        if let scalar = Unicode.Scalar(high) {
            if scalar.value < 0x80 {
                try append(canonicalCharacter: UInt8(high))
                return true
            }
            try append(scalar)
            return false
        }
        if high < 0xDC00, position + 1 < end, input[position] == UInt8(ascii: "\\"),
            input[position + 1] == UInt8(ascii: "u")
        {
            guard let low = hexadecimal(at: position + 2) else { throw .malformed }
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
            {
                position += 6
                try append(scalar)
                return false
            }
        }
        // Half of a pair; what follows is another character, or the next half.
        try append("\\u")
        for shift in [12, 8, 4, 0] as [UInt16] { try append(Self.hexadecimalDigit(UInt8(high >> shift & 15))) }
        return true
    }

    private func hexadecimal(at start: Int) -> UInt16? {
        guard start + 4 <= end else { return nil }
        var value: UInt16 = 0
        for index in start..<start + 4 {
            guard let digit = input[index].hexadecimalValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    mutating func writeScrubbedString() throws(Problem) {
        let start = position + 1
        var stop = bytes.plainEnd(from: start).index
        while stop + 1 < end, input[stop] == UInt8(ascii: "\\") { stop = bytes.plainEnd(from: stop + 2).index }
        guard stop < end, input[stop] == UInt8(ascii: "\""),
            let text = text(of: UInt32(start)..<UInt32(stop))
        else { throw .malformed }
        position = stop + 1
        try append(canonical: rules.scrub(text, &budget))
    }

    /// What stands between two quotes, unescaped; `nil` when that is no text.
    func text(of place: Range<UInt32>) -> String? {
        let quoted = Array(bytes[(Int(place.lowerBound) - 1)...Int(place.upperBound)])
        var parser = JSONParser(bytes: quoted[...], isLenient: true)
        return try? parser.string()
    }

    // MARK: - Bytes

    private mutating func append(_ scalar: Unicode.Scalar) throws(Problem) {
        for byte in scalar.utf8 { try append(byte) }
    }

    /// Appends an ASCII character as a string of canonical JSON has it.
    private mutating func append(canonicalCharacter byte: UInt8) throws(Problem) {
        switch byte {
        case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"):
            var escape: [UInt8] = []
            JSONValue.appendEscape(of: byte, to: &escape)
            for byte in escape { try append(byte) }
        default: try append(byte)
        }
    }

    /// Appends a string with its quotes.
    private mutating func append(canonical text: String) throws(Problem) {
        var string: [UInt8] = []
        JSONValue.append(text, to: &string)
        guard count + string.count <= capacity else { throw .full }
        for byte in string { try append(byte) }
    }
}
