// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Synchronization
public import TapedeckCore

/// A cassette in a SQLite file.
///
/// While it is open for recording the file is in WAL mode; once closed it is one file in rollback-journal mode, so that
/// it can be read from read-only media. Any number of processes may play one cassette while one records into it.
public final class Cassette: CassetteStore {
    /// The path of the file.
    public let path: String
    /// The metadata of the cassette.
    package let metadata: CassetteMetadata
    /// Where fingerprints are looked up: those on file, or those of other rules.
    let fingerprints: FingerprintSource
    var database: any DatabaseReader { recording?.home.file.pool ?? playing }
    /// The connections that look recordings up; `nil` when the fingerprints are those of other rules, which one
    /// connection of ``database`` holds.
    var lookups: LookupPool? { recording?.home.file.lookups ?? playingLookups }
    private let playing: any DatabaseReader
    private let playingLookups: LookupPool?
    private let recording: RecordingState?

    /// The state of a cassette that is open for recording.
    private final class RecordingState: Sendable {
        let home: RecordingHome
        let queue: CommitQueue
        let isClosed = Atomic(false)
        /// Whether there may be bodies that no interaction refers to.
        let hasUnusedBodies = Atomic(false)
        let unclaimed = UnclaimedBodies()

        init(_ home: RecordingHome) {
            self.home = home
            self.queue = CommitQueue(home: home)
        }
    }

    /// Whether the cassette is open for recording.
    package var isRecording: Bool { recording != nil }
    /// The path.
    package var name: String { path }
    /// The base URL its recordings come from, if it is known.
    package var upstream: String? { metadata.upstream }
    /// The rules its fingerprints are looked up with.
    package var matchingRules: MatchingRules { fingerprints.rules ?? metadata.matchingRules }
    /// The rules its contents were redacted with.
    package var redactionRules: RedactionRules { metadata.redactionRules }

    private init(
        path: String,
        metadata: CassetteMetadata,
        fingerprints: FingerprintSource,
        database: any DatabaseReader,
        lookups: LookupPool? = nil,
        recording: RecordingState? = nil
    ) {
        self.path = path
        self.metadata = metadata
        self.fingerprints = fingerprints
        self.playing = database
        self.playingLookups = lookups
        self.recording = recording
    }

    // MARK: - Opening and closing

    /// Makes one file of a cassette whose log a recorder left beside it; of one that is in use nothing.
    package static func settle(_ path: String) { try? CassetteFile.settle(path) }

    /// Opens a cassette to play it.
    ///
    /// Nothing is recorded into it; what a recorder that died left in its log is moved into the file.
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - rules: Matching rules to use in the place of the cassette's own; the fingerprints are made anew in memory.
    /// - Returns: The cassette, open for playing.
    /// - Throws: ``CassetteError`` when the file is missing, is no cassette, is of a newer version, or is damaged.
    public static func open(_ path: String, matchingRules rules: MatchingRules? = nil) throws(CassetteError)
        -> Cassette
    {
        try CassetteFile.requireCassette(path)
        try CassetteFile.settle(path)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            // A recorder that opens or closes the file has it to itself for a moment.
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
            var rules = rules
            var database: any DatabaseReader =
                rules == nil
                ? try DatabasePool(path: path, configuration: configuration)
                : try DatabaseQueue(path: path, configuration: configuration)
            let metadata = try database.read { db in try CassetteFile.metadata(db, path: path) }
            if rules == nil, try database.read({ db in try FingerprintSource.areOutdated(metadata, db) }) {
                try database.close()
                rules = metadata.matchingRules
                database = try DatabaseQueue(path: path, configuration: configuration)
            }
            let fingerprints = try rules.map { rules in
                try database.unsafeRead { db in try FingerprintSource.override(rules, metadata: metadata, db) }
            }
            return Cassette(
                path: path,
                metadata: metadata,
                fingerprints: fingerprints ?? .stored,
                database: database,
                lookups: fingerprints == nil ? FileIdentity(path: path).map { LookupPool(path, file: $0) } : nil
            )
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Opens a cassette to record into it, or makes a new one.
    /// - Parameters:
    ///   - path: The path of the file; its folder must exist.
    ///   - metadata: The metadata of a new cassette.
    ///   - rules: Matching rules to use from now on; when they are not the cassette's own, every fingerprint is made anew.
    ///   - onDisplacement: Called when the file was replaced, moved, deleted or written over under the recorder, once
    ///     what was recorded is saved under the new name that the error tells; ``close()`` throws the same.
    /// - Returns: The cassette, open for recording.
    /// - Throws: ``CassetteError`` also when another process records into the cassette or the file cannot be written.
    package static func record(
        _ path: String,
        new metadata: CassetteMetadata,
        matchingRules rules: MatchingRules? = nil,
        onDisplacement: @escaping @Sendable (CassetteError) -> Void = { _ in }
    ) throws(CassetteError) -> Cassette {
        try CassetteFile.requireRoom(path)
        let lock = try FileLock.afterMoments { () throws(CassetteError) in try FileLock(path: path) }
        do {
            try CassetteFile.prepare(path, new: metadata, matchingRules: rules)
            let file = try RecordingFile(CassetteFile.resolved(path), lock: lock)
            let stored = try file.pool.read { db in try CassetteFile.metadata(db, path: path) }
            return Cassette(
                path: path,
                metadata: stored,
                fingerprints: .stored,
                database: file.pool,
                recording: RecordingState(RecordingHome(file, metadata: stored, report: onDisplacement))
            )
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Closes the cassette: what was recorded is moved into the one file, and nothing stays beside it.
    ///
    /// From then on others may record into it. Closing it again does nothing.
    /// - Throws: ``CassetteError`` when that failed, and when the file was displaced while it was recorded; what was
    ///   committed is safe all the same.
    public func close() throws(CassetteError) {
        do {
            guard let recording else {
                playingLookups?.close()
                return try playing.close()
            }
            guard !recording.isClosed.exchange(true, ordering: .relaxed) else { return }
            defer { recording.home.release() }
            let hasIndex = try recording.home.file.pool.read(SearchIndex.exists)
            let file = try recording.queue.finish(with: hasIndex ? SearchIndex.keep : nil)
            file.lookups.close()
            try file.pool.close()
            let sweep = recording.hasUnusedBodies.load(ordering: .relaxed) || !recording.unclaimed.isEmpty
            try CassetteFile.tidy(file.path, sweep: sweep)
            if let move = recording.home.move { throw move }
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Closes the connections that look recordings up; they are opened again when needed.
    package func rest() {
        lookups?.rest()
    }

    // MARK: - Writing

    /// Starts a body that may be too large for memory.
    package func makeBodyWriter() throws -> any BodyWriter {
        let recording = try requireRecording()
        return SegmentedBodyWriter(queue: recording.queue, path: path, unclaimed: recording.unclaimed)
    }

    /// Adds an interaction and returns once it is committed.
    package func append(
        _ interaction: Interaction,
        fingerprint: Fingerprint,
        replacingUpTo bound: InteractionID?
    ) async throws -> InteractionID {
        let recording = try requireRecording()
        if bound != nil { recording.hasUnusedBodies.store(true, ordering: .relaxed) }
        do {
            let id = try await recording.queue.commit { db in
                try InteractionTable.insert(interaction, fingerprint: fingerprint, replacingUpTo: bound, db)
            }
            recording.unclaimed.claim(interaction.request.body)
            recording.unclaimed.claim(interaction.response.body)
            return id
        } catch {
            recording.hasUnusedBodies.store(true, ordering: .relaxed)
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Adds an interaction with its bodies at hand; it is made, and its completion called, on the thread that commits.
    package func append(
        _ make: @escaping @Sendable () throws -> NewInteraction,
        completion: @escaping @Sendable ((any Error)?) -> Void
    ) {
        do {
            let recording = try requireRecording()
            let path = path
            recording.queue.enqueue { db in
                let new = try make()
                if new.bound != nil { recording.hasUnusedBodies.store(true, ordering: .relaxed) }
                _ = try InteractionTable.insert(
                    new.interaction,
                    fingerprint: new.fingerprint,
                    replacingUpTo: new.bound,
                    db
                )
            } complete: { error in
                guard let error else { return completion(nil) }
                recording.hasUnusedBodies.store(true, ordering: .relaxed)
                completion(error is DatabaseError ? CassetteError.wrapping(error, path: path) : error)
            }
        } catch {
            completion(error)
        }
    }

    /// Removes the interactions of a session with numbers up to one, and returns once that is committed.
    package func removeRecordings(of session: String, upTo bound: InteractionID) async throws -> Int {
        let recording = try requireRecording()
        recording.hasUnusedBodies.store(true, ordering: .relaxed)
        do {
            return try await recording.queue.commit { db in
                try InteractionTable.remove(session: session, upTo: bound, db)
            }
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Changes the cassette, and returns once that is committed.
    func change<Result: Sendable>(_ operation: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        let recording = try requireRecording()
        do {
            return try await recording.queue.commit(operation)
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
    }

    /// Adds interactions in their order, all or none, and returns once they are committed.
    /// - Parameter batch: The interactions, already redacted, with the fingerprints of their requests.
    /// - Throws: ``CassetteError`` when they could not be committed.
    package func append(contentsOf batch: [(interaction: Interaction, fingerprint: Fingerprint)]) async throws {
        guard !batch.isEmpty else { return }
        let recording = try requireRecording()
        do {
            _ = try await recording.queue.commit { db in
                for (interaction, fingerprint) in batch {
                    _ = try InteractionTable.insert(interaction, fingerprint: fingerprint, replacingUpTo: nil, db)
                }
            }
            for (interaction, _) in batch {
                recording.unclaimed.claim(interaction.request.body)
                recording.unclaimed.claim(interaction.response.body)
            }
        } catch {
            recording.hasUnusedBodies.store(true, ordering: .relaxed)
            throw CassetteError.wrapping(error, path: path)
        }
    }

    private func requireRecording() throws -> RecordingState {
        guard let recording else {
            throw CassetteError(code: .readOnly, message: "The cassette \(path) is open for playing only.")
        }
        return recording
    }
}
