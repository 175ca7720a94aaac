// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Refuses every request, on a server that only shows a cassette.
struct BrowsingResponder: Responder {
    let session: Session

    /// Answers 403 with the command that plays the cassette.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        ErrorEnvelope.invalidRequest(
            .forbidden,
            code: "only_browsing",
            "This server only shows \(session.store.name) at /_tapedeck/. To play it, run: tapedeck replay --cassette "
                + "\(ShellWord.of(session.store.name))"
        ).response
    }
}
