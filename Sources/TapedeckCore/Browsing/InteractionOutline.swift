// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An interaction as a line of a list.
package struct InteractionOutline: Sendable, Hashable {
    /// The number of the interaction.
    package let id: InteractionID
    /// The session it was recorded in; empty for the default session.
    package let session: String
    /// When the request arrived, in microseconds since 1970-01-01 UTC.
    package let recordedAt: Int64
    /// The method.
    package let method: String
    /// The path without its query.
    package let path: String
    /// The query; `nil` when there is none.
    package let query: String?
    /// The length of the request body in bytes.
    package let requestLength: Int
    /// The status code.
    package let status: Int
    /// The length of the response body in bytes.
    package let responseLength: Int
    /// Whether the response came in several chunks.
    package let isStreamed: Bool
    /// Microseconds from the request to the end of the response.
    package let duration: Int64
    /// How the response ended.
    package let outcome: String
    /// What the bodies say; `nil` where they are too large to be read for a list.
    package let content: Content?

    /// What the bodies of an interaction say.
    package struct Content: Sendable, Hashable {
        /// The model that the request names.
        package let model: String?
        /// The beginning of the prompt, on one line.
        package let prompt: String?
        /// The billed tokens; 0 when the response states none.
        package let tokens: Int
        /// What they cost by list prices; `nil` where that is not known, and of a simulator.
        package let cost: Cost?

        /// Creates the content.
        package init(model: String?, prompt: String?, tokens: Int, cost: Cost?) {
            self.model = model
            self.prompt = prompt
            self.tokens = tokens
            self.cost = cost
        }
    }

    /// A cost by list prices.
    package struct Cost: Sendable, Hashable {
        /// US dollars.
        package let dollars: Double
        /// The month of the prices, `YYYY-MM`.
        package let priceDate: String

        /// Creates a cost.
        package init(dollars: Double, priceDate: String) {
            self.dollars = dollars
            self.priceDate = priceDate
        }
    }

    /// Creates an outline.
    package init(
        id: InteractionID,
        session: String,
        recordedAt: Int64,
        method: String,
        path: String,
        query: String?,
        requestLength: Int,
        status: Int,
        responseLength: Int,
        isStreamed: Bool,
        duration: Int64,
        outcome: String,
        content: Content?
    ) {
        self.id = id
        self.session = session
        self.recordedAt = recordedAt
        self.method = method
        self.path = path
        self.query = query
        self.requestLength = requestLength
        self.status = status
        self.responseLength = responseLength
        self.isStreamed = isStreamed
        self.duration = duration
        self.outcome = outcome
        self.content = content
    }
}
