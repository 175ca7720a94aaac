// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

/// Selected interactions of a cassette as one HTML file.
struct CassettePage {
    let cassette: Cassette
    let filter: InteractionFilter
    private var limits = SnapshotWriter.Limits()

    /// - Parameters:
    ///   - cassette: The cassette.
    ///   - filter: Which of its interactions.
    ///   - bodyLimit: Maximum number of bytes of a body; `nil` for that of pages.
    init(cassette: Cassette, filter: InteractionFilter, bodyLimit: Int?) {
        self.cassette = cassette
        self.filter = filter
        if let bodyLimit { limits.body = bodyLimit }
    }

    /// Writes the file.
    /// - Parameter path: The file; `-` is standard output.
    /// - Returns: The number of interactions in it.
    /// - Throws: `CassetteError` when the selection is larger than a browser opens, or the file cannot be written.
    func write(to path: String) throws -> Int {
        let file = try ExportFile(path: path)
        let name = (cassette.name as NSString).lastPathComponent
        let page = try SnapshotWriter(title: VisibleText.line(name), limits: limits, write: file.write)
        page.begin(cassette)
        var count = 0
        try cassette.forEachInteraction(in: filter) { stored in
            guard try page.add(stored) else { throw tooLarge }
            count += 1
        }
        let all = counted(try cassette.count(in: RecordingScope()), "interaction")
        try page.finish(
            SnapshotSummary(facts: [
                filter.isEmpty ? "A copy of \(all)" : "A copy of \(count) of \(all)",
                "made \(Date.now.formatted(.iso8601)) by tapedeck \(ToolVersion.current)",
            ])
        )
        try file.finish()
        return count
    }

    private var tooLarge: CassetteError {
        CassetteError(
            code: .invalidArgument,
            message: "The page would have more than \(limits.total >> 20) MiB of bodies or \(limits.count) "
                + "interactions; select some with --session, --path or their numbers, or cut bodies with --limit."
        )
    }
}
