// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct IdentifierGeneratorTests {
    @Test func `depends on its seed alone`() {
        var first = IdentifierGenerator(seed: 1)
        var second = IdentifierGenerator(seed: 1)
        var other = IdentifierGenerator(seed: 2)
        let (one, two, three) = (first.file(), second.file(), other.file())
        #expect(one == two)
        #expect(one != three)
    }

    @Test func `uses the alphabets and lengths of the service`() {
        var identifiers = IdentifierGenerator(seed: 3)
        for _ in 0..<200 {
            #expect(identifiers.file().wholeMatch(of: /file-[1-9A-HJ-NP-Za-km-z]{22}/) != nil)
            #expect(identifiers.job().wholeMatch(of: /ftjob-[0-9A-Za-z]{24}/) != nil)
            #expect(identifiers.checkpoint().wholeMatch(of: /ftckpt_[0-9A-Za-z]{24}/) != nil)
            #expect(identifiers.request().wholeMatch(of: /req_[0-9a-f]{32}/) != nil)
            #expect(
                identifiers.upload(at: 1_741_967_567).wholeMatch(of: /upload_67d450cf[0-9a-f]{4}819[0-9a-f]{17}/) != nil
            )
            #expect(identifiers.chatCompletion(at: 1).wholeMatch(of: /chatcmpl-D[0-9A-Za-z]{28}/) != nil)
        }
    }

    @Test func `gives completions identifiers that sort by time`() {
        var identifiers = IdentifierGenerator(seed: 3)
        let names = [0, 61, 62, 4000, 1_767_603_600, 1_767_603_601].map { identifiers.chatCompletion(at: $0) }
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
}
