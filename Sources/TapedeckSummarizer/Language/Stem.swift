// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The stem of a word, enough to match its forms.
/// - Parameter word: A word in lower case.
/// - Returns: The word without endings of plural and tense; not always a word itself.
package func stem(_ word: String) -> String {
    var word = word
    let (count, endsInY) = word.withUTF8 { shortened($0) }
    if !endsInY, count == word.utf8.count { return word }
    let stem = String(decoding: word.utf8.prefix(count), as: UTF8.self)
    return endsInY ? stem + "y" : stem
}

/// How many bytes of a word belong to its stem, and whether a *y* follows them.
private func shortened(_ bytes: UnsafeBufferPointer<UInt8>) -> (count: Int, endsInY: Bool) {
    var count = bytes.count
    func ends(_ suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        guard count >= length else { return false }
        return suffix.withUTF8Buffer { suffix in suffix.indices.allSatisfy { bytes[count - length + $0] == suffix[$0] }
        }
    }
    func undouble() {
        guard count > 3, bytes[count - 1] == bytes[count - 2], !"lsz".utf8.contains(bytes[count - 1]) else { return }
        count -= 1
    }
    if ends("'s") { count -= 2 }
    if count <= 3 { return (count, false) }
    if ends("ies") || ends("ied") { return (count - 3, true) }
    if count > 5, ends("ing") {
        count -= 3
        undouble()
    } else if count > 4, ends("ed") {
        count -= 2
        undouble()
    } else if ends("sses") || ends("shes") || ends("ches") || ends("xes") {
        count -= 2
    } else if ends("s") && !ends("ss") && !ends("us") && !ends("is") {
        count -= 1
    }
    if count > 4, bytes[count - 1] == UInt8(ascii: "e") { count -= 1 }
    return (count, false)
}
