// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// Prints the seconds that scoring a corpus takes: `RougeBenchmark CORPUS METRICS KIND`, or its scores.
@main
struct RougeBenchmark {
    enum Failure: Error {
        case usage(String)
    }

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3 else {
            throw Failure.usage("RougeBenchmark CORPUS METRICS scores|serial|parallel|tokens|bytes|single [SECONDS]")
        }
        let values = Array(arguments)
        let corpus = try Corpus(file: values[0])
        let metrics = try values[1].split(separator: ",").map { try RougeMetric(String($0)) }
        let seconds = values.count > 3 ? Double(values[3]) ?? 1 : 1
        let scorer = RougeScorer(metrics: metrics, stemmer: .porter)
        let pairs = corpus.pairs
        var check = 0.0
        let best: Double
        switch values[2] {
        case "scores":
            return printScores(try await scorer.scores(of: pairs))
        case "serial":
            best = try await Stopwatch.best(for: seconds) {
                check += try scorer.serialScores(of: pairs)[0][0].score.f1
            }
        case "parallel":
            best = try await Stopwatch.best(for: seconds) {
                check += try await scorer.scores(of: pairs)[0][0].score.f1
            }
        case "single":
            best = await Stopwatch.best(for: seconds) {
                for pair in pairs {
                    check += scorer.score(pair.candidate, against: pair.references[0])[0].score.f1
                }
            }
        case "tokens":
            // No metric: only the tokens of both sides.
            let tokenizing = RougeScorer(metrics: [], stemmer: .porter)
            best = try await Stopwatch.best(for: seconds) {
                check += Double(try tokenizing.serialScores(of: pairs).count)
            }
        case "bytes":
            let texts = pairs.flatMap { [$0.candidate] + $0.references }
            best = await Stopwatch.best(for: seconds) { check += Double(plainPass(texts)) }
        default:
            throw Failure.usage("Unknown kind \(values[2])")
        }
        print(#"{"seconds":\#(best),"pairs":\#(pairs.count),"bytes":\#(corpus.bytes),"check":\#(check > 0)}"#)
    }

    /// Prints precision, recall and F of each metric, a line for each pair.
    static func printScores(_ table: ScoreTable) {
        for row in table {
            let scores = row.map { [$0.score.precision, $0.score.recall, $0.score.f1] }
            print(scores)
        }
    }

    /// Reads every byte once and adds them up: eight bytes at a time, which a compiler may widen further.
    static func plainPass(_ texts: [String]) -> UInt64 {
        var sum: UInt64 = 0
        for text in texts {
            text.utf8.withContiguousStorageIfAvailable { bytes in
                let raw = UnsafeRawBufferPointer(bytes)
                var offset = 0
                while offset + 8 <= raw.count {
                    sum &+= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    offset += 8
                }
                while offset < raw.count {
                    sum &+= UInt64(raw[offset])
                    offset += 1
                }
            }
        }
        return sum
    }
}
