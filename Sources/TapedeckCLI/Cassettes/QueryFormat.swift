// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How the rows of a query are printed.
enum QueryFormat: String, CaseIterable, ExpressibleByArgument {
    case table, csv, json

    /// An output that prints to stdout.
    var output: any QueryOutput {
        switch self {
        case .table: QueryTable()
        case .csv: QueryCSV()
        case .json: QueryJSON()
        }
    }
}
