// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A next step that resolves an error.
///
/// The step is a value, since its wording depends on who reads it: the command line names a flag or a command, a caller
/// of the library an argument or a function.
package enum Remedy: Sendable, Hashable {
    /// A step that reads the same everywhere, as a clause without a full stop.
    case advice(String)

    /// Record a cassette at a path.
    case recordCassette(path: String)
    /// Record the interaction that is missing in a cassette.
    case recordInteraction(MissingInteraction)
    /// Repeat the last recording when all have been played.
    case repeatLast
    /// Compare requests by a looser matching rule.
    case loosen(LooseningRule)
    /// Ask for a recording in a record mode, which CI prevents by default.
    case allowRecording(RecordMode)
    /// Open a cassette for recording in a record mode.
    case openForRecording(RecordMode)
    /// Give the server a cassette.
    case addCassette
    /// Give the recordings of a session the name of another.
    case renameSession(cassette: String, from: String, to: String)
    /// Begin a session that names its cassette.
    case beginSession
    /// Run a server that records; this one only plays.
    case runRecorder

    /// Verify a damaged cassette, then restore it or record it again.
    case verifyCassette(path: String)
    /// Redact a cassette.
    case redactCassette
    /// Choose another path, or replace the cassette that has it.
    case replaceCassette
    /// Give all merged cassettes the matching rules of the first.
    case useFirstRules
    /// Merge cassettes, which cannot be imported.
    case mergeCassettes
    /// Export a cassette again, in lines of limited length.
    case exportAgain

    /// Check what is configured as the upstream.
    case checkUpstream(UpstreamAspect)
    /// Listen on an address of this machine.
    case chooseHost
    /// Listen on another port, above 1023 when lower ones are reserved.
    case choosePort(isReserved: Bool)
    /// Allow another name of the server's host.
    case allowHost
    /// Allow the web origin of a page.
    case allowOrigin
    /// Send the token of the control API.
    case sendControlToken
    /// Record responses that are errors too.
    case recordErrors
}

extension Remedy {
    /// The interaction that a cassette lacks, with where to record it from.
    package struct MissingInteraction: Sendable, Hashable {
        /// The path of the cassette.
        package let cassette: String
        /// The base URL to record from; `nil` for OpenAI's own.
        package let upstream: String?
        /// The kind of service that answers.
        package let source: Source
    }

    /// The kind of service that an interaction is recorded from.
    package enum Source: Sendable, Hashable {
        /// The upstream of a recording server.
        case upstream
        /// An upstream that only the program under test names.
        case program
        /// The simulator.
        case simulator
        /// The upstream or simulator that a test's session names.
        case test
    }

    /// The part of an upstream's configuration to check.
    package enum UpstreamAspect: Sendable, Hashable {
        /// The host, and the network.
        case network
        /// The host and port of a running service.
        case service
        /// A port that speaks TLS.
        case tlsPort
        /// A name that the certificate holds.
        case certificate
        /// Scheme and port.
        case scheme
    }
}

extension Remedy: ExpressibleByStringInterpolation {
    /// A step that reads the same everywhere.
    package init(stringLiteral text: String) { self = .advice(text) }
}

extension Remedy {
    /// An interface in whose terms a remedy is worded.
    package enum Interface: Sendable {
        /// Commands and flags: for stderr, and for the bodies and reports of a server.
        case commandLine
        /// Arguments and functions: for descriptions of errors.
        case library
        /// Traits and `swift test`: for issues of Swift tests; the filter names the test.
        case test(filter: String)
    }

    /// The step as a clause without a full stop, in the terms of an interface.
    package func clause(for interface: Interface) -> String {
        switch interface {
        case .commandLine: command
        case .library: hint
        case .test(let filter): step(inTest: filter)
        }
    }
}
