// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The problem with a JSON schema and its place, in the service's words.
struct SchemaProblem: Error, Hashable {
    /// The way from the root of the schema: keywords, and names of properties.
    let context: [String]
    /// The problem there.
    let message: String
    /// Whether the message stands alone, since it is about the whole schema.
    var isAboutWhole = false

    /// The sentence the service has for it: `In context=('properties', 'name'), …`.
    var description: String {
        guard !isAboutWhole else { return message }
        let quoted = context.map { "'\($0)'" }.joined(separator: ", ")
        return "In context=(\(quoted)\(context.count == 1 ? "," : "")), \(message)"
    }

    /// A schema that is too large to be read.
    static let tooLarge = SchemaProblem.whole(
        "the schema is too large: at most \(SchemaDocument.nodeLimit) schemas and \(SchemaDocument.depthLimit) levels of "
            + "nesting are supported, and all schemas of a request together may have no more."
    )

    /// A problem of the whole schema.
    static func whole(_ message: String) -> SchemaProblem {
        SchemaProblem(context: [], message: message, isAboutWhole: true)
    }
}
