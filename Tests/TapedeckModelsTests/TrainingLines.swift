// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

/// Training files for tests.
enum TrainingLines {
    static let chat = #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello there"}]}"#
    static let preference = """
        {"input":{"messages":[{"role":"user","content":"Hi"}]},\
        "preferred_output":[{"role":"assistant","content":"Hello there"}],\
        "non_preferred_output":[{"role":"assistant","content":"What"}]}
        """
    static let completion = #"{"prompt":"Hi","completion":" there"}"#
    static let reinforcement = #"{"messages":[{"role":"user","content":"2+2?"}],"answer":"4"}"#

    /// A file of ten good lines and one more in the third place.
    static func file(with line: String, among good: String = chat) -> String {
        var lines = Array(repeating: good, count: 10)
        lines.insert(line, at: 2)
        return lines.joined(separator: "\n") + "\n"
    }
}

extension TrainingRules {
    static func rules(
        _ method: TrainingMethod = .supervised,
        _ model: String = "gpt-4o-mini",
        _ part: Part = .training,
        lineLimit: Int = 1 << 20
    ) -> TrainingRules {
        TrainingRules(
            method: method,
            model: OpenAIModel.tunable(model) ?? OpenAIModel.all[0],
            part: part,
            fileName: "file-abc",
            lineLimit: lineLimit
        )
    }

    func report(_ text: String, faults: Int = 1) -> TrainingFileReport {
        TrainingFile.read(Array(text.utf8)[...], rules: self, faultLimit: faults).report
    }
}
