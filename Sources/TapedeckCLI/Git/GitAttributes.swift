// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The lines of a `.gitattributes` file, and what setup changes in them.
struct GitAttributes: Hashable {
    /// A change of a line.
    enum Change: Hashable {
        /// A line is new.
        case added(String)
        /// A line has other attributes.
        case changed(from: String, to: String)
        /// A line is gone.
        case removed(String)
        /// A line was left as it is, since git has only pointers to its files.
        case keptForLFS(String)
    }

    /// The attributes that lead git to the commands of this tool.
    private static let installed = ["diff=tapedeck", "merge=tapedeck"]
    /// Keeps git from changing line ends in cassettes.
    private static let binary = "-text"

    private var lines: [String]
    private let lineEnd: String

    /// Reads a file.
    init(_ text: String) {
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    /// The text of the file.
    var text: String { lines.map { $0 + lineEnd }.joined() }

    /// Whether the file has no lines.
    var isEmpty: Bool { lines.isEmpty }

    /// Makes sure that files of a pattern are shown and merged by this tool.
    /// - Returns: The change; `nil` when the last line of the pattern says so already.
    mutating func install(_ pattern: String) -> Change? {
        let name = Self.quoted(pattern)
        guard let index = lines.lastIndex(where: { Self.parts(of: $0)?.pattern == name }),
            let (_, attributes) = Self.parts(of: lines[index])
        else {
            let line = ([name, Self.binary] + Self.installed).joined(separator: " ")
            lines.append(line)
            return .added(line)
        }
        let old = lines[index]
        if attributes.contains("filter=lfs") { return .keptForLFS(old) }
        let own = attributes.filter { ["diff", "merge", "binary"].contains(Self.name(of: $0)) && $0 != "binary" }
        let isAfterMacro = attributes.suffix(own.count).elementsEqual(own) || !attributes.contains("binary")
        if Set(own) == Set(Self.installed), isAfterMacro { return nil }
        let others = attributes.filter { !["diff", "merge"].contains(Self.name(of: $0)) }
        lines[index] = ([name] + others + Self.installed).joined(separator: " ")
        return .changed(from: old, to: lines[index])
    }

    /// Takes out what setup has put in, of whatever pattern.
    mutating func remove() -> [Change] {
        var (kept, changes): ([String], [Change]) = ([], [])
        for line in lines {
            guard let (pattern, attributes) = Self.parts(of: line),
                attributes.contains(where: Self.installed.contains)
            else {
                kept.append(line)
                continue
            }
            let others = attributes.filter { !Self.installed.contains($0) }
            guard !others.isEmpty, others != [Self.binary] else {
                changes.append(.removed(line))
                continue
            }
            kept.append(([pattern] + others).joined(separator: " "))
            changes.append(.changed(from: line, to: kept[kept.count - 1]))
        }
        lines = kept
        return changes
    }

    /// The pattern of a line as it is spelled, and its attributes; `nil` for comments, macros and empty lines.
    private static func parts(of line: String) -> (pattern: String, attributes: [String])? {
        let text = line.drop { $0 == " " || $0 == "\t" }
        guard let first = text.first, first != "#", !text.hasPrefix("[attr]") else { return nil }
        var end = text.index(after: text.startIndex)
        if first == "\"" {
            while end < text.endIndex, text[end] != "\"" {
                end = text.index(after: end)
                if text[text.index(before: end)] == "\\", end < text.endIndex { end = text.index(after: end) }
            }
            if end < text.endIndex { end = text.index(after: end) }
        } else {
            end = text.firstIndex { $0 == " " || $0 == "\t" } ?? text.endIndex
        }
        let attributes = text[end...].split { $0 == " " || $0 == "\t" }.map(String.init)
        return (String(text[..<end]), attributes)
    }

    /// The name of an attribute, whether it is set, unset or has a value.
    private static func name(of attribute: String) -> String {
        String(attribute.drop { $0 == "-" || $0 == "!" }.prefix { $0 != "=" })
    }

    /// A pattern as a line begins with it.
    private static func quoted(_ pattern: String) -> String {
        guard pattern.contains(where: { " \t\"\\".contains($0) }) || pattern.hasPrefix("#") else { return pattern }
        let escaped = pattern.map { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(escaped)\""
    }
}
