// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Header fields as the text form writes them: a list of names and values, in their order.
enum CassetteTextFields {
    static func json(_ fields: HTTPFields) -> JSONValue {
        .array(fields.map { [.string($0.name.rawName), .string($0.value)] })
    }

    static func fields(_ json: JSONValue?) throws(SourceProblem) -> [SourceExchange.Field] {
        guard let json else { return [] }
        guard let pairs = json.elements else { throw .malformed("'headers' is not a list") }
        var fields: [SourceExchange.Field] = []
        for pair in pairs {
            guard let texts = pair.elements, texts.count == 2, let name = texts[0].string, let value = texts[1].string
            else { throw .malformed("an element of 'headers' is not a name with a value") }
            fields.append(SourceExchange.Field(name: name, value: value))
        }
        return fields
    }
}
