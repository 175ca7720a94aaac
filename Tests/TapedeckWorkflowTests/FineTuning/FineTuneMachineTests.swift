// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct FineTuneMachineTests {
    private static func state(validation: Bool = true) -> FineTuneState {
        let file = { FileRecord(name: $0, content: Array($0.utf8)) }
        return FineTuneState(
            tag: "tag",
            training: file("train.jsonl"),
            validation: validation ? file("valid.jsonl") : nil
        )
    }

    private static let end = FineTuningJob(
        id: "ftjob-1",
        status: "succeeded",
        model: "ft:x",
        trainedTokens: 1,
        reason: nil,
        isSimulated: false
    )

    /// What the world answers when everything goes well.
    private static func event(for action: FineTuneMachine.Action) -> FineTuneMachine.Event? {
        switch action {
        case .keep: .kept
        case .findFile(let role): .foundFile(role, id: nil)
        case .upload(let role): .uploaded(role, id: "file-\(role.rawValue)", isProcessed: false)
        case .awaitFile(let role, _): .processed(role)
        case .findJob: .foundJob(id: nil)
        case .createJob: .created(id: "ftjob-1")
        case .watch: .ended(end)
        case .finish: nil
        }
    }

    private static func actions(_ machine: FineTuneMachine) -> [FineTuneMachine.Action] {
        var machine = machine
        var actions: [FineTuneMachine.Action] = []
        while let event = event(for: machine.action), actions.count < 100 {
            actions.append(machine.action)
            machine.take(event)
        }
        return actions + [machine.action]
    }

    @Test func `keeps each intention and each id before it goes on`() {
        #expect(
            Self.actions(FineTuneMachine(Self.state(), isKept: false)) == [
                .keep, .keep, .upload(.training), .keep, .awaitFile(.training, id: "file-training"), .keep, .keep,
                .upload(.validation), .keep, .awaitFile(.validation, id: "file-validation"), .keep, .keep,
                .createJob(training: "file-training", validation: "file-validation"), .keep, .watch(job: "ftjob-1"),
                .keep,
                .finish(Self.end),
            ]
        )
    }

    /// Stops a run before its n-th action; what is on disk then is what was kept last.
    private static func killed(before count: Int) -> (disk: FineTuneState?, done: [FineTuneMachine.Action]) {
        var machine = FineTuneMachine(state(), isKept: false)
        var disk: FineTuneState?
        var done: [FineTuneMachine.Action] = []
        for _ in 0..<count {
            guard let event = event(for: machine.action) else { break }
            done.append(machine.action)
            if machine.action == .keep { disk = machine.state }
            machine.take(event)
        }
        return (disk, done)
    }

    @Test(arguments: 0...17) func `a restart after any step asks for nothing twice`(_ count: Int) {
        let (disk, done) = Self.killed(before: count)
        let next = Self.actions(
            disk.map { FineTuneMachine($0, isKept: true) } ?? FineTuneMachine(Self.state(), isKept: false)
        )
        #expect(next.last == .finish(Self.end))
        for creating in [
            FineTuneMachine.Action.upload(.training), .upload(.validation),
            .createJob(training: "file-training", validation: "file-validation"),
        ] where done.contains(creating) && next.contains(creating) {
            // What was asked for, but whose id was not kept yet, is looked for first.
            let look: FineTuneMachine.Action =
                switch creating {
                case .upload(let role): .findFile(role)
                default: .findJob
                }
            let place = next.firstIndex(of: look)
            #expect(place != nil && place ?? 0 < next.firstIndex(of: creating) ?? 0)
        }
    }

    @Test func `what is found is not made again`() {
        var machine = FineTuneMachine(Self.killed(before: 13).disk ?? Self.state(), isKept: true)
        #expect(machine.action == .findJob)
        machine.take(.foundJob(id: "ftjob-7"))
        #expect(machine.action == .keep)
        machine.take(.kept)
        #expect(machine.action == .watch(job: "ftjob-7"))
    }

    @Test func `after a lost answer it looks before it asks again`() {
        var machine = FineTuneMachine(Self.state(), isKept: false)
        machine.take(.kept)
        machine.take(.kept)
        #expect(machine.action == .upload(.training))
        machine.take(.uncertain)
        #expect(machine.action == .findFile(.training))
        machine.take(.foundFile(.training, id: nil))
        #expect(machine.action == .upload(.training))
    }

    @Test func `the state reads back from its file`() throws {
        let folder = try TemporaryFolder()
        for count in 0...17 {
            guard var state = Self.killed(before: count).disk else { continue }
            state.training.parts = FileRecord.Parts(upload: "upload_1", ids: ["part_1"])
            let path = try folder.write("finetune.json", state.fileText)
            #expect(try FineTuneState(path: path) == state)
        }
        let path = try folder.write("finetune.json", "{}")
        #expect(throws: WorkflowError.self) { try FineTuneState(path: path) }
        #expect(try FineTuneState(path: "\(folder.path)/none.json") == nil)
    }
}
