// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Files of a session, in order of creation.
struct FileTable: Sendable {
    private var files = OrderedTable<SimulatedFile>()
    private var byPurpose: [FilePurpose: OrderedTable<Void>] = [:]
    /// Total length of all files in bytes, which the service limits per project.
    private(set) var byteCount = 0

    /// The number of files.
    var count: Int { files.count }

    /// Adds a file.
    mutating func add(_ file: SimulatedFile) {
        remove(file.id)
        files[file.id] = file
        byPurpose[file.purpose, default: OrderedTable()][file.id] = ()
        byteCount += file.byteCount
    }

    /// The file with this identifier, unless it has expired.
    func file(_ id: String, at now: Int) -> SimulatedFile? {
        files[id].flatMap { $0.isExpired(at: now) ? nil : $0 }
    }

    /// The newest file of this name, unless it has expired.
    func newest(named filename: String, at now: Int) -> SimulatedFile? {
        files.all.last { $0.filename == filename && !$0.isExpired(at: now) }
    }

    /// Removes a file.
    mutating func remove(_ id: String) {
        guard let file = files[id] else { return }
        files[id] = nil
        byPurpose[file.purpose]?[id] = nil
        byteCount -= file.byteCount
    }

    /// A page of files; `nil` when the file in `after` does not exist.
    func page(_ query: ListQuery, at now: Int) throws(APIError) -> Page<SimulatedFile> {
        let limit = try query.limit(default: PageSize.files, in: 1...PageSize.files)
        let isAscending = try query.isAscending()
        var page: Page<SimulatedFile>?
        if let purpose = query["purpose"] {
            // An unknown purpose has no files.
            guard let purpose = FilePurpose(rawValue: purpose) else { return Page(values: [], hasMore: false) }
            let ids = byPurpose[purpose] ?? OrderedTable()
            page = ids.identifiers(after: query.after, limit: limit, isAscending: isAscending) {
                files[$0]?.isExpired(at: now) == false
            }
            .map { page in Page(values: page.values.compactMap { files[$0] }, hasMore: page.hasMore) }
        } else {
            page = files.page(after: query.after, limit: limit, isAscending: isAscending) { !$0.isExpired(at: now) }
        }
        guard let page else { throw .noSuchFile(query.after ?? "", param: "after") }
        return page
    }
}

extension APIError {
    /// The error for an unknown file.
    static func noSuchFile(_ id: String, param: String = "id") -> APIError {
        APIError(status: .notFound, message: "No such File object: \(id)", param: param, origin: .files)
    }
}
