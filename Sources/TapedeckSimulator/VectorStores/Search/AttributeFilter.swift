// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A filter of files by their attributes, from the `filters` of a search.
indirect enum AttributeFilter: Sendable, Hashable {
    case comparison(key: String, Comparison, JSONValue)
    case all([AttributeFilter])
    case any([AttributeFilter])

    /// How an attribute is compared with a value.
    enum Comparison: String, Sendable, CaseIterable {
        case equal = "eq"
        case notEqual = "ne"
        case greater = "gt"
        case greaterOrEqual = "gte"
        case less = "lt"
        case lessOrEqual = "lte"
        case oneOf = "in"
        case noneOf = "nin"
    }

    /// Maximum number of levels of `and` and `or`.
    private static let depthLimit = 16
    /// Maximum number of filters in a list.
    private static let countLimit = 100

    /// Reads a filter.
    /// - Parameters:
    ///   - value: The filter of the request.
    ///   - path: Its path in the request, for error messages.
    ///   - depth: The number of filters around it.
    /// - Throws: ``APIError`` when it is no filter.
    init(_ value: JSONValue, at path: String, depth: Int = 0) throws(APIError) {
        let fields = try RequestFields(value, at: path)
        let type = try fields.string("type", oneOf: Comparison.allCases.map(\.rawValue) + ["and", "or"])
        guard let type else { throw .missing(fields.path(of: "type")) }
        guard let comparison = Comparison(rawValue: type) else {
            try fields.allow(only: ["type", "filters"])
            _ = try fields.required("filters")
            guard depth < Self.depthLimit else {
                throw APIError(
                    message: "Invalid '\(path)': filters are nested more than \(Self.depthLimit) levels deep.",
                    param: path,
                    code: "invalid_value"
                )
            }
            var filters: [AttributeFilter] = []
            for (index, element) in (try fields.array("filters", count: 0...Self.countLimit) ?? []).enumerated() {
                filters.append(
                    try AttributeFilter(element, at: "\(fields.path(of: "filters"))[\(index)]", depth: depth + 1)
                )
            }
            self = type == "and" ? .all(filters) : .any(filters)
            return
        }
        try fields.allow(only: ["type", "key", "value"])
        _ = try fields.required("key")
        let operand = try fields.required("value")
        try Self.check(operand, for: comparison, at: fields.path(of: "value"))
        self = .comparison(key: try fields.string("key") ?? "", comparison, operand)
    }

    private static func check(_ value: JSONValue, for comparison: Comparison, at path: String) throws(APIError) {
        switch comparison {
        case .oneOf, .noneOf:
            guard let elements = value.elements else { throw .wrongType(path, expected: "an array", got: value) }
            for (index, element) in elements.enumerated() where !element.isAttribute {
                throw .wrongType("\(path)[\(index)]", expected: "a string, number or boolean", got: element)
            }
        case .greater, .greaterOrEqual, .less, .lessOrEqual:
            guard value.double != nil || value.string != nil else {
                throw .wrongType(path, expected: "a number or string", got: value)
            }
        case .equal, .notEqual:
            guard value.isAttribute else {
                throw .wrongType(path, expected: "a string, number or boolean", got: value)
            }
        }
    }

    /// Whether attributes pass the filter.
    ///
    /// Values of different types are not equal, and not in any order. A file without the attribute passes only `ne` and
    /// `nin`.
    func accepts(_ attributes: [JSONMember]) -> Bool {
        switch self {
        case .all(let filters): return filters.allSatisfy { $0.accepts(attributes) }
        case .any(let filters): return filters.contains { $0.accepts(attributes) }
        case .comparison(let key, let comparison, let operand):
            let value = attributes.last { $0.name.isSpelled(like: key) }?.value
            switch comparison {
            case .equal: return value?.equals(operand) ?? false
            case .notEqual: return !(value?.equals(operand) ?? false)
            case .oneOf: return operand.elements?.contains { value?.equals($0) ?? false } ?? false
            case .noneOf: return !(operand.elements?.contains { value?.equals($0) ?? false } ?? false)
            case .greater: return value?.precedes(operand).map { !$0 && value?.equals(operand) == false } ?? false
            case .greaterOrEqual: return value?.precedes(operand).map { !$0 } ?? false
            case .less: return value?.precedes(operand) ?? false
            case .lessOrEqual: return value?.precedes(operand).map { $0 || value?.equals(operand) == true } ?? false
            }
        }
    }
}

extension JSONValue {
    /// Whether it can be the value of an attribute: a string, number or boolean.
    var isAttribute: Bool {
        switch self {
        case .string, .number, .bool: true
        case .null, .array, .object: false
        }
    }

    /// Whether two values of attributes are equal; `1` and `1.0` are.
    fileprivate func equals(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.string(let one), .string(let two)): one.isSpelled(like: two)
        case (.number(let one), .number(let two)): one.value == two.value
        case (.bool(let one), .bool(let two)): one == two
        default: false
        }
    }

    /// Whether a number is less than another, or a string comes before another by its UTF-8; `nil` for other types.
    fileprivate func precedes(_ other: JSONValue) -> Bool? {
        switch (self, other) {
        case (.number(let one), .number(let two)): one.value < two.value
        case (.string(let one), .string(let two)): one.utf8.lexicographicallyPrecedes(two.utf8)
        default: nil
        }
    }
}
