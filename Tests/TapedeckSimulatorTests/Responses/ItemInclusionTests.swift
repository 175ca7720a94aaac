// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct ItemInclusionTests {
    @Test func `leaves out what has to be asked for`() throws {
        let items = try ItemFixture.items(
            #"""
            [{"type":"web_search_call","id":"ws_1","action":{"type":"search","query":"q","sources":[]}},
            {"type":"file_search_call","id":"fs_1","queries":["q"],"results":[]},
            {"type":"code_interpreter_call","id":"ci_1","container_id":"cntr_1","code":"1","outputs":[]},
            {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAAA"},
            {"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]}]
            """#
        )
        let plain = items.map { $0.document(including: ItemInclusion()) }
        #expect(plain[0]["action"]?["sources"] == nil)
        #expect(plain[1]["results"] == .null)
        #expect(plain[2]["outputs"] == .null)
        #expect(plain[3]["encrypted_content"] == nil)
        #expect(plain[4]["content"]?.elements?.first?["image_url"] == .null)
        let whole = items.map { $0.document(including: ItemInclusion(Set(ItemInclusion.Value.allCases))) }
        #expect(whole == items.map(\.document))
    }

    @Test func `reads the values of queries and bodies and refuses others`() throws {
        let query = try ItemInclusion(
            ListQuery("include[]=reasoning.encrypted_content&include=file_search_call.results")
        )
        #expect(query.values == [.encryptedReasoning, .searchResults])
        let body = try RequestFields(["include": ["code_interpreter_call.outputs"]])
        #expect(try ItemInclusion(body).values == [.codeOutputs])
        let error = #expect(throws: APIError.self) { try ItemInclusion(ListQuery("include[]=everything")) }
        #expect(error?.param == "include[0]")
        #expect(error?.message.hasPrefix("Invalid value: 'everything'. Supported values are: ") == true)
    }
}
