// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The images in a request for an edit or a variation.
enum ImageInput {
    /// Maximum number of images.
    static let countLimit = 16
    /// Maximum length of an image in bytes.
    static let sizeLimit = 50 << 20

    /// Checks an uploaded image.
    static func check(_ file: UploadForm.FormFile, at path: String, for model: ImageModel) throws {
        let beginning = try file.content.prefix(12)
        guard model.isGPTImage else {
            guard isPNG(beginning), file.content.count < 4 << 20 else {
                throw APIError(message: "Uploaded image must be a PNG and less than 4 MB.")
            }
            return
        }
        guard isImage(beginning) else { throw APIError.invalidImage(path) }
    }

    /// Checks an image that a JSON request names: a data URL, another URL (which is not fetched), or a file.
    static func check(_ reference: RequestFields, knows: (String) -> Bool) throws(APIError) {
        try reference.allow(only: ["image_url", "file_id"])
        if let id = try reference.string("file_id") {
            guard knows(id) else { throw .noSuchFile(id, param: reference.path(of: "file_id")) }
            return
        }
        _ = try reference.required("image_url")
        let path = reference.path(of: "image_url")
        let url = try reference.string("image_url") ?? ""
        if url.hasPrefix("data:") {
            guard let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")), url[..<comma].hasSuffix(";base64"),
                let bytes = Base64.decode(url[comma...].dropFirst().utf8), isImage(bytes)
            else { throw .invalidImage(path) }
            return
        }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw APIError(
                message: "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid format.",
                param: path,
                code: "invalid_value"
            )
        }
    }

    private static func isPNG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) }

    /// Whether bytes begin like PNG, JPEG or WebP.
    private static func isImage(_ bytes: [UInt8]) -> Bool {
        isPNG(bytes) || bytes.starts(with: [0xFF, 0xD8, 0xFF])
            || bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    }
}

extension APIError {
    fileprivate static func invalidImage(_ path: String) -> APIError {
        APIError(
            message: "Invalid image data.",
            type: "image_generation_user_error",
            param: path,
            code: "invalid_image_file"
        )
    }
}
