// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CanonicalJSONWriter {
    mutating func writeLiteral(_ literal: StaticString) throws(Problem) {
        let length = literal.utf8CodeUnitCount
        guard position + length <= end else { throw .malformed }
        for index in 0..<length where input[position + index] != literal.utf8Start[index] { throw .malformed }
        try copy(length)
    }

    mutating func writeNumber() throws(Problem) {
        let start = position
        var index = start
        func isDigit(_ place: Int) -> Bool {
            place < end && input[place] >= UInt8(ascii: "0") && input[place] <= UInt8(ascii: "9")
        }
        func passDigits() throws(Problem) {
            guard isDigit(index) else { throw .malformed }
            repeat { index += 1 } while isDigit(index)
        }
        if input[index] == UInt8(ascii: "-") { index += 1 }
        let whole = index
        let isZero = index < end && input[index] == UInt8(ascii: "0")
        if isZero { index += 1 } else { try passDigits() }
        // So far an integer is canonical up to 21 digits, save for -0.
        var isCanonical = index - whole <= 21 && !(isZero && whole > start)
        if index < end, input[index] == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            try passDigits()
            // Zeros at the end do not stay, nor do more than five before the first digit that is none.
            isCanonical = index - start <= 21 && input[index - 1] != UInt8(ascii: "0")
            if isCanonical, isZero {
                var zeros = fraction
                while input[zeros] == UInt8(ascii: "0") { zeros += 1 }
                isCanonical = zeros - fraction <= 5
            }
        }
        if index < end, input[index] | 0x20 == UInt8(ascii: "e") {
            isCanonical = false
            index += 1
            if index < end, input[index] == UInt8(ascii: "+") || input[index] == UInt8(ascii: "-") { index += 1 }
            try passDigits()
        }
        guard !isCanonical else { return try copy(index - start) }
        guard let number = JSONNumber(spelling: String(decoding: bytes[start..<index], as: UTF8.self), isBounded: false)
        else { throw .malformed }
        position = index
        for byte in number.canonical.utf8 { try append(byte) }
    }
}
