// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ItemPart {
    /// Maximum length of an image's address or data.
    private static let imageLimit = 20_971_520
    /// Maximum length of a file's data.
    private static let fileLimit = 73_400_320
    /// Maximum length of a file's text that is read, in bytes of base64.
    private static let readLimit = 1 << 20

    // MARK: - Images

    /// Reads an image, or a screenshot of a computer.
    mutating func readImage(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "image_url", "file_id", "detail", "prompt_cache_breakpoint"])
        if let value = fields["image_url"], value.string == nil {
            throw .wrongType(fields.path(of: "image_url"), expected: "an image URL", got: value)
        }
        let url = try fields.string("image_url", length: 1...Self.imageLimit)
        fileID = try fields.string("file_id")
        guard url != nil || fileID != nil else { throw .missing(fields.path(of: "image_url")) }
        guard url == nil || fileID == nil else { throw .exclusive(fields.path, ["image_url", "file_id"]) }
        if let url { try Self.checkImage(url, at: fields.path(of: "image_url")) }
        dataSize = url?.utf8.count ?? 0
        let detail = try fields.string("detail", oneOf: ["low", "high", "auto", "original"])
        isCoarse = detail == "low"
        document = [
            "type": .string(kind.rawValue), "detail": .string(detail ?? "auto"), "file_id": .optional(fileID),
            "image_url": .optional(url),
        ]
    }

    private static func checkImage(_ url: String, at path: String) throws(APIError) {
        if url.hasPrefix("http://") || url.hasPrefix("https://") { return }
        guard url.hasPrefix("data:") else {
            throw APIError(
                message: "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid format.",
                param: path,
                code: "invalid_value"
            )
        }
        let type = DataURL(url)?.type ?? ""
        guard ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"].contains(type) else {
            throw APIError(
                message: "Invalid '\(path)'. Expected a base64-encoded data URL with an image MIME type (e.g. "
                    + "'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got unsupported MIME type '\(type)'.",
                param: path,
                code: "invalid_value"
            )
        }
    }

    // MARK: - Files

    /// Reads a file: its data, its address, or the identifier of an uploaded one.
    mutating func readFile(_ fields: RequestFields) throws(APIError) {
        try fields.allow(
            only: ["type", "file_id", "file_data", "file_url", "filename", "detail", "prompt_cache_breakpoint"]
        )
        fileID = try fields.string("file_id")
        let data = try fields.string("file_data", length: 1...Self.fileLimit)
        let url = try fields.string("file_url")
        let given = [("file_id", fileID), ("file_data", data), ("file_url", url)].filter { $0.1 != nil }.map(\.0)
        guard let first = given.first else { throw .missing(fields.path(of: "file_id")) }
        guard given.count == 1 else { throw .exclusive(fields.path, given) }
        _ = try fields.string("detail", oneOf: ["low", "high", "auto"])
        let name = try fields.string("filename")
        if let data { try readData(data, at: fields.path(of: "file_data")) }
        if let url { try Self.checkFile(url, at: fields.path(of: "file_url")) }
        var members = [JSONMember(name: "type", value: "input_file")]
        if let data { members.append(JSONMember(name: "file_data", value: .string(data))) }
        members.append(JSONMember(name: "file_id", value: .optional(fileID)))
        if first != "file_url" || name != nil { members.append(JSONMember(name: "filename", value: .optional(name))) }
        if let url { members.append(JSONMember(name: "file_url", value: .string(url))) }
        document = .object(members)
    }

    private mutating func readData(_ data: String, at path: String) throws(APIError) {
        guard let url = DataURL(data), url.isBase64 else {
            throw .invalidFile(path, "but got a value without the 'data:' prefix.")
        }
        guard FileTypes.areSupported(url.type) else {
            throw .invalidFile(
                path,
                "but got unsupported MIME type '\(url.type)'. Please see "
                    + "https://platform.openai.com/docs/assistants/tools/file-search#supported-files for supported "
                    + "file types."
            )
        }
        dataSize = data.utf8.count
        guard FileTypes.isText(url.type), url.payload.utf8.count <= Self.readLimit else { return }
        guard let bytes = Base64.decode(url.payload.utf8) else {
            throw .invalidFile(path, "but got a value with invalid base64 data.")
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func checkFile(_ url: String, at path: String) throws(APIError) {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw APIError(
                message: "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid format.",
                param: path,
                code: "invalid_value"
            )
        }
        // The simulator fetches nothing, so the name has to tell.
        guard !FileTypes.isMedia(url) else {
            throw APIError(
                message: "The file type you uploaded is not supported. Please try again with a pdf",
                param: "input",
                code: "unsupported_file"
            )
        }
    }
}

/// The types of files that a model can read.
enum FileTypes {
    private static let applications: Set<String> = [
        "csv", "epub+zip", "graphql", "javascript", "json", "msword", "pdf", "rtf", "sql", "toml", "typescript",
        "vnd.apple.iwork", "vnd.apple.keynote", "vnd.apple.pages", "vnd.google-apps.document",
        "vnd.google-apps.presentation", "vnd.google-apps.spreadsheet", "vnd.ms-excel", "vnd.ms-outlook",
        "vnd.ms-powerpoint", "vnd.oasis.opendocument.text",
        "vnd.openxmlformats-officedocument.presentationml.presentation",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.wordprocessingml.document", "x-httpd-php", "x-sh", "x-tex", "x-typescript",
        "x-yaml", "xml", "yaml",
    ]
    private static let texts: Set<String> = [
        "csv", "graphql", "javascript", "json", "sql", "toml", "typescript", "x-httpd-php", "x-sh", "x-tex",
        "x-typescript", "x-yaml", "xml", "yaml",
    ]
    private static let media: Set<Substring> = [
        "avi", "bmp", "exe", "flac", "gif", "gz", "jpeg", "jpg", "m4a", "mov", "mp3", "mp4", "ogg", "png", "tar", "wav",
        "webm", "webp", "zip",
    ]

    /// Whether files of a MIME type are accepted.
    static func areSupported(_ type: String) -> Bool {
        type.hasPrefix("text/") || type == "message/rfc822" || applications.contains(subtype(of: type))
    }

    /// Whether a MIME type is that of text.
    static func isText(_ type: String) -> Bool { type.hasPrefix("text/") || texts.contains(subtype(of: type)) }

    /// Whether the name at the end of an address is that of a picture, a sound, a film or an archive.
    static func isMedia(_ url: String) -> Bool {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        guard let name = path.split(separator: "/").dropFirst(2).last, let dot = name.lastIndex(of: ".") else {
            return false
        }
        return media.contains(Substring(name[name.index(after: dot)...].lowercased()))
    }

    private static func subtype(of type: String) -> String {
        type.hasPrefix("application/") ? String(type.dropFirst("application/".count)) : ""
    }
}

/// A data URL (RFC 2397).
struct DataURL {
    /// The MIME type in lower case, without parameters.
    let type: String
    let isBase64: Bool
    let payload: Substring

    /// - Returns: `nil` when the text is no data URL.
    init?(_ text: String) {
        guard text.hasPrefix("data:"), let comma = text.utf8.prefix(1000).firstIndex(of: UInt8(ascii: ",")) else {
            return nil
        }
        let head = text[..<comma].dropFirst("data:".count)
        type = (head.split(separator: ";", omittingEmptySubsequences: false).first ?? "").lowercased()
        isBase64 = head.hasSuffix(";base64")
        payload = text[text.utf8.index(after: comma)...]
    }
}

extension APIError {
    fileprivate static func invalidFile(_ path: String, _ reason: String) -> APIError {
        APIError(
            message: "Invalid file data: '\(path)'. Expected a base64-encoded data URL with a valid file MIME type "
                + "(e.g. 'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), \(reason)",
            param: path,
            code: "invalid_value"
        )
    }

    /// The error for members of which only one is allowed.
    fileprivate static func exclusive(_ path: String, _ names: [String]) -> APIError {
        let list = names.map { "'\($0)'" }.joined(separator: " or ")
        return APIError(
            message: "Mutually exclusive parameters: '\(path)'. Ensure you are only providing one of: \(list).",
            param: path,
            code: "mutually_exclusive_parameters"
        )
    }
}
