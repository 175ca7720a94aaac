// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport

/// A cassette whose commits wait until the test lets them through.
struct GatedCassette: ForwardingCassette {
    let base = InMemoryCassette()
    /// Fired when a commit has begun.
    let began = Signal()
    /// Fired by the test to let commits through.
    let opened = Signal()

    func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        began.fire()
        await opened.wait()
        return try await base.append(interaction, fingerprint: fingerprint, replacingUpTo: bound)
    }
}
