// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A text with variables in double braces: `{{item.label}}`, `{{ sample.output_json.answer }}`.
struct GraderTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case variable([String])
    }

    /// Maximum length of a text with its variables filled in, in bytes.
    static let lengthLimit = 65_536

    private var parts: [Part] = []

    /// Reads a template.
    ///
    /// Braces that do not pair are text.
    init(_ text: String) {
        var rest = text.utf8[...]
        let open = Array("{{".utf8), close = Array("}}".utf8)
        while let start = Self.place(of: open, in: rest),
            let end = Self.place(of: close, in: rest[rest.index(start, offsetBy: 2)...])
        {
            if start > rest.startIndex { parts.append(.text(String(decoding: rest[..<start], as: UTF8.self))) }
            let name = String(decoding: rest[rest.index(start, offsetBy: 2)..<end], as: UTF8.self)
            parts.append(.variable(Self.path(name)))
            rest = rest[rest.index(end, offsetBy: 2)...]
        }
        if !rest.isEmpty { parts.append(.text(String(decoding: rest, as: UTF8.self))) }
    }

    /// The names of the variables, in order.
    var variables: [[String]] {
        parts.compactMap { if case .variable(let path) = $0 { path } else { nil } }
    }

    /// The text with the values of its variables.
    /// - Throws: ``GraderProblem`` for an unknown variable, and for a text that gets too long.
    func filled(_ input: GraderInput) throws(GraderProblem) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let part): text += part
            case .variable(let path): text += try input.text(of: path)
            }
            guard text.utf8.count <= Self.lengthLimit else {
                throw GraderProblem(kind: .other, message: "a text is longer than \(Self.lengthLimit) bytes.")
            }
        }
        return text
    }

    /// The parts of a variable's name: `item.list[0].x` is `item`, `list`, `0`, `x`.
    private static func path(_ name: String) -> [String] {
        name.trimmingSpaces.split(separator: ".", omittingEmptySubsequences: false).flatMap { part in
            part.split(separator: "[", omittingEmptySubsequences: false).enumerated().map { offset, piece in
                offset > 0 && piece.hasSuffix("]") ? String(piece.dropLast()) : String(piece)
            }
        }
    }

    private static func place(of mark: [UInt8], in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == mark[0], next < text.endIndex, text[next] == mark[1] { return index }
            index = next
        }
        return nil
    }
}

extension RequestFields {
    /// A required text with variables, each of which is one of an item or of a sample.
    /// - Throws: ``APIError`` when it is missing, no string, or names anything else.
    func template(_ name: String) throws(APIError) -> GraderTemplate {
        _ = try required(name)
        let template = GraderTemplate(try string(name, length: 0...GraderTemplate.lengthLimit) ?? "")
        try template.check(at: path(of: name))
        return template
    }
}

extension GraderTemplate {
    /// Checks the names of the variables.
    /// - Throws: ``APIError`` for a variable that is neither of an item nor of a sample.
    func check(at path: String) throws(APIError) {
        for variable in variables where variable.first != "item" && variable.first != "sample" {
            throw APIError(
                message: "Invalid '\(path)': unknown template variable '\(variable.joined(separator: "."))'. Variables "
                    + "begin with 'item.' or 'sample.'.",
                param: path,
                code: "invalid_value"
            )
        }
    }
}
