// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The short fields of a form, read with the service's error messages; `name[]` is one of several values of `name`.
struct FormFields: Sendable {
    fileprivate let fields: [(name: String, value: String)]
    /// The file in the form.
    let file: UploadForm.FormFile?

    init(_ form: UploadForm) {
        self.fields = form.fields.map { ($0.name.hasSuffix("[]") ? String($0.name.dropLast(2)) : $0.name, $0.value) }
        self.file = form.file
    }

    /// The last value of a field; `nil` when it is missing or empty.
    subscript(name: String) -> String? {
        fields.last { $0.name.isSpelled(like: name) }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// All values of a field, in order.
    func values(_ name: String) -> [String] { fields.filter { $0.name.isSpelled(like: name) }.map(\.value) }

    /// Throws for fields other than these; those of objects have their names in brackets.
    func allow(only names: Set<String>) throws(APIError) {
        for field in fields where !names.contains(String(field.name.prefix { $0 != "[" })) {
            throw .unknownParameter(field.name)
        }
    }

    /// An optional number.
    func number(_ name: String, in range: ClosedRange<Double>) throws(APIError) -> Double? {
        guard let text = self[name] else { return nil }
        guard let number = Double(text), number.isFinite else {
            throw .wrongType(name, expected: "a decimal", got: .string(text))
        }
        guard range.contains(number) else {
            let isBelow = number < range.lowerBound
            throw .outOfRange(
                name,
                isInteger: false,
                isBelow: isBelow,
                bound: JSONNumber(isBelow ? range.lowerBound : range.upperBound).canonical,
                got: text
            )
        }
        return number
    }

    /// An optional boolean.
    func bool(_ name: String) throws(APIError) -> Bool? {
        switch self[name]?.lowercased() {
        case nil: return nil
        case "true"?, "1"?: return true
        case "false"?, "0"?: return false
        case let text?: throw .wrongType(name, expected: "a boolean", got: .string(text))
        }
    }

    /// The values of a field, each of a closed set.
    func list(_ name: String, oneOf supported: [String]) throws(APIError) -> [String] {
        let values = values(name)
        for (index, value) in values.enumerated() where !supported.contains(value) {
            throw .wrongValue("\(name)[\(index)]", got: value, supported: supported)
        }
        return values
    }
}

extension RequestFields {
    /// The fields of a form as if they were members of a JSON object: numbers and booleans where they are spelled so.
    /// - Parameters:
    ///   - form: The form.
    ///   - numbers: Names of the fields that are integers.
    ///   - booleans: Names of the fields that are true or false.
    /// - Throws: ``APIError`` when one of them is not.
    init(form: FormFields, numbers: Set<String>, booleans: Set<String>) throws(APIError) {
        var members: [JSONMember] = []
        for field in form.fields where !field.value.isEmpty {
            var value = JSONValue.string(field.value)
            if numbers.contains(field.name), let number = Int(field.value) { value = .integer(number) }
            if booleans.contains(field.name), let flag = try form.bool(field.name) { value = .bool(flag) }
            members.append(JSONMember(name: field.name, value: value))
        }
        try self.init(.object(members))
    }
}
