// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

extension Simulator {
    /// Creates a session that continues a recording: its files, jobs and fine-tuned models exist by their identifiers.
    /// - Parameters:
    ///   - configuration: The settings of the session.
    ///   - webhook: Takes the events for a webhook, in order; `nil` when there is no webhook.
    ///   - recorded: The files, jobs and models to continue with.
    ///   - read: Reads a body from the cassette.
    /// - Throws: An error of the cassette or of the disk.
    package convenience init(
        _ configuration: SimulatorConfiguration,
        webhook: WebhookSink? = nil,
        continuing recorded: RecordedState,
        read: @escaping RecordedState.Read
    ) async throws {
        self.init(configuration, webhook: webhook)
        var files: [SimulatedFile] = []
        for file in recorded.files.all {
            let content = try await content(of: file, read: read)
            if let file = SimulatedFile(recorded: file.document, content: content) { files.append(file) }
        }
        withState { state in
            state.clock.advance(to: recorded.latest + 1)
            for file in files { state.files.add(file) }
            for document in recorded.jobs.all {
                state.addJob(recorded: document, checkpoints: recorded.checkpoints)
            }
            for document in recorded.models.all { state.addModel(recorded: document) }
            for document in recorded.batches.all { state.addBatch(recorded: document) }
        }
        for store in recorded.vectorStores.all { try await addVectorStore(recorded: store) }
    }

    private func content(of file: RecordedState.RecordedFile, read: @escaping RecordedState.Read) async throws -> Blob?
    {
        switch file.content {
        case nil: return nil
        case .body(let body):
            var writer = Blob.Writer(store: blobs)
            switch body.streamed(read: read).content {
            case .bytes(let bytes): try writer.append(bytes)
            case .stream(_, let slices): for try await slice in slices { try writer.append(slice) }
            }
            return try writer.finish()
        case .form(let body, let contentType):
            let form = try? await UploadForm.read(
                body.streamed(read: read),
                contentType: contentType,
                fileFields: ["file"],
                limit: 512 << 20,
                into: blobs
            )
            return form?.file?.content
        }
    }
}

extension SimulatedFile {
    /// Creates a recorded file; `nil` when the object is not one.
    fileprivate init?(recorded document: JSONValue, content: Blob?) {
        guard let id = document["id"]?.string, let name = document["filename"]?.string,
            let purpose = document["purpose"]?.string.flatMap(FilePurpose.init),
            let createdAt = document["created_at"]?.integer
        else { return nil }
        self.init(
            id: id,
            purpose: purpose,
            filename: name,
            createdAt: createdAt,
            expiresAt: document["expires_at"]?.integer,
            status: document["status"]?.string ?? "processed",
            byteCount: document["bytes"]?.integer ?? content?.count ?? 0,
            content: content
        )
    }
}

extension SimulatorState {
    /// Adds a recorded fine-tuned model.
    fileprivate mutating func addModel(recorded document: JSONValue) {
        guard let id = document["id"]?.string, models[id] == nil, let base = OpenAIModel.behind(tunedModel: id) else {
            return
        }
        models[id] = TunedModel(
            id: id,
            created: document["created"]?.integer ?? now,
            owner: document["owned_by"]?.string ?? "",
            base: base,
            job: nil
        )
    }

    /// Adds a recorded job with its recorded status.
    fileprivate mutating func addJob(recorded document: JSONValue, checkpoints: SpelledDictionary<[JSONValue]>) {
        guard var job = FineTuningJob(recorded: document, in: self, eventKey: EventKey(&identifiers)) else { return }
        job.begin()
        let status = document["status"]?.string.flatMap(FineTuningJob.Status.init) ?? .queued
        job.restore(status, from: document)
        // Lists of checkpoints are newest first.
        job.checkpoints = (checkpoints[job.id] ?? []).reversed().compactMap { document in
            JobCheckpoint(recorded: document, method: job.request.method.kind)
        }
        jobs[job.id] = job
        let recorded = job.checkpoints.map(\.model)
        for name in Set(recorded + [job.tunedModel].compactMap { $0 }).sorted() where models[name] == nil {
            models[name] = TunedModel(
                id: name,
                created: job.finishedAt ?? job.createdAt,
                owner: OpenAIModel.owner(ofTunedModel: name) ?? job.ownerSlug,
                base: job.base,
                job: job.id
            )
        }
    }
}

extension OpenAIModel {
    /// The organisation in a fine-tuned model's name.
    static func owner(ofTunedModel name: String) -> String? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 2 && parts[0] == "ft" ? String(parts[2]) : nil
    }

    /// The base model in a fine-tuned model's name.
    static func behind(tunedModel name: String) -> OpenAIModel? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[0] == "ft" else { return nil }
        return named(String(parts[1]))
    }
}

extension RecordedBody {
    /// The body as a stream of slices.
    fileprivate func streamed(read: @escaping RecordedState.Read) -> Body {
        switch self {
        case .bytes(let bytes): Body(bytes)
        case .stored(let reference):
            Body(length: reference.length, slices: StoredSlices(reference: reference, read: read))
        }
    }
}

/// A recorded body as a sequence of slices.
private struct StoredSlices: AsyncSequence, Sendable {
    typealias Failure = any Error

    private static let sliceSize = 1 << 20

    let reference: BodyReference
    let read: RecordedState.Read

    func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    struct Iterator: AsyncIteratorProtocol {
        let body: StoredSlices
        var offset = 0

        mutating func next() async throws -> ArraySlice<UInt8>? {
            guard offset < body.reference.length else { return nil }
            let end = Swift.min(offset + StoredSlices.sliceSize, body.reference.length)
            defer { offset = end }
            return try body.read(body.reference, offset..<end)[...]
        }
    }
}
