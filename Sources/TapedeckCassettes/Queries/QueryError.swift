// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What is wrong with a query, not with the cassette.
enum QueryError: Error {
    /// SQLite does not understand the statement; the words are its own.
    case wrong(String, sql: String)
    /// There is no statement.
    case empty
    /// There is more than one statement; the text is the rest.
    case several(String)
    /// The statement would change something, or read what is not of the cassette.
    case forbidden
    /// The query took longer than it may.
    case slow
    /// The query needs more memory than it may.
    case large
    /// SQLite was built without full-text search.
    case noSearch

    /// The error of a cassette that is asked.
    func cassetteError(_ path: String, _ limits: CassetteQuery.Limits) -> CassetteError {
        CassetteError(code: .invalidArgument, message: message(limits.time), remedy: remedy(path))
    }

    private func message(_ time: Duration) -> String {
        switch self {
        case .wrong(let reason, let sql):
            "The query is wrong\(Self.place(of: reason, in: sql).map { " at \($0)" } ?? ""): \(reason)"
        case .empty: "The query is empty"
        case .several(let rest):
            "The query is more than one statement; the second begins with \(JSONText.excerpt(rest))"
        case .forbidden: "The query would do more than read the cassette"
        case .slow: "The query was ended after \(Self.seconds(time)) s"
        case .large: "The query needs more memory than a query may take, or has a value that is too large"
        case .noSearch: "This SQLite has no full-text search (FTS5)"
        }
    }

    private static func seconds(_ time: Duration) -> String {
        let seconds = time / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }

    private func remedy(_ path: String) -> Remedy {
        switch self {
        case .wrong: .advice("'tapedeck cassette query \(path) --schema' lists the views and their columns")
        case .empty, .several: .advice("ask one question, such as 'select * from requests limit 10'")
        case .forbidden: .advice("ask with a SELECT; a cassette is changed by 'tapedeck cassette' commands only")
        case .slow: .advice("narrow it, such as with 'where request < 1000', or give it more time with --timeout")
        case .large: .advice("ask for fewer or shorter values, such as with 'substr(…, 1, 200)'")
        case .noSearch: .advice("search with LIKE: 'select * from messages where content like '%word%''")
        }
    }

    /// Where the word of an error stands in a query; `nil` when it does not stand there exactly once.
    static func place(of reason: String, in sql: String) -> String? {
        let word =
            if let range = reason.firstRange(of: "near \""), let end = reason[range.upperBound...].firstIndex(of: "\"")
            {
                reason[range.upperBound..<end]
            } else if let colon = reason.lastIndex(of: ":") {
                reason[colon...].dropFirst().drop { $0 == " " }
            } else {
                Substring()
            }
        let places = sql.ranges(of: word)
        guard !word.isEmpty, places.count == 1 else { return nil }
        let before = sql[..<places[0].lowerBound]
        let line = before.count { $0 == "\n" } + 1
        let column = before.count - (before.lastIndex(of: "\n").map { before[...$0].count } ?? 0) + 1
        return "line \(line), column \(column)"
    }
}
