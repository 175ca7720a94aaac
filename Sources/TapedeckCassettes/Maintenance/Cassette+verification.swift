// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import GRDB
import HTTPTypes
import TapedeckCore

extension Cassette {
    /// Looks at every page, row and body of the cassette.
    /// - Parameters:
    ///   - secrets: Secrets known by value, such as those in the environment.
    ///   - progress: Called with the number of interactions looked at so far.
    ///   - report: Called with each problem as it is found.
    /// - Throws: ``CassetteError`` when the file cannot be read at all.
    package func verify(
        secrets: [String] = [],
        progress: (Int) -> Void = { _ in },
        report: (CassetteProblem) -> Void
    ) throws {
        try verifyStructure(report)
        let redactor = Redactor(rules: try CompiledRedaction(redactionRules))
        let finder = try SecretFinder(metadata, secrets: secrets, read: read)
        for finding in finder.findings(in: metadata) { report(.secret(finding, interaction: nil)) }
        let ids = try ids(in: RecordingScope(), limit: .max) { _ in true }
        for (index, id) in ids.enumerated() {
            do {
                try verify(id, redactor: redactor, finder, report)
            } catch {
                let (kind, reason) = CassetteError.reason(of: error)
                report(CassetteProblem(kind: kind, interaction: id, message: reason))
            }
            progress(index + 1)
        }
    }

    private func verifyStructure(_ report: (CassetteProblem) -> Void) throws {
        try read { db in
            for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" {
                report(CassetteProblem(kind: .structure, interaction: nil, message: line))
            }
            for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
                let table = try row.decode(String.self, atIndex: 0)
                report(
                    CassetteProblem(
                        kind: .structure,
                        interaction: nil,
                        message: "a row of \(table) refers to one that is not there"
                    )
                )
            }
            // Bodies of interactions are looked at with them; these have none.
            for id in try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM body WHERE sha256 IS NULL OR id NOT IN (
                        SELECT request_body FROM interaction WHERE request_body IS NOT NULL
                        UNION ALL SELECT response_body FROM interaction WHERE response_body IS NOT NULL)
                    """
            ) {
                report(
                    CassetteProblem(
                        kind: .structure,
                        interaction: nil,
                        message: "body \(id) belongs to no interaction; recording "
                            + "into the cassette once removes it"
                    )
                )
            }
        }
    }

    private func verify(
        _ id: InteractionID,
        redactor: Redactor,
        _ finder: SecretFinder,
        _ report: (CassetteProblem) -> Void
    ) throws {
        func problem(_ kind: CassetteProblem.Kind, _ message: String) {
            report(CassetteProblem(kind: kind, interaction: id, message: message))
        }
        // Reading checks the digests of small bodies, header fields, and the chunks.
        let request = try request(of: id)
        let response = try read { db in try InteractionTable.response(of: id, db) }
        for (what, body) in [("request body", request.body), ("response body", response.body)] {
            if case .stored(let reference) = body, try !hasDigest(reference) {
                problem(.digest, "the \(what) does not have its digest")
            }
        }
        let key = try request.key(rules: metadata.matchingRules, redactor: redactor, read: read)
        let stored = try read { db in
            try Data.fetchOne(db, sql: "SELECT fingerprint FROM interaction WHERE id = ?", arguments: [id])
        }
        // Those of an earlier version are made anew whenever the cassette is opened.
        if metadata.fingerprintVersion == CassetteMetadata.currentFingerprints, stored != Data(key.fingerprint.bytes) {
            problem(.fingerprint, "the fingerprint of \(redactor.redact(request)) is not that of the cassette's rules")
        }
        let interaction = Interaction(session: try session(of: id), recordedAt: 0, request: request, response: response)
        for finding in try finder.findings(in: interaction) { report(.secret(finding, interaction: id)) }
    }

    private func hasDigest(_ reference: BodyReference) throws -> Bool {
        var digest = SHA256()
        try forEachPiece(of: .stored(reference)) { digest.update(data: $0) }
        let stored = try read { db in
            try Data.fetchOne(db, sql: "SELECT sha256 FROM body WHERE id = ?", arguments: [reference.id])
        }
        return stored == Data(digest.finalize())
    }

    private func forEachPiece(of body: RecordedBody, _ take: (ArraySlice<UInt8>) -> Void) throws {
        switch body {
        case .bytes(let bytes): take(bytes[...])
        case .stored(let reference):
            for start in stride(from: 0, to: reference.length, by: BodyTable.segmentSize) {
                take(try read(reference, range: start..<min(start + BodyTable.segmentSize, reference.length))[...])
            }
        }
    }
}

extension CassetteProblem {
    fileprivate static func secret(_ finding: Finding, interaction: InteractionID?) -> CassetteProblem {
        CassetteProblem(
            kind: .secret,
            interaction: interaction,
            message: "\(finding.place) holds \(finding.reason)",
            remedy: .redactCassette
        )
    }
}

extension CassetteError {
    /// The problem with a row, without the sentence about the cassette.
    fileprivate static func reason(of error: any Error) -> (CassetteProblem.Kind, String) {
        guard let error = error as? CassetteError else { return (.structure, "\(error)") }
        return ((error.cause as? DamagedRow)?.kind ?? .structure, error.cause.map { "\($0)" } ?? error.message)
    }
}

extension Redactor {
    /// The method and target of a request, without the secrets in it.
    fileprivate func redact(_ request: RecordedRequest) -> String {
        let query = request.query.map { "?" + redact(query: $0, as: .lengthClass) } ?? ""
        return "\(request.method.rawValue) \(redact(path: request.path, as: .lengthClass))\(query)"
    }
}
