// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The shape of a JSON document: its members and their types, whatever their values.
package struct JSONShape: Sendable, Hashable {
    /// A type of JSON.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Any of the types of JSON; `null` goes with every other.
        case null, boolean, number, string, array, object
    }

    /// A place where two shapes differ.
    package struct Difference: Sendable, Hashable {
        /// The place, with `[*]` for the elements of an array.
        package let path: JSONPath
        /// The recorded type; `nil` for nothing.
        package let recorded: String?
        /// The type now; `nil` for nothing.
        package let now: String?
    }

    private var kinds: Set<Kind> = []
    private var members: [SpelledString: JSONShape] = [:]
    /// The shape of all elements together; one at most.
    private var elements: [JSONShape] = []

    /// The shape of a document.
    package init(_ value: JSONValue) {
        switch value {
        case .null: kinds = [.null]
        case .bool: kinds = [.boolean]
        case .number: kinds = [.number]
        case .string: kinds = [.string]
        case .array(let values):
            kinds = [.array]
            guard var all = values.first.map(JSONShape.init) else { return }
            for value in values.dropFirst() { all.formUnion(JSONShape(value)) }
            elements = [all]
        case .object(let values):
            kinds = [.object]
            for member in values { members[SpelledString(member.name)] = JSONShape(member.value) }
        }
    }

    private mutating func formUnion(_ other: JSONShape) {
        kinds.formUnion(other.kinds)
        members.merge(other.members) { left, right in
            var both = left
            both.formUnion(right)
            return both
        }
        if elements.isEmpty {
            elements = other.elements
        } else if let shape = other.elements.first {
            elements[0].formUnion(shape)
        }
    }

    /// Where the shape of a recorded answer and that of an answer of now differ, in the order of names.
    package func differences(to now: JSONShape) -> [Difference] {
        var found: [Difference] = []
        collect(self, now, [], into: &found)
        return found
    }

    private func collect(
        _ recorded: JSONShape,
        _ now: JSONShape,
        _ steps: [JSONPath.Step],
        into found: inout [Difference]
    ) {
        let (before, after) = (recorded.kinds.subtracting([.null]), now.kinds.subtracting([.null]))
        if !before.isEmpty, !after.isEmpty, before.isDisjoint(with: after) {
            found.append(Difference(path: JSONPath(steps: steps), recorded: recorded.text, now: now.text))
            return
        }
        if before.contains(.object), after.contains(.object) {
            for name in Set(recorded.members.keys).union(now.members.keys).sorted() {
                let place = steps + [.member(name.text)]
                switch (recorded.members[name], now.members[name]) {
                case (let left?, let right?): collect(left, right, place, into: &found)
                case (let left, let right):
                    found.append(Difference(path: JSONPath(steps: place), recorded: left?.text, now: right?.text))
                }
            }
        }
        if let left = recorded.elements.first, let right = now.elements.first {
            collect(left, right, steps + [.all], into: &found)
        }
    }

    private var text: String { kinds.map(\.rawValue).sorted().joined(separator: " or ") }
}
