// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

extension FineTuningJob {
    /// The result file: a CSV table of the steps, in base 64 as the service returns it.
    var resultContent: (base64: [UInt8], count: Int)? {
        guard let steps = plan?.steps, training != nil else { return nil }
        var text: [UInt8] = Array((StepMetrics.header(request.method.kind) + "\n").utf8)
        for step in 1...steps {
            text.append(contentsOf: metrics(of: step).line.utf8)
            text.append(UInt8(ascii: "\n"))
        }
        return (Array(Data(text).base64EncodedData()), text.count)
    }
}
