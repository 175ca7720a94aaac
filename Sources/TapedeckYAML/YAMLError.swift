// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Yams

/// Why a YAML document cannot be read; it never quotes the document, which may hold a secret.
package struct YAMLError: Error, Sendable, Hashable {
    /// The problem.
    package enum Problem: Sendable, Hashable {
        /// The document is not YAML; the text says why.
        case unreadable(String)
        /// The nesting is deeper than the limit.
        case tooDeep(limit: Int)
        /// There are more elements than the limit, aliases followed.
        case tooManyElements(limit: Int)
        /// There are more bytes of text than the limit, aliases followed.
        case tooMuchText(limit: Int)
    }

    /// The problem.
    package let problem: Problem
    /// The line, from 1, as far as it is known.
    package let line: Int?

    /// The problem, in words.
    package var reason: String {
        switch problem {
        case .unreadable(let reason): "the YAML is not readable: \(reason)"
        case .tooDeep(let limit): "the YAML is nested deeper than \(limit) levels"
        case .tooManyElements(let limit): "the YAML unfolds to more than \(limit) elements"
        case .tooMuchText(let limit): "the YAML unfolds to more than \(limit) bytes of text"
        }
    }

    init(_ problem: Problem, line: Int?) {
        self.problem = problem
        self.line = line
    }

    /// The parser's message, without its excerpt of the document.
    init(_ error: any Error, in text: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            self.init(.unreadable(problem), line: mark.line)
        case YamlError.reader(let problem, let offset, _, _):
            let line = offset.map { 1 + text.utf8.prefix($0).count { $0 == UInt8(ascii: "\n") } }
            self.init(.unreadable(problem), line: line)
        case YamlError.duplicatedKeysInMapping(_, let context):
            self.init(.unreadable("a key stands twice in one map"), line: context.mark.line)
        default:
            self.init(.unreadable("unknown failure"), line: nil)
        }
    }
}
