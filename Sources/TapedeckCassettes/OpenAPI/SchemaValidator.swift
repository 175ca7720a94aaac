// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Checks documents against schemas.
struct SchemaValidator {
    /// The most violations that are told of one document.
    static let limit = 50

    /// The places at which a document is not what a schema says; of alternatives, those of the nearest.
    func violations(of value: JSONValue, against node: SchemaNode) -> [SchemaViolation] {
        Array(check(value, node, []).prefix(Self.limit))
    }

    private func check(_ value: JSONValue, _ node: SchemaNode, _ steps: [JSONPath.Step]) -> [SchemaViolation] {
        func violation(_ expected: String, isQuirk: Bool = false) -> SchemaViolation {
            SchemaViolation(path: JSONPath(steps: steps), expected: expected, got: value.excerpt, isQuirk: isQuirk)
        }
        if node.isNever { return [violation("nothing")] }
        if !node.kinds.isEmpty, !node.kinds.contains(where: value.isOf) {
            let expected = node.kinds.map(\.rawValue).joined(separator: " or ")
            return [violation(expected, isQuirk: SchemaQuirks.isKnown(value, at: steps, expected: node.kinds))]
        }
        if let values = node.values, !values.contains(where: { $0.canonical == value.canonical }) {
            let list = values.prefix(8).map { $0.text() }.joined(separator: ", ")
            return [
                violation(
                    (values.count == 1 ? "" : "one of ") + list + (values.count > 8 ? ", …" : ""),
                    isQuirk: SchemaQuirks.isKnown(value, at: steps, amongst: values)
                )
            ]
        }
        var found: [SchemaViolation] = []
        switch value {
        case .object(let members): found += check(members, node, steps)
        case .array(let elements):
            if let counts = node.counts, !counts.contains(elements.count) {
                found.append(violation("\(Self.text(counts)) elements"))
            }
            guard let items = node.items else { break }
            for (index, element) in elements.enumerated() where found.count < Self.limit {
                found += check(element, items, steps + [.element(index)])
            }
        case .string(let text):
            if let lengths = node.lengths, !lengths.contains(text.unicodeScalars.count) {
                found.append(violation("\(Self.text(lengths)) characters"))
            }
            if let pattern = node.pattern, !text.isEmpty, !pattern.matches(text) {
                found.append(violation("text that matches \(pattern.text)"))
            }
        case .number(let number):
            if let minimum = node.minimum,
                number.value < minimum.value || (minimum.isExclusive && number.value == minimum.value)
            {
                found.append(violation("a number from \(minimum.value)"))
            }
            if let maximum = node.maximum,
                number.value > maximum.value || (maximum.isExclusive && number.value == maximum.value)
            {
                found.append(violation("a number up to \(maximum.value)"))
            }
        default: break
        }
        for schema in node.all where found.count < Self.limit { found += check(value, schema, steps) }
        for schemas in node.alternatives where found.count < Self.limit { found += nearest(value, schemas, steps) }
        if let not = node.not, check(value, not, steps).allSatisfy(\.isQuirk) {
            found.append(violation("something else"))
        }
        return found
    }

    private func check(_ members: [JSONMember], _ node: SchemaNode, _ steps: [JSONPath.Step]) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        let names = SpelledSet(members.map(\.name))
        for name in node.required where !names.contains(name) {
            let path = JSONPath(steps: steps + [.member(name)])
            let isQuirk = members.isEmpty && SchemaQuirks.mayBeEmpty(at: steps)
            found.append(SchemaViolation(path: path, expected: "a member", got: "none", isQuirk: isQuirk))
        }
        for member in members where found.count < Self.limit {
            let place = steps + [.member(member.name)]
            if let property = node.properties[member.name] {
                var inside = check(member.value, property, place)
                // The service sends null for what the description says may be left out.
                if member.value == .null, !node.required.contains(where: member.name.isSpelled) {
                    for index in inside.indices { inside[index].isQuirk = true }
                }
                found += inside
                continue
            }
            switch node.additional {
            case .anything: continue
            case .nothing:
                let path = JSONPath(steps: place)
                found.append(SchemaViolation(path: path, expected: "no such member", got: member.value.excerpt))
            case .schema(let schema): found += check(member.value, schema, place)
            }
        }
        return found
    }

    /// The violations of the alternative that is nearest: none when one holds.
    private func nearest(_ value: JSONValue, _ schemas: [SchemaNode], _ steps: [JSONPath.Step]) -> [SchemaViolation] {
        var best: [SchemaViolation]?
        func rank(_ violations: [SchemaViolation]) -> (Int, Int, Int) {
            let drift = violations.filter { !$0.isQuirk }
            // What fails at a tag of its own, or as a whole, was never meant.
            let isOther = drift.contains { $0.path.steps.count <= steps.count + 1 && $0.expected.hasPrefix("\"") }
            let isWhole = drift.contains { $0.path.steps.count <= steps.count }
            return (isWhole ? 2 : isOther ? 1 : 0, drift.count, violations.count)
        }
        for schema in schemas {
            let found = check(value, schema, steps)
            if found.isEmpty { return [] }
            if best.map({ rank(found) < rank($0) }) ?? true { best = found }
        }
        return best ?? []
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}

extension JSONValue {
    fileprivate func isOf(_ kind: SchemaNode.Kind) -> Bool {
        switch (self, kind) {
        case (.null, .null), (.bool, .boolean), (.number, .number), (.string, .string), (.array, .array),
            (.object, .object):
            true
        case (.number(let number), .integer): number.value.rounded() == number.value
        default: false
        }
    }

    /// The value in a form in which equal ones are the same.
    fileprivate var canonical: [UInt8] {
        var bytes: [UInt8] = []
        appendCanonical(to: &bytes)
        return bytes
    }

    /// The beginning of the value's text.
    fileprivate var excerpt: String {
        let text = self.text()
        return text.count > 60 ? text.prefix(60) + "…" : text
    }
}
