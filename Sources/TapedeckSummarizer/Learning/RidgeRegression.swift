// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Ridge regression: least squares with a penalty on large weights, over scaled features.
struct RidgeRegression: Sendable {
    private(set) var weights: [Double]

    func predict(_ features: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<min(features.count, weights.count) { sum += weights[index] * features[index] }
        return sum
    }

    /// Solves the normal equations; `features` holds the rows one after another.
    init(features: [Double], width: Int, targets: [Double], penalty: Double) {
        var scale = [Double](repeating: 0, count: width)
        for row in targets.indices {
            for column in 0..<width { scale[column] += features[row * width + column] * features[row * width + column] }
        }
        for column in 0..<width {
            scale[column] = scale[column] > 1e-12 ? (scale[column] / Double(targets.count)).squareRoot() : 1
        }
        var matrix = [Double](repeating: 0, count: width * width)
        var right = [Double](repeating: 0, count: width)
        for row in targets.indices {
            let base = row * width
            for i in 0..<width {
                let value = features[base + i] / scale[i]
                if value == 0 { continue }
                right[i] += value * targets[row]
                for j in 0...i { matrix[i * width + j] += value * features[base + j] / scale[j] }
            }
        }
        for i in 0..<width { matrix[i * width + i] += penalty }
        weights = Self.solve(matrix, right, width)
        for column in 0..<width { weights[column] /= scale[column] }
    }

    /// Cholesky's method; the penalty makes the matrix positive definite.
    private static func solve(_ matrix: [Double], _ right: [Double], _ width: Int) -> [Double] {
        var lower = matrix
        for i in 0..<width {
            for j in 0...i {
                var sum = lower[i * width + j]
                for k in 0..<j { sum -= lower[i * width + k] * lower[j * width + k] }
                lower[i * width + j] = i == j ? max(sum, 1e-9).squareRoot() : sum / lower[j * width + j]
            }
        }
        var result = right
        for i in 0..<width {
            for k in 0..<i { result[i] -= lower[i * width + k] * result[k] }
            result[i] /= lower[i * width + i]
        }
        for i in stride(from: width - 1, through: 0, by: -1) {
            for k in (i + 1)..<max(width, i + 1) { result[i] -= lower[k * width + i] * result[k] }
            result[i] /= lower[i * width + i]
        }
        return result
    }
}
