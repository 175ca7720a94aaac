// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the cassettes of one format.
protocol Dialect {
    /// Reads a document.
    /// - Returns: Its exchanges in order; `nil` when the document is not of this format.
    /// - Throws: ``SourceProblem`` when it is of this format and lacks what the format demands.
    static func cassette(from document: SourceValue) throws(SourceProblem) -> SourceCassette?
}

extension SourceCassette {
    /// Reads the elements of a list one by one, so that a failure says in which one it lies.
    init(
        format: CassetteFormat,
        elements: [SourceValue],
        read: (SourceValue) throws(SourceProblem) -> SourceExchange
    ) throws(SourceProblem) {
        self.init(format: format)
        for (index, element) in elements.enumerated() {
            do throws(SourceProblem) {
                exchanges.append(try read(element))
            } catch {
                throw error.inInteraction(index + 1)
            }
        }
    }
}

extension SourceProblem {
    /// The same failure, said to lie in an interaction.
    func inInteraction(_ number: Int) -> SourceProblem {
        var problem = self
        problem.interaction = number
        return problem
    }
}
