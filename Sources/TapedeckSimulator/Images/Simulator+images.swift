// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// Makes images of one colour.
    @concurrent
    func createImage(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        let fields = try RequestFields(parsing: body)
        let isForGPTImage = [
            "background", "moderation", "output_format", "output_compression", "stream", "partial_images",
        ]
        .contains { fields[$0] != nil }
        try refuseRetiredModel(of: fields)
        let options = try ImageOptions(fields, standard: isForGPTImage ? "gpt-image-1" : "dall-e-2")
        return response(ImageAnswer(options: options, created: createdAt()), "image_generation")
    }

    /// Makes images for an edit; those in the request are checked, and not looked at.
    @concurrent
    func editImage(_ request: RoutedRequest) async throws -> ServedResponse {
        let contentType = FieldParameters(request.fields[.contentType] ?? "").value
        guard contentType == "multipart/form-data" else {
            let fields = try await request.json()
            try refuseRetiredModel(of: fields)
            let options = try ImageOptions(fields, standard: "gpt-image-1.5", others: ["images", "mask"])
            _ = try fields.required("images")
            let images = try fields.array("images", count: 1...ImageInput.countLimit) ?? []
            let now = createdAt()
            let knows: (String) -> Bool = { id in self.withState { $0.files.file(id, at: now) != nil } }
            for (index, image) in images.enumerated() {
                try ImageInput.check(RequestFields(image, at: "images[\(index)]"), knows: knows)
            }
            if let mask = try fields.object("mask") { try ImageInput.check(mask, knows: knows) }
            return response(ImageAnswer(options: options, inputCount: images.count, created: now), "image_edit")
        }
        let form = try await imageForm(request)
        let fields = try Self.fields(form)
        try refuseRetiredModel(of: fields)
        let options = try ImageOptions(fields, standard: "gpt-image-1.5", others: ["image", "mask"])
        let images = form.files.filter { $0.field != "mask" }
        guard !images.isEmpty else { throw APIError.missing("image") }
        guard images.count <= ImageInput.countLimit else {
            throw APIError.wrongCount("image", count: images.count, bound: ImageInput.countLimit, isBelow: false)
        }
        for (field, file) in form.files { try ImageInput.check(file, at: field, for: options.model) }
        return response(ImageAnswer(options: options, inputCount: images.count, created: createdAt()), "image_edit")
    }

    /// Makes images of the colours that follow from an uploaded one.
    @concurrent
    func varyImage(_ request: RoutedRequest) async throws -> ServedResponse {
        let form = try await imageForm(request)
        guard let file = form.file else { throw APIError.missing("image") }
        // A variation has no prompt; the size of the file stands in for it.
        let prompt = JSONMember(name: "prompt", value: .string("variation \(file.content.count)"))
        let fields = try Self.fields(form)
        try refuseRetiredModel(of: fields)
        try fields.allow(only: ["model", "n", "response_format", "size", "user"])
        let options = try ImageOptions(
            RequestFields(.object(fields.members + [prompt])),
            standard: "dall-e-2"
        )
        guard options.model == .dallE2 else {
            throw APIError.wrongValue("model", got: try fields.string("model") ?? "", supported: ["dall-e-2"])
        }
        try ImageInput.check(file, at: "image", for: options.model)
        return .json(ImageAnswer(options: options, created: createdAt()).document, .indentedWithLineEnd)
    }

    private func imageForm(_ request: RoutedRequest) async throws -> UploadForm {
        try await UploadForm.read(
            request.body,
            contentType: request.fields[.contentType],
            fileFields: ["image", "image[]", "mask"],
            limit: ImageInput.sizeLimit,
            into: blobs
        )
    }

    private static func fields(_ form: UploadForm) throws(APIError) -> RequestFields {
        try RequestFields(
            form: FormFields(form),
            numbers: ["n", "partial_images", "output_compression"],
            booleans: ["stream"]
        )
    }

    private func createdAt() -> Int {
        withState { state in
            state.clock.tick()
            return state.now
        }
    }

    private func response(_ answer: ImageAnswer, _ kind: String) -> ServedResponse {
        guard answer.options.isStream else { return .json(answer.document, .indented) }
        let pieces = answer.events(kind).map { event in
            ArraySlice("event: \(event["type"]?.string ?? "")\ndata: \(event.text())\n\n".utf8)
        }
        return ServedResponse(
            fields: [.contentType: "text/event-stream; charset=utf-8"],
            body: Body(ReadySlices(pieces))
        )
    }
}
