// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A stored response: what was prepared, its identifiers and time, and its stage.
///
/// The object and its items are written again when they are asked for.
struct StoredResponse: Sendable {
    let prepared: PreparedResponse
    var stamp: ResponseStamp
    var stage: ResponseStage

    init(_ prepared: PreparedResponse, _ stamp: ResponseStamp) {
        self.prepared = prepared
        self.stamp = stamp
        let settings = prepared.request.settings
        stage = settings.isBackground && !settings.isStreamed ? .queued : prepared.end
    }

    /// The object of the response.
    var document: JSONValue { prepared.object(stamp, stage) }

    /// The items of the request, with identifiers.
    var inputItems: [ResponseItem] {
        var identifiers = stamp.hostedIdentifiers.generator.other
        return prepared.input.map { item in
            item.identified { identifiers.item($0, tag: stamp.tag, at: stamp.created) }
        }
    }

    /// The items of the output.
    var outputItems: [ResponseItem] {
        stage.hasOutput ? prepared.output(stamp).compactMap(ResponseItem.init(output:)) : []
    }
}

extension IdentifierGenerator {
    /// A generator of other identifiers.
    fileprivate var other: IdentifierGenerator {
        var generator = self
        return generator.branch()
    }
}
