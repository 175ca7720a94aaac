// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How to handle unmatched requests.
enum MissPolicy: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// It is refused with the nearest recordings.
    case error
    /// The simulator answers, going on from what the cassette knows.
    case simulate
}
