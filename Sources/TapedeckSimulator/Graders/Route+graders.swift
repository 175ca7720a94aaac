// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of graders.
    static let graders: [Route] = [
        .post("fine_tuning/alpha/graders/run") { try $0.runGrader(try await $1.json()) },
        .post("fine_tuning/alpha/graders/validate") { try $0.validateGrader(try await $1.json()) },
    ]
}
