// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore

/// One of the recordings of a request.
enum RecordingPlace {
    case first(after: InteractionID)
    case last
}

/// The statements of a look-up.
enum LookupQuery: Int, CaseIterable {
    /// The first recordings of a fingerprint after a number, and the last one; one statement for each kind of scope.
    case firstOfAny, firstOfShared, firstOfLabel, lastOfAny, lastOfShared, lastOfLabel
    /// One interaction by its number.
    case interaction
    case body, segments, chunks
    case begin, end, journalMode

    init(_ place: RecordingPlace, in sessions: SessionFilter) {
        self =
            switch (place, sessions) {
            case (.first, .any): .firstOfAny
            case (.first, .shared): .firstOfShared
            case (.first, .label): .firstOfLabel
            case (.last, .any): .lastOfAny
            case (.last, .shared): .lastOfShared
            case (.last, .label): .lastOfLabel
            }
    }

    private static let columns = """
        SELECT i.id, i.status, i.response_headers, i.response_body, i.first_byte, i.duration, i.outcome
        """
    // By bytes: LIKE would not tell capitals from small letters.
    private static let isShared = """
        (i.session = '' OR substr(i.session, 1, \(SessionFilter.upstreamPrefix.utf8.count)) \
        <> '\(SessionFilter.upstreamPrefix)')
        """

    func sql(_ fingerprints: FingerprintSource) -> String {
        // The second row tells whether another recording follows.
        func recording(_ condition: String, _ order: String) -> String {
            """
            \(Self.columns) FROM \(fingerprints.table)
            WHERE \(fingerprints.column) = ?1 AND i.id > ?2 AND i.id <= ?3 AND \(condition)
            ORDER BY i.id \(order)
            """
        }
        return switch self {
        case .firstOfAny: recording("TRUE", "LIMIT 2")
        case .firstOfShared: recording(Self.isShared, "LIMIT 2")
        case .firstOfLabel: recording("i.session = ?4", "LIMIT 2")
        case .lastOfAny: recording("TRUE", "DESC LIMIT 1")
        case .lastOfShared: recording(Self.isShared, "DESC LIMIT 1")
        case .lastOfLabel: recording("i.session = ?4", "DESC LIMIT 1")
        case .interaction: "\(Self.columns) FROM interaction i WHERE i.id = ?"
        case .body: "SELECT length, bytes, sha256 FROM body WHERE id = ?"
        case .segments: "SELECT max(position) FROM segment WHERE body = ?"
        case .chunks: #"SELECT "offset", length, time FROM chunk WHERE interaction = ? ORDER BY position"#
        case .begin: "BEGIN"
        case .end: "COMMIT"
        case .journalMode: "PRAGMA journal_mode"
        }
    }
}

/// A connection that keeps the statements of look-ups prepared.
protocol LookupSource {
    /// Decodes header fields, with what it has learned from earlier ones.
    var headers: HeaderDecoder { get }
    func prepared(_ query: LookupQuery) throws -> PreparedStatement
}

/// A connection of GRDB's, which is used for the time of a closure.
struct DatabaseSource: LookupSource {
    let database: Database
    var fingerprints = FingerprintSource.stored
    let headers = HeaderDecoder()

    func prepared(_ query: LookupQuery) throws -> PreparedStatement {
        PreparedStatement(try database.cachedStatement(sql: query.sql(fingerprints)).sqliteStatement)
    }
}
