// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the description says of the routes of a session's cassette.
extension ControlRoute {
    /// The operation of a cassette.
    var browsingOperation: ControlOperation {
        switch self {
        case .labels:
            ControlOperation(
                id: "labels",
                summary: "The sessions in the cassette, with the number of their interactions.",
                success: [200: .json(.labelList)],
                errors: Self.ofSession()
            )
        case .search:
            ControlOperation(
                id: "search",
                summary: "The numbers of interactions that have all the words.",
                description: "One call searches for a limited time; `next` says where to go on.",
                query: [
                    ControlOperation.Parameter(name: "q", schema: .string.described("Words, in any case.")),
                    ControlOperation.Parameter(name: "label", schema: .string.described("A session in the cassette.")),
                    ControlOperation.Parameter(name: "status", schema: .string.with("pattern", "^[0-9]+(-[0-9]+)?$")),
                    ControlOperation.Parameter(name: "path", schema: .string), after,
                ],
                success: [200: .json(.searchResult)],
                errors: Self.ofSession(and: invalidQuery)
            )
        case .interactions:
            ControlOperation(
                id: "interactions",
                summary: "Interactions, each on a line: those of `ids`, or those after a number.",
                query: [
                    ControlOperation.Parameter(
                        name: "ids",
                        schema: .string.with("pattern", "^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$").described(
                            "At most \(BrowsingAPI.pageLimit) numbers and ranges, ascending."
                        )
                    ),
                    after,
                    ControlOperation.Parameter(name: "limit", schema: .integer(BrowsingAPI.listLimits)),
                ],
                success: [200: .json(.outlineList)],
                errors: Self.ofSession(and: invalidQuery)
            )
        case .requestBody: bodyOperation(of: "request")
        case .responseBody: bodyOperation(of: "response")
        default:
            ControlOperation(
                id: "interaction",
                summary: "An interaction, without its bodies.",
                success: [200: .json(.interaction)],
                errors: Self.ofInteraction
            )
        }
    }

    private func bodyOperation(of message: String) -> ControlOperation {
        ControlOperation(
            id: "\(message)Body",
            summary: "The body of a \(message), or a part of it, with content codings undone.",
            description: "Pictures and sounds have their own content type, all else is application/octet-stream.",
            query: [
                ControlOperation.Parameter(name: "from", schema: .integer(BrowsingAPI.offsets)),
                ControlOperation.Parameter(name: "length", schema: .integer(BrowsingAPI.sliceLengths)),
            ],
            success: [200: .other(["application/octet-stream", "image/*", "audio/*"])],
            field: ("tapedeck-length", .string.with("pattern", "^[0-9]+$").described("The length of the whole body.")),
            errors: Self.ofInteraction.merging([400: [invalidQuery], 422: ["cannot_be_decoded"]], uniquingKeysWith: +)
        )
    }

    private var after: ControlOperation.Parameter {
        ControlOperation.Parameter(name: "after", schema: .integer(BrowsingAPI.numbers))
    }

    private var invalidQuery: String { BrowsingAPI.invalidQueryCode }

    private static let ofInteraction = ofSession().merging(
        [404: [BrowsingAPI.unknownInteractionCode]],
        uniquingKeysWith: +
    )

    /// The errors of a request about a session, and one more of a request that is wrong.
    static func ofSession(and code: String? = nil) -> [Int: [String]] {
        [400: ["invalid_session_name"] + [code].compactMap(\.self), 404: ["session_not_found"]]
    }
}
