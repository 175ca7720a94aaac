// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The identifiers and the time of one response; all that it has anew follows from them.
struct ResponseStamp: Sendable {
    /// The identifier, `resp_…`.
    let id: String
    /// The tag that the response shares with its items and its chain.
    let tag: String
    /// Creation time in seconds since 1970.
    let created: Int
    /// When the response ended, in seconds since 1970.
    var completed: Int
    /// Generates the identifiers of items, secrets and padding.
    let identifiers: IdentifierGenerator

    /// A new stamp.
    /// - Parameters:
    ///   - tag: The tag of the chain; `nil` begins a new one.
    ///   - state: The session's state.
    init(tag: String?, _ state: inout SimulatorState) {
        let time = state.now
        let tag = tag ?? state.identifiers.chainTag()
        self.init(
            id: state.identifiers.response(tag: tag, at: time),
            tag: tag,
            created: time,
            identifiers: state.identifiers.branch()
        )
    }

    init(id: String, tag: String, created: Int, identifiers: IdentifierGenerator) {
        self.id = id
        self.tag = tag
        self.created = created
        completed = created
        self.identifiers = identifiers
    }

    /// The source of the identifiers of hosted tools' items.
    var hostedIdentifiers: ItemIdentifiers {
        var generator = identifiers
        _ = generator.seed()
        return ItemIdentifiers(generator: generator.branch(), tag: tag, time: created)
    }
}

/// A place in the template of a response.
enum ResponsePlace: Sendable {
    case id
    case created
    case completed
    /// Identifier of the output item with this number.
    case item(Int)
    /// Identifier of the tool call with this number.
    case call(Int)
    /// Encrypted content with its number and its length in blocks of 16 bytes.
    case secret(Int, blocks: Int)
    /// Encrypted content that holds a compacted conversation.
    case compacted(CompactedConversation)
    /// So many characters of padding.
    case padding(Int)
}

typealias ResponseValue = TemplateValue<ResponsePlace>
typealias ResponseTemplate = JSONTemplate<ResponsePlace>

/// What fills the templates of one response.
struct ResponseFilling: Sendable {
    private let stamp: ResponseStamp
    private let itemIDs: [String]
    private let callIDs: [String]
    private let secretSeed: UInt64
    private var padding: IdentifierGenerator

    /// - Parameters:
    ///   - stamp: The identifiers and the time.
    ///   - prefixes: The prefixes of the output items' identifiers.
    ///   - callCount: Number of tool calls.
    init(_ stamp: ResponseStamp, prefixes: [String], callCount: Int) {
        self.stamp = stamp
        var identifiers = stamp.identifiers
        secretSeed = UInt64(identifiers.seed())
        itemIDs = prefixes.map { identifiers.item($0, tag: stamp.tag, at: stamp.created) }
        callIDs = (0..<callCount).map { _ in identifiers.toolCall() }
        padding = identifiers
    }

    /// Appends what belongs in a place.
    mutating func append(_ place: ResponsePlace, to bytes: inout [UInt8]) {
        switch place {
        case .id: bytes += stamp.id.utf8
        case .created: bytes += String(stamp.created).utf8
        case .completed: bytes += String(stamp.completed).utf8
        case .item(let number): bytes += itemIDs[number].utf8
        case .call(let number): bytes += callIDs[number].utf8
        case .secret(let number, let blocks):
            let seed = secretSeed ^ UInt64(truncatingIfNeeded: number) << 32
            bytes += FernetToken.random(blocks: blocks, at: stamp.created, seed: seed).utf8
        case .compacted(let conversation):
            bytes += FernetToken.holding(conversation.text, at: stamp.created, seed: ~secretSeed).utf8
        case .padding(let count): padding.appendPadding(count, to: &bytes)
        }
    }

    /// A template with its places filled in.
    mutating func filled(_ template: ResponseTemplate) -> [UInt8] {
        template.filled { append($0, to: &$1) }
    }

    /// A value with its places filled in.
    mutating func value(_ value: ResponseValue) -> JSONValue {
        switch value {
        case .value(let value): return value
        case .string(let place):
            var bytes: [UInt8] = []
            append(place, to: &bytes)
            return .string(String(decoding: bytes, as: UTF8.self))
        case .number(let place):
            var bytes: [UInt8] = []
            append(place, to: &bytes)
            return (try? JSONValue(parsing: bytes)) ?? .null
        case .array(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(self.value(element)) }
            return .array(values)
        case .object(let members):
            var values: [JSONMember] = []
            for member in members { values.append(JSONMember(name: member.name, value: self.value(member.value))) }
            return .object(values)
        }
    }
}
