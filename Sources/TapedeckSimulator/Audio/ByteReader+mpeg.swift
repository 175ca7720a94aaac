// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension ByteReader {
    /// Kilobits per second of layer III, by the index in a frame's header; MPEG-1 first.
    private static let bitRates = [
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]
    private static let sampleRates = [44_100, 48_000, 32_000]
    private static let adtsRates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    /// Seconds of MP3: by the number of frames where the first frame gives it, else by the first frame's bit rate.
    /// - Parameter count: Length of the whole file, of which this is the beginning after its tag.
    /// - Returns: The duration; `nil` when there is no frame.
    func mpegDuration(count: Int) -> Double? {
        let bytes = Array(rest.prefix(64 << 10))
        guard bytes.count > 4 else { return nil }
        for start in 0..<bytes.count - 4 where bytes[start] == 0xFF && bytes[start + 1] & 0xE6 == 0xE2 {
            let version = Int(bytes[start + 1] >> 3 & 3)
            let bits = Int(bytes[start + 2] >> 4)
            let rate = Int(bytes[start + 2] >> 2 & 3)
            guard version != 1, bits > 0, bits < 15, rate < 3 else { continue }
            let isFirstVersion = version == 3
            let sampleRate = Self.sampleRates[rate] / (isFirstVersion ? 1 : version == 2 ? 2 : 4)
            let frame = ByteReader(Array(bytes[start...].prefix(200)))
            if let header = frame.after("Xing") ?? frame.after("Info") {
                var reader = header
                if let flags = reader.bigEndian(4), flags & 1 == 1, let frames = reader.bigEndian(4) {
                    return Double(frames * (isFirstVersion ? 1152 : 576)) / Double(sampleRate)
                }
            }
            let bitRate = Self.bitRates[isFirstVersion ? 0 : 1][bits] * 1000
            let sound = count - (rest.startIndex + start)
            return Double(sound * 8) / Double(bitRate)
        }
        return nil
    }

    /// Seconds of AAC frames, by the length of the first one.
    func adtsDuration(count: Int) -> Double? {
        let bytes = Array(rest.prefix(7))
        guard bytes.count == 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 else { return nil }
        let rate = Int(bytes[2] >> 2 & 15)
        let length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
        guard rate < Self.adtsRates.count, length >= 7 else { return nil }
        return Double((count - rest.startIndex) / length * 1024) / Double(Self.adtsRates[rate])
    }
}
