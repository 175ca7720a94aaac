// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

@Suite struct ModelSetupsTests {
    private let folder = Folder()
    private static let usual = EvaluationSettings(temperature: 0.2, maxTokens: 128, prompt: "Sum up {dialogue}")

    /// A row with these results; the answers are ten, of 1,000 prompt and 100 completion tokens in all.
    private static func results(
        _ name: String,
        settings: EvaluationSettings? = usual,
        model: String = "gpt-4o-mini-2024-07-18",
        counted: Int = 10,
        tier: String? = nil,
        isSimulated: Bool = false
    ) -> EvaluationResults {
        var answers = AnswerStatistics((0..<10).map { _ in AnswerFacts(model: model, tier: tier, processing: 400) })
        answers.usage = TokenUsage(prompt: 1000, completion: 100)
        answers.usageCount = counted
        return EvaluationResults(
            modelName: name,
            scores: [.init(metric: .rouge1, mean: 0.5)],
            settings: settings,
            data: DataSource(file: "test.jsonl", sha256: "0123456789abcdef", count: 10),
            isSimulated: isSimulated,
            answers: answers,
            extras: [JSONMember(name: "model", value: .string(model))]
        )
    }

    private func compare(_ rows: EvaluationResults...) async throws -> Comparison {
        for (index, row) in rows.enumerated() { try folder.write(row.fileText, to: "r\(index)/eval_results.json") }
        return try await ModelComparer(bootstrap: Bootstrap(resamples: 10))
            .compare(EvaluatedModel.read([ComparisonInput(path: folder.path)]))
    }

    @Test func `rows with the same settings give no warning`() async throws {
        let comparison = try await compare(Self.results("a"), Self.results("b"), Self.results("c", settings: nil))
        #expect(comparison.warnings.isEmpty)
        #expect(comparison.setups.prompts.map(\.models) == [[0, 1]])
    }

    @Test func `different prompts, temperatures and limits are told with the models`() async throws {
        let plain = EvaluationSettings(maxTokens: 64, prompt: "Sum up {dialogue}")
        var system = Self.usual
        system.temperature = 1
        system.system = "Be short."
        let comparison = try await compare(
            Self.results("a"),
            Self.results("b", settings: plain),
            Self.results("c", settings: system)
        )
        #expect(
            comparison.warnings == [
                "Different system messages: (1) a, b; (2) c. A difference between these models may come from the prompt.",
                "Different temperatures: 0.2 (a); the service's default (b); 1 (c).",
                "Different token limits: 128 (a, c); 64 (b).",
            ]
        )
        for format in [ReportFormat.table, .markdown, .json, .html] {
            #expect(comparison.report(format).contains("Different token limits"), "\(format)")
        }
        #expect(comparison.report(.html).ranges(of: "Different token limits").count == 1)
    }

    @Test func `a cost is that of the tokens at list prices`() async throws {
        var elsewhere = Self.results("elsewhere")
        elsewhere.settings?.baseURL = "https://llm.example/v1"
        let comparison = try await compare(
            Self.results("mini"),
            Self.results("simulated", isSimulated: true),
            Self.results("partly", counted: 9),
            Self.results("unknown", model: "llama3.2:1b"),
            Self.results("flexible", tier: "flex"),
            elsewhere
        )
        #expect(comparison.models.map(\.listCost) == [0.00021, nil, nil, nil, nil, nil])
        let rows = try JSONValue(parsing: Array(comparison.report(.json).utf8))["models"]?.elements
        #expect(rows?[0]["cost"] == ["usd": .decimal(0.00021), "list_prices_of": "2026-11"])
        #expect(rows?[1]["cost"] == nil && rows?[1]["answers"]?["usage"]?["prompt_tokens"] == 1000)
        #expect(rows?[4]["answers"]?["service_tiers"] == ["flex"])
        let page = comparison.report(.html)
        #expect(page.ranges(of: "$0.0002").count == 1 && page.contains("list prices of 2026-11"))
    }

    @Test func `what all have in common is told once, and what nobody knows not at all`() async throws {
        let table = SetupTable(try await compare(Self.results("a"), Self.results("b", model: "llama3.2:1b")))
        #expect(table.shared.map(\.name) == ["Temperature", "Token limit", "Data"])
        #expect(table.shared.last?.value == "test.jsonl, 10 samples, SHA-256 0123456789ab…")
        #expect(table.columns.map(\.title) == ["Requested as", "Tokens", "Latency", "Cost"])
        #expect(table.columns[1].cells[0]?.text == "1\u{202F}100")
        #expect(table.columns[3].cells[1] == nil)
    }

    @Test(arguments: [
        (0, "$0.00"), (0.00001, "< $0.0001"), (0.00021, "$0.0002"), (0.0126, "$0.013"), (12.345, "$12.35"),
    ]
    )
    func `an amount can be told from zero`(amount: Double, text: String) { #expect(Dollars.text(amount) == text) }

    @Test func `hostile prompts are shown line by line and stay text`() async throws {
        let prompt = "</pre><script>alert(1)</script>\r\n{dialogue}\u{202E}\u{0}"
        let page = try await compare(Self.results("a", settings: EvaluationSettings(prompt: prompt))).report(.html)
        #expect(page.contains("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;\n{dialogue}\u{FFFD}\u{FFFD}</pre>"))
        #expect(!page.contains("<script>alert"))
    }
}
