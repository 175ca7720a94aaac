// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTokens

/// Encodes texts, a JSON string a line: `TokensBenchmark ENCODING TEXTS tokens|counts|encode|count|load [SECONDS]`.
///
/// `tokens` and `counts` print what comes out, a line a text; the others print the processor seconds of the best run as JSON.
@main
struct TokensBenchmark {
    enum Failure: Error {
        case usage(String)
    }

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 3 else {
            throw Failure.usage("TokensBenchmark ENCODING TEXTS tokens|counts|encode|count|load [SECONDS]")
        }
        let start = ProcessorTime.now
        guard let encoding = encoding(arguments[0]) else { throw Failure.usage("Unknown encoding \(arguments[0])") }
        _ = encoding.count("a")
        let load = ProcessorTime.now - start
        if arguments[2] == "load" { return print(#"{"seconds":\#(load)}"#) }
        let texts = try texts(in: arguments[1])
        let seconds = arguments.count > 3 ? Double(arguments[3]) ?? 1 : 1
        var tokens = 0
        let best: Double
        switch arguments[2] {
        case "tokens":
            for text in texts { print(encoding.encode(text)) }
            return
        case "counts":
            for text in texts { print(encoding.count(text)) }
            return
        case "encode":
            best = ProcessorTime.best(for: seconds) {
                tokens = texts.reduce(0) { $0 + encoding.encode($1).count }
            }
        case "count":
            best = ProcessorTime.best(for: seconds) { tokens = texts.reduce(0) { $0 + encoding.count($1) } }
        default:
            throw Failure.usage("Unknown kind \(arguments[2])")
        }
        print(#"{"seconds":\#(best),"tokens":\#(tokens),"load":\#(load)}"#)
    }

    static func encoding(_ name: String) -> TokenEncoding? {
        [.o200kBase, .cl100kBase].first { $0.name == name }
    }

    static func texts(in file: String) throws -> [String] {
        let lines = try Data(contentsOf: URL(fileURLWithPath: file)).split(separator: UInt8(ascii: "\n"))
        return try lines.map { line in
            // A copy of its own, as a reader of a request would hold: decoding may leave a bridged string.
            String(decoding: Array(try JSONDecoder().decode(String.self, from: line).utf8), as: UTF8.self)
        }
    }
}
