// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the elements of a list of exchanges in the format of the source.
struct EntryReader {
    private let list: String?
    private let files: BodyFiles
    private let limits: ImportLimits
    private(set) var format: ImportFormat
    /// Entries that were read and not yet returned.
    var pending: ArraySlice<SourceItem> = []
    private var count = 0
    private var scenarios = WireMockScenarios()
    private var hasToldOfParsedBodies = false

    /// Creates a reader.
    /// - Parameters:
    ///   - list: The name of the list, empty when the document is a list itself, `nil` when it has none.
    ///   - limits: The bounds of what the source may cost.
    ///   - files: Reads the files that a source names.
    init(list: String?, limits: ImportLimits, files: BodyFiles) {
        self.list = list
        self.files = files
        self.limits = limits
        self.format = ImportFormat(list: list)
    }

    /// Reads an element; one that cannot be read does not stop the others.
    mutating func read(_ element: SourceValue) throws(SourceProblem) {
        count += 1
        format.refine(by: element, of: list)
        do throws(SourceProblem) {
            if format == .wireMock {
                guard WireMockFormat.reads(element) else { throw .unknownEntry }
                return try scenarios.add(WireMockFormat.stub(element, files: files), limit: limits.entryBytes)
            }
            add(try item(of: element))
        } catch {
            guard error.concernsEntry else { throw error.inInteraction(count) }
            let item = SourceItem.damaged(error.inInteraction(count))
            guard format == .wireMock else { return add(item) }
            try scenarios.add(WireMockStub(item: item), limit: limits.entryBytes)
        }
    }

    /// Passes over an element that has no value.
    mutating func skip(_ problem: SourceProblem) {
        count += 1
        add(.damaged(problem.inInteraction(count)))
    }

    private func item(of element: SourceValue) throws(SourceProblem) -> SourceItem {
        switch format {
        case .rubyVCR, .rVCR: try VCRFormat.item(element)
        case .buffr: try BuffrFormat.item(element)
        case .goVCR: try GoVCRFormat.item(element)
        case .vcrpy: try VcrpyFormat.item(element)
        case .azureTestProxy: try AzureTestProxyFormat.item(element)
        case .aimock: try AimockFormat.item(element)
        default: try HARFormat.item(element, files: files)
        }
    }

    private mutating func add(_ item: SourceItem) {
        if case .exchange(let exchange) = item, exchange.hasParsedBody, !hasToldOfParsedBodies {
            hasToldOfParsedBodies = true
            pending.append(.loss(SourceBody.parsedLoss))
        }
        pending.append(item)
    }

    /// Ends the document.
    /// - Parameter envelope: Its members but the list.
    /// - Throws: ``SourceProblem`` when the document is of no known format.
    mutating func finish(envelope: SourceValue) throws(SourceProblem) {
        if list == "http_interactions", VCRFormat.isR(envelope) { format = .rVCR }
        if list == "", count == 0 { throw .unknownFormat }
        for item in scenarios.ordered() { pending.append(item) }
        guard list == nil else { return }
        guard let found = ImportFormat(document: envelope) else { throw .unknownFormat }
        format = found
        switch found {
        case .datadogTestAgent:
            let exchange = try first { () throws(SourceProblem) in try DatadogTestAgentFormat.exchange(envelope) }
            add(.exchange(exchange))
        case .wireMock:
            let stub = try first { () throws(SourceProblem) in try WireMockFormat.stub(envelope, files: files) }
            pending.append(stub.item)
        default:
            let (requests, responses) = (envelope["requests"]?.elements ?? [], envelope["responses"]?.elements ?? [])
            for entry in VcrpyFormat.interactions(requests, responses) { try read(entry) }
        }
    }

    /// Reads the one exchange of a document.
    private func first<Value>(_ read: () throws(SourceProblem) -> Value) throws(SourceProblem) -> Value {
        do throws(SourceProblem) {
            return try read()
        } catch {
            throw error.inInteraction(1)
        }
    }
}
