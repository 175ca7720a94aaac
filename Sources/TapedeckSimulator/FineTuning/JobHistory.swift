// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Events of a job, oldest first.
struct JobHistory: Sendable {
    /// A message, or a range of training steps with one event each.
    private enum Item: Sendable {
        case message(JobMessage)
        case steps(ClosedRange<Int>, begin: Int, end: Int)

        var count: Int {
            switch self {
            case .message: 1
            case .steps(let steps, _, _): steps.count
            }
        }
    }

    private var items: [Item] = []
    /// The number of events before each item.
    private var offsets: [Int] = []
    /// The number of events.
    private(set) var count = 0

    /// Adds a message.
    mutating func append(_ message: JobMessage) { append(.message(message)) }

    /// Adds training steps, spread evenly over a time span.
    mutating func append(steps: ClosedRange<Int>, from begin: Int, to end: Int) {
        append(.steps(steps, begin: begin, end: end))
    }

    /// A page of event numbers, newest first.
    /// - Parameters:
    ///   - number: The event before the page; ``count`` for the first page.
    ///   - limit: Maximum number of events.
    /// - Returns: The numbers, and whether more follow.
    func page(after number: Int, limit: Int) -> (numbers: [Int], hasMore: Bool) {
        let first = min(number, count) - 1
        let last = max(first - limit + 1, 0)
        guard first >= 0 else { return ([], false) }
        return (Array((last...first).reversed()), last > 0)
    }

    /// The object of an event.
    /// - Parameters:
    ///   - number: Its number, in `0..<count`.
    ///   - id: Its identifier.
    ///   - metrics: The scores of a step.
    /// - Returns: The JSON object of the API.
    func document(_ number: Int, id: String, metrics: (Int) -> StepMetrics) -> JSONValue {
        let index = itemIndex(of: number)
        var event: (createdAt: Int, level: JobMessage.Level, text: String, data: JSONValue, type: JSONValue)
        switch items[index] {
        case .message(let message): event = (message.time, message.level, message.text, [:], "message")
        case .steps(let steps, let begin, let end):
            let place = number - offsets[index]
            let scores = metrics(steps.lowerBound + place)
            let time = begin + (end - begin) * (place + 1) / steps.count
            event = (time, .info, scores.message, scores.document, "metrics")
        }
        return [
            "object": "fine_tuning.job.event", "id": .string(id), "created_at": .integer(event.createdAt),
            "level": .string(event.level.rawValue), "message": .string(event.text), "data": event.data,
            "type": event.type,
        ]
    }

    private mutating func append(_ item: Item) {
        items.append(item)
        offsets.append(count)
        count += item.count
    }

    /// Index of the item that holds an event.
    private func itemIndex(of number: Int) -> Int {
        var (low, high) = (0, items.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if offsets[middle] <= number { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

/// A message event of a job.
struct JobMessage: Sendable, Hashable {
    enum Level: String, Sendable {
        case info, warn, error
    }

    let time: Int
    var level = Level.info
    let text: String
}
