// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A form whose field `model` names the deployment.
struct AzureForm: Sendable {
    /// Maximum length, in bytes: a recording of 25 MB, or some pictures.
    static let limit = 64 << 20

    private struct Part: Sendable {
        let isModel: Bool
        let fields: String
        var content: [UInt8] = []

        init(_ fields: [MultipartField]) {
            isModel =
                fields.first { $0.name == "content-disposition" }.map { FieldParameters($0.value) }?
                .formParameter("name") == "model"
            self.fields = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        }

        init(model: String) {
            isModel = true
            fields = "content-disposition: form-data; name=\"model\"\r\n"
            content = Array(model.utf8)
        }
    }

    private let boundary: String
    private var parts: [Part] = []

    /// Reads a form; `nil` when it is malformed, which the endpoint reports.
    init?(_ bytes: ArraySlice<UInt8>, boundary: String) {
        self.boundary = boundary
        var parser = MultipartParser(boundary: boundary)
        guard !boundary.isEmpty, let events = try? parser.push(bytes), (try? parser.finish()) != nil else { return nil }
        for event in events {
            switch event {
            case .partBegins(let fields): parts.append(Part(fields))
            case .content(let bytes): parts[parts.count - 1].content += bytes
            case .partEnds: break
            }
        }
    }

    /// The content of the field `model`.
    var model: String? { parts.last(where: \.isModel).map { String(decoding: $0.content, as: UTF8.self) } }

    /// The form with a model in the place of the deployment.
    func bytes(asking model: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [Part(model: model)] + parts.filter({ !$0.isModel }) {
            bytes += "--\(boundary)\r\n\(part.fields)\r\n".utf8
            bytes += part.content
            bytes += "\r\n".utf8
        }
        return bytes + "--\(boundary)--\r\n".utf8
    }
}
