// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

/// What is known of one folder of the recordings.
struct RecordedFolder: Sendable, CustomTestStringConvertible {
    var name: String
    var files: Int
    var interactions: Int
    var eventStreams: Int
    var failures: Int

    var testDescription: String { name }

    static let all = [
        RecordedFolder(name: "alexrudall+ruby-openai", files: 206, interactions: 350, eventStreams: 6, failures: 57),
        RecordedFolder(name: "openai+openai-dotnet", files: 178, interactions: 340, eventStreams: 11, failures: 32),
        RecordedFolder(name: "DataDog+dd-trace-py", files: 184, interactions: 191, eventStreams: 28, failures: 9),
        RecordedFolder(
            name: "open-telemetry+opentelemetry-python-contrib",
            files: 64,
            interactions: 68,
            eventStreams: 22,
            failures: 5
        ),
        RecordedFolder(name: "traceloop+openllmetry", files: 67, interactions: 206, eventStreams: 39, failures: 1),
        RecordedFolder(name: "traceloop+openllmetry-js", files: 13, interactions: 14, eventStreams: 6, failures: 0),
        RecordedFolder(name: "simonw+llm", files: 8, interactions: 18, eventStreams: 5, failures: 0),
        RecordedFolder(name: "tidyverse+ellmer", files: 47, interactions: 95, eventStreams: 0, failures: 0),
        RecordedFolder(name: "pydantic+logfire", files: 21, interactions: 32, eventStreams: 4, failures: 0),
    ]
}

@Suite(.enabled(if: Recordings.areThere, "set TAPEDECK_RECORDINGS to the folder of the recordings"))
struct RecordingImportTests {
    @Test(arguments: RecordedFolder.all)
    func `carries over every interaction of a folder`(folder: RecordedFolder) throws {
        let files = try Recordings.paths().filter { $0.hasPrefix(folder.name + "/") }.map(Recordings.read)
        let interactions = files.flatMap(\.interactions)
        #expect(files.count == folder.files)
        #expect(interactions.count == folder.interactions)
        #expect(interactions.count { !(200...299).contains($0.response.status) } == folder.failures)
        let streams = interactions.filter {
            $0.response.headerFields[.contentType]?.hasPrefix("text/event-stream") ?? false
        }
        #expect(streams.count == folder.eventStreams)
        for stream in streams {
            #expect(stream.response.chunks.count > 1)
            #expect(Chunk.areContiguous(stream.response.chunks, covering: stream.response.body.length))
        }
        for file in files {
            for skippedEntry in file.skippedEntries where skippedEntry.interaction != nil {
                print("\(file.name): \(skippedEntry)")
            }
        }
    }

    @Test(.enabled(if: Recordings.python != nil, "make the environment of Reference/README.md"))
    func `agrees with an independent reader`() throws {
        let python = try #require(Recordings.python)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Reference/read_recordings.py"
        )
        let lines = try Recordings.output(of: python, [script.path, Recordings.root.path]).split(separator: 0x0A)
        let reference = try lines.map { try JSONDecoder().decode(ReferenceInteraction.self, from: $0) }
        let expected = Dictionary(grouping: reference, by: \.file)
        var count = 0
        for path in Recordings.paths() {
            let found = try Recordings.read(path).interactions.map { ReferenceInteraction($0, file: path) }
            count += found.count
            let wanted = expected[path] ?? []
            #expect(found.count == wanted.count, "\(path)")
            for (found, wanted) in zip(found, wanted) { #expect(found == wanted) }
        }
        #expect(count == reference.count)
    }
}

/// An interaction as the reference reader prints it.
struct ReferenceInteraction: Decodable, Equatable {
    var file: String
    var method: String
    var path: String
    var query: String?
    var status: Int
    var requestFields: [[String]]
    var responseFields: [[String]]
    var requestLength: Int
    var requestDigest: String
    var responseLength: Int
    var responseDigest: String
    var recordedAt: Int64

    init(_ interaction: Interaction, file: String) {
        self.file = file
        self.method = interaction.request.method.rawValue
        self.path = interaction.request.path
        self.query = interaction.request.query
        self.status = interaction.response.status
        self.requestFields = interaction.request.headerFields.map { [$0.name.canonicalName, $0.value] }
        self.responseFields = interaction.response.headerFields.map { [$0.name.canonicalName, $0.value] }
        let (request, response) = (interaction.request.body.inMemory, interaction.response.body.inMemory)
        self.requestLength = request.count
        self.requestDigest = Self.digest(of: request)
        self.responseLength = response.count
        self.responseDigest = Self.digest(of: response)
        self.recordedAt = interaction.recordedAt
    }

    private static func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension RecordedBody {
    /// The bytes of an imported body, which is never in a store.
    var inMemory: [UInt8] {
        guard case .bytes(let bytes) = self else { return [] }
        return bytes
    }
}
