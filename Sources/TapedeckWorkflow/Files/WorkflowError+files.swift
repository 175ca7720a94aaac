// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension WorkflowError {
    /// A file that cannot be read, with what the operating system says.
    static func unreadable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be read: \(reason). Check the path.")
    }

    /// A file that cannot be written, with what the operating system says.
    static func unwritable(_ path: String, _ reason: String) -> Self {
        .badInput("\(path) cannot be written: \(reason).")
    }
}
