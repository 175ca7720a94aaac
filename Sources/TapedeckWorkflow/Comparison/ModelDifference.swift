// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// How far one model lies above another on the samples that both have answered.
package struct ModelDifference: Sendable {
    /// Position of the model among those of the comparison.
    package let model: Int
    /// Position of the model that it is compared with.
    package let against: Int
    /// Number of samples that both have answered.
    package let sampleCount: Int
    /// The difference of each metric, in the order of the comparison's metrics.
    package let differences: [PairedDifference]
}
