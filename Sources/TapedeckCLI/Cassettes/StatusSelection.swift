// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A status code, or a class of them.
struct StatusSelection: ExpressibleByArgument {
    let range: ClosedRange<Int>

    init?(argument: String) {
        let text = argument.lowercased()
        if text.count == 3, text.hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue, hundreds > 0 {
            range = hundreds * 100...hundreds * 100 + 99
        } else if let code = Int(text), (100...999).contains(code) {
            range = code...code
        } else {
            return nil
        }
    }
}
