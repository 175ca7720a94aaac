// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What becomes of a request that no recording answers.
enum MissPolicy: String, CaseIterable, ExpressibleByArgument {
    /// It is refused with the nearest recordings.
    case error
    /// The simulator answers, going on from what the cassette knows.
    case simulate
}
