// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
package import TapedeckCore
package import TapedeckInterchange
package import TapedeckServer
package import TapedeckSimulator

// Flags spell these as their raw values are spelled everywhere else; an unknown one is refused with the list.
extension ExportFormat: ExpressibleByArgument {}
extension RecordMode: ExpressibleByArgument {}
extension PlaybackPolicy.Repeat: ExpressibleByArgument {}
extension PlaybackPolicy.Polls: ExpressibleByArgument {}
extension SimulatorConfiguration.Pace: ExpressibleByArgument {}

extension PlaybackPolicy.Timing: ExpressibleByArgument {
    /// Reads `instant`, `recorded`, or a factor of the recorded times: 0.5 plays twice as fast.
    package init?(argument: String) {
        self.init(argument)
    }
}

extension ServiceDay: ExpressibleByArgument {
    /// Reads a day as `YYYY-MM-DD`.
    package init?(argument: String) { self.init(argument) }
}

extension WebOrigin: ExpressibleByArgument {
    /// Reads an origin as browsers send it.
    package init?(argument: String) { self.init(argument) }
}
