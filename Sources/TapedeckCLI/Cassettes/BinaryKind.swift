// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A kind of binary data, detected by its first bytes.
enum BinaryKind: String {
    case png = "a PNG image"
    case jpeg = "a JPEG image"
    case gif = "a GIF image"
    case webp = "a WebP image"
    case wave = "WAVE audio"
    case mp3 = "MP3 audio"
    case flac = "FLAC audio"
    case ogg = "Ogg audio"
    case mp4 = "an MP4 file"
    case pdf = "a PDF document"
    case zip = "a ZIP archive"
    case gzip = "gzip data"

    private static let signatures: [(offset: Int, bytes: [UInt8], kind: BinaryKind)] = [
        (0, [0x89, 0x50, 0x4E, 0x47], .png), (0, [0xFF, 0xD8, 0xFF], .jpeg), (0, Array("GIF8".utf8), .gif),
        (8, Array("WEBP".utf8), .webp), (8, Array("WAVE".utf8), .wave), (0, Array("ID3".utf8), .mp3),
        (0, [0xFF, 0xFB], .mp3), (0, [0xFF, 0xF3], .mp3), (0, Array("fLaC".utf8), .flac),
        (0, Array("OggS".utf8), .ogg), (4, Array("ftyp".utf8), .mp4), (0, Array("%PDF".utf8), .pdf),
        (0, [0x50, 0x4B, 0x03, 0x04], .zip), (0, [0x1F, 0x8B], .gzip),
    ]

    init?(_ bytes: [UInt8]) {
        guard let found = Self.signatures.first(where: { bytes.dropFirst($0.offset).starts(with: $0.bytes) }) else {
            return nil
        }
        self = found.kind
    }
}
