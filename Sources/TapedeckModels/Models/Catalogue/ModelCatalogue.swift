// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension OpenAIModel {
    /// Every model the simulator answers for, those already shut down included.
    package static let all: [OpenAIModel] = [
        ModelFamily.legacy, ModelFamily.gpt4, ModelFamily.reasoning, ModelFamily.gpt5, ModelFamily.gpt6,
        ModelFamily.audio, ModelFamily.realtime, ModelFamily.otherEndpoints,
    ].flatMap { families in
        families.flatMap { family in family.models.map { OpenAIModel($0, in: family) } }
    }
}

/// Models that share limits and kind.
///
/// The catalogue is a list of families in the files beside this one.
struct ModelFamily {
    var kind = OpenAIModel.Kind.chat
    var owner = "system"
    /// The day its models are shut down, unless a model has a day of its own.
    var shutdownDate: String?
    let contextWindow: Int
    let outputLimit: Int
    var encoding = OpenAIModel.Encoding.o200kBase
    var isReasoning = false
    var takesPrompts = false
    let models: [CatalogueEntry]
}

/// The properties of a model that differ from its family's: one line of the catalogue.
struct CatalogueEntry {
    let id: String
    let created: Int
    let snapshot: String?
    let servedName: String?
    let shutdownDate: String?
    let tunedShutdownDate: String?
    let owner: String?
    let tuningMethods: [TrainingMethod]
    let exampleLimit: Int?
    let learningRateMultiplier: Double

    /// - Parameters:
    ///   - id: The name, of an alias or of a dated snapshot.
    ///   - created: When the service made it, in seconds since 1970.
    ///   - snapshot: The dated model an alias stands for.
    ///   - served: The name in responses, when it is neither.
    ///   - until: The day it is shut down, when not its family's.
    ///   - tunedUntil: The day models tuned from it are shut down, when not its own.
    ///   - owner: The owner, when not its family's.
    ///   - tuned: The methods it can be fine-tuned by.
    ///   - exampleLimit: Maximum number of tokens of a training example, when not the context window up to 65,536.
    ///   - learningRateMultiplier: What `auto` stands for.
    init(
        _ id: String,
        _ created: Int,
        snapshot: String? = nil,
        served: String? = nil,
        until: String? = nil,
        tunedUntil: String? = nil,
        owner: String? = nil,
        tuned: [TrainingMethod] = [],
        exampleLimit: Int? = nil,
        learningRateMultiplier: Double = 2
    ) {
        self.id = id
        self.created = created
        self.snapshot = snapshot
        self.servedName = served
        self.shutdownDate = until
        self.tunedShutdownDate = tunedUntil
        self.owner = owner
        self.tuningMethods = tuned
        self.exampleLimit = exampleLimit
        self.learningRateMultiplier = learningRateMultiplier
    }
}

extension OpenAIModel {
    fileprivate init(_ entry: CatalogueEntry, in family: ModelFamily) {
        id = entry.id
        kind = family.kind
        created = entry.created
        owner = entry.owner ?? family.owner
        snapshot = entry.snapshot ?? entry.id
        servedName = entry.servedName ?? snapshot
        shutdownDate = entry.shutdownDate ?? family.shutdownDate
        tunedShutdownDate = entry.tunedShutdownDate ?? shutdownDate
        contextWindow = family.contextWindow
        outputLimit = family.outputLimit
        encodingName = family.encoding
        isReasoning = family.isReasoning
        tuningMethods = entry.tuningMethods
        exampleLimit = entry.exampleLimit ?? min(family.contextWindow, 65_536)
        learningRateMultiplier = entry.learningRateMultiplier
        takesPrompts = family.takesPrompts
    }
}
