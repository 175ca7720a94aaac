// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The tables of published scores that come with Tapedeck.
enum PublishedTables {
    struct Table: Sendable {
        let name: String
        let text: String
    }

    static let all = [
        Table(
            name: "samsum-lesson",
            text: """
                # The table of the course lesson "Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough".
                source: "Fine-Tuning GPT Models: OpenAI's Managed Fine-Tuning API Walkthrough"
                unit: percent
                models:
                  - {model_name: Llama 3.2 1B, type: base, rouge1: 35.12, rouge2: 13.04, rougeL: 27.26}
                  - {model_name: GPT-4o-mini, type: base, rouge1: 39.97, rouge2: 15.50, rougeL: 31.28}
                  - {model_name: GPT-4o-mini fine-tuned, type: fine-tuned, rouge1: 55.72, rouge2: 32.80, rougeL: 47.77}
                """
        )
    ]
}
