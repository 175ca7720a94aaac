// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct IdentifierGeneratorResponsesTests {
    private var identifiers = IdentifierGenerator(seed: 4)

    @Test mutating func `begins the identifiers of a response and its items with the tag`() {
        let tag = identifiers.chainTag()
        #expect(tag.wholeMatch(of: /0[0-9a-f]{15}/) != nil)
        for id in [
            identifiers.response(tag: tag, at: 1_782_520_122), identifiers.item("msg", tag: tag, at: 1_782_520_122),
        ] {
            #expect(id.wholeMatch(of: /(resp|msg)_0[0-9a-f]{15}006a3f193a[0-9a-f]{3}[048c]819[0-9a-f]{17}/) != nil)
            #expect(IdentifierGenerator.tag(of: id) == tag)
        }
    }

    @Test mutating func `ends the identifiers of a conversation and what is put into it with the tag`() {
        let (id, tag) = identifiers.conversation(at: 1_782_520_122)
        let item = identifiers.conversationItem("msg", tag: tag, at: 1_782_520_122)
        #expect(id.wholeMatch(of: /conv_6a3f193a[0-9a-f]{4}819[0-9a-f]{17}0[0-9a-f]{15}/) != nil)
        #expect(id.hasSuffix(tag))
        #expect(item.hasSuffix(tag))
        #expect(IdentifierGenerator.tag(of: id) == tag)
        #expect(IdentifierGenerator.tag(of: "resp_short") == nil)
        #expect(IdentifierGenerator.tag(of: "short") == nil)
    }

    @Test mutating func `makes identifiers that sort in the order of creation`() {
        let tag = identifiers.chainTag()
        var ids = [identifiers.item("msg", tag: tag, at: 100)]
        for _ in 0..<20 { ids.append(identifiers.item("msg", tag: tag, at: 100)) }
        var branch = identifiers.branch()
        ids.append(branch.item("msg", tag: tag, at: 100))
        ids.append(branch.item("msg", tag: tag, at: 101))
        #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(ids).count == ids.count)
    }
}
