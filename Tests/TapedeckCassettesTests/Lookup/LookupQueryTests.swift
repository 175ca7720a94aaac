// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import GRDB
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct LookupQueryTests {
    @Test(arguments: LookupQuery.allCases)
    func `goes through an index or by number`(_ query: LookupQuery) throws {
        let folder = try TemporaryFolder()
        let cassette = try Cassette.record(folder("x.cassette"), new: .test)
        // Any values for the parameters; the plan does not depend on them.
        let sql = "EXPLAIN QUERY PLAN " + query.sql(.stored).replacing(/\?[0-9]?/, with: "1")
        let plan = try cassette.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                try row.decode(String.self, forColumn: "detail")
            }
        }
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
        try cassette.close()
    }
}
