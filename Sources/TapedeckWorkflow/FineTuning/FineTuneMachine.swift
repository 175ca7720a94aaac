// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The order of a fine-tuning run, without its requests: what is known goes in, what to do next comes out.
///
/// What costs money is asked for in three moves: its intention is kept, the request is sent, its id is kept. Where a run
/// breaks off in between, the next one looks for what may have come of it before it asks again.
struct FineTuneMachine: Sendable {
    enum Action: Hashable {
        /// Keep the state on disk, then go on.
        case keep
        case findFile(FileRole)
        case upload(FileRole)
        case awaitFile(FileRole, id: String)
        case findJob
        case createJob(training: String, validation: String?)
        case watch(job: String)
        case finish(JobEnd)
    }

    enum Event: Hashable {
        case kept
        /// A file, or none, was found where one may have been uploaded.
        case foundFile(FileRole, id: String?)
        case uploaded(FileRole, id: String, isProcessed: Bool)
        case processed(FileRole)
        /// A job, or none, was found where one may have been created.
        case foundJob(id: String?)
        case created(id: String)
        /// It is not known what came of the last request.
        case uncertain
        case ended(JobEnd)
    }

    private(set) var state: FineTuneState
    private var isKept: Bool
    /// Whether what is marked as begun may exist at the service, and must be looked for.
    private var isUncertain: Bool

    /// Goes on from a state, which is on disk already when an earlier run left it there.
    init(_ state: FineTuneState, isKept: Bool) {
        self.state = state
        self.isKept = isKept
        isUncertain = isKept
    }

    /// What is to be done next.
    var action: Action {
        guard isKept else { return .keep }
        for role in FileRole.allCases {
            switch state[role]?.phase {
            case nil, .processed: continue
            // The intention is not on disk yet: `advance` puts it there first.
            case .new: return .keep
            case .begun: return isUncertain ? .findFile(role) : .upload(role)
            case .uploaded(let id): return .awaitFile(role, id: id)
            }
        }
        switch state.job {
        case .new: return .keep
        case .begun:
            guard !isUncertain, let training = state.training.id else { return .findJob }
            return .createJob(training: training, validation: state.validation?.id)
        case .created(let id): return .watch(job: id)
        case .ended(let end): return .finish(end)
        }
    }

    /// Takes in what has happened.
    mutating func take(_ event: Event) {
        switch event {
        case .kept:
            isKept = true
            intend()
        case .uncertain: isUncertain = true
        case .foundFile(let role, let id):
            isUncertain = false
            if let id { set(role, .uploaded(id)) }
        case .uploaded(let role, let id, let isProcessed): set(role, isProcessed ? .processed(id) : .uploaded(id))
        case .processed(let role):
            if let id = state[role]?.id { set(role, .processed(id)) }
        case .foundJob(let id):
            isUncertain = false
            if let id { set(.created(id)) }
        case .created(let id): set(.created(id))
        case .ended(let end): set(.ended(end))
        }
    }

    /// Keeps the parts of an upload in the state, which is then to be written.
    mutating func setParts(_ parts: FileRecord.Parts?, of role: FileRole) {
        state[role]?.parts = parts
    }

    /// Marks the next thing that has not been begun as begun, which must be on disk before it is.
    private mutating func intend() {
        for role in FileRole.allCases {
            switch state[role]?.phase {
            case nil, .processed: continue
            case .new: return set(role, .begun)
            default: return
            }
        }
        if state.job == .new { set(.begun) }
    }

    private mutating func set(_ role: FileRole, _ phase: FileRecord.Phase) {
        state[role]?.phase = phase
        changed()
    }

    private mutating func set(_ job: JobRecord) {
        state.job = job
        changed()
    }

    private mutating func changed() {
        isKept = false
        isUncertain = false
    }
}
