// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Tapedeck

/// The folder of cassettes that the configuration names, and the cassettes in it by their names.
enum CassetteFolder {
    /// The path of a cassette that the command line names.
    ///
    /// A path that exists is itself. Another one is looked up in the folder, as it is or with the extension of cassettes;
    /// a name without a slash that is not there either is that of a cassette to be made in the folder.
    static func path(_ name: String) -> String {
        guard let folder = Settings.cassettes.inForce, !name.isEmpty, !name.hasPrefix("/"), !name.hasPrefix("."),
            !FileManager.default.fileExists(atPath: name)
        else { return name }
        let path = (folder as NSString).appendingPathComponent(name)
        let withExtension = CassetteSource.withExtension(path)
        if let found = [path, withExtension].first(where: FileManager.default.fileExists) { return found }
        return name.contains("/") ? name : withExtension
    }
}
