// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// An error of a file that cannot be imported.
package struct ImportError: RemediableError, Hashable {
    /// The kind of failure; more may be added.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, such as `unknown_format`.
        package let description: String

        private init(_ description: String) { self.description = description }

        /// The file is not in a known format.
        package static let unknownFormat = Code("unknown_format")
        /// The file is not UTF-8, not YAML or not JSON, or lacks what its format demands.
        package static let malformed = Code("malformed")
        /// A body cannot be decoded.
        package static let damagedBody = Code("damaged_body")
        /// The file, or what it unfolds to, is beyond a limit.
        package static let tooLarge = Code("too_large")
        /// The file cannot be read from its disk.
        package static let unreadable = Code("unreadable")
    }

    /// The kind of failure.
    package let code: Code
    /// The name the file was read under.
    package let file: String
    /// The line, counted from 1, when it is known.
    package let line: Int?
    /// The interaction of the file, counted from 1, when the failure lies in one.
    package let interaction: Int?
    /// The problem there.
    package let reason: String
    /// The next step.
    package let remedy: Remedy?

    init(_ problem: SourceProblem, file: String) {
        self.code = problem.code
        self.file = file
        self.line = problem.line
        self.interaction = problem.interaction
        self.reason = problem.reason
        self.remedy = problem.remedy
    }
}

extension ImportError {
    /// The failure of a file that cannot be opened or read from its beginning.
    /// - Parameters:
    ///   - file: The name of the file for people: its path.
    ///   - reason: The problem.
    ///   - remedy: The next step.
    /// - Returns: The failure.
    package static func unreadable(file: String, reason: String, remedy: Remedy) -> ImportError {
        ImportError(SourceProblem(code: .unreadable, reason: reason, remedy: remedy), file: file)
    }
}

extension SourceProblem {
    /// Whether the failure is that of one entry, and the entries beside it can be read.
    var concernsEntry: Bool { [.malformed, .damagedBody, .unreadable].contains(code) || entryReason != nil }

    /// The reason of a skipped entry, with the line where it is known.
    var skippedReason: String {
        let reason = entryReason ?? reason
        return line.map { "\(reason) (line \($0))" } ?? reason
    }

    /// The same failure, said to lie in an interaction.
    func inInteraction(_ number: Int) -> SourceProblem {
        var problem = self
        if problem.interaction == nil { problem.interaction = number }
        return problem
    }
}

extension ImportError: CustomStringConvertible {
    /// One line for people: `chat.yml:12: interaction 2: the gzip data ends too early; record it again`.
    package var description: String { oneLine(for: .library) }

    /// Where the failure lies, and what is wrong there.
    package var message: String {
        let place = line.map { "\(file):\($0)" } ?? file
        let subject = interaction.map { "interaction \($0): " } ?? ""
        return "\(place): \(subject)\(reason)"
    }

    /// The message and the next step without a full stop, in the terms of an interface.
    package func oneLine(for interface: Remedy.Interface) -> String {
        remedy.map { "\(message); \($0.clause(for: interface))" } ?? message
    }
}

/// An import error without its file, which is not known yet.
struct SourceProblem: Error, Hashable {
    var code: ImportError.Code
    var line: Int?
    var interaction: Int?
    var reason: String
    /// The problem of the entry alone, where that differs.
    var entryReason: String?
    var remedy: Remedy

    static func malformed(
        _ reason: String,
        line: Int? = nil,
        remedy: Remedy = "repair the file or record it again"
    ) -> SourceProblem {
        SourceProblem(code: .malformed, line: line, reason: reason, remedy: remedy)
    }

    static func damaged(_ reason: String) -> SourceProblem {
        SourceProblem(code: .damagedBody, line: nil, reason: reason, remedy: "restore the file or record it again")
    }

    static func tooLarge(_ reason: String, line: Int? = nil, limit: String) -> SourceProblem {
        SourceProblem(
            code: .tooLarge,
            line: line,
            reason: reason,
            remedy: "split the file, or raise the import limit '\(limit)' if you trust the file"
        )
    }
}
