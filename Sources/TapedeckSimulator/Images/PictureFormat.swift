// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A file format of images.
enum PictureFormat: String, Sendable, CaseIterable {
    case png, jpeg, webp
}

extension Picture {
    /// The picture as a file.
    func file(_ format: PictureFormat) -> [UInt8] {
        switch format {
        case .png: png
        case .jpeg: jpeg
        case .webp: webp
        }
    }
}
