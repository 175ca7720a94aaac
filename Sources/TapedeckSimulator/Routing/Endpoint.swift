// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An endpoint of the simulated API, with the identifiers in its path.
///
/// A new endpoint is a case here, with its path and method below. The compiler then asks for its response in
/// `Simulator+endpoints.swift`.
enum Endpoint: Sendable, Hashable {
    case createFile, listFiles, retrieveFile(String), fileContent(String), deleteFile(String)
    case createUpload, addUploadPart(String), completeUpload(String), cancelUpload(String)
    case createJob, listJobs, retrieveJob(String), cancelJob(String), pauseJob(String), resumeJob(String)
    case jobEvents(String), jobCheckpoints(String)
    case validateGrader
    case createPermissions(String), listPermissions(String), deletePermission(String, String)
    case listModels, retrieveModel(String), deleteModel(String)
    case createChatCompletion, listChatCompletions
    case retrieveChatCompletion(String), updateChatCompletion(String), deleteChatCompletion(String)
    case chatCompletionMessages(String)

    /// - Throws: ``APIError`` when there is no such path, or it has no such method.
    init(_ target: RequestLine) throws(APIError) {
        let segments = target.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
        guard let methods = Self.methods(Array(segments)), !methods.isEmpty else { throw .unknownURL(target) }
        guard let endpoint = methods[target.method] else { throw .wrongMethod(target) }
        self = endpoint
    }

    /// The endpoints of a path below `/v1/`, by method.
    private static func methods(_ path: [Substring]) -> [HTTPRequest.Method: Endpoint]? {
        // The service has no paths with empty segments, such as `/v1/files/`.
        guard path.allSatisfy({ !$0.isEmpty }), let first = path.first else { return nil }
        let id = path.count > 1 ? PercentEncoding.decodeSegment(path[1]) : ""
        return switch (first, path.count) {
        case ("files", _): files(path, id)
        case ("uploads", _): uploads(path, id)
        case ("fine_tuning", _): fineTuning(Array(path.dropFirst()))
        case ("models", 1): [.get: .listModels]
        case ("models", 2): [.get: .retrieveModel(id), .delete: .deleteModel(id)]
        case ("chat", _) where path.count > 1 && path[1] == "completions": chat(Array(path.dropFirst(2)))
        default: nil
        }
    }

    private static func files(_ path: [Substring], _ id: String) -> [HTTPRequest.Method: Endpoint]? {
        switch path.count {
        case 1: [.post: .createFile, .get: .listFiles]
        case 2: [.get: .retrieveFile(id), .delete: .deleteFile(id)]
        case 3 where path[2] == "content": [.get: .fileContent(id)]
        default: nil
        }
    }

    private static func uploads(_ path: [Substring], _ id: String) -> [HTTPRequest.Method: Endpoint]? {
        switch (path.count, path.last) {
        case (1, _): [.post: .createUpload]
        case (3, "parts"): [.post: .addUploadPart(id)]
        case (3, "complete"): [.post: .completeUpload(id)]
        case (3, "cancel"): [.post: .cancelUpload(id)]
        default: nil
        }
    }

    private static func fineTuning(_ path: [Substring]) -> [HTTPRequest.Method: Endpoint]? {
        let id = path.count > 1 ? PercentEncoding.decodeSegment(path[1]) : ""
        return switch (path.first, path.count, path.count > 2 ? path[2] : "") {
        case ("jobs", 1, _): [.post: .createJob, .get: .listJobs]
        case ("jobs", 2, _): [.get: .retrieveJob(id)]
        case ("jobs", 3, "cancel"): [.post: .cancelJob(id)]
        case ("jobs", 3, "pause"): [.post: .pauseJob(id)]
        case ("jobs", 3, "resume"): [.post: .resumeJob(id)]
        case ("jobs", 3, "events"): [.get: .jobEvents(id)]
        case ("jobs", 3, "checkpoints"): [.get: .jobCheckpoints(id)]
        case ("alpha", 3, "validate") where path[1] == "graders": [.post: .validateGrader]
        case ("checkpoints", 3, "permissions"): [.post: .createPermissions(id), .get: .listPermissions(id)]
        case ("checkpoints", 4, "permissions"):
            [.delete: .deletePermission(id, PercentEncoding.decodeSegment(path[3]))]
        default: nil
        }
    }

    private static func chat(_ path: [Substring]) -> [HTTPRequest.Method: Endpoint]? {
        guard let first = path.first else { return [.post: .createChatCompletion, .get: .listChatCompletions] }
        let id = PercentEncoding.decodeSegment(first)
        return switch (path.count, path.last) {
        case (1, _):
            [
                .get: .retrieveChatCompletion(id), .post: .updateChatCompletion(id),
                .delete: .deleteChatCompletion(id),
            ]
        case (2, "messages"): [.get: .chatCompletionMessages(id)]
        default: nil
        }
    }
}

// MARK: - Header fields and white space

extension Endpoint {
    /// Whether any web page may read the responses (`access-control-allow-origin: *`).
    var allowsAnyOrigin: Bool {
        switch self {
        case .createFile, .listFiles, .retrieveFile, .fileContent, .deleteFile, .createUpload, .addUploadPart,
            .completeUpload, .cancelUpload, .deleteModel:
            true
        default: false
        }
    }

    /// Whether responses name the organisation and project; those about models do not.
    var namesProject: Bool {
        switch self {
        case .listModels, .retrieveModel: false
        default: true
        }
    }

    /// The white space of errors that the endpoint itself reports.
    var errorStyle: BodyStyle {
        switch self {
        case .createFile, .listFiles, .retrieveFile, .fileContent, .deleteFile, .createUpload, .addUploadPart,
            .completeUpload, .cancelUpload, .deleteModel:
            .indentedWithLineEnd
        default: .indented
        }
    }
}
