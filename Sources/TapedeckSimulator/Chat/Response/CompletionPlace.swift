// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A place in the template of a completion.
enum CompletionPlace: Sendable {
    case completionID
    case created
    /// Identifier of the tool call with this number.
    case toolCallID(Int)
}

/// The identifiers and the time that fill the templates of one completion.
struct CompletionFilling: Sendable {
    let stamp: CompletionStamp
    let callIDs: [String]

    /// Appends what belongs in a place.
    func append(_ place: CompletionPlace, to bytes: inout [UInt8]) {
        switch place {
        case .completionID: bytes += stamp.id.utf8
        case .created: bytes += String(stamp.created).utf8
        case .toolCallID(let number): if number < callIDs.count { bytes += callIDs[number].utf8 }
        }
    }
}

typealias CompletionTemplate = JSONTemplate<CompletionPlace>
typealias CompletionValue = TemplateValue<CompletionPlace>
