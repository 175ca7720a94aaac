// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Finds where two interactions differ.
struct InteractionComparison {
    /// The most differences of an interaction that are kept; all are counted.
    static let limit = 1000

    let ignored: [JSONPath]
    /// Whether times, chunks and volatile fields count too.
    let countsEverything: Bool

    func differences(
        _ left: StoredInteraction,
        of first: Cassette,
        _ right: StoredInteraction,
        of second: Cassette
    ) throws -> [InteractionChange.Difference] {
        var found: [InteractionChange.Difference] = []
        func compare(_ place: String, _ left: JSONValue?, _ right: JSONValue?) {
            guard left != right else { return }
            found.append(InteractionChange.Difference(place: place, left: left, right: right))
        }
        let (before, after) = (left.interaction, right.interaction)
        let bodies = BodyComparison(ignored: ignored, countsSpelling: countsEverything)
        compare("request", .string(before.request.requestLine), .string(after.request.requestLine))
        if countsEverything {
            compare("session", .string(before.session), .string(after.session))
            compare("recorded at", .integer(before.recordedAt), .integer(after.recordedAt))
        }
        compareFields("request header", before.request.headerFields, after.request.headerFields, compare)
        for difference in try bodies.differences(
            BodyComparison.Side(before.request.body, before.request.headerFields, of: first),
            BodyComparison.Side(after.request.body, after.request.headerFields, of: second)
        ) {
            compare("request \(difference.path)", difference.left, difference.right)
        }
        compare("status", .integer(before.response.status), .integer(after.response.status))
        compare("outcome", .string(before.response.outcome.rawValue), .string(after.response.outcome.rawValue))
        compareFields("response header", before.response.headerFields, after.response.headerFields, compare)
        for difference in try bodies.differences(
            BodyComparison.Side(before.response.body, before.response.headerFields, of: first),
            BodyComparison.Side(after.response.body, after.response.headerFields, of: second)
        ) {
            compare("response \(difference.path)", difference.left, difference.right)
        }
        guard countsEverything else { return found }
        compare("first byte", .integer(before.response.timeToFirstByte), .integer(after.response.timeToFirstByte))
        compare("duration", .integer(before.response.duration), .integer(after.response.duration))
        compare("chunks", chunks(before.response), chunks(after.response))
        return found
    }

    /// Fields by name; request fields that say which client asked count only when everything does.
    private func compareFields(
        _ place: String,
        _ left: HTTPFields,
        _ right: HTTPFields,
        _ compare: (String, JSONValue?, JSONValue?) -> Void
    ) {
        func counts(_ name: String) -> Bool {
            countsEverything
                || !(VolatileFields.contains(name) || name == "user-agent" || name.hasPrefix("x-stainless-"))
        }
        let names = Set((Array(left) + Array(right)).map(\.name.canonicalName)).filter(counts)
        for name in names.sorted() {
            guard let field = HTTPField.Name(name) else { continue }
            func value(_ fields: HTTPFields) -> JSONValue? {
                let values = fields[values: field]
                return values.isEmpty ? nil : .string(values.joined(separator: ", "))
            }
            compare("\(place) \(name)", value(left), value(right))
        }
    }

    private func chunks(_ response: RecordedResponse) -> JSONValue {
        .array(response.chunks.map { [.integer($0.offset), .integer($0.length), .integer($0.time)] })
    }
}
