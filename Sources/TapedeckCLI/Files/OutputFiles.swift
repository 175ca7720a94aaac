// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Foundation
import TapedeckCore

/// The output files of a command, checked before anything is written: none may be an input.
struct OutputFiles {
    /// The files that SQLite keeps beside a cassette.
    private static let companions = ["", "-wal", "-shm", "-journal"]
    private static let cassetteMagic = Array("SQLite format 3\0".utf8)

    /// The paths to write, with what the user calls them: an option such as `--output`.
    private var outputs: [(name: String, path: String)] = []

    /// Adds a file, unless it is standard output or a device.
    mutating func add(_ name: String, _ path: String?) {
        guard let path, path != "-" else { return }
        outputs.append((name, path))
    }

    /// Refuses what would write over a file that the command reads, by whatever name or link, over a cassette, or twice
    /// into one file.
    /// - Parameters:
    ///   - inputs: The files that are read.
    ///   - cassettes: The cassettes that are open, and the files beside them.
    ///   - allowsCassettes: Whether an output may be a cassette that is there already.
    /// - Throws: `CassetteError` that names the option and the file.
    func check(
        inputs: [String?] = [],
        cassettes: [String?] = [],
        allowsCassettes: Bool = false
    ) throws(CassetteError) {
        let beside = cassettes.compactMap(\.self).flatMap { path in Self.companions.map { path + $0 } }
        var taken: [OutputPlace: String] = [:]
        for path in inputs.compactMap(\.self) + beside where path != "-" {
            if let identity = OutputPlace(path) { taken[identity] = path }
        }
        for (name, path) in outputs where !Self.isSpecial(path) {
            // Most outputs appear under their names when they are whole, and lie beside until then.
            for place in [path, path + ".partial"] {
                guard let identity = OutputPlace(place) else { continue }
                if let other = taken[identity] { throw Self.refusal("\(name) \(path) would write over \(other)") }
                guard place == path else { continue }
                taken[identity] = "what another option writes"
            }
            if !allowsCassettes, Self.isCassette(path) {
                throw Self.refusal("\(name) \(path) would write over a cassette")
            }
        }
    }

    private static func refusal(_ problem: String) -> CassetteError {
        CassetteError(code: .invalidArgument, message: "\(problem); give another file.")
    }

    /// Whether a path leads to a device or a pipe, which is written to and never replaced.
    private static func isSpecial(_ path: String) -> Bool {
        guard let kind = OutputPlace.kind(of: path) else { return false }
        return kind != S_IFREG && kind != S_IFDIR
    }

    private static func isCassette(_ path: String) -> Bool {
        guard OutputPlace.kind(of: path) == S_IFREG, let handle = FileHandle(forReadingAtPath: path) else {
            return false
        }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: cassetteMagic.count)).flatMap { $0 }.map(Array.init) == cassetteMagic
    }
}
