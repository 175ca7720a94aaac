// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Logging

/// Writes what libraries log to stderr, as visible text.
struct TerminalLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.error
    var metadata: Logger.Metadata = [:]

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let text = details.map { " \($0.key)=\($0.value)" }.joined()
        Terminal.note("\(label): \(event.level): \(event.message)\(text)")
    }
}
