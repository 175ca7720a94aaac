// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The commands that come after the demo.
struct DemoNextSteps {
    let folder: DemoFolder

    /// The steps with their commands, in lines.
    var text: String {
        let steps = (folder.isKept ? lookingAtTheDemo : keepingTheDemo) + ownProgram
        return "What to do next\n\n"
            + steps.map { step in
                "   \(step.title)\n" + step.commands.map { "     \($0)\n" }.joined() + "\n"
            }.joined()
    }

    private var lookingAtTheDemo: [(title: String, commands: [String])] {
        let (cassette, question) = (ShellWord.of(folder.cassette), ShellWord.of(folder.question))
        return [
            (
                "Look at the recordings:",
                ["tapedeck cassette list \(cassette)", "tapedeck cassette show \(cassette) 1"]
            ),
            (
                "Replay them to a client of your own:",
                [
                    "tapedeck replay --cassette \(cassette) --port 8080",
                    "curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json' -d @\(question)",
                ]
            ),
        ]
    }

    private var keepingTheDemo: [(title: String, commands: [String])] {
        [
            (
                "Keep the files of this demo (these are removed now), and look at them:",
                ["tapedeck demo --output tapedeck-demo", "tapedeck cassette list tapedeck-demo/demo.sqlite"]
            )
        ]
    }

    private var ownProgram: [(title: String, commands: [String])] {
        [
            (
                "Record your own program, simulated and without a key:",
                ["tapedeck run --cassette chat.sqlite --simulate -- python my_script.py"]
            ),
            (
                "Record your own program with OpenAI:",
                ["OPENAI_API_KEY=… tapedeck run --cassette chat.sqlite -- python my_script.py"]
            ),
            (
                "Replay it without network and key, in CI too:",
                ["tapedeck run --cassette chat.sqlite --mode none -- python my_script.py"]
            ),
            ("Keep the settings of a project in a file:", ["tapedeck init"]),
        ]
    }
}
