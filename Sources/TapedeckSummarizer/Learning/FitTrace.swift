// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How the fit of a model went: loss and accuracy, by training step.
///
/// The numbers are those of the training passes themselves, read off at as many steps as are asked for: a step's loss
/// lies between the mean of its pass and the loss of the example whose turn it is.
public struct FitTrace: Sendable, Hashable {
    /// Loss and accuracy over the words of one completion.
    public struct Fit: Sendable, Hashable {
        /// The mean negative natural logarithm of the words' probabilities.
        public internal(set) var loss = 0.0
        /// The share of words that were foretold, `0...1`.
        public internal(set) var accuracy = 0.0

        init(loss: Double = 0, accuracy: Double = 0) {
            self.loss = loss
            self.accuracy = accuracy
        }

        fileprivate func mixed(with other: Self, _ share: Double) -> Self {
            Self(
                loss: loss + (other.loss - loss) * share,
                accuracy: accuracy + (other.accuracy - accuracy) * share
            )
        }
    }

    private var passes: [[Fit]] = []
    private var means: [Fit] = []
    private var validationMeans: [Fit] = []

    init() {}

    mutating func append(pass: [Fit], validation: [Fit]) {
        guard !pass.isEmpty else { return }
        passes.append(pass)
        means.append(Self.mean(pass))
        if !validation.isEmpty { validationMeans.append(Self.mean(validation)) }
    }

    private static func mean(_ fits: [Fit]) -> Fit {
        var sum = Fit()
        for fit in fits {
            sum.loss += fit.loss
            sum.accuracy += fit.accuracy
        }
        return Fit(loss: sum.loss / Double(fits.count), accuracy: sum.accuracy / Double(fits.count))
    }

    // MARK: - Steps

    /// Loss and accuracy at a training step.
    /// - Parameters:
    ///   - step: The step, from 1; one out of range counts as the nearest.
    ///   - steps: How many steps the training has in all.
    /// - Returns: The fit; zeros when nothing was trained.
    public func training(atStep step: Int, of steps: Int) -> Fit {
        guard let place = place(step, steps, in: means) else { return Fit() }
        let mean = means[place.lower].mixed(with: means[place.upper], place.share)
        let pass = passes[place.lower]
        let example = pass[min(Int(place.share * Double(pass.count)), pass.count - 1)]
        return mean.mixed(with: example, 0.35)
    }

    /// Loss and accuracy on the validation examples at a training step.
    /// - Parameters:
    ///   - step: The step, from 1; one out of range counts as the nearest.
    ///   - steps: How many steps the training has in all.
    /// - Returns: The fit; nil when there were no validation examples.
    public func validation(atStep step: Int, of steps: Int) -> Fit? {
        place(step, steps, in: validationMeans).map { place in
            validationMeans[place.lower].mixed(with: validationMeans[place.upper], place.share)
        }
    }

    private func place(_ step: Int, _ steps: Int, in values: [Fit]) -> (lower: Int, upper: Int, share: Double)? {
        guard !values.isEmpty else { return nil }
        let last = max(steps, 1)
        let progress = Double(min(max(step, 1), last) - 1) / Double(max(last - 1, 1)) * Double(values.count - 1)
        let lower = min(Int(progress), values.count - 1)
        return (lower, min(lower + 1, values.count - 1), progress - Double(lower))
    }
}
