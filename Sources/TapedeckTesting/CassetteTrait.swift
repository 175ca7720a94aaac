// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Testing

/// The trait of a test with a cassette: it begins a session before each case, and reports misses after it.
///
/// `.cassette("…")`, `.cassettes()` and `.simulated()` make one. Traits of a suite
/// apply to all its tests; what a test's own trait sets goes before what its suites' set.
public struct CassetteTrait: TestTrait, SuiteTrait {
    /// Tells one trait from another.
    private final class Identity: Sendable {}

    /// The tests of a suite, and of the suites in it, inherit the trait.
    public let isRecursive = true

    /// What the trait sets.
    let options: TraitOptions
    private let identity = Identity()

    init(_ options: TraitOptions) {
        self.options = options
    }
}

extension CassetteTrait: TestScoping {
    /// Performs a case of a test with a session of its own.
    @concurrent
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let traits = test.traits.compactMap { $0 as? CassetteTrait }
        // The innermost trait acts for all.
        guard traits.last?.identity === identity else { return try await function() }
        let use = TestCassette(
            options: traits.dropFirst().reduce(traits[0].options) { $1.options.over($0) },
            name: TestName(test.id, arguments: CaseArguments(testCase)),
            place: test.sourceLocation
        )
        try await use.perform(reportingTo: IssueReporter(place: test.sourceLocation)) { try await function() }
    }
}
