// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import Testing

@testable import TapedeckServer

struct PollWatchTests {
    private final class Bench: Sendable {
        let time = Mutex(ContinuousClock.now)
        let told = Mutex<[String]>([])

        /// Makes a request some times, evenly over a duration; gives what was told of.
        func polls(_ count: Int, over duration: Duration, method: HTTPRequest.Method = .get, paths: [String])
            -> [String]
        {
            let watch = PollWatch(
                now: { self.time.withLock { $0 } },
                tell: { target in
                    self.told.withLock { $0.append(target.path) }
                }
            )
            for number in 0..<count {
                let path = paths[number % paths.count]
                watch.saw(RequestLine(method: method, pathAndQuery: path))
                time.withLock { $0 += duration / count }
            }
            return told.withLock { $0 }
        }
    }

    @Test func `polls without a pause are told once`() {
        #expect(Bench().polls(5000, over: .seconds(5), paths: ["/v1/jobs/1"]) == ["/v1/jobs/1"])
    }

    @Test func `polls of two things in turn are told too`() {
        #expect(Bench().polls(5000, over: .seconds(5), paths: ["/v1/jobs/1", "/v1/jobs/1/events"]).count == 1)
    }

    @Test func `polls with a pause are not told`() {
        #expect(Bench().polls(1000, over: .seconds(100), paths: ["/v1/jobs/1"]) == [])
    }

    @Test func `many different requests, and requests that ask for work, are no polls`() {
        #expect(Bench().polls(5000, over: .seconds(1), paths: (0..<100).map { "/v1/files/\($0)" }) == [])
        #expect(Bench().polls(5000, over: .seconds(1), method: .post, paths: ["/v1/chat/completions"]) == [])
    }
}
