// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Checks the lines of a batch's input file, one at a time, as the service does before it runs any.
struct BatchValidator {
    /// Maximum number of requests of a batch, and of texts to embed.
    static let requestLimit = 50_000
    /// Maximum number of errors that are kept.
    static let faultLimit = 1000

    private let endpoint: BatchEndpoint
    private let knowsModel: (String) -> Bool
    private var line = 0
    private var inputCount = 0
    /// Hashes of the identifiers so far.
    private var identifiers: Set<Int> = []

    /// The errors found so far.
    private(set) var faults: [BatchFault] = []
    /// The number of requests so far.
    private(set) var requestCount = 0
    /// The model that the first line with one names.
    private(set) var model: String?

    /// - Parameters:
    ///   - endpoint: The endpoint of the batch.
    ///   - knowsModel: Whether there is a model of this name.
    init(_ endpoint: BatchEndpoint, knowsModel: @escaping (String) -> Bool) {
        self.endpoint = endpoint
        self.knowsModel = knowsModel
    }

    /// Checks the next line; `nil` is one beyond the length limit.
    ///
    /// Blank lines count as lines, and not as requests.
    mutating func take(_ bytes: ArraySlice<UInt8>?) {
        line += 1
        guard bytes?.isBlank != true else { return }
        requestCount += 1
        guard requestCount <= Self.requestLimit else {
            if requestCount == Self.requestLimit + 1 { faults.append(.tooManyRequests(limit: Self.requestLimit)) }
            return
        }
        guard var fault = fault(in: bytes), faults.count < Self.faultLimit else { return }
        fault.line = line
        faults.append(fault)
    }

    /// Checks the file as a whole.
    mutating func finish() {
        if requestCount == 0 { faults.append(.emptyFile) }
        if inputCount > Self.requestLimit { faults.append(.tooManyInputs(limit: Self.requestLimit)) }
    }

    private mutating func fault(in bytes: ArraySlice<UInt8>?) -> BatchFault? {
        guard let bytes else { return .tooLong(limit: RoutedRequest.bodyLimit) }
        guard let line = try? BatchLine(parsing: bytes) else { return .unreadable }
        guard let customID = line.customID else { return .missing("custom_id") }
        guard let id = customID.string else { return .wrongType("custom_id", "a string", customID) }
        guard let method = line.method else { return .missing("method") }
        guard let url = line.url else { return .missing("url") }
        guard let body = line.body else { return .missing("body") }
        guard method == "POST" else { return .wrongMethod }
        guard url.string == endpoint.rawValue else { return .wrongURL }
        var hasher = Hasher()
        for byte in id.utf8 { hasher.combine(byte) }
        guard identifiers.insert(hasher.finalize()).inserted else { return .duplicate(id) }
        return fault(inBody: body)
    }

    private mutating func fault(inBody bytes: ArraySlice<UInt8>) -> BatchFault? {
        guard let body = try? BatchLineBody(parsing: bytes) else {
            // The line is good JSON, so the body is something else than an object.
            return (try? JSONValue(parsing: bytes)).map { .wrongType("body", "an object", $0) } ?? .unreadable
        }
        if let model = body.model {
            guard let name = model.string else { return .wrongType("body.model", "a string", model) }
            guard knowsModel(name) else { return .unknownModel(name) }
            if self.model == nil { self.model = name }
            guard name.isSpelled(like: self.model ?? name) else { return .otherModel(name) }
        } else if endpoint.needsModel, !(endpoint == .responses && body.hasPrompt) {
            return .incomplete("model")
        }
        if endpoint == .chat, !body.hasMessages { return .incomplete("messages") }
        if endpoint == .embeddings { inputCount += body.inputCount }
        return body.streams ? .stream(endpoint) : nil
    }
}

extension BatchFault {
    fileprivate static func wrongType(_ name: String, _ expected: String, _ value: JSONValue) -> BatchFault {
        BatchFault(APIError.wrongType(name, expected: expected, got: value))
    }
}

extension ArraySlice<UInt8> {
    /// Whether the line holds nothing but white space.
    var isBlank: Bool { allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
}
