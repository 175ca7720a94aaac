// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A path of an API description, such as `/files/{file_id}/content`.
struct PathTemplate {
    /// The path as written.
    let text: String
    private let segments: [String?]

    init(_ text: String) {
        self.text = text
        self.segments = text.split(separator: "/").map { $0.hasPrefix("{") && $0.hasSuffix("}") ? nil : String($0) }
    }

    /// How many segments are spelled out, when a path is one of these.
    func match(_ path: [Substring]) -> Int? {
        guard path.count == segments.count else { return nil }
        var literals = 0
        for (segment, own) in zip(path, segments) {
            guard let own else { continue }
            guard own == segment else { return nil }
            literals += 1
        }
        return literals
    }
}
