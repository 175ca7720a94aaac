// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place at which two JSON documents differ.
public struct JSONDifference: Sendable, Hashable {
    /// The place.
    public let path: JSONPath
    /// The value in the first document; `nil` when it has none there.
    public let left: JSONValue?
    /// The value in the second document; `nil` when it has none there.
    public let right: JSONValue?

    /// The places at which two documents differ, in canonical order: members by name, elements by index.
    ///
    /// Numbers are compared by value, so `1.0` and `1` do not differ.
    /// - Parameters:
    ///   - left: The first document.
    ///   - right: The second document.
    /// - Returns: The deepest places, empty when the documents are the same.
    public static func all(between left: JSONValue, and right: JSONValue) -> [JSONDifference] {
        var found: [JSONDifference] = []
        collect(left, right, at: [], into: &found)
        return found
    }

    private static func collect(
        _ left: JSONValue?, _ right: JSONValue?, at steps: [JSONPath.Step], into found: inout [JSONDifference]
    ) {
        switch (left, right) {
        case (.object(let leftMembers), .object(let rightMembers)):
            let left = lastValues(leftMembers)
            let right = lastValues(rightMembers)
            for name in Set(left.keys).union(right.keys).sorted() {
                collect(left[name], right[name], at: steps + [.member(name)], into: &found)
            }
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                collect(
                    index < left.count ? left[index] : nil, index < right.count ? right[index] : nil,
                    at: steps + [.element(index)], into: &found)
            }
        case (.number(let left), .number(let right)) where left.value == right.value:
            return
        case _ where left == right:
            return
        default:
            found.append(JSONDifference(path: JSONPath(steps: steps), left: left, right: right))
        }
    }

    private static func lastValues(_ members: [JSONMember]) -> [String: JSONValue] {
        Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
