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
    /// The identifier of the response before this one.
    let previousID: String?
    /// Whether the response is stored, so that it can be continued anywhere.
    let isStored: Bool
    private let members: [JSONMember]
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
        self.members = members.filter { !Self.ownMembers.contains($0.name) && $0.name != "background" }
        previousID = document["previous_response_id"]?.string
        isStored = document["store"]?.bool ?? true
        ending = lane.map { Array(",\"stream_id\":\(JSONValue.string($0).text())}".utf8) } ?? []
    }

    /// The items of `input`.
    var items: [JSONValue] {
        let input = members.last { $0.name == "input" }?.value
        if let text = input?.string { return [["role": "user", "content": .string(text)]] }
        return input?.elements ?? []
    }

    /// The body of the request over HTTP.
    /// - Parameter earlier: The items up to the end of the previous response, if the connection alone keeps it.
    /// - Returns: The body.
    func body(after earlier: [JSONValue]?) -> [UInt8] {
        var sent = members
        if let earlier {
            sent.removeAll { $0.name == "input" || $0.name == "previous_response_id" }
            sent.append(JSONMember(name: "input", value: .array(earlier + items)))
        }
        sent.append(JSONMember(name: "stream", value: true))
        var bytes: [UInt8] = []
        JSONValue.object(sent).append(to: &bytes)
        return bytes
    }

    /// An event as the message of this request's lane.
    /// - Parameters:
    ///   - data: The event.
    ///   - isContinued: Whether the connection alone keeps the previous response, so that the event does not name it.
    /// - Returns: The message.
    func event(_ data: String, isContinued: Bool = false) -> ArraySlice<UInt8> {
        var text = data
        if isContinued, let previousID, let place = text.firstRange(of: #""previous_response_id":null"#) {
            text.replaceSubrange(place, with: #""previous_response_id":\#(JSONValue.string(previousID).text())"#)
        }
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
