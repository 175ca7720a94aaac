// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The file of an evaluation's answers, written as they come, so that no restart requests one twice.
///
/// The first line holds the settings that the answers depend on; each further line is one answer. A line that a crash
/// left incomplete is dropped.
struct Journal: Sendable {
    private static let version = 1

    /// The answers of earlier runs, by the ids of their samples.
    let answers: SpelledDictionary<ChatAnswer>
    private let file: AppendedFile
    private let identity: [JSONMember]

    /// Opens a journal, or creates one.
    /// - Parameters:
    ///   - path: The file.
    ///   - identity: The settings that the answers depend on.
    ///   - restarts: Whether to drop earlier answers.
    /// - Throws: ``WorkflowError`` when it has other settings, is damaged, or another run writes to it.
    init(path: String, identity: [JSONMember], restarts: Bool) throws(WorkflowError) {
        let file = try AppendedFile(path: path)
        self.identity = identity
        let bytes = restarts ? [] : try DiskFile.read(path)
        let (lines, length) = Self.wholeLines(bytes)
        guard let first = lines.first else {
            try file.truncate(to: 0)
            try file.append(Self.header(identity))
            try file.sync()
            self.file = file
            answers = [:]
            return
        }
        try Self.check(first, identity, path)
        var answers: SpelledDictionary<ChatAnswer> = [:]
        for (index, line) in lines.enumerated().dropFirst() {
            guard let document = try? JSONValue(parsing: line), let id = document["id"]?.string,
                let text = document["prediction"]?.string, let reason = document["finish_reason"]?.string
            else {
                throw .badInput("\(path), line \(index + 1), is damaged.", .restart(.answers))
            }
            answers[id] = ChatAnswer(
                text: text,
                finishReason: reason,
                isSimulated: document["simulated"]?.bool ?? false,
                facts: AnswerFacts(json: document)
            )
        }
        try file.truncate(to: length)
        self.file = file
        self.answers = answers
    }

    /// Appends an answer.
    func append(_ answer: ChatAnswer, id: String) throws(WorkflowError) {
        try file.append(Self.line(answer, id))
    }

    /// Flushes all answers to the disk.
    func sync() throws(WorkflowError) { try file.sync() }

    /// Rewrites the journal in the order of the data, since answers come in any order.
    /// - Parameters:
    ///   - answers: The answers by the ids of their samples.
    ///   - samples: The data.
    /// - Throws: ``WorkflowError`` when the journal cannot be written.
    func sort(_ answers: SpelledDictionary<ChatAnswer>, by samples: [Sample]) throws(WorkflowError) {
        let lines = samples.compactMap { sample in answers[sample.id].map { Self.line($0, sample.id) } }
        let text = ([Self.header(identity)] + lines).map { $0 + "\n" }.joined()
        try DiskFile.write(Array(text.utf8), to: file.path)
    }

    // MARK: - Parts

    private static func header(_ identity: [JSONMember]) -> String {
        let header: JSONValue = ["tapedeck_journal": .integer(version), "of": .object(identity)]
        return header.text()
    }

    private static func line(_ answer: ChatAnswer, _ id: String) -> String {
        let members = [
            JSONMember(name: "id", value: .string(id)), JSONMember(name: "prediction", value: .string(answer.text)),
            JSONMember(name: "finish_reason", value: .string(answer.finishReason)),
            JSONMember(name: "simulated", value: .bool(answer.isSimulated)),
        ]
        return JSONValue.object(members + answer.facts.members).text()
    }

    /// The complete lines, and their size in bytes.
    private static func wholeLines(_ bytes: [UInt8]) -> ([ArraySlice<UInt8>], Int) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // After the last newline there is nothing, or an incomplete line.
        let torn = lines.popLast()?.count ?? 0
        // After a power failure a line can have its length but not its content.
        var length = bytes.count - torn
        if let last = lines.last, (try? JSONValue(parsing: last)) == nil {
            length -= last.count + 1
            lines.removeLast()
        }
        return (lines, length)
    }

    private static func check(
        _ line: ArraySlice<UInt8>,
        _ identity: [JSONMember],
        _ path: String
    ) throws(WorkflowError) {
        guard let header = try? JSONValue(parsing: line), header["tapedeck_journal"]?.integer == version,
            let recorded = header["of"]
        else {
            throw .badInput("\(path) is not a journal of this version of Tapedeck.", .otherFolderOrRestart(.answers))
        }
        for member in identity {
            // A journal of an earlier version lacks what could not be set then.
            let (before, now) = (recorded[member.name] ?? .null, member.value)
            guard before != now else { continue }
            throw .badInput(
                "\(path) holds answers with another \(member.name): \(JSONText.excerpt(before)) then, "
                    + "\(JSONText.excerpt(now)) now.",
                .otherFolderOrRestart(.answers)
            )
        }
    }
}
