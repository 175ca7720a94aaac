// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct StepMetricsTests {
    @Test func `words the message of a step as the service does`() {
        var metrics = StepMetrics(
            step: 60,
            totalSteps: 200,
            train: StepMetrics.Scores(loss: 0.7305774688720703, accuracy: 0.875)
        )
        #expect(metrics.message == "Step 60/200: training loss=0.73")
        #expect(metrics.line == "60,0.73058,0.875,,")
        metrics.valid = StepMetrics.Scores(loss: 1.4598660469055176, accuracy: 0.75)
        metrics.fullValid = StepMetrics.Scores(loss: 0.0499, accuracy: 1)
        #expect(
            metrics.message == "Step 60/200: training loss=0.73, validation loss=1.46, full validation loss=0.05"
        )
        #expect(metrics.line == "60,0.73058,0.875,1.45987,0.75")
        #expect(
            metrics.document.text()
                == #"{"step":60,"train_loss":0.7305774688720703,"valid_loss":1.4598660469055176,"total_steps":200,"#
                + #""full_valid_loss":0.04989999905228615,"train_mean_token_accuracy":0.875,"#
                + #""valid_mean_token_accuracy":0.75,"full_valid_mean_token_accuracy":1.0}"#
        )
    }

    @Test(
        arguments: [(0, "0.00"), (0.005, "0.01"), (1.995, "2.00"), (-0.001, "0.00"), (12.3, "12.30")]
            as [(Double, String)]
    )
    func `writes a fixed number of decimals`(value: Double, text: String) {
        #expect(value.fixed(2) == text)
    }

    @Test(
        arguments: [(0, "0.0"), (0.5, "0.5"), (3.63265, "3.63265"), (1, "1.0"), (0.000004, "0.0")] as [(Double, String)]
    )
    func `leaves out trailing zeros`(value: Double, text: String) {
        #expect(value.trimmed(5) == text)
    }
}

struct RewardMetricsTests {
    private static func metrics(_ method: TrainingMethod) -> StepMetrics {
        StepMetrics(
            step: 10,
            totalSteps: 20,
            method: method,
            train: StepMetrics.Scores(loss: 0.5, accuracy: 1, reward: 0.75, rejectedReward: -0.25),
            valid: StepMetrics.Scores(loss: 0.25, accuracy: 0.5, reward: 0.5, rejectedReward: 0)
        )
    }

    @Test func `preference training has rewards besides losses`() {
        let metrics = Self.metrics(.dpo)
        #expect(metrics.message == "Step 10/20: training loss=0.50, validation loss=0.25")
        #expect(metrics.line == "10,0.5,1.0,0.25,0.5,1.0,0.5")
        #expect(metrics.document["train_reward_margin"] == .decimal(1))
        #expect(metrics.document["valid_reward_chosen"] == .decimal(0.5))
        #expect(metrics.checkpointDocument["train_reward_rejected"] == .decimal(-0.25))
    }

    @Test func `reinforcement has rewards and no losses`() {
        let metrics = Self.metrics(.reinforcement)
        #expect(
            metrics.message
                == "Step 10/20 , train mean reward=0.75, full validation mean reward=0.50, full validation mean parse "
                + "error=0.00"
        )
        #expect(metrics.line == "10,0.75,0.5")
        #expect(
            metrics.document.text()
                == #"{"step":10,"scores":{"train_reward_mean":0.75,"valid_reward_mean":0.5},"total_steps":20,"#
                + #""train_mean_reward":0.75,"full_valid_mean_reward":0.5,"mean_unresponsive_rewards":0.0}"#
        )
        #expect(metrics.checkpointDocument["train_mean_reward"] == .decimal(0.75))
        #expect(metrics.checkpointDocument["train_loss"] == nil)
    }
}
