// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
package import TapedeckCore

/// Writes the page and the interactions that it shows into one HTML file, which needs no server.
///
/// Interactions are written as they are added, each as an element of its own that the page reads when it shows it, so a
/// cassette of any size takes little memory here.
package final class SnapshotWriter {
    /// The bounds of a file.
    package struct Limits: Sendable {
        /// Maximum number of bytes of one body; of longer ones the beginning is written.
        package var body: Int
        /// Maximum number of bytes of all bodies; more than browsers open would help nobody.
        package var total: Int
        /// Maximum number of interactions.
        package var count: Int

        /// Creates limits.
        package init(body: Int = 1 << 20, total: Int = 256 << 20, count: Int = 100_000) {
            self.body = body
            self.total = total
            self.count = count
        }
    }

    /// How a run used an interaction.
    package enum Use: String, Sendable {
        case played, recorded, unused
    }

    private let limits: Limits
    private let bundle: PageBundle
    private let write: ([UInt8]) throws -> Void
    private var tapes: [SnapshotTape] = []
    private var total = 0
    private var count = 0

    /// Begins the file.
    /// - Parameters:
    ///   - title: The title of the page.
    ///   - limits: The bounds.
    ///   - write: Takes the bytes of the file in order.
    /// - Throws: What `write` throws.
    package init(title: String, limits: Limits, write: @escaping ([UInt8]) throws -> Void) throws {
        self.limits = limits
        self.write = write
        bundle = PageBundle(title: title)
        try write(Array(bundle.head.utf8))
    }

    /// Begins the interactions of a cassette.
    package func begin(_ store: any BrowsableStore) { tapes.append(SnapshotTape(store, number: tapes.count)) }

    /// Adds an interaction of the cassette.
    /// - Parameters:
    ///   - stored: The interaction.
    ///   - use: How the run used it, where that is known.
    /// - Returns: Whether it was added; false when that would be over a bound.
    /// - Throws: What writing throws; `CassetteError` when the cassette is damaged.
    package func add(_ stored: StoredInteraction, use: Use? = nil) throws -> Bool {
        let tape = tapes.count - 1
        let store = tapes[tape].store
        guard count < limits.count,
            let outline = try store.outlines(of: [stored.id...stored.id], limit: 1).first
        else { return false }
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        let asked = SnapshotBody(request.body, request.headerFields, from: store, limit: limits.body)
        let answered = SnapshotBody(response.body, response.headerFields, from: store, limit: limits.body)
        guard total + asked.count + answered.count <= limits.total else { return false }
        total += asked.count + answered.count
        count += 1
        try write(
            ["interaction": stored.json(from: store), "request": asked.json, "response": answered.json],
            id: "\(tapes[tape].number)-\(stored.id)"
        )
        tapes[tape].add(outline, use)
        return true
    }

    /// Ends the file.
    /// - Parameter summary: What the page says beside the interactions.
    /// - Throws: What writing throws.
    package func finish(_ summary: SnapshotSummary) throws {
        try write(summary.json(tapes), id: "snapshot")
        try write(Array(bundle.tail.utf8))
    }

    private func write(_ document: JSONValue, id: String) throws {
        try write(Array("<script type=\"application/json\" id=\"\(id)\">".utf8))
        try write(ScriptJSON.escaped(document.text().utf8))
        try write(Array("</script>\n".utf8))
    }
}

/// A body as it is written into the file.
private struct SnapshotBody {
    let json: JSONValue
    let count: Int

    init(_ body: RecordedBody, _ fields: HTTPFields, from store: any BrowsableStore, limit: Int) {
        do {
            let shown = ShownBody(body, codings: fields[.contentEncoding], from: store)
            let part = try shown.part(from: 0, length: limit)
            count = part.bytes.count
            json =
                Self.text(part.bytes, isCut: part.bytes.count < part.total).map {
                    ["text": .string($0), "total": .integer(part.total)]
                } ?? ["base64": .string(Data(part.bytes).base64EncodedString()), "total": .integer(part.total)]
        } catch {
            count = 0
            json = ["error": .string("The body cannot be shown: \(error)."), "total": .integer(body.length)]
        }
    }

    /// The bytes as text; `nil` when they are none.
    ///
    /// Where a body was cut, its last character may be cut too.
    private static func text(_ bytes: ArraySlice<UInt8>, isCut: Bool) -> String? {
        for dropped in 0...(isCut ? min(3, bytes.count) : 0) {
            if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return text }
        }
        return nil
    }
}
