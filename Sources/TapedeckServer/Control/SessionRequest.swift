// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A request of the control API to begin a session.
struct SessionRequest {
    /// The name; empty only where an upstream names the session.
    var name = ""
    /// Whether the session is that of an upstream, which all its clients share.
    var isShared = false
    /// Whether a session of this name ends first.
    var replaces = false
    /// The settings.
    var settings = SessionSettings()

    private static let form =
        "Send {\"name\": \"…\"}, and if wanted \"cassette\": \"file\" and \"mode\": one of \(RecordMode.list); "
        + "or {\"upstream\": \"https://…/v1\"} for a session that asks another service. Further members: matching, "
        + "playback, simulate, on_miss, replace."

    /// Reads a request.
    /// - Parameters:
    ///   - bytes: The body.
    ///   - readSimulator: Reads `simulate`; `nil` where nothing can be simulated.
    /// - Throws: ``SessionError`` that names the member, and `CassetteError` of `readSimulator`.
    init(_ bytes: ArraySlice<UInt8>, readSimulator: ((JSONValue) throws -> SimulatorMaker)?) throws {
        guard let document = try? JSONValue(parsing: bytes), case .object(let members) = document else {
            throw SessionError.invalidSettings(Self.form)
        }
        var simulate: JSONValue?
        var simulatesMisses = false
        for member in members where member.value != .null {
            let value = member.value
            switch member.name {
            case SessionStatus.Key.name: name = try Self.text(member)
            case SessionStatus.Key.cassette: settings.cassette = try Self.text(member)
            case SessionStatus.Key.mode: settings.mode = try Self.choice(member, RecordMode.self)
            case SessionStatus.Key.upstream: settings.upstream = try Self.text(member)
            case "matching": settings.matchingRules = try Self.matchingRules(value)
            case "playback": settings.playback = try Self.playback(value)
            case "simulate": simulate = value
            case "on_miss": simulatesMisses = try Self.choice(member, MissAnswer.self) == .simulate
            case "replace":
                guard let replaces = value.bool else { throw Self.wrong(member, "true or false") }
                self.replaces = replaces
            default: throw SessionError.invalidSettings("'\(member.name)' is no member of a session. \(Self.form)")
            }
        }
        if simulate != nil || simulatesMisses {
            guard let readSimulator else {
                throw SessionError.invalidSettings("This server simulates nothing; leave 'simulate' and 'on_miss' out.")
            }
            let simulator = try readSimulator(simulate ?? .object([]))
            if simulate != nil { settings.simulator = simulator }
            if simulatesMisses { settings.missSimulator = simulator }
        }
        if name.isEmpty, let upstream = settings.upstream {
            name = SessionName.of(upstream: upstream)
            isShared = true
        }
        guard !name.isEmpty else { throw SessionError.invalidSettings(Self.form) }
    }

    /// The answer to a request without a recording.
    private enum MissAnswer: String, CaseIterable {
        case error, simulate
    }

    private static func matchingRules(_ value: JSONValue) throws -> MatchingRules {
        guard case .object(let members) = value else {
            throw SessionError.invalidSettings("'matching' takes an object of lists: \(MatchingRules.members.list).")
        }
        for member in members {
            guard MatchingRules.members.contains(member.name), let elements = member.value.elements,
                elements.allSatisfy({ $0.string != nil })
            else {
                throw SessionError.invalidSettings(
                    "'matching' takes lists of strings called \(MatchingRules.members.list); not '\(member.name)' as "
                        + "it is given."
                )
            }
        }
        do {
            return try MatchingRules(json: value)
        } catch {
            throw SessionError.invalidSettings("'matching': \(error)")
        }
    }

    private static func playback(_ value: JSONValue) throws -> PlaybackPolicy {
        guard case .object(let members) = value else {
            throw SessionError.invalidSettings("'playback' takes an object with timing, repeat and polls.")
        }
        var policy = PlaybackPolicy()
        for member in members {
            switch member.name {
            case "timing":
                let text = member.value.string ?? member.value.double.map { "\($0)" }
                guard let timing = text.flatMap(PlaybackPolicy.Timing.init(_:)) else {
                    throw wrong(member, "instant, recorded, or a factor of the recorded times")
                }
                policy.timing = timing
            case "repeat": policy.repeat = try choice(member, PlaybackPolicy.Repeat.self)
            case "polls": policy.polls = try choice(member, PlaybackPolicy.Polls.self)
            default: throw SessionError.invalidSettings("'\(member.name)' is not one of timing, repeat and polls.")
            }
        }
        return policy
    }

    private static func text(_ member: JSONMember) throws -> String {
        guard let text = member.value.string, !text.isEmpty else { throw wrong(member, "a string") }
        return text
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ member: JSONMember,
        _ type: Choice.Type
    ) throws -> Choice where Choice.RawValue == String {
        guard let choice = member.value.string.flatMap(Choice.init(rawValue:)) else {
            throw wrong(member, Choice.allCases.map(\.rawValue).list)
        }
        return choice
    }

    private static func wrong(_ member: JSONMember, _ wanted: String) -> SessionError {
        .invalidSettings("'\(member.name)' is \(member.value.text()); it takes \(wanted).")
    }
}

extension [String] {
    fileprivate var list: String { joined(separator: ", ") }
}
