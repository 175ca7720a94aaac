// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What an uploaded sound says about itself: its duration, and the text in its comment.
struct AudioFile: Sendable, Hashable {
    /// The file name extensions that the service accepts.
    static let extensions = ["flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"]
    /// How much of a file is looked at, in bytes, at its beginning and at its end.
    static let excerptLength = 256 << 10

    /// Duration in seconds; `nil` when the format is not read.
    private(set) var duration: Double?
    /// The comment; `nil` when there is none.
    private(set) var comment: String?

    /// Reads the beginning of a file, and its end.
    /// - Parameters:
    ///   - beginning: The first bytes, up to ``excerptLength``.
    ///   - end: The last bytes.
    ///   - count: Length of the whole file.
    init(beginning: [UInt8], end: [UInt8], count: Int) {
        var bytes = ByteReader(beginning)
        if bytes.starts(with: "RIFF") {
            readWAV(bytes)
        } else if bytes.starts(with: "fLaC") {
            readFLAC(bytes)
        } else if bytes.starts(with: "OggS") {
            readOgg(bytes, end)
        } else {
            comment = bytes.readID3()
            duration = bytes.adtsDuration(count: count) ?? bytes.mpegDuration(count: count)
        }
        if comment?.isEmpty == true { comment = nil }
        if let duration, !(duration.isFinite && duration > 0 && duration < 360_000) { self.duration = nil }
    }

    private mutating func readWAV(_ file: ByteReader) {
        var reader = file
        reader.skip(12)
        var byteRate = 0
        while let type = reader.text(4), let length = reader.littleEndian(4) {
            switch type {
            case "fmt ": byteRate = reader.littleEndian(at: 8, 4) ?? 0
            case "LIST": comment = reader.limited(to: length).informationComment() ?? comment
            case "data":
                if byteRate > 0 { duration = Double(length) / Double(byteRate) }
            default: break
            }
            reader.skip(length + length % 2)
        }
    }

    private mutating func readFLAC(_ file: ByteReader) {
        var reader = file
        reader.skip(4)
        while let kind = reader.bigEndian(1), let length = reader.bigEndian(3) {
            let block = reader.limited(to: length)
            switch kind & 0x7F {
            case 0:
                if let packed = block.bigEndian(at: 10, 8), packed >> 44 & 0xF_FFFF > 0 {
                    duration = Double(packed & 0xF_FFFF_FFFF) / Double(packed >> 44 & 0xF_FFFF)
                }
            case 4: comment = block.vorbisComment()
            default: break
            }
            reader.skip(length)
            if kind & 0x80 != 0 { break }
        }
    }

    private mutating func readOgg(_ file: ByteReader, _ end: [UInt8]) {
        var rate = 48_000
        if let head = file.after("\u{1}vorbis") { rate = head.littleEndian(at: 5, 4) ?? 0 }
        if let tags = file.after("OpusTags") ?? file.after("\u{3}vorbis") { comment = tags.vorbisComment() }
        guard let page = ByteReader(end).after("OggS", last: true), let position = page.littleEndian(at: 2, 8) else {
            return
        }
        duration = Double(position) / Double(max(rate, 1))
    }
}
