// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the elements of a list of exchanges by the dialect that its name, and its elements, tell.
struct EntryReader {
    private let list: String?
    private let files: BodyFiles
    private let limits: ImportLimits
    private(set) var format: CassetteFormat
    /// What was read and not yet given out.
    var pending: ArraySlice<SourceItem> = []
    private var count = 0
    private var scenarios = WireMockScenarios()
    private var isParsedJSON = false

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

    /// Reads an element.
    mutating func read(_ element: SourceValue) throws(SourceProblem) {
        count += 1
        do throws(SourceProblem) {
            try readElement(element)
        } catch {
            throw error.inInteraction(count)
        }
    }

    private mutating func readElement(_ element: SourceValue) throws(SourceProblem) {
        switch format {
        case .rubyVCR, .rVCR: pending.append(.exchange(try VCRDialect.exchange(element)))
        case .vcrpy where count == 1 && BuffrDialect.reads(element):
            format = .buffr
            pending.append(try BuffrDialect.item(element))
        case .vcrpy: pending.append(.exchange(try VcrpyDialect.exchange(element)))
        case .buffr: pending.append(try BuffrDialect.item(element))
        case .azureTestProxy:
            if !isParsedJSON, AzureTestProxyDialect.hasParsedJSON(element) {
                isParsedJSON = true
                pending.append(.loss(AzureTestProxyDialect.parsedJSONLoss))
            }
            pending.append(.exchange(try AzureTestProxyDialect.exchange(element)))
        case .wireMock:
            guard WireMockDialect.reads(element) else { throw .unknownFormat }
            try scenarios.add(try WireMockDialect.stub(element, files: files), limit: limits.entryBytes)
        case .aimock: pending.append(try AimockDialect.item(element))
        default: pending.append(.exchange(try HARDialect.exchange(element)))
        }
    }

    /// Ends the document.
    /// - Parameter envelope: Its members but the list.
    /// - Throws: ``SourceProblem`` when the document is of no known format.
    mutating func finish(envelope: SourceValue) throws(SourceProblem) {
        if list == "http_interactions", VCRDialect.isR(envelope) { format = .rVCR }
        if list == "", count == 0 { throw .unknownFormat }
        for item in scenarios.ordered() { pending.append(item) }
        guard list == nil else { return }
        if DatadogTestAgentDialect.reads(envelope) {
            format = .datadogTestAgent
            let exchange = try first { () throws(SourceProblem) in try DatadogTestAgentDialect.exchange(envelope) }
            pending.append(.exchange(exchange))
        } else if WireMockDialect.reads(envelope) {
            format = .wireMock
            let stub = try first { () throws(SourceProblem) in try WireMockDialect.stub(envelope, files: files) }
            pending.append(stub.item)
            if let scenario = stub.scenario {
                pending.append(
                    .loss(
                        "the stub is a step of the scenario '\(scenario.name)'; stubs in files of their own are taken in "
                            + "the order of the file names"
                    )
                )
            }
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
