// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import Synchronization
import TapedeckCore

/// The right to record into a file, held by one process at a time and given back by the system when the process dies.
///
/// It is a `flock` on the cassette itself, so no second file lies beside it. SQLite's own locks are of another kind
/// (`fcntl`) and are dropped when *any* descriptor of the file is closed: the lock must outlive every connection, and a
/// file that this process records into must not be opened beside SQLite.
final class FileLock: Sendable {
    /// The files this process has the lock of.
    private static let held = Mutex<Set<FileIdentity>>([])
    /// Held by who takes a lock for a moment only.
    private static let moment = Mutex<Void>(())

    private let state: Mutex<(descriptor: Int32, identity: FileIdentity)?>

    /// Takes the lock, making the file when there is none.
    /// - Throws: ``CassetteError`` when someone has the lock, or the file cannot be opened for writing.
    init(path: String) throws(CassetteError) {
        try FileKind.requirePlainFile(path)
        let taken = Self.held.withLock { held -> Result<(descriptor: Int32, identity: FileIdentity), CassetteError> in
            if let identity = FileIdentity(path: path), held.contains(identity) {
                return .failure(Self.inUse(path, "This"))
            }
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
            guard descriptor >= 0, let identity = FileIdentity(path: path) else {
                return .failure(CassetteError.cannotWrite(path, reason: String(cString: strerror(errno))))
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                close(descriptor)
                return .failure(Self.inUse(path, "Another"))
            }
            // The file may have been replaced by another between the two calls.
            guard FileIdentity(descriptor: descriptor) == identity else {
                close(descriptor)
                return .failure(Self.inUse(path, "Another"))
            }
            held.insert(identity)
            return .success((descriptor, identity))
        }
        self.state = Mutex(try taken.get())
    }

    /// Lets a recorder of this process wait for those who take the lock for a moment, to bring a file to rest: they would
    /// have it refused as one that is recorded into.
    static func afterMoments<Value: Sendable, Failure>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        try moment.withLock { _ throws(Failure) in try body() }
    }

    /// Whether this process records into a file.
    static func isHeld(_ path: String) -> Bool {
        guard let identity = FileIdentity(path: path) else { return false }
        return held.withLock { $0.contains(identity) }
    }

    /// Whether the lock has not been given back.
    var isHeld: Bool { state.withLock { $0 != nil } }

    /// The mark of the file, see ``LogMark``.
    var mark: UInt32? { state.withLock { $0.flatMap { LogMark.read($0.descriptor) } } }

    /// Whether a log belongs to the file.
    func owns(log: String) -> Bool {
        state.withLock { $0.map { LogMark.log(log, belongsTo: $0.descriptor) } ?? true }
    }

    /// Where the file is now, as far as the system knows.
    var currentPath: String? {
        state.withLock { state in
            guard let state else { return nil }
            #if canImport(Darwin)
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(MAXPATHLEN)) { buffer in
                guard let start = buffer.baseAddress, fcntl(state.descriptor, F_GETPATH, start) == 0 else { return nil }
                return String(cString: start)
            }
            #else
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
                guard let start = buffer.baseAddress else { return nil }
                let count = readlink("/proc/self/fd/\(state.descriptor)", start, buffer.count - 1)
                guard count > 0 else { return nil }
                buffer[count] = 0
                return String(cString: start)
            }
            #endif
        }
    }

    /// Gives the lock back.
    func release() {
        state.withLock { state in
            guard let (descriptor, identity) = state else { return }
            state = nil
            Self.held.withLock { held in
                close(descriptor)
                held.remove(identity)
            }
        }
    }

    deinit {
        release()
    }

    private static func inUse(_ path: String, _ who: String) -> CassetteError {
        CassetteError(
            code: .inUse,
            message: "\(who) process is recording into \(path); stop it, or record into another cassette."
        )
    }
}
