// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import Testing

@testable import TapedeckCLI

@Suite(.timeLimit(.minutes(1))) struct ShutdownDeadlineTests {
    private final class Steps: Sendable {
        let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private let steps = Steps()

    /// Waits until the process would have ended.
    private func run(settle: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let stop = ShutdownDeadline(after: .zero, settle: settle) { [steps] in
                steps.add("end")
                continuation.resume()
            }
            stop.arm()
            stop.arm()
        }
    }

    @Test func `a process that does not stop settles its cassettes and ends, once`() async {
        await run { [steps] in steps.add("settle") }
        #expect(steps.names.withLock { $0 } == ["settle", "end"])
    }

    @Test func `cassettes that cannot be settled do not keep it from ending`() async {
        let never = DispatchSemaphore(value: 0)
        await run { never.wait() }
        never.signal()
        #expect(steps.names.withLock { $0 } == ["end"])
    }
}
