// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// Workspaces that wait to be used again: as many as were ever in use at the same time.
final class WorkspacePool: Sendable {
    /// A workspace on its way between threads.
    ///
    /// Unchecked: a box is in the pool or in the hands of one call of `use`, never both.
    private final class Box: @unchecked Sendable {
        var workspace = Workspace()
    }

    private let idle = Mutex<[Box]>([])

    func use<Result>(_ body: (inout Workspace) -> Result) -> Result {
        let box = idle.withLock { $0.popLast() } ?? Box()
        defer { idle.withLock { $0.append(box) } }
        return body(&box.workspace)
    }
}
