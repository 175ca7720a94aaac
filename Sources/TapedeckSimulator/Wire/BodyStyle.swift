// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The white space of a JSON body, which differs between the service's endpoints.
enum BodyStyle: Sendable {
    /// Two spaces per level and a line end: files, uploads, chat completions.
    case indentedWithLineEnd
    /// Two spaces per level: fine-tuning, models, most errors.
    case indented
    /// No white space: stored completions, and every event of a stream.
    case compact
    /// Four spaces per level and a line end: errors of the gateway.
    case gateway

    func bytes(of document: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        document.append(to: &bytes, indent: indent)
        if endsLine { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    private var indent: Int? {
        switch self {
        case .indentedWithLineEnd, .indented: 2
        case .compact: nil
        case .gateway: 4
        }
    }

    private var endsLine: Bool {
        switch self {
        case .indentedWithLineEnd, .gateway: true
        case .indented, .compact: false
        }
    }
}
