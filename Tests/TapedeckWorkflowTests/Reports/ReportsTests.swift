// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

struct ReportsTests {
    private let folder = Folder()

    /// Two simulated models, one of them with a hostile name, beside published rows.
    private func comparison() async throws -> Comparison {
        try folder.writePredictions(0..<12, quality: 4, to: "a/predictions.jsonl")
        try folder.write(#"{"model_name":"gpt-4o-mini","rouge1":0,"simulated":true}"#, to: "a/eval_results.json")
        try folder.writePredictions(0..<12, quality: 8, to: "b/predictions.jsonl")
        let hostile = #"{"model_name":"ft:x|\"</script><b>\u001b[31m,\u202e","rouge1":0,"simulated":true}"#
        try folder.write(hostile, to: "b/eval_results.json")
        return try await ModelComparer(bootstrap: Bootstrap(resamples: 100, seed: 1))
            .compare(
                EvaluatedModel.read([ComparisonInput(path: folder.path)]),
                published: PublishedScores("samsum-lesson").rows
            )
    }

    @Test(arguments: ReportFormat.allCases)
    func `is the same every time, and marks what is simulated and what is published`(format: ReportFormat) async throws
    {
        let text = try await comparison().report(format)
        #expect(try await comparison().report(format) == text)
        #expect(text.contains("simulated"))
        #expect(text.contains("published"))
        #expect(text.utf8.last == UInt8(ascii: "\n"))
        #expect(!text.unicodeScalars.contains("\u{1B}") || format == .csv)
    }

    @Test func `the table has percentages, intervals and differences`() async throws {
        let lines = try await comparison().report(.table).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[0].hasPrefix("5 models, mean ROUGE F1 in percent, stemmed; 95 % intervals by 100 resamples, seed 1")
        )
        #expect(lines[3].hasPrefix("gpt-4o-mini "))
        #expect(lines[3].contains(" base, simulated "))
        #expect(lines[5].contains("base, published"))
        #expect(lines[5].hasSuffix("27.26"))
        #expect(lines.contains { $0.hasSuffix("(simulated) − gpt-4o-mini (simulated), n = 12") })
        #expect(!lines.contains { $0.hasSuffix(" ") })
    }

    @Test func `Markdown takes names for text`() async throws {
        let text = try await comparison().report(.markdown)
        #expect(text.contains(#"| ft:x\|"&lt;/script&gt;&lt;b&gt;�\[31m,� | fine-tuned, simulated | 12 |"#))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ft") }
        // The score row has six cells, a row of differences seven.
        #expect(Set(rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }) == [7, 8])
    }

    @Test func `JSON reads back to the same bits`() async throws {
        let comparison = try await comparison()
        let json = try JSONValue(parsing: Array(comparison.report(.json).utf8))
        let model = try #require(json["models"]?.elements?.first)
        #expect(model["rouge2"]?.double == comparison.models[0][.rouge2]?.mean)
        #expect(model["rougeLsum"]?.double == comparison.models[0][.rougeLsum]?.mean)
        #expect(model["intervals"]?["rougeL"]?["low"]?.double == comparison.models[0][.rougeL]?.interval?.lowerBound)
        #expect(model["simulated"] == true)
        let difference = try #require(json["differences"]?.elements?.first)
        #expect(difference["against"] == "gpt-4o-mini")
        let outcomes = comparison.differences[0].outcomes[0]
        #expect(difference["rouge1"]?["won"]?.integer == outcomes.won && outcomes.won > 0)
        #expect(difference["rouge1"]?["p"]?.double == comparison.differences[0].differences[0].pValue)
        #expect(json["settings"] == ["stemmer": true, "confidence": .decimal(0.95), "seed": 1, "resamples": 100])
    }

    @Test func `CSV has a row for each model`() async throws {
        let rows = try await comparison().report(.csv).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(rows.count == 7)
        #expect(rows[0].hasPrefix("model,type,origin,num_samples,rouge1,rouge1_low,rouge1_high,rouge2,"))
        #expect(rows[1].hasPrefix("gpt-4o-mini,base,simulated,12,0."))
        #expect(rows[2].hasPrefix("\"ft:x|\"\"</script><b>\u{1B}[31m,\u{202E}\",fine-tuned,simulated,12,0."))
        #expect(rows[3] == "Llama 3.2 1B,base,published,,0.35119999999999996,,,0.1304,,,0.2726,,,,,")
    }

    @Test(arguments: [
        (0.12345, "12.35"), (0, "0.00"), (1, "100.00"), (-0.00001, "0.00"), (-0.5, "-50.00"), (0.0999999, "10.00"),
    ])
    func `percentages have two decimals`(share: Double, text: String) { #expect(Percent.text(share) == text) }

    @Test(arguments: [(0.1, "+10.00"), (-0.1, "−10.00"), (0, "0.00"), (-0.000001, "0.00")])
    func `differences have a sign`(share: Double, text: String) { #expect(Percent.signed(share) == text) }
}
