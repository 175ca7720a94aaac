// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place at which two JSON documents differ.
package struct JSONDifference: Sendable, Hashable {
    /// The place.
    package let path: JSONPath
    /// The value in the first document; `nil` when it has none there.
    package let left: JSONValue?
    /// The value in the second document; `nil` when it has none there.
    package let right: JSONValue?

    /// The places at which two documents differ, in canonical order: members by name, elements by index.
    ///
    /// Numbers are compared by value as written, so `1.0` and `1` do not differ, and 2^53 and 2^53 + 1 do.
    /// - Parameters:
    ///   - left: The first document.
    ///   - right: The second document.
    /// - Returns: The deepest places, empty when the documents are the same.
    package static func all(between left: JSONValue, and right: JSONValue) -> [JSONDifference] {
        var found: [JSONDifference] = []
        collect(left, right, at: [], into: &found)
        return found
    }

    private static func collect(
        _ left: JSONValue?,
        _ right: JSONValue?,
        at steps: [JSONPath.Step],
        into found: inout [JSONDifference]
    ) {
        switch (left, right) {
        case (.object(let leftMembers), .object(let rightMembers)):
            var left = JSONValue.canonicalOrder(leftMembers)[...]
            var right = JSONValue.canonicalOrder(rightMembers)[...]
            while let (name, leftValue, rightValue) = nextMember(&left, &right) {
                collect(leftValue, rightValue, at: steps + [.member(name)], into: &found)
            }
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                // `nil` alone would be the JSON value null.
                collect(
                    index < left.count ? left[index] : JSONValue?.none,
                    index < right.count ? right[index] : JSONValue?.none,
                    at: steps + [.element(index)],
                    into: &found
                )
            }
        case (.number(let left), .number(let right)) where left == right || left.canonical == right.canonical:
            return
        case (.string(let left), .string(let right)) where left.isSpelled(like: right):
            return
        case (.null, .null), (.bool(true), .bool(true)), (.bool(false), .bool(false)):
            return
        default:
            found.append(JSONDifference(path: JSONPath(steps: steps), left: left, right: right))
        }
    }

    /// Takes the first name from two lists of members in canonical order, with the values of both.
    private static func nextMember(
        _ left: inout ArraySlice<JSONMember>,
        _ right: inout ArraySlice<JSONMember>
    ) -> (name: String, left: JSONValue?, right: JSONValue?)? {
        guard let first = left.first else {
            return right.popFirst().map { ($0.name, nil, $0.value) }
        }
        guard let second = right.first, !JSONValue.precedes(first.name, second.name) else {
            left.removeFirst()
            return (first.name, first.value, nil)
        }
        right.removeFirst()
        if JSONValue.precedes(second.name, first.name) { return (second.name, nil, second.value) }
        left.removeFirst()
        return (first.name, first.value, second.value)
    }
}
