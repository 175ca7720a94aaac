// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML
import Yams

/// Reads YAML as cassettes use it: scalars are text or bytes, and tags other than binary ones do not matter.
enum YAMLSource {
    private static let binaryTags: Set<String> = ["tag:yaml.org,2002:binary", "!binary"]
    private static let nullSpellings: Set<String> = ["", "~", "null", "Null", "NULL"]

    /// Reads a document.
    /// - Parameters:
    ///   - text: The document.
    ///   - limits: The bounds of what aliases may unfold to.
    /// - Returns: The root, aliases followed.
    /// - Throws: ``SourceProblem`` when it is not YAML, nested too deep, or beyond a limit.
    static func value(of text: String, limits: ImportLimits) throws(SourceProblem) -> SourceValue {
        let root: Node?
        do throws(YAMLError) {
            root = try YAMLReader.node(
                text,
                limits: YAMLLimits(elements: limits.elements, textBytes: limits.decodedBytes)
            )
        } catch {
            throw SourceProblem(error)
        }
        guard let root else { throw .malformed("the YAML is empty", remedy: "remove the file or record it again") }
        return try value(of: root)
    }

    private static func value(of node: Node) throws(SourceProblem) -> SourceValue {
        switch node {
        case .scalar(let scalar): return try value(of: scalar)
        case .sequence(let sequence):
            var elements: [SourceValue] = []
            for element in sequence { elements.append(try value(of: element)) }
            return .list(elements)
        case .mapping(let mapping):
            var members: [SourceMember] = []
            for (key, element) in mapping {
                members.append(SourceMember(name: name(of: key), value: try value(of: element)))
            }
            return .map(SourceMap(members: members, line: mapping.mark?.line))
        case .alias: throw .malformed("an alias has no anchor", line: node.mark?.line)
        }
    }

    private static func value(of scalar: Node.Scalar) throws(SourceProblem) -> SourceValue {
        let tag = scalar.tag.description
        if binaryTags.contains(tag) {
            guard let bytes = Base64.decode(scalar.string.utf8) else {
                return .damaged("the binary value is not base64")
            }
            return .bytes(bytes)
        }
        if tag.isEmpty, scalar.style == .plain, nullSpellings.contains(scalar.string) { return .scalar(.null) }
        // Tags of text, such as those of old Pythons, make a scalar text whatever it looks like.
        return tag.isEmpty && scalar.style == .plain ? .plain(scalar.string) : .scalar(.string(scalar.string))
    }

    /// The name a key stands for: its text, or that of the one argument of a Python object, such as aiohttp's `istr`.
    private static func name(of key: Node) -> String {
        switch key {
        case .scalar(let scalar): scalar.string
        case .sequence(let arguments): arguments.first.map { name(of: $0) } ?? ""
        default: ""
        }
    }
}

extension SourceProblem {
    fileprivate init(_ error: YAMLError) {
        switch error.problem {
        case .unreadable: self = .malformed(error.reason, line: error.line)
        case .tooDeep:
            self = .malformed(error.reason, line: error.line, remedy: "this is no cassette; leave the file out")
        case .tooManyElements: self = .tooLarge(error.reason, line: error.line, limit: "elements")
        case .tooMuchText: self = .tooLarge(error.reason, line: error.line, limit: "decodedBytes")
        }
    }
}
