// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The state machine of a fine-tuning run, without its requests: events go in, the next action comes out.
///
/// A request that costs money takes three steps: the intention is saved, the request is sent, the id in the response is
/// saved. After an interruption in between, the next run first looks for what the request may have created.
struct FineTuneMachine: Sendable {
    enum Action: Hashable {
        /// Save the state, then continue.
        case keep
        case findFile(FileRole)
        case upload(FileRole)
        case awaitFile(FileRole, id: String)
        case findJob
        case createJob(training: String, validation: String?)
        case watch(job: String)
        case finish(FineTuningJob)
    }

    enum Event: Hashable {
        case kept
        /// The search for a file that may have been uploaded has ended.
        case foundFile(FileRole, id: String?)
        case uploaded(FileRole, id: String, isProcessed: Bool)
        case processed(FileRole)
        /// The search for a job that may have been created has ended.
        case foundJob(id: String?)
        case created(id: String)
        /// It is unknown whether the last request took effect.
        case uncertain
        case ended(FineTuningJob)
    }

    private(set) var state: FineTuneState
    private var isKept: Bool
    /// Whether the file or job marked as begun may exist at the service, and must be searched for.
    private var isUncertain: Bool

    /// Continues from a state, which is on disk already when an earlier run saved it.
    init(_ state: FineTuneState, isKept: Bool) {
        self.state = state
        self.isKept = isKept
        isUncertain = isKept
    }

    /// The next action.
    var action: Action {
        guard isKept else { return .keep }
        for role in FileRole.allCases {
            switch state[role]?.phase {
            case nil, .processed: continue
            // The intention is not on disk yet: `take(.kept)` marks it, and it is saved first.
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
        case .ended(let job): return .finish(job)
        }
    }

    /// Updates the state by an event.
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
        case .ended(let job): set(.ended(job))
        }
    }

    /// Sets the parts of an upload; the caller saves the state.
    mutating func setParts(_ parts: FileRecord.Parts?, of role: FileRole) {
        state[role]?.parts = parts
    }

    /// Marks the next file or job as begun, which must be saved before its request is sent.
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

    private mutating func set(_ job: FineTuneState.JobPhase) {
        state.job = job
        changed()
    }

    private mutating func changed() {
        isKept = false
        isUncertain = false
    }
}
