// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import Testing

@testable import TapedeckSimulator

/// Runs a hosted tool by itself.
struct HostedToolFixture {
    let tool: any HostedTool
    private let simulator = Simulator()

    init(_ json: String, model: String = "gpt-5.1", among tools: String = "[]") throws {
        let fields = try RequestFields(try JSONValue(parsing: Array(json.utf8)), at: "tools[0]")
        let all = try JSONValue(parsing: Array(tools.utf8)).elements ?? []
        let read = try #require(try HostedTools.tool(fields, model: model))
        if let search = read as? ToolSearchTool { tool = search.searching(all) } else { tool = read }
    }

    /// Runs the tool for a question.
    /// - Parameters:
    ///   - question: The last message of the user.
    ///   - input: Items of the input after it, as JSON.
    ///   - demand: How much the tool is wanted.
    ///   - include: The values of `include`.
    /// - Returns: What the tool adds.
    /// - Throws: Errors of the tool.
    func run(
        _ question: String,
        input: String = "[]",
        demand: HostedToolRequest.Demand = .offered,
        include: Set<String> = []
    ) async throws -> HostedToolResult {
        let items = [ResponseItem.userMessage(question)] + (try ItemFixture.items(input))
        var identifiers = ItemIdentifiers(generator: IdentifierGenerator(seed: 1), tag: "0123456789abcdef", time: 1000)
        let request = HostedToolRequest(
            demand: demand,
            conversation: items.conversation,
            input: items.map(\.document),
            include: include,
            model: try #require(OpenAIModel.named("gpt-4o")),
            simulator: simulator
        )
        return try #require(try await tool.run(request, &identifiers))
    }
}

extension HostedToolResult {
    /// The types of the events between the announced and the finished items.
    var eventTypes: [String] { items.flatMap { $0.events.map(\.type) } }

    /// The finished item at a place.
    func done(_ index: Int = 0) -> JSONValue { items.indices.contains(index) ? items[index].done : .null }
}
