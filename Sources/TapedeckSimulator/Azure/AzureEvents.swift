// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The events of a stream, translated one by one.
struct AzureEvents: AsyncSequence, Sendable {
    typealias Element = ArraySlice<UInt8>
    typealias Failure = any Error

    let slices: Body.Slices
    /// The event before all others, if there is one.
    let first: [UInt8]?
    let translate: @Sendable (JSONValue) -> [UInt8]

    func makeAsyncIterator() -> Iterator {
        Iterator(slices: slices.makeAsyncIterator(), first: first, translate: translate)
    }

    struct Iterator: AsyncIteratorProtocol {
        var slices: any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>
        var first: [UInt8]?
        let translate: @Sendable (JSONValue) -> [UInt8]
        private var rest: [UInt8] = []

        init(
            slices: any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>,
            first: [UInt8]?,
            translate: @escaping @Sendable (JSONValue) -> [UInt8]
        ) {
            self.slices = slices
            self.first = first
            self.translate = translate
        }

        mutating func next() async throws -> ArraySlice<UInt8>? {
            if let event = first {
                first = nil
                return AzureEvents.data(event)[...]
            }
            while let slice = try await slices.next(isolation: nil) {
                rest += slice
                guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
                let lines = rest[...end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    .dropLast()
                rest = Array(rest[(end + 1)...])
                return lines.reduce(into: []) { bytes, line in bytes += translated(line) + [UInt8(ascii: "\n")] }
            }
            defer { rest = [] }
            return rest.isEmpty ? nil : rest[...]
        }

        private func translated(_ line: ArraySlice<UInt8>) -> [UInt8] {
            let name = Array("data: ".utf8)
            guard line.starts(with: name), let document = try? JSONValue(parsing: line.dropFirst(name.count)) else {
                return Array(line)
            }
            return name + translate(document)
        }
    }

    private static func data(_ event: [UInt8]) -> [UInt8] { Array("data: ".utf8) + event + Array("\n\n".utf8) }
}
