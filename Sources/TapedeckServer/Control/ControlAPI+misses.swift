// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Misses, and recording them when they come again.
extension ControlAPI {
    /// The code for a number that no miss has.
    static let unknownMissCode = "miss_not_found"
    /// The code for a session that cannot record a miss.
    static let cannotRecordCode = "cannot_record"

    /// Asks to record the next request of the kind of a miss.
    func recordMiss(_ number: Int, of session: Session) throws -> ServedResponse {
        let misses = session.statistics.keptMisses
        guard misses.indices.contains(number - 1) else {
            return ErrorEnvelope.invalidRequest(
                .notFound,
                code: Self.unknownMissCode,
                "The session has no such miss; GET sessions/NAME/misses lists those that it has, with their numbers."
            ).response
        }
        guard let permits = session.permits else {
            return ErrorEnvelope.invalidRequest(
                .conflict,
                code: Self.cannotRecordCode,
                "The session '\(SessionName.shown(session.name))' in mode '\(session.mode.rawValue)' cannot record single "
                    + "misses; only a server of 'record' or 'run' in mode 'once' can, where it has an upstream."
            ).response
        }
        permits.ask(misses[number - 1].fingerprint)
        return .compact(session.missDocuments[number - 1])
    }
}

extension Session {
    /// The misses as the control API shows them.
    var missDocuments: [JSONValue] {
        statistics.keptMisses.enumerated().map { index, kept in
            guard case .object(let members) = kept.miss.jsonWithRemedies else { return .null }
            return .object(
                members + [
                    JSONMember(name: "number", value: .integer(index + 1)),
                    JSONMember(name: "recording", value: .optional(permits?[kept.fingerprint].rawValue)),
                ]
            )
        }
    }
}
