// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Remedy {
    /// The step for a caller of the library.
    var hint: String {
        switch self {
        case .advice(let text): text
        case .recordCassette: "record one with 'withRecorder'"
        case .recordInteraction(let missing):
            missing.source == .simulator
                ? "record the simulator in mode new_episodes" : "use 'withRecorder' in mode new_episodes"
        case .repeatLast: "set what is repeated to 'last'"
        case .loosen(.ignoreJSON(let path)): "ignore the JSON path \(path) in the matching rules"
        case .loosen(.ignoreQuery(let name)): "ignore the query item '\(name)' in the matching rules"
        case .loosen(.scrub(let name)): "scrub the pattern '\(name)' in the matching rules"
        case .allowRecording(let mode):
            "commit a recorded cassette, or pass the record mode \(mode.rawValue) explicitly"
        case .openForRecording(let mode): "open it in the record mode \(mode.rawValue) to record into it"
        case .addCassette: "start the server with one"
        case .renameSession(_, let old, let new):
            "rename the session '\(old)' to '\(new)' with 'tapedeck cassette rename-session'"
        case .beginSession: "begin a session that names its cassette"
        case .runRecorder: "use 'withRecorder'"
        case .verifyCassette: "restore it or record it again"
        case .redactCassette: "redacting the cassette removes it"
        case .replaceCassette: "give a new path, or allow that it is replaced"
        case .useFirstRules: "allow that its fingerprints are made by the matching rules of the first"
        case .mergeCassettes: "merge cassettes of tapedeck instead"
        case .exportAgain: "export the cassette again"
        case .checkUpstream(.network): "check the URL of the upstream and the network"
        case .checkUpstream(.service): "check that it is running and that the URL of the upstream is right"
        case .checkUpstream(.tlsPort): "check that the URL of the upstream has a TLS port"
        case .checkUpstream(.certificate):
            "check the host of the upstream, or set the bundle of its certificate authority"
        case .checkUpstream(.scheme): "check scheme and port of the upstream"
        case .chooseHost: "give a name or an address of this machine as the host"
        case .choosePort(isReserved: true): "choose a port above 1023, or 0 for a free one"
        case .choosePort(isReserved: false): "choose another port, or 0 for a free one"
        case .allowHost: "allow the host name in the server's configuration"
        case .allowOrigin: "allow the page's origin in the server's configuration"
        case .sendControlToken: "send the control token of the server's configuration"
        case .recordErrors: "errors are recorded on request"
        }
    }
}
