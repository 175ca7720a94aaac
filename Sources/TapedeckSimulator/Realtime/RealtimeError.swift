// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension APIError {
    /// The `error` of an event of the Realtime API.
    func realtimeDocument(answering event: String?) -> JSONValue {
        [
            "type": .string(type), "code": .optional(code), "message": .string(message), "param": .optional(param),
            "event_id": .optional(event),
        ]
    }

    /// A message that is not a JSON object.
    static let invalidRealtimeJSON = APIError(
        message: "The message could not be parsed as a JSON object.",
        code: "invalid_json"
    )

    /// A message without a type.
    static let noRealtimeType = APIError(message: "The 'type' field is missing.", code: "invalid_event")

    /// The session is over.
    static let realtimeSessionExpired = APIError(
        message: "Your session hit the maximum duration of 60 minutes.",
        code: "session_expired"
    )

    /// There is no response to cancel.
    static let noRealtimeResponse = APIError(
        message: "Cancellation failed: no active response found",
        code: "response_cancel_not_active"
    )

    /// There is no audio to commit.
    static let emptyAudioBuffer = APIError(
        message: "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer "
            + "only has 0.00ms of audio.",
        code: "input_audio_buffer_commit_empty"
    )

    /// An item that the conversation does not have.
    /// - Parameters:
    ///   - id: The identifier.
    ///   - action: What was asked for, such as `delete`.
    /// - Returns: The error.
    static func noRealtimeItem(_ id: String, _ action: RealtimeItemAction) -> APIError {
        APIError(
            message: "Error \(action.participle) item: the item with id '\(id)' does not exist.",
            param: action == .create ? "previous_item_id" : "item_id",
            code: "item_\(action.rawValue)_invalid_item_id"
        )
    }

    /// A part of the API that the simulator does not have.
    static func realtimeNotSimulated(_ what: String, param: String? = nil) -> APIError {
        APIError(
            message: "Tapedeck's simulator has the Realtime API for text only: \(what).",
            param: param,
            code: "not_simulated"
        )
    }
}

/// What a client does to an item.
enum RealtimeItemAction: String {
    case create, retrieve, delete, truncate

    fileprivate var participle: String {
        switch self {
        case .create: "creating"
        case .retrieve: "retrieving"
        case .delete: "deleting"
        case .truncate: "truncating"
        }
    }
}
