// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension TranscriptDocument {
    /// The response in the formats that are plain text; `nil` for the others.
    var text: String? {
        switch request.format {
        case .text: transcript.text + "\n"
        case .srt:
            transcript.segments.enumerated().map { number, segment in
                "\(number + 1)\n\(Self.time(segment.start, ",")) --> \(Self.time(segment.end, ","))\n\(segment.text)\n\n"
            }
            .joined() + "\n"
        case .vtt:
            "WEBVTT\n\n"
                + transcript.segments.map { segment in
                    "\(Self.time(segment.start, ".")) --> \(Self.time(segment.end, "."))\n\(segment.text)\n\n"
                }
                .joined()
        default: nil
        }
    }

    /// Hours, minutes, seconds and milliseconds.
    private static func time(_ seconds: Double, _ mark: String) -> String {
        let milliseconds = Int((seconds * 1000).rounded())
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let parts = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60]
        return parts.map { digits($0, 2) }.joined(separator: ":") + mark + digits(milliseconds % 1000, 3)
    }
}
