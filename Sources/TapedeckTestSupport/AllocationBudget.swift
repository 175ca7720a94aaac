// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckAllocations
import Foundation
import Synchronization
import TapedeckCore

/// The number of allocations that a hot path makes, kept in git: `Tests/allocations.json`.
///
/// A change that allocates more fails. Counts are those of debug builds: higher than those of a release, but the same
/// whatever else the machine does. Below two hundred they are exact; higher ones may grow by half a percent, since the
/// seeds of hash tables, which each run draws anew, make a small difference.
package struct AllocationBudget: Sendable {
    /// A number over the budget.
    package struct Mismatch: Error, CustomStringConvertible {
        let path: String
        let count: Int
        let budget: Int?

        package var description: String {
            let found =
                "\(path): \(counted(count, "allocation")), the budget is \(budget.map(String.init) ?? "missing")."
            return "\(found) Find what allocates; where the change is worth it, take the new number: "
                + "Scripts/allocations writes Tests/allocations.json."
        }
    }

    /// Whether budgets hold here: the library of another system or another compiler allocates in other places.
    package static var applies: Bool {
        #if compiler(>=6.3) && compiler(<6.4) && DEBUG
        tapedeck_counts_allocations()
        #else
        false
        #endif
    }

    /// The variable that has the budgets written instead of compared.
    private static let variable = "TAPEDECK_UPDATE_ALLOCATIONS"
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Tests/allocations.json")
    /// Held while the file is changed, since tests run at the same time.
    private static let writing = Mutex(())

    private let path: String

    /// - Parameter path: What allocates, as the file names it.
    package init(_ path: String) {
        self.path = path
    }

    /// Does some work several times and compares its allocations.
    /// - Parameter work: The work; it must stay on its thread, so what it waits for must be there.
    /// - Throws: ``Mismatch``, and errors of the work.
    package func check(_ work: () async throws -> some Any) async throws {
        // The first runs fill caches. The least of the others is what the work itself needs.
        var least = Int.max
        for run in 0..<12 {
            let before = tapedeck_thread_allocations()
            _ = try await work()
            if run >= 4 { least = min(least, Int(tapedeck_thread_allocations() - before)) }
        }
        if ProcessInfo.processInfo.environment[Self.variable] != nil {
            try Self.writing.withLock { _ in try Self.write(least, for: path) }
        } else {
            let budget = try Self.budgets().first { $0.path == path }?.count
            guard let budget, least <= budget + budget / 200 else {
                throw Mismatch(path: path, count: least, budget: budget)
            }
        }
    }

    private static func budgets() throws -> [(path: String, count: Int)] {
        let bytes = try [UInt8](Data(contentsOf: file))
        guard case .object(let members) = try JSONValue(parsing: bytes[...]) else { return [] }
        return members.compactMap { member in member.value.integer.map { (member.name, $0) } }
    }

    private static func write(_ count: Int, for path: String) throws {
        var budgets = try budgets().filter { $0.path != path } + [(path, count)]
        budgets.sort { $0.path < $1.path }
        let lines = budgets.map { #"  "\#($0.path)": \#($0.count)"# }
        try Data("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8).write(to: file)
    }
}
