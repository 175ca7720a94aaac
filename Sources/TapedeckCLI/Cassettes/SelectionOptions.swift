// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes

/// Options that select interactions of a cassette.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only paths with this prefix (repeatable).")
    var path: [String] = []

    @Option(help: "Only responses with this status, such as 200 or 4xx (repeatable).")
    var status: [StatusSelection] = []

    @Option(help: "Only interactions of this session; 'default' is the one without a name (repeatable).")
    var session: [String] = []

    @Option(help: "Only requests that name this model (repeatable).")
    var model: [String] = []

    var filter: InteractionFilter {
        var filter = InteractionFilter()
        filter.paths = path
        filter.statuses = status.map(\.range)
        filter.sessions = session.map { $0 == "default" ? "" : $0 }
        filter.models = model
        return filter
    }
}
