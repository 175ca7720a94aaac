// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The stems of a text, for counting overlap: runs of letters and digits, in lower case.
enum Terms {
    static func of(_ text: String) -> [String] {
        // Most often it is a word in lower case.
        if !text.isEmpty, text.utf8.allSatisfy(isLowercase) { return [stem(text)] }
        var result: [String] = []
        var current: [UInt8] = []
        func finish() {
            if !current.isEmpty { result.append(stem(String(decoding: current, as: UTF8.self))) }
            current.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): current.append(byte | 0x20)
            case _ where isLowercase(byte): current.append(byte)
            default: finish()
            }
        }
        finish()
        return result
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte >= 0x80
    }
}

/// Overlap of texts, given as the numbers of their terms.
enum Overlap {
    /// Length of the longest common subsequence.
    static func common(_ first: [Int32], _ second: [Int32]) -> Int {
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        var row = [Int](repeating: 0, count: second.count + 1)
        for value in first {
            var diagonal = 0
            for column in 1...second.count {
                let above = row[column]
                row[column] = value == second[column - 1] ? diagonal + 1 : max(above, row[column - 1])
                diagonal = above
            }
        }
        return row[second.count]
    }

    /// F1 of the longest common subsequence.
    static func sequenceScore(_ first: [Int32], _ second: [Int32]) -> Double {
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        return 2 * Double(common(first, second)) / Double(first.count + second.count)
    }
}
