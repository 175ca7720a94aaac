// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Builds the command `tapedeck` and runs it with the arguments of `swift package tapedeck`, in the working directory.
@main
struct TapedeckCommand: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        let build = try packageManager.build(.product("tapedeck"), parameters: .init(configuration: .inherit))
        guard build.succeeded, let tool = build.builtArtifacts.first(where: { $0.kind == .executable }) else {
            Diagnostics.error("tapedeck could not be built:\n\(build.logText)")
            return
        }
        let process = try Process.run(tool.url, arguments: arguments)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            Diagnostics.error("tapedeck ended with status \(process.terminationStatus).")
            return
        }
    }
}
