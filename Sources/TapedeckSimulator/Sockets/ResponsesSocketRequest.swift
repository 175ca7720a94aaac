// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A `response.create` of a WebSocket.
struct ResponsesSocketRequest: Sendable {
    /// The members that belong to the message and not to the request.
    private static let ownMembers: Set<String> = ["type", "stream_id", "stream"]
    private static let laneLength = 1...256

    /// The lane, `stream_id`.
    let lane: String?
    /// The body of the request over HTTP.
    let body: [UInt8]
    /// What events end with: the lane, and the end of the object.
    private let ending: [UInt8]

    /// Reads a message.
    /// - Throws: The error to send.
    init(parsing message: ArraySlice<UInt8>) throws(ResponsesSocketError) {
        guard let document = try? JSONValue(parsing: message), case .object(let members) = document else {
            throw ResponsesSocketError(.unreadableJSON)
        }
        do throws(APIError) {
            lane = try Self.lane(document["stream_id"])
        } catch {
            throw ResponsesSocketError(error)
        }
        do throws(APIError) {
            try Self.check(document)
        } catch {
            throw ResponsesSocketError(error, lane: lane)
        }
        let own = members.filter { !Self.ownMembers.contains($0.name) && $0.name != "background" }
        var bytes: [UInt8] = []
        JSONValue.object(own + [JSONMember(name: "stream", value: true)]).append(to: &bytes)
        body = bytes
        ending = lane.map { Array(",\"stream_id\":\(JSONValue.string($0).text())}".utf8) } ?? []
    }

    /// An event as the message of this request's lane.
    func event(_ text: String) -> ArraySlice<UInt8> {
        guard lane != nil, text.utf8.last == UInt8(ascii: "}") else { return ArraySlice(text.utf8) }
        return ArraySlice(text.utf8.dropLast()) + ending
    }

    private static func lane(_ value: JSONValue?) throws(APIError) -> String? {
        guard let value, value != .null else { return nil }
        guard let lane = value.string else { throw .wrongType("stream_id", expected: "a string", got: value) }
        guard laneLength.contains(lane.utf8.count), lane.filter({ $0 != "." }).isPlainName else {
            throw APIError(
                message: "Invalid 'stream_id': expected 1 to 256 characters of 'A-Z', 'a-z', '0-9', '_', '.' and '-'.",
                param: "stream_id",
                code: "invalid_value"
            )
        }
        return lane
    }

    private static func check(_ document: JSONValue) throws(APIError) {
        guard let type = document["type"], type != .null else { throw .missing("type") }
        guard let name = type.string else { throw .wrongType("type", expected: "a string", got: type) }
        guard name == "response.create" else {
            throw .wrongValue("type", got: name, supported: ["response.create"])
        }
        guard document["background"]?.bool != true else {
            throw APIError(
                message: "Unsupported parameter: 'background' is not supported over WebSocket.",
                param: "background",
                code: "unsupported_parameter"
            )
        }
    }
}
