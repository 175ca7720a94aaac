// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import TapedeckCore

/// Checks a training file that comes in pieces, in memory for one line.
///
/// As the service does, it reports the first fault; asked for more, it goes on and collects them. Good examples are
/// given out as they are read, in order.
package struct TrainingFileReader: Sendable {
    private let rules: TrainingRules
    private let faultLimit: Int
    private let countsTokens: Bool
    private var splitter: LineSplitter
    private var summary = TrainingFileSummary()
    private var faults: [TrainingFault] = []
    private var reader: ExampleReader?
    private var line = 0
    /// The lines that hold anything: examples, good or not.
    private var filledLines = 0
    private var blankLine: Int?
    /// After a fault of the whole file what its lines hold does not matter.
    private var isHopeless = false

    /// Creates a reader.
    /// - Parameters:
    ///   - rules: What the file is checked against.
    ///   - faultLimit: How many faults to look for, 1 or more.
    ///   - countsTokens: Whether tokens are counted, which takes longer than all the rest.
    package init(rules: TrainingRules, faultLimit: Int = 1, countsTokens: Bool = true) {
        self.rules = rules
        self.countsTokens = countsTokens
        self.faultLimit = max(1, faultLimit)
        splitter = LineSplitter(limit: rules.lineLimit)
    }

    /// Whether as many faults have been found as were looked for, so that the rest of the file need not be read.
    package var isDone: Bool { isHopeless || faults.count >= faultLimit }

    /// Takes the next bytes of the file, of which only the report is wanted.
    /// - Parameter bytes: A piece of the file, cut anywhere.
    package mutating func push(_ bytes: ArraySlice<UInt8>) { push(bytes) { (_) throws(Never) in } }

    /// Takes the end of the file, of which only the report is wanted.
    /// - Returns: What the file holds, and its faults.
    package mutating func finish() -> TrainingFileReport { finish { (_) throws(Never) in } }

    /// Takes the next bytes of the file, and gives out the examples in them.
    /// - Parameters:
    ///   - bytes: A piece of the file, cut anywhere.
    ///   - example: Is called with each good example.
    /// - Throws: What `example` throws.
    package mutating func push<Failure: Error>(
        _ bytes: ArraySlice<UInt8>,
        example: (TrainingExample) throws(Failure) -> Void
    ) throws(Failure) {
        guard !isDone else { return }
        summary.bytes += bytes.count
        var splitter = splitter
        // The splitter is handed over, so that its bytes are not copied.
        self.splitter = LineSplitter(limit: rules.lineLimit)
        defer { self.splitter = splitter }
        try splitter.push(bytes) { (line) throws(Failure) in try take(line, example) }
    }

    /// Takes the end of the file, and gives out what is left.
    /// - Parameter example: Is called with the last example when no newline ended its line.
    /// - Returns: What the file holds, and its faults.
    /// - Throws: What `example` throws.
    package mutating func finish<Failure: Error>(
        example: (TrainingExample) throws(Failure) -> Void
    ) throws(Failure) -> TrainingFileReport {
        var splitter = splitter
        try splitter.finish { (line) throws(Failure) in try take(line, example) }
        let least = rules.part.leastExamples
        if !isDone, filledLines < least {
            let name = rules.part == .training ? "Training" : "Validation"
            let unit = least == 1 ? "example" : "examples"
            add(.count, nil, "\(name) file has \(filledLines) example(s), but must have at least \(least) \(unit)")
        }
        return TrainingFileReport(summary: summary, faults: faults, part: rules.part)
    }

    // MARK: - Lines

    private mutating func take<Failure: Error>(
        _ bytes: LineSplitter.Line,
        _ give: (TrainingExample) throws(Failure) -> Void
    ) throws(Failure) {
        guard !isDone else { return }
        line += 1
        guard let bytes else {
            filledLines += 1
            return add(.line, line, "Line \(line) is longer than \(rules.lineLimit) bytes")
        }
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
            // Blank lines at the end are none.
            blankLine = blankLine ?? line
            return
        }
        if let blankLine {
            add(.line, blankLine, "Line \(blankLine) is blank")
            self.blankLine = nil
            if isDone { return }
        }
        filledLines += 1
        guard let example = read(bytes) else { return }
        let tokens = countsTokens ? example.tokens(rules.model.encoding) : 0
        summary.add(example, tokens: tokens, limit: rules.model.exampleLimit, line: line)
        try give(example)
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>) -> TrainingExample? {
        if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            add(.line, 1, "Line 1 is not valid JSON (it begins with a byte order mark)")
            return nil
        }
        do throws(JSONError) {
            return example(of: try JSONValue(parsing: bytes))
        } catch {
            add(.line, line, "Line \(line) is not valid JSON (\(error.reason) at byte \(error.offset))")
            return nil
        }
    }

    private mutating func example(of value: JSONValue) -> TrainingExample? {
        guard case .object = value else {
            add(.example, line, "Example \(filledLines) is not a JSON dictionary")
            return nil
        }
        if reader == nil { setFormat(by: value) }
        guard let reader else { return nil }
        do throws(ExampleFault) {
            return try reader.read(value)
        } catch {
            let place = error.place.isEmpty ? "" : ", \(error.place)"
            add(.example, line, "Example \(filledLines)\(place) \(error.reason)")
            return nil
        }
    }

    // MARK: - Format

    /// Decides by the first line what the lines are, and whether a job like this can use them.
    private mutating func setFormat(by value: JSONValue) {
        guard let format = ExampleReader.format(of: value, for: rules.method) else {
            isHopeless = true
            return add(
                .format,
                line,
                "Unexpected file format, expected either prompt/completion pairs or chat messages."
            )
        }
        summary.format = format
        if let mismatch = FormatMismatch(of: format, rules) {
            isHopeless = true
            return add(.format, line, mismatch.description)
        }
        reader = ExampleReader(format: format)
    }

    private mutating func add(_ kind: TrainingFault.Kind, _ line: Int?, _ description: String) {
        guard faults.count < faultLimit else { return }
        faults.append(TrainingFault(kind, line: line, description))
    }
}
