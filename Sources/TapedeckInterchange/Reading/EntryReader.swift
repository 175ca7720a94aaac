// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the elements of a list of exchanges by the format that its name, and its elements, tell.
struct EntryReader {
    private let list: String?
    private let files: BodyFiles
    private let limits: ImportLimits
    private(set) var format: ImportFormat
    /// What was read and not yet given out.
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
        self.format =
            switch list {
            case "http_interactions": .rubyVCR
            case "interactions": .vcrpy
            case "Entries": .azureTestProxy
            case "mappings", "": .wireMock
            case "fixtures": .aimock
            default: .har
            }
    }

    /// Whether a list of a name holds exchanges.
    static func reads(list name: String, depth: Int) -> Bool {
        let names = ["http_interactions", "interactions", "Entries", "mappings", "fixtures"]
        return depth == 2 ? name == "entries" : names.contains(name)
    }

    /// Reads an element; one that cannot be read does not stop the others.
    mutating func read(_ element: SourceValue) throws(SourceProblem) {
        count += 1
        settleFormat(by: element)
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

    /// Tells apart the formats whose lists have the same name.
    private mutating func settleFormat(by element: SourceValue) {
        if format == .vcrpy, list == "interactions" {
            if BuffrFormat.reads(element) { format = .buffr }
            if GoVCRFormat.reads(element) { format = .goVCR }
        } else if list == "", VcrpyFormat.readsOld(element) {
            format = .vcrpy
        }
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
        if DatadogTestAgentFormat.reads(envelope) {
            format = .datadogTestAgent
            let exchange = try first { () throws(SourceProblem) in try DatadogTestAgentFormat.exchange(envelope) }
            add(.exchange(exchange))
        } else if WireMockFormat.reads(envelope) {
            format = .wireMock
            let stub = try first { () throws(SourceProblem) in try WireMockFormat.stub(envelope, files: files) }
            pending.append(stub.item)
        } else if let requests = envelope["requests"]?.elements, let responses = envelope["responses"]?.elements {
            format = .vcrpy
            for entry in VcrpyFormat.interactions(requests, responses) { try read(entry) }
        } else {
            throw .unknownFormat
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
