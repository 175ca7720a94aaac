// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckYAML

/// Options that choose the configuration file.
///
/// They stand before all other options of a command, so that a broken file is reported before what follows from it.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read settings from this file. (default: TAPEDECK_CONFIG, else the nearest tapedeck.yaml)",
            valueName: "file"
        )
    )
    var config: String?

    @Flag(help: "Read no configuration file.")
    var noConfig = false

    func validate() throws {
        if config != nil, noConfig { throw ValidationError("Give either --config or --no-config.") }
        guard let problem = ProjectConfiguration.current.problem else { return }
        Terminal.printError(problem.message)
        throw ExitCode.badInput
    }
}
