// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Tapedeck
import TapedeckCore

/// The record mode of a session, from what its traits and the environment say.
struct RecordingChoice: Sendable, Hashable {
    /// The record mode.
    let mode: RecordMode
    /// Whether nothing is recorded only because `CI` is set.
    let isPrevented: Bool

    /// Decides for a session.
    /// - Parameters:
    ///   - named: The mode that the traits name.
    ///   - environment: The environment, where `TAPEDECK_RECORD` may name one: `all` goes before every mode but `none`.
    /// - Throws: `CassetteError` when the variable names no mode.
    init(named: RecordMode?, environment: [String: String]) throws(CassetteError) {
        let consent = try RecordingConsent(named: nil, environment: environment)
        let isAsked = consent.isGiven && environment[EnvironmentVariable.record]?.isEmpty == false
        if isAsked, consent.mode == .all, named != RecordMode.none {
            (mode, isPrevented) = (.all, false)
        } else if let named {
            (mode, isPrevented) = (named, false)
        } else {
            (mode, isPrevented) = (consent.isGiven ? consent.mode : .none, !consent.isGiven)
        }
    }
}
