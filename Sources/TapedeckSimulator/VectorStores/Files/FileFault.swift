// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Why a file cannot be searched.
struct FileFault: Error, Sendable, Hashable {
    enum Code: String, Sendable {
        case serverError = "server_error"
        case unsupportedFile = "unsupported_file"
        case invalidFile = "invalid_file"
    }

    let code: Code
    let message: String

    /// The JSON object of the API.
    var document: JSONValue { ["code": .string(code.rawValue), "message": .string(message)] }

    /// A file without text, or whose format is not read.
    static let unsupported = FileFault(
        code: .unsupportedFile,
        message: "The file type is not supported. Tapedeck's simulator reads text files only."
    )
    static let empty = FileFault(code: .invalidFile, message: "The file could not be parsed because it is empty.")
    static let tooLarge = FileFault(
        code: .invalidFile,
        message: "The file could not be parsed because it is too large."
    )
    /// A file that a recording shows without its bytes.
    static let notRecorded = FileFault(
        code: .serverError,
        message: "The recording knows the file, but not its content."
    )
}
