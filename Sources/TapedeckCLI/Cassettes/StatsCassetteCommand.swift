// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCassettes
import TapedeckCore

struct StatsCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract:
            "Shows statistics of cassettes by endpoint, model and status: bytes, tokens, time saved."
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassettes.", transform: CassetteFolder.path)
    var files: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var statistics = CassetteStatistics()
        var bar = ProgressBar(isShown: Terminal.isInteractive, unit: "interactions")
        let all = try Cassette.count(of: files)
        var seen = 0
        for file in files {
            let cassette = try Cassette.open(file)
            try cassette.forEachInteraction {
                try statistics.add($0.interaction, reading: cassette.read)
                seen += 1
                bar.show(share: share(seen, of: all), count: seen)
            }
            try cassette.close()
        }
        bar.clear()
        if json {
            Terminal.print(text: document(statistics).text(indent: 2))
        } else {
            for (index, line) in table(statistics).enumerated() {
                Terminal.print(StyledText(line, index == 0 ? .aside : nil))
            }
        }
    }

    private typealias Row = (key: CassetteStatistics.Group, value: CassetteStatistics.Sum)

    private func rows(_ statistics: CassetteStatistics) -> [Row] {
        statistics.groups.sorted { left, right in
            (left.key.endpoint, left.key.model ?? "", left.key.status)
                < (right.key.endpoint, right.key.model ?? "", right.key.status)
        }
    }

    private func table(_ statistics: CassetteStatistics) -> [String] {
        var cells = [["endpoint", "model", "status", "count", "sent", "received", "tokens in", "out", "all", "saved"]]
        func add(_ name: String, _ model: String, _ status: String, _ sum: CassetteStatistics.Sum) {
            cells.append([
                name, model, status, "\(sum.interactions)", "\(sum.requestBytes) B", "\(sum.responseBytes) B",
                "\(sum.promptTokens)", "\(sum.completionTokens)", "\(sum.tokens)",
                String(format: "%.1f s", Double(sum.time) / 1_000_000),
            ])
        }
        for (group, sum) in rows(statistics) { add(group.endpoint, group.model ?? "", "\(group.status)", sum) }
        add("total", "", "", statistics.total)
        var lines = TextTable(rows: cells, names: 2).description.split(separator: "\n").map(String.init)
        let named = statistics.sessions.filter { !$0.isEmpty }
        if !named.isEmpty { lines.append(counted(named.count, "named session")) }
        if statistics.truncated > 0 { lines.append("\(counted(statistics.truncated, "answer")) broke off") }
        return lines
    }

    private func document(_ statistics: CassetteStatistics) -> JSONValue {
        func sum(_ sum: CassetteStatistics.Sum) -> [JSONMember] {
            [
                ("interactions", sum.interactions), ("request_bytes", sum.requestBytes),
                ("response_bytes", sum.responseBytes), ("prompt_tokens", sum.promptTokens),
                ("completion_tokens", sum.completionTokens),
                ("tokens", sum.tokens), ("microseconds", Int(sum.time)),
            ].map { JSONMember(name: $0.0, value: .integer($0.1)) }
        }
        let groups = rows(statistics).map { group, value in
            JSONValue.object(
                [
                    JSONMember(name: "endpoint", value: .string(group.endpoint)),
                    JSONMember(name: "model", value: .optional(group.model)),
                    JSONMember(name: "status", value: .integer(group.status)),
                ] + sum(value)
            )
        }
        return [
            "groups": .array(groups), "total": .object(sum(statistics.total)),
            "sessions": .array(statistics.sessions.map(JSONValue.string)),
            "truncated": .integer(statistics.truncated),
        ]
    }
}
