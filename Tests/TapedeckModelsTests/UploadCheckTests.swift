// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@Suite struct UploadCheckTests {
    private func fault(_ text: String, isWhole: Bool = true) -> String? {
        UploadCheck.fault(inBeginning: Array(text.utf8)[...], isWhole: isWhole)
    }

    @Test func `only names that end in jsonl are taken`() {
        #expect(UploadCheck.fault(inName: "train.jsonl") == nil)
        #expect(UploadCheck.fault(inName: "train.json") == "Invalid file format for Fine-Tuning API. Must be .jsonl")
    }

    @Test func `a document over several lines is not JSONL`() {
        #expect(
            fault("{\n  \"messages\": []\n}\n") == "Expected file to have JSONL format, where every line is a JSON "
                + #"dictionary. Line 1 is not a dictionary (HINT: line starts with: "{...")."#
        )
    }

    @Test func `the line is named, and how it begins`() {
        #expect(
            fault("{}\n[1,2,3,4,5,6,7]\n")?.hasSuffix(
                #"Line 2 is not a dictionary (HINT: line starts with: "[1,2,3,4,5...")."#
            ) == true
        )
    }

    @Test func `only the first lines are looked at`() {
        let good = Array(repeating: TrainingLines.chat, count: 5).joined(separator: "\n")
        #expect(fault(good + "\nnonsense\n") == nil)
        #expect(fault("nonsense\n" + good) != nil)
    }

    @Test func `a line that goes on behind the beginning is taken for what it begins as`() {
        #expect(fault(#"{"messages":[{"#, isWhole: false) == nil)
        #expect(fault(#"{"messages":[{"#) != nil)
        #expect(fault(#"[{"messages":[{"#, isWhole: false) != nil)
    }

    @Test(arguments: ["", "\n", " \r\n\n"])
    func `an empty file is refused`(text: String) {
        #expect(fault(text)?.contains("empty") == true)
    }
}
