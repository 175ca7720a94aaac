// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The flows of a file of mitmproxy, one after the other.
struct FlowEntries: EntrySource {
    private let window: SourceWindow
    private let limits: ImportLimits
    private var count = 0

    var format: ImportFormat { .mitmproxy }

    init(_ window: SourceWindow, limits: ImportLimits) {
        self.window = window
        self.limits = limits
    }

    /// Whether a file begins with a tagged netstring that holds another one.
    static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
        let afterLength = digits(bytes)
        guard afterLength.first == UInt8(ascii: ":") else { return false }
        let afterInner = digits(afterLength.dropFirst())
        return afterInner.first == UInt8(ascii: ":")
    }

    /// What follows digits; nothing when there are none.
    private static func digits(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = bytes.drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return rest.startIndex > bytes.startIndex ? rest : []
    }

    mutating func next() throws(SourceProblem) -> SourceItem? {
        guard try window.peek() != nil else { return nil }
        count += 1
        do throws(SourceProblem) {
            let flow = try flow()
            do throws(SourceProblem) {
                return try MitmproxyFormat.item(TNetString.value(of: flow, limits: limits))
            } catch {
                guard error.concernsEntry else { throw error }
                return .damaged(error)
            }
        } catch {
            throw error.inInteraction(count)
        }
    }

    private func flow() throws(SourceProblem) -> ArraySlice<UInt8> {
        _ = try window.has(TNetString.lengthDigits + 1)
        let start = window.rest.prefix(TNetString.lengthDigits + 1)
        guard let colon = start.firstIndex(of: UInt8(ascii: ":")), let length = Int(start: start[..<colon]) else {
            throw TNetString.malformed
        }
        guard length <= limits.entryBytes else {
            throw .tooLarge("a flow has more than \(limits.entryBytes) bytes", limit: "entryBytes")
        }
        let whole = colon - start.startIndex + 1 + length + 1
        guard try window.has(whole) else {
            throw .malformed("the flow file breaks off in the middle of a flow")
        }
        return window.take(whole)
    }
}

extension Int {
    /// Reads ASCII digits.
    fileprivate init?(start digits: ArraySlice<UInt8>) {
        // A sign is none.
        guard digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        self.init(String(decoding: digits, as: UTF8.self))
    }
}
