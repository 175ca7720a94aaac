// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// Gives the text of a sound: that of an uploaded text file of its name, or its comment, or its name.
    @concurrent
    func createTranscription(_ request: RoutedRequest, isTranslation: Bool) async throws -> ServedResponse {
        var fields = HTTPFields()
        for field in RateLimit.standard.fields(promptBytes: 0) where field.name.rawName.hasSuffix("-requests") {
            fields.append(field)
        }
        do {
            let form = try await UploadForm.read(
                request.body,
                contentType: request.fields[.contentType],
                fileFields: ["file"],
                limit: TranscriptionRequest.sizeLimit,
                into: blobs
            )
            let document = try transcribe(try TranscriptionRequest(form, isTranslation: isTranslation))
            if document.request.isStream { return Self.stream(document.events, fields) }
            guard let text = document.text else { return .json(document.json, .compact, fields: fields) }
            fields[.contentType] = "text/plain; charset=utf-8"
            return ServedResponse(fields: fields, body: Body(Array(text.utf8)))
        } catch let error as APIError where error.code == "invalid_language_format" {
            // This error comes from behind the model, and tells its usage.
            guard case .object(let members) = error.document else { throw error }
            let usage = JSONMember(name: "usage", value: ["type": "duration", "seconds": 0])
            return .json(.object(members + [usage]), .compact, status: error.status, fields: fields)
        }
    }

    private func transcribe(_ request: TranscriptionRequest) throws -> TranscriptDocument {
        let name = request.filename.baseName
        let sidecar = withState { state in
            state.clock.tick()
            return state.files.newest(named: name + ".txt", at: state.now)?.content
        }
        let sound = AudioFile(
            beginning: try request.content.prefix(AudioFile.excerptLength),
            end: try request.content.segments.last?.bytes() ?? [],
            count: request.content.count
        )
        var text = try sidecar.map { String(decoding: try $0.prefix(AudioFile.excerptLength), as: UTF8.self) }
        text = text ?? sound.comment ?? name.sentence
        let spoken = text ?? ""
        return TranscriptDocument(
            Transcript(spoken, duration: sound.duration ?? Silence(saying: spoken).duration),
            for: request
        )
    }

    /// Server-sent events with the line ends that the service uses here.
    private static func stream(_ events: [JSONValue], _ fields: HTTPFields) -> ServedResponse {
        var fields = fields
        fields[.contentType] = "text/event-stream; charset=utf-8"
        fields[.cacheControl] = "no-store"
        let end = ArraySlice("data: [DONE]\r\n\r\n".utf8)
        let pieces = events.map { ArraySlice("data: \($0.text())\r\n\r\n".utf8) } + [end]
        return ServedResponse(fields: fields, body: Body(ReadySlices(pieces)))
    }
}

extension String {
    /// A file name without folders and its extension.
    fileprivate var baseName: String {
        let name = split { $0 == "/" || $0 == "\\" }.last ?? ""
        return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
    }

    /// The words of a name as a sentence, such as "Hello world 2." for "hello-world_2".
    fileprivate var sentence: String {
        let words = split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
        guard let first = words.first else { return "This transcript is simulated." }
        return first.uppercased() + words.dropFirst() + "."
    }
}
