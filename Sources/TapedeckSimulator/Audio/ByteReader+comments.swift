// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ByteReader {
    /// The comment in a `LIST` chunk of a WAV file.
    func informationComment() -> String? {
        guard starts(with: "INFO") else { return nil }
        var reader = peek(4)
        while let type = reader.text(4), let length = reader.littleEndian(4) {
            if type == "ICMT" {
                return String(decoding: reader.rest.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
            }
            reader.skip(length + length % 2)
        }
        return nil
    }

    /// The `COMMENT` among the comments of a FLAC or Ogg file.
    func vorbisComment() -> String? {
        var reader = self
        guard let vendor = reader.littleEndian(4) else { return nil }
        reader.skip(vendor)
        guard let count = reader.littleEndian(4) else { return nil }
        for _ in 0..<min(count, 1000) {
            guard let length = reader.littleEndian(4), let comment = reader.text(length) else { return nil }
            if comment.prefix(8).uppercased() == "COMMENT=" { return String(comment.dropFirst(8)) }
        }
        return nil
    }

    /// Passes over an ID3v2 tag; gives its comment.
    mutating func readID3() -> String? {
        guard starts(with: "ID3"), rest.count >= 10 else { return nil }
        let version = rest[rest.startIndex + 3]
        var tag = peek(6)
        guard let length = tag.sevenBitNumber() else { return nil }
        tag = tag.limited(to: length)
        skip(10 + length)
        while let id = tag.text(4), let length = version >= 4 ? tag.sevenBitNumber() : tag.bigEndian(4), length > 0 {
            tag.skip(2)
            let frame = tag.limited(to: length)
            if let comment = frame.id3Comment(id) { return comment }
            tag.skip(length)
        }
        return nil
    }

    /// The text of a `COMM` frame, or of a `TXXX` frame named comment.
    private func id3Comment(_ id: String) -> String? {
        guard id == "COMM" || id == "TXXX", let encoding = rest.first else { return nil }
        let content = Array(rest.dropFirst(id == "COMM" ? 4 : 1))
        let units: [UInt16]
        switch encoding {
        case 1, 2:
            let isBigEndian = encoding == 2 || content.starts(with: [0xFE, 0xFF])
            units = stride(from: 0, to: content.count - 1, by: 2).map {
                let pair = (UInt16(content[$0]), UInt16(content[$0 + 1]))
                return isBigEndian ? pair.0 << 8 | pair.1 : pair.1 << 8 | pair.0
            }
        case 0: units = content.map(UInt16.init)
        default: units = Array(String(decoding: content, as: UTF8.self).utf16)
        }
        let parts = units.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { part in
            String(decoding: part.drop { $0 == 0xFEFF || $0 == 0xFFFE }.prefix { $0 != 0 }, as: UTF16.self)
        }
        guard parts.count == 2, id == "COMM" || parts[0].lowercased() == "comment" else { return nil }
        return parts[1]
    }

    private mutating func sevenBitNumber() -> Int? {
        bigEndian(4).map { number in [24, 16, 8, 0].reduce(0) { $0 << 7 | number >> $1 & 0x7F } }
    }
}
