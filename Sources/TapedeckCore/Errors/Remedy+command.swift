// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Remedy {
    /// The step in commands and flags of `tapedeck`.
    var command: String {
        switch self {
        case .advice(let text): text
        case .recordCassette(let path): "record one with 'tapedeck record --cassette \(path)'"
        case .recordInteraction(let missing): missing.step
        case .repeatLast: "use --repeat last"
        case .loosen(.ignoreJSON(let path)): "add: --ignore-json \(ShellWord.quoted(path.description))"
        case .loosen(.ignoreQuery(let name)): "add: --ignore-query \(ShellWord.quoted(name))"
        case .loosen(.scrub(let name)): "add: --scrub \(name)"
        case .allowRecording(let mode):
            "commit a recorded cassette; or ask for a recording with --mode \(mode.rawValue) or "
                + "\(EnvironmentVariable.record)=\(mode.rawValue)"
        case .openForRecording(let mode): "start the server with --mode \(mode.rawValue) to record into it"
        case .addCassette: "give one with --cassette FILE"
        case .renameSession(let cassette, let old, let new):
            "run: tapedeck cassette rename-session \(ShellWord.of(cassette)) \(ShellWord.of(old)) \(ShellWord.of(new))"
        case .beginSession:
            "begin one with POST /_tapedeck/sessions {\"name\": \"…\", \"cassette\": \"…\"} and send its requests "
                + "to /session/NAME/v1"
        case .runRecorder: "run 'tapedeck record'"
        case .verifyCassette(let path):
            "see what is left with 'tapedeck cassette verify \(path)', then restore it or record it again"
        case .redactCassette: "'tapedeck cassette redact' removes it"
        case .replaceCassette: "give a new path, or --replace to replace it"
        case .useFirstRules: "--use-first-rules makes its fingerprints anew by the matching rules of the first"
        case .mergeCassettes: "merge cassettes of tapedeck with 'tapedeck cassette merge'"
        case .exportAgain: "export the cassette again: 'tapedeck cassette export' cuts large bodies into lines"
        case .checkUpstream(.network): "check --upstream and the network"
        case .checkUpstream(.service): "check that it is running and that --upstream names it"
        case .checkUpstream(.tlsPort): "check that --upstream names a TLS port"
        case .checkUpstream(.certificate):
            "check the name in --upstream, or set the bundle of its certificate authority"
        case .checkUpstream(.scheme): "check scheme and port in --upstream"
        case .chooseHost: "give a name or an address of this machine with --host"
        case .choosePort(isReserved: true): "choose a port above 1023, or --port 0 for a free one"
        case .choosePort(isReserved: false): "choose another port, or --port 0 for a free one"
        case .allowHost: "start the server with --allow-host"
        case .allowOrigin:
            "start the server with --allow-origin and the page's origin, such as https://app.example"
        case .sendControlToken: "send the token of --control-token"
        case .recordErrors: "--record-errors keeps errors"
        }
    }
}

extension Remedy {
    /// The command to run or the flag to add, to be copied; `nil` where the step is more than that.
    package var copyableCommand: String? {
        let step = command
        for lead in ["run: ", "add: ", "use "] where step.hasPrefix(lead) { return String(step.dropFirst(lead.count)) }
        return nil
    }
}

extension Remedy.MissingInteraction {
    /// The step that records the interaction.
    fileprivate var step: String {
        let cassette = "--cassette \(ShellWord.of(cassette)) --mode new_episodes"
        let service = upstream.map { " --upstream \(ShellWord.of($0))" } ?? ""
        return switch source {
        case .simulator: "run: tapedeck run \(cassette) --simulate -- COMMAND"
        case .program: "run: tapedeck run \(cassette)\(service) -- COMMAND"
        case .upstream: "run: tapedeck record \(cassette)\(service)"
        case .test: "run the test again with \(EnvironmentVariable.record)=all"
        }
    }
}

/// Spells texts as words of a shell.
package enum ShellWord {
    /// A text in quotes.
    package static func quoted(_ text: some StringProtocol) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A text, without quotes when it needs none.
    package static func of(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...,
                UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "@"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty ? text : quoted(text)
    }
}
