// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckRouge
import TapedeckYAML

extension WorkflowConfiguration {
    /// Reads a YAML file; paths in it are relative to its folder.
    /// - Parameter path: The file.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming file and line: an unknown key with the nearest known one,
    ///   a value of another kind, an invalid template, or a duplicate name.
    public init(file path: String) throws(WorkflowError) {
        let bytes = try DiskFile.read(path)
        do throws(ConfigurationError) {
            guard let root = try ConfigurationSection(bytes, file: path) else {
                throw ConfigurationError("\(path) is empty. Give a configuration.")
            }
            self = try WorkflowConfiguration(root, file: path)
        } catch {
            throw .badInput(error.message)
        }
    }

    private init(_ root: ConfigurationSection, file path: String) throws(ConfigurationError) {
        let folder = DiskFile.folder(of: path)
        try root.allow(["data", "prompts", "models", "fine_tuning", "evaluation", "published", "output"])
        self.init(data: try Data(root.requiredSection("data"), in: folder), models: [])
        if let section = try root.section("prompts") { prompts = try Prompts(section) }
        for section in try root.sections("models") { models.append(try Model(section)) }
        fineTuning = try root.section("fine_tuning").map { section throws(ConfigurationError) in try FineTuning(section)
        }
        if let section = try root.section("evaluation") { evaluation = try Evaluation(section) }
        published = try root.texts("published") ?? []
        output = try root.text("output").map { DiskFile.resolve($0, in: folder) }
        guard !models.isEmpty || fineTuning != nil else {
            throw ConfigurationError("\(path) names no model. List some under 'models', or a job under 'fine_tuning'.")
        }
        if fineTuning != nil, data.training == nil {
            throw ConfigurationError("\(path): 'fine_tuning' needs the key 'train' under 'data'.")
        }
        var folders: [String: String] = [:]
        for name in models.map(\.name) + [fineTuning?.name].compactMap({ $0 }) {
            guard folders.updateValue(name, forKey: RunFolder.name(for: name)) == nil else {
                throw ConfigurationError(
                    "\(path): two models are called '\(name)', or nearly so. Give each a 'name' of its own."
                )
            }
        }
    }
}

extension WorkflowConfiguration.Data {
    fileprivate init(_ section: ConfigurationSection, in folder: String) throws(ConfigurationError) {
        try section.allow(["train", "validation", "test", "field_map", "limit", "seed"])
        self.init(
            training: try section.text("train").map { DiskFile.resolve($0, in: folder) },
            validation: try section.text("validation").map { DiskFile.resolve($0, in: folder) },
            test: DiskFile.resolve(try section.requiredText("test"), in: folder)
        )
        if let map = try section.section("field_map") {
            try map.allow(["id", "dialogue", "summary"])
            fields = FieldMap(
                id: try map.text("id"),
                dialogue: try map.text("dialogue") ?? "dialogue",
                summary: try map.text("summary") ?? "summary"
            )
        }
        if let limit = try? section.section("limit") {
            try limit.allow(["train", "validation", "test"])
            trainingLimit = try limit.integer("train", 1...(.max))
            validationLimit = try limit.integer("validation", 1...(.max))
            testLimit = try limit.integer("test", 1...(.max))
        } else if let limit = try section.integer("limit", 1...(.max)) {
            (trainingLimit, validationLimit, testLimit) = (limit, limit, limit)
        }
        seed = UInt64(try section.integer("seed", 0...(.max)) ?? 0)
    }
}

extension Prompts {
    fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
        try section.allow(["system", "system_for", "user"])
        self.init()
        func template(_ key: String) throws(ConfigurationError) -> PromptTemplate? {
            guard let text = try section.text(key) else { return nil }
            do {
                return try PromptTemplate(text)
            } catch {
                throw section.error(key, error.message)
            }
        }
        system = try template("system")
        user = try template("user") ?? .summarization
        guard let names = try section.texts("system_for") else { return }
        guard system != nil else { throw section.error("system_for", "there is no 'system' message to send.") }
        systemUses = []
        for name in names {
            guard let use = SystemUse(rawValue: name) else {
                let known = SystemUse.allCases.map(\.rawValue).joined(separator: ", ")
                throw section.error("system_for", "'\(name)' is none of \(known).")
            }
            systemUses.insert(use)
        }
    }
}

extension WorkflowConfiguration.Model {
    fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
        try section.allow(["name", "model", "base_url", "api_key_env"])
        self.init(
            name: try section.text("name"),
            model: try section.requiredText("model"),
            baseURL: try section.text("base_url"),
            keyVariable: try section.text("api_key_env")
        )
        if let reason = ClientConfiguration.problem(ofBaseURL: baseURL) { throw section.error("base_url", reason) }
    }
}

extension WorkflowConfiguration.FineTuning {
    fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
        try section.allow([
            "model", "name", "suffix", "epochs", "batch_size", "learning_rate_multiplier", "seed", "poll_interval",
            "price_per_million_tokens",
        ])
        self.init(model: try section.requiredText("model"), name: try section.text("name"))
        suffix = try section.text("suffix")
        if let suffix, suffix.count > 64 { throw section.error("suffix", "it must have 1 to 64 characters.") }
        hyperparameters.epochs = try section.integer("epochs", Hyperparameters.epochRange)
        hyperparameters.batchSize = try section.integer("batch_size", Hyperparameters.batchSizeRange)
        hyperparameters.learningRateMultiplier =
            try section.number("learning_rate_multiplier", .leastNonzeroMagnitude...(.infinity))
        seed = try section.integer("seed", 0...Int(Int32.max))
        pollInterval = .seconds(try section.number("poll_interval", 0...3600) ?? 10)
        price = try section.number("price_per_million_tokens", 0...(.infinity))
    }
}

extension WorkflowConfiguration.Evaluation {
    fileprivate init(_ section: ConfigurationSection) throws(ConfigurationError) {
        try section.allow([
            "temperature", "request_seed", "max_tokens", "max_workers", "metrics", "stemmer", "confidence", "resamples",
            "seed",
        ])
        self.init()
        temperature = try section.number("temperature", 0...2)
        seed = try section.integer("request_seed", .min...(.max))
        maxTokens = try section.integer("max_tokens", 1...(.max)) ?? maxTokens
        workers = try section.integer("max_workers", 1...1000) ?? workers
        if let names = try section.texts("metrics") {
            metrics = []
            for name in names {
                do {
                    let metric = try RougeMetric(name)
                    if !metrics.contains(metric) { metrics.append(metric) }
                } catch {
                    throw section.error("metrics", error.message)
                }
            }
        }
        guard !metrics.isEmpty else {
            throw section.error("metrics", "it names none; leave it out for the usual ones.")
        }
        stemmer = try section.flag("stemmer") ?? true ? .porter : .none
        let confidence = try section.number("confidence", 0...1) ?? 0.95
        let resamples = try section.integer("resamples", 1...1_000_000) ?? Bootstrap.defaultResamples
        let seed = UInt32(try section.integer("seed", 0...Int(UInt32.max)) ?? 0)
        bootstrap = confidence == 0 ? nil : try? Bootstrap(confidence: confidence, resamples: resamples, seed: seed)
    }
}
