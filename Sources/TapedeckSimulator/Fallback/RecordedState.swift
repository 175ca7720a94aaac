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

    var files = Recorded<RecordedFile>()
    var jobs = Recorded<JSONValue>()
    /// Checkpoints by their job.
    var checkpoints: SpelledDictionary<[JSONValue]> = [:]
    /// Fine-tuned models that were listed or retrieved.
    var models = Recorded<JSONValue>()
    var batches = Recorded<JSONValue>()
    var vectorStores = Recorded<RecordedStore>()
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
    package mutating func add(_ interaction: Interaction, read: @escaping Read) throws {
        let request = interaction.request
        let response = interaction.response
        guard (200..<300).contains(response.status), response.outcome == .complete else { return }
        let recorded = RequestLine(method: request.method, path: request.path, query: request.query)
        let target = AzureRequest(recorded)?.translated ?? recorded
        guard let (route, parameters) = try? RouteTable.all.find(target), let learn = route.learner else { return }
        try learn(&self, RecordedAnswer(id: parameters.first ?? "", interaction: interaction, read: read))
    }

    /// Adds checkpoints of a job, whose list may have been requested page by page.
    mutating func addCheckpoints(_ points: [JSONValue], of job: String) {
        var known = checkpoints[job] ?? []
        for point in points where !known.contains(where: { $0["id"] == point["id"] }) { known.append(point) }
        checkpoints[job] = known.sorted { ($0["step_number"]?.integer ?? 0) > ($1["step_number"]?.integer ?? 0) }
    }

    /// Adds a file, and where its bytes are.
    mutating func addFile(_ document: JSONValue, _ content: Content?) {
        guard let id = document["id"]?.string, document["object"]?.string == "file" else { return }
        files[id] = RecordedFile(document: document, content: content ?? files[id]?.content)
        see(document["created_at"])
    }

    /// Adds a fine-tuning job.
    mutating func addJob(_ document: JSONValue) {
        guard let id = document["id"]?.string, document["object"]?.string == "fine_tuning.job" else { return }
        jobs[id] = document
        see(document["created_at"])
        see(document["finished_at"])
    }

    /// Adds a batch.
    mutating func addBatch(_ document: JSONValue) {
        guard let id = document["id"]?.string, document["object"]?.string == "batch" else { return }
        batches[id] = document
        see(document["created_at"])
        see(document["completed_at"])
    }

    /// Adds a fine-tuned model; others are ignored.
    mutating func addModel(_ document: JSONValue) {
        guard let id = document["id"]?.string, id.hasPrefix("ft:") else { return }
        models[id] = document
    }

    /// Notes a recorded time.
    mutating func see(_ moment: JSONValue?) {
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
