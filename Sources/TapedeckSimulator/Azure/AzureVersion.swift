// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The value of `api-version`: a date, and whether it is a preview.
struct AzureVersion: Sendable, Comparable {
    private let date: Substring

    /// The first version of the service.
    private static let first = AzureVersion(date: "2022-12-01")
    /// The first version with the Responses API.
    static let responses = AzureVersion(date: "2025-03-01")
    /// The first version with models that reason.
    static let reasoning = AzureVersion(date: "2024-12-01")
    /// What `/openai/v1` takes in the place of a date.
    private static let names: Set<String> = ["preview", "v1", "latest"]

    private init(date: Substring) { self.date = date }

    /// Reads a version such as `2024-10-21` or `2025-01-01-preview`; `nil` when it is none.
    init?(_ text: String) {
        let date = text.prefix(10)
        guard ["", "-preview"].contains(text.dropFirst(10)), date.utf8.count == 10 else { return nil }
        for (index, byte) in date.utf8.enumerated() {
            let isDash = index == 4 || index == 7
            guard isDash ? byte == UInt8(ascii: "-") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return nil
            }
        }
        let (month, day) = (Int(date.dropFirst(5).prefix(2)) ?? 0, Int(date.suffix(2)) ?? 0)
        guard (1...12).contains(month), (1...31).contains(day), date >= Self.first.date else { return nil }
        self.date = date
    }

    static func < (left: AzureVersion, right: AzureVersion) -> Bool { left.date < right.date }

    /// Checks the version of a request.
    /// - Returns: The version of the classic API; `nil` where none is needed.
    /// - Throws: ``AzureError`` when it is missing or unknown.
    static func check(_ request: AzureRequest) throws(AzureError) -> AzureVersion? {
        guard request.plane == .classic else {
            guard request.version.map(names.contains) ?? true else { throw .unsupportedVersion }
            return nil
        }
        guard let text = request.version, let version = AzureVersion(text) else { throw .noSuchResource }
        if request.segments.first == "responses", version < responses { throw .tooOldForResponses }
        return version
    }
}
