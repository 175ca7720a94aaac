// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Foundation
import TapedeckCore

/// Tells whether a write-ahead log belongs to the cassette it lies beside.
///
/// Each recorder writes a mark of its own into the file, and the log carries it too. It is SQLite's schema cookie, which
/// stands on the first page; whoever finds a log with another mark has a log of another version of the file, and the
/// two together would be neither.
enum LogMark {
    /// Where the cookie stands on the first page.
    private static let place = 40
    /// SQLite counts changes of the schema in it.
    private static let range: UInt32 = 64
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    /// A mark that is hardly any other file's.
    static func random() -> Int32 { .random(in: 1000...Int32.max - 1000) }

    /// The mark of an open cassette; `nil` when it has no first page.
    static func read(_ descriptor: Int32) -> UInt32? { number(descriptor, at: place) }

    /// Whether a mark is one of a file, or follows it by changes of the schema.
    static func matches(_ mark: UInt32, of file: UInt32) -> Bool { mark &- file <= range }

    /// Whether a log belongs to a cassette; one that does not say is taken for its log.
    static func log(_ log: String, belongsTo file: Int32) -> Bool {
        let descriptor = open(log, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        guard let own = read(file), let last = lastMark(descriptor) else { return true }
        return matches(last, of: own)
    }

    /// The mark in the last copy of the first page in a log.
    private static func lastMark(_ log: Int32) -> UInt32? {
        guard let magic = number(log, at: 0), magic | 1 == 0x377F_0683, let size = number(log, at: 8),
            (512...65536).contains(size), let salt = number(log, at: 16), let pepper = number(log, at: 20)
        else { return nil }
        var (last, pending): (UInt32?, UInt32?) = (nil, nil)
        var frame = headerSize
        while let page = number(log, at: frame), let committed = number(log, at: frame + 4),
            number(log, at: frame + 8) == salt, number(log, at: frame + 12) == pepper
        {
            if page == 1 { pending = number(log, at: frame + frameHeaderSize + place) ?? pending }
            if committed > 0 { last = pending ?? last }
            frame += frameHeaderSize + Int(size)
        }
        return last
    }

    private static func number(_ descriptor: Int32, at offset: Int) -> UInt32? {
        var bytes: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        guard pread(descriptor, &bytes, 4, off_t(offset)) == 4 else { return nil }
        return UInt32(bytes.0) << 24 | UInt32(bytes.1) << 16 | UInt32(bytes.2) << 8 | UInt32(bytes.3)
    }
}
