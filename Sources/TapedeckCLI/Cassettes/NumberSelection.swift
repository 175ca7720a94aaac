// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCassettes
import TapedeckCore

/// Numbers of interactions.
struct NumberSelection: ExpressibleByArgument {
    let range: ClosedRange<InteractionID>

    init?(argument: String) {
        guard let range = ClosedRange<InteractionID>(numbers: argument) else { return nil }
        self.range = range
    }
}
