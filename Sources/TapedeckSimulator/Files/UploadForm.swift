// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The multipart form of an upload: short fields and files.
struct UploadForm: Sendable {
    /// Maximum length of a field, in bytes; longer values must be files.
    private static let fieldLimit = 64 << 10
    /// Maximum number of parts.
    private static let partLimit = 64

    /// The short fields, in order.
    private(set) var fields: [(name: String, value: String)] = []
    /// The files in the form, in order, each with the name of its field.
    private(set) var files: [(field: String, file: FormFile)] = []
    /// The last file in the form.
    var file: FormFile? { files.last?.file }

    /// The last value of a field.
    subscript(name: String) -> String? { fields.last { $0.name.isSpelled(like: name) }?.value }

    /// Reads a form from its streamed body.
    /// - Parameters:
    ///   - body: The body.
    ///   - contentType: The content type with the boundary.
    ///   - fileFields: Names of the fields with files.
    ///   - limit: Maximum length of a file, in bytes.
    ///   - store: The store that takes the files.
    /// - Returns: The form, with its files if there are any.
    /// - Throws: ``APIError`` when the body is not such a form; `TemporaryFileError`; the body's own errors.
    static func read(
        _ body: Body,
        contentType: String?,
        fileFields: Set<String>,
        limit: Int,
        into store: BlobStore
    ) async throws -> UploadForm {
        let parameters = FieldParameters(contentType ?? "")
        guard parameters.value == "multipart/form-data", let boundary = parameters.parameters["boundary"],
            !boundary.isEmpty, boundary.utf8.count <= 256
        else {
            throw APIError(
                message:
                    "Expected a multipart/form-data body with the fields of this endpoint, but the request's content "
                    + "type is '\(parameters.value)'."
            )
        }
        var reader = FormReader(boundary: boundary, fileFields: fileFields, limit: limit, store: store)
        do {
            switch body.content {
            case .bytes(let bytes): try reader.push(bytes)
            case .stream(_, let slices): for try await slice in slices { try reader.push(slice) }
            }
            return try reader.finish()
        } catch let error as MultipartError {
            throw APIError(message: "Could not parse multipart form: \(error.reason).")
        }
    }

    /// A file in a form.
    struct FormFile: Sendable {
        let filename: String?
        let content: Blob
    }

    /// Builds a form from the parts of its body.
    private struct FormReader {
        private enum Part {
            case none
            case field(name: String, value: [UInt8])
            case file(field: String, name: String?, writer: Blob.Writer)
        }

        private let fileFields: Set<String>
        private let limit: Int
        private let store: BlobStore
        private var parser: MultipartParser
        private var form = UploadForm()
        private var part = Part.none
        private var partCount = 0

        init(boundary: String, fileFields: Set<String>, limit: Int, store: BlobStore) {
            self.fileFields = fileFields
            self.limit = limit
            self.store = store
            self.parser = MultipartParser(boundary: boundary)
        }

        mutating func push(_ bytes: ArraySlice<UInt8>) throws {
            for event in try parser.push(bytes) {
                switch event {
                case .partBegins(let fields): try begin(fields)
                case .content(let bytes): try add(bytes)
                case .partEnds: try end()
                }
            }
        }

        mutating func finish() throws -> UploadForm {
            try parser.finish()
            return form
        }

        private mutating func begin(_ fields: [MultipartField]) throws {
            partCount += 1
            guard partCount <= UploadForm.partLimit else { throw MultipartError(tooManyParts: UploadForm.partLimit) }
            let disposition = fields.first { $0.name == "content-disposition" }.map { FieldParameters($0.value) }
            let name = disposition?.formParameter("name") ?? ""
            // A file part without a file name counts as a file too.
            if fileFields.contains(name) {
                part = .file(field: name, name: disposition?.filename, writer: Blob.Writer(store: store))
            } else {
                part = .field(name: name, value: [])
            }
        }

        private mutating func add(_ bytes: ArraySlice<UInt8>) throws {
            switch part {
            case .none: break
            case .field(let name, var value):
                part = .none
                value += bytes
                guard value.count <= UploadForm.fieldLimit else {
                    throw APIError.wrongLength(
                        name,
                        length: value.count,
                        bound: UploadForm.fieldLimit,
                        isBelow: false
                    )
                }
                part = .field(name: name, value: value)
            case .file(let field, let name, var writer):
                part = .none
                try writer.append(bytes)
                guard writer.count <= limit else { throw APIError.fileTooLarge(limit: limit) }
                part = .file(field: field, name: name, writer: writer)
            }
        }

        private mutating func end() throws {
            switch part {
            case .none: break
            case .field(let name, let value): form.fields.append((name, String(decoding: value, as: UTF8.self)))
            case .file(let field, let name, var writer):
                form.files.append((field, FormFile(filename: name, content: try writer.finish())))
            }
            part = .none
        }
    }
}

extension FieldParameters {
    /// The file name of a part; the extended form (RFC 8187) wins.
    fileprivate var filename: String? {
        if let extended = parameters["filename*"], let mark = extended.range(ofQuotes: "''") {
            return PercentEncoding.decodeSegment(extended[mark...])
        }
        return formParameter("filename")
    }
}

extension String {
    /// Index of the text after the second quote.
    fileprivate func range(ofQuotes quotes: String) -> String.Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(quotes) { return self.index(index, offsetBy: quotes.count) }
            index = self.index(after: index)
        }
        return nil
    }
}

extension APIError {
    static func fileTooLarge(limit: Int) -> APIError {
        APIError(
            status: .contentTooLarge,
            message: "File is too large: the maximum size of a file is \(limit >> 20) MB.",
            param: "file"
        )
    }
}
