// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import HTTPTypes
import TapedeckModels

extension Simulator {
    /// Maximum total length of all files of a session, as for a project of the service.
    private static let projectLimit = 2_500_000_000_000

    func createFile(_ fields: HTTPFields, _ body: Body) async throws -> ServedResponse {
        let form = try await UploadForm.read(
            body,
            contentType: fields[.contentType],
            fileFields: ["file"],
            limit: 512 << 20,
            into: blobs
        )
        let purpose = try Self.purpose(form["purpose"])
        guard let file = form.file else { throw APIError.missing("file") }
        let filename = file.filename ?? ""
        guard !filename.isEmpty, filename.utf8.count <= 512 else {
            throw APIError(message: "Invalid 'file': the part has no file name of 1 to 512 bytes.", param: "file")
        }
        guard file.content.count <= purpose.sizeLimit else { throw APIError.fileTooLarge(limit: purpose.sizeLimit) }
        let expiry = try FileExpiry(form)
        try check(file.content, named: filename, for: purpose)
        let stored = withState { state in
            state.clock.tick()
            return state.addFile(
                named: filename,
                for: purpose,
                content: file.content,
                lifetime: expiry?.seconds ?? purpose.defaultLifetime
            )
        }
        return .json(stored.document, .indentedWithLineEnd)
    }

    func listFiles(_ query: ListQuery) throws(APIError) -> ServedResponse {
        let page = try withState { state throws(APIError) in
            state.clock.tick()
            return try state.files.page(query, at: state.now)
        }
        return .json(
            [
                "object": "list", "data": .array(page.values.map(\.document)), "has_more": .bool(page.hasMore),
                "first_id": .optional(page.values.first?.id), "last_id": .optional(page.values.last?.id),
            ],
            .indentedWithLineEnd
        )
    }

    func retrieveFile(_ id: String) throws(APIError) -> ServedResponse {
        .json(try file(id).document, .indentedWithLineEnd)
    }

    func fileContent(_ id: String) throws(APIError) -> ServedResponse {
        let file = try file(id)
        guard file.purpose.isDownloadable else {
            throw APIError(message: "Not allowed to download files of purpose: \(file.purpose.rawValue)")
        }
        guard let content = file.content else {
            throw APIError(
                status: .notFound,
                message: "The recording knows the file \(id), but not its content.",
                param: "id",
                origin: .files
            )
        }
        return ServedResponse(
            fields: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(file.filename.escapedForField)\"",
            ],
            body: content.body
        )
    }

    func deleteFile(_ id: String) throws(APIError) -> ServedResponse {
        _ = try file(id)
        withState { state in
            state.files.remove(id)
            state.vectorStores.removeEverywhere(id)
        }
        return .json(["object": "file", "deleted": true, "id": .string(id)], .indentedWithLineEnd)
    }

    private func file(_ id: String) throws(APIError) -> SimulatedFile {
        let file = withState { state in
            state.clock.tick()
            return state.files.file(id, at: state.now)
        }
        guard let file else { throw .noSuchFile(id) }
        return file
    }

    private static func purpose(_ text: String?) throws(APIError) -> FilePurpose {
        guard let text else { throw .missing("purpose") }
        guard let purpose = FilePurpose(rawValue: text), FilePurpose.uploadable.contains(purpose) else {
            let list = FilePurpose.uploadable.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw APIError(
                message: "'\(text)' is not one of [\(list)] - 'purpose'",
                param: "purpose",
                origin: .files
            )
        }
        return purpose
    }

    /// Checks the name of a file of lines, and the first lines of a training file.
    ///
    /// Those of a batch are left to it.
    func check(_ content: Blob, named filename: String, for purpose: FilePurpose) throws {
        guard let api = purpose.apiOfJSONLines else { return }
        if let fault = UploadCheck.fault(inName: filename, for: api) { throw APIError(message: fault, origin: .files) }
        guard purpose == .fineTune else { return }
        let beginning = try content.prefix(UploadCheck.bytes)
        let fault = UploadCheck.fault(inBeginning: beginning[...], isWhole: content.count <= beginning.count)
        if let fault { throw APIError(message: fault) }
    }
}

extension SimulatorState {
    /// Stores a file under a new identifier.
    mutating func addFile(
        named filename: String,
        for purpose: FilePurpose,
        content: Blob,
        byteCount: Int? = nil,
        createdAt: Int? = nil,
        lifetime: Int? = nil
    ) -> SimulatedFile {
        let createdAt = createdAt ?? now
        let file = SimulatedFile(
            id: identifiers.file(),
            purpose: purpose,
            filename: filename,
            createdAt: createdAt,
            expiresAt: lifetime.map { createdAt + $0 },
            byteCount: byteCount ?? content.count,
            content: content
        )
        files.add(file)
        return file
    }
}

extension String {
    /// The quoted name in a field value.
    fileprivate var escapedForField: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: escaped += "_"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
