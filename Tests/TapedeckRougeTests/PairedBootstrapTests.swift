// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

struct PairedBootstrapTests {
    /// What NumPy 2.4 gives for the columns below.
    ///
    /// Each resample is `RandomState(seed).choice(arange(n), n)`, shared by all columns; its mean is a plain sum in
    /// draw order; bounds are `quantile(means, delta)` and `quantile(means, 1 - delta)`.
    struct Golden: Sendable, CustomTestStringConvertible {
        struct Column: Sendable {
            let mean, low, high, pValue: Double

            init(_ mean: Double, _ low: Double, _ high: Double, _ pValue: Double) {
                (self.mean, self.low, self.high, self.pValue) = (mean, low, high, pValue)
            }
        }

        let samples: Int
        let resamples: Int
        let confidence: Double
        let seed: UInt32
        let columns: [Column]
        var testDescription: String { "\(samples) samples, \(columns.count) columns" }

        var first: [[Double]] {
            columns.indices.map { c in (0..<samples).map { Double(($0 * 7919 + c * 31) % 1000) / 1000 } }
        }

        var second: [[Double]] {
            columns.indices.map { c in (0..<samples).map { Double(($0 * 104_729 + c * 17) % 997) / 997 } }
        }
    }

    private static let goldens = [
        Golden(
            samples: 7,
            resamples: 200,
            confidence: 0.95,
            seed: 0,
            columns: [.init(0.48174566556813303, 0.24980707837799113, 0.6961070353918899, 0.009950248756218905)]
        ),
        Golden(
            samples: 100,
            resamples: 500,
            confidence: 0.95,
            seed: 42,
            columns: [
                .init(0.025946339017051158, -0.04192039142427281, 0.09849903309929788, 0.48303393213572854),
                .init(0.019895185556670022, -0.051733460631895656, 0.08923238415245717, 0.6347305389221557),
                .init(0.023844032096288846, -0.04898854964894684, 0.0978098395185556, 0.5788423153692615),
                .init(0.017792878635907734, -0.055002102306920764, 0.09346359302908724, 0.6467065868263473),
            ]
        ),
        Golden(
            samples: 60,
            resamples: 300,
            confidence: 0.9,
            seed: .max,
            columns: [
                .init(0.04192761618187898, -0.037525277499164185, 0.13313971915747247, 0.3920265780730897),
                .init(0.055876462721497835, -0.023384013707790065, 0.13101516298896693, 0.23920265780730898),
                .init(0.05315864259445001, -0.030261314777666335, 0.13067415663657642, 0.24584717607973422),
                .init(0.03377415580073555, -0.04145457455700436, 0.11092236375794046, 0.46511627906976744),
                .init(0.04772300234035439, -0.025646145937813454, 0.12201070544968239, 0.3122923588039867),
            ]
        ),
    ]

    @Test(arguments: goldens) func `gives NumPy's numbers to the last bit`(golden: Golden) throws {
        let bootstrap = try Bootstrap(confidence: golden.confidence, resamples: golden.resamples, seed: golden.seed)
        let differences = PairedBootstrap(bootstrap).differences(of: golden.first, from: golden.second)
        try #require(differences.count == golden.columns.count)
        for (difference, column) in zip(differences, golden.columns) {
            #expect(difference.count == golden.samples)
            #expect(difference.mean == column.mean)
            #expect(difference.low == column.low)
            #expect(difference.high == column.high)
            #expect(difference.pValue == column.pValue)
        }
    }

    @Test func `turns its sign with the order of the systems`() throws {
        let (first, second) = ([[0.2, 0.9, 0.4, 0.7]], [[0.1, 0.5, 0.5, 0.6]])
        let paired = PairedBootstrap(try Bootstrap(resamples: 99, seed: 1))
        let there = try #require(paired.differences(of: first, from: second).first)
        let back = try #require(paired.differences(of: second, from: first).first)
        #expect(there.mean == -back.mean)
        #expect(there.pValue == back.pValue)
        #expect(abs(there.low + back.high) < 1e-12)
    }

    @Test func `sees no difference where there is none`() throws {
        let paired = PairedBootstrap(try Bootstrap(resamples: 50, seed: 9))
        let difference = try #require(paired.differences(of: [[0.3, 0.4]], from: [[0.3, 0.4]]).first)
        #expect(difference == paired.differences(of: [[0.0, 0]], from: [[0.0, 0]]).first)
        #expect(difference.mean == 0)
        #expect(difference.pValue == 1)
    }

    @Test func `never claims to be certain`() throws {
        let paired = PairedBootstrap(try Bootstrap(resamples: 999, seed: 0))
        let ones = [Double](repeating: 1, count: 20)
        let difference = try #require(paired.differences(of: [ones], from: [ones.map { $0 - 0.5 }]).first)
        #expect(difference.pValue == 0.002)
        #expect(difference.low == 0.5)
    }

    @Test func `has nothing to say of nothing`() throws {
        let paired = PairedBootstrap(try Bootstrap())
        #expect(paired.differences(of: [], from: []).isEmpty)
        #expect(paired.differences(of: [[]], from: [[]]).isEmpty)
    }
}
