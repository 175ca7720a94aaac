// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckYAML
import Testing

@testable import TapedeckCLI

@Suite struct SettingsTests {
    @Test func `no two settings have one key or one flag`() {
        #expect(Set(Settings.all.map(\.key)).count == Settings.all.count)
        #expect(Set(Settings.all.map(\.flag)).count == Settings.all.count)
        for group in Settings.groups { #expect(group.settings.allSatisfy { $0.section == group.name }) }
    }

    @Test func `every setting is a flag of some command`() throws {
        let help = try JSONValue(parsing: Array(TapedeckCommand._dumpHelp().utf8))
        var commands = [try #require(help["command"])]
        var flags: Set<String> = []
        while let command = commands.popLast() {
            commands += command["subcommands"]?.elements ?? []
            let names = (command["arguments"]?.elements ?? []).flatMap { $0["names"]?.elements ?? [] }
            flags.formUnion(names.compactMap { $0["name"]?.string })
        }
        for setting in Settings.all {
            #expect(flags.contains(setting.flag), "\(setting.key)")
        }
    }
}
