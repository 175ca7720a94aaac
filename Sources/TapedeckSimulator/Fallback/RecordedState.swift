// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import TapedeckCore

/// The files, jobs and models that a cassette shows, for a simulation to continue with.
///
/// The last response counts for an object that was recorded several times.
package struct RecordedState: Sendable {
    /// A function that reads part of a body in the cassette.
    package typealias Read = @Sendable (BodyReference, Range<Int>) throws -> [UInt8]

    /// Maximum length of a response body that is parsed, in bytes.
    static let bodyLimit = 16 << 20

    var files = Recorded<RecordedFile>()
    var jobs = Recorded<JSONValue>()
    /// Checkpoints by their job.
    var checkpoints: SpelledDictionary<[JSONValue]> = [:]
    /// Fine-tuned models that were listed or retrieved.
    var models = Recorded<JSONValue>()
    /// Latest recorded time, in seconds since 1970.
    var latest = 0

    /// Creates an empty state.
    package init() {}

    /// A recorded file with the location of its bytes.
    struct RecordedFile: Sendable {
        var document: JSONValue
        var content: Content?
    }

    /// Location of the bytes of a file.
    enum Content: Sendable {
        /// The whole body.
        case body(RecordedBody)
        /// A part of a multipart form with this content type.
        case form(RecordedBody, contentType: String)
    }

    /// Adds the objects of an interaction.
    /// - Parameters:
    ///   - interaction: The interaction; only 2xx responses count.
    ///   - read: Reads a body that is not in memory.
    /// - Throws: What `read` throws.
    package mutating func add(_ interaction: Interaction, read: Read) throws {
        let request = interaction.request
        let response = interaction.response
        guard (200..<300).contains(response.status), response.outcome == .complete,
            let endpoint = try? Endpoint(
                RequestLine(method: request.method, path: request.path, query: request.query)
            )
        else { return }
        if case .fileContent(let id) = endpoint {
            files[id]?.content = .body(response.body)
            return
        }
        switch endpoint {
        case .createChatCompletion, .listChatCompletions, .retrieveChatCompletion, .updateChatCompletion,
            .deleteChatCompletion, .chatCompletionMessages, .jobEvents, .validateGrader, .createPermissions,
            .listPermissions, .deletePermission, .createUpload, .addUploadPart, .cancelUpload:
            return
        default: break
        }
        guard response.body.length <= Self.bodyLimit,
            let document = try? JSONValue(parsing: try response.body.bytes(read: read))
        else { return }
        add(document, of: endpoint, interaction)
    }

    private mutating func add(_ document: JSONValue, of endpoint: Endpoint, _ interaction: Interaction) {
        switch endpoint {
        case .createFile:
            let contentType = interaction.request.headerFields[.contentType] ?? ""
            addFile(document, .form(interaction.request.body, contentType: contentType))
        case .retrieveFile: addFile(document, nil)
        case .listFiles:
            // Lists are newest first; the oldest is added first.
            for file in (document["data"]?.elements ?? []).reversed() { addFile(file, nil) }
        case .deleteFile(let id): files[id] = nil
        case .completeUpload: if let file = document["file"] { addFile(file, nil) }
        case .createJob, .retrieveJob, .cancelJob, .pauseJob, .resumeJob: addJob(document)
        case .listJobs: for job in (document["data"]?.elements ?? []).reversed() { addJob(job) }
        case .jobCheckpoints(let id):
            // The list may have been requested page by page.
            var known = checkpoints[id] ?? []
            for point in document["data"]?.elements ?? [] where !known.contains(where: { $0["id"] == point["id"] }) {
                known.append(point)
            }
            checkpoints[id] = known.sorted { ($0["step_number"]?.integer ?? 0) > ($1["step_number"]?.integer ?? 0) }
        case .listModels: for model in document["data"]?.elements ?? [] { addModel(model) }
        case .retrieveModel: addModel(document)
        case .deleteModel(let name): models[name] = nil
        default: break
        }
    }

    private mutating func addFile(_ document: JSONValue, _ content: Content?) {
        guard let id = document["id"]?.string, document["object"]?.string == "file" else { return }
        files[id] = RecordedFile(document: document, content: content ?? files[id]?.content)
        see(document["created_at"])
    }

    private mutating func addJob(_ document: JSONValue) {
        guard let id = document["id"]?.string, document["object"]?.string == "fine_tuning.job" else { return }
        jobs[id] = document
        see(document["created_at"])
        see(document["finished_at"])
    }

    private mutating func addModel(_ document: JSONValue) {
        guard let id = document["id"]?.string, id.hasPrefix("ft:") else { return }
        models[id] = document
    }

    private mutating func see(_ moment: JSONValue?) {
        // Ignore times beyond the year 9999.
        if let moment = moment?.integer, moment < 253_402_300_800 { latest = max(latest, moment) }
    }
}

/// Recorded objects by identifier, in order of creation.
struct Recorded<Value: Sendable>: Sendable {
    private var table = OrderedTable<Value>()

    subscript(id: String) -> Value? {
        get { table[id] }
        set { table[id] = newValue }
    }

    /// The objects, oldest first.
    var all: [Value] { table.all }
}

extension RecordedBody {
    /// The whole body.
    fileprivate func bytes(read: RecordedState.Read) throws -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .stored(let reference): try read(reference, 0..<reference.length)
        }
    }
}
