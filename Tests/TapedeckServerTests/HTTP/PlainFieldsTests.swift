// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct PlainFieldsTests {
    @Test(arguments: PlainFields.irrelevantNames)
    func `a field that is passed over carries no credential, which redaction would look for`(_ name: String) throws {
        let fields: HTTPFields = [try #require(HTTPField.Name(name)): "a-secret"]
        #expect(KeptHeaders.credentials(in: fields, query: nil, rules: .none).isEmpty)
    }
}
