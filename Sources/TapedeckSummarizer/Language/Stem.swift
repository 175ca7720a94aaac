// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The stem of a word, enough to match its forms.
/// - Parameter word: A word in lower case.
/// - Returns: The word without endings of plural and tense; not always a word itself.
package func stem(_ word: String) -> String {
    var bytes = Array(word.utf8)
    func ends(_ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        return suffix.withUTF8Buffer { bytes.suffix(count).elementsEqual($0) }
    }
    if ends("'s") { bytes.removeLast(2) }
    if bytes.count <= 3 { return String(decoding: bytes, as: UTF8.self) }
    if ends("ies") || ends("ied") {
        bytes.removeLast(3)
        bytes.append(UInt8(ascii: "y"))
    } else if ends("ing") && bytes.count > 5 {
        bytes.removeLast(3)
        undouble(&bytes)
    } else if ends("ed") && bytes.count > 4 {
        bytes.removeLast(2)
        undouble(&bytes)
    } else if ends("sses") || ends("shes") || ends("ches") || ends("xes") {
        bytes.removeLast(2)
    } else if ends("s") && !ends("ss") && !ends("us") && !ends("is") {
        bytes.removeLast()
    }
    if bytes.count > 4, bytes.last == UInt8(ascii: "e") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
}

private func undouble(_ bytes: inout [UInt8]) {
    guard bytes.count > 3, bytes[bytes.count - 1] == bytes[bytes.count - 2] else { return }
    if !"lsz".utf8.contains(bytes[bytes.count - 1]) { bytes.removeLast() }
}
