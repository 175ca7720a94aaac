// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// Reads the cassettes of other tools.
///
/// The format is found by content. Bodies are decoded from their content encoding, secrets are redacted, and event
/// streams are cut into chunks behind every event. Requests that are repeated keep their order.
public struct CassetteImporter: Sendable {
    /// The bounds of what one file may cost.
    public let limits: ImportLimits
    private let patterns: LinePatterns
    private let secrets: [String]

    private static let dialects: [any (Dialect & Sendable).Type] = [
        VCRDialect.self, VcrpyDialect.self, HARDialect.self, AzureTestProxyDialect.self, DatadogTestAgentDialect.self,
    ]

    /// Creates an importer.
    /// - Parameters:
    ///   - redactionRules: The rules of the cassette the interactions go into.
    ///   - secrets: Secrets known otherwise, such as a key in the environment.
    ///   - limits: The bounds of what one file may cost.
    /// - Throws: `MatchingRuleError` when a rule is not a regular expression.
    public init(
        redactionRules: RedactionRules = .builtIn,
        secrets: [String] = [],
        limits: ImportLimits = .standard
    ) throws(MatchingRuleError) {
        self.patterns = try LinePatterns(redactionRules)
        self.secrets = secrets
        self.limits = limits
    }

    /// Reads a file.
    ///
    /// Paths are stored from `/v1` on. Exchanges with anything but an OpenAI-style API over HTTP are left out and
    /// listed. The time of an interaction is that of the source, else that of the response's `date` field, else 0.
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - name: What people call the file: its path.
    /// - Returns: The interactions, and what could not be carried over.
    /// - Throws: ``ImportError`` when the file is of no known format, damaged, or beyond the limits.
    /// - Complexity: O(bytes of the file and of its decoded bodies).
    public func read(_ bytes: [UInt8], name: String) throws(ImportError) -> ImportedFile {
        do throws(SourceProblem) {
            return try importedFile(try cassette(in: bytes), name: name)
        } catch {
            throw ImportError(error, file: name)
        }
    }

    private func cassette(in bytes: [UInt8]) throws(SourceProblem) -> SourceCassette {
        let document = try SourceFile.value(of: bytes, limits: limits)
        for dialect in Self.dialects {
            if let cassette = try dialect.cassette(from: document) { return cassette }
        }
        let formats = CassetteFormat.allCases.map(\.label).joined(separator: ", ")
        throw SourceProblem(
            code: .unknownFormat,
            reason: "the file is not a cassette of a known format",
            remedy: "leave it out, or convert it to one of: \(formats)"
        )
    }

    private func importedFile(_ cassette: SourceCassette, name: String) throws(SourceProblem) -> ImportedFile {
        var builder = InteractionBuilder(patterns: patterns, secrets: secrets, limits: limits)
        var interactions: [Interaction] = []
        var omissions = cassette.losses.map { Omission(interaction: nil, extent: .part, reason: $0) }
        for (index, exchange) in cassette.exchanges.enumerated() {
            let number = index + 1
            do throws(SourceProblem) {
                switch try builder.build(exchange) {
                case .omitted(let reason):
                    omissions.append(Omission(interaction: number, extent: .interaction, reason: reason))
                case .interaction(let interaction):
                    interactions.append(interaction)
                    omissions += exchange.losses.map { Omission(interaction: number, extent: .part, reason: $0) }
                }
            } catch {
                throw error.inInteraction(number)
            }
        }
        return ImportedFile(name: name, format: cassette.format, interactions: interactions, omissions: omissions)
    }
}
