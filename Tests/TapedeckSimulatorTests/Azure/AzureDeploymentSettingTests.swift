// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct AzureDeploymentSettingTests {
    @Test(arguments: [
        ("chat=gpt-4o-mini", "chat", "gpt-4o-mini"), ("a=ft:gpt-4o-mini:x::y=z", "a", "ft:gpt-4o-mini:x::y=z"),
        ("old=gpt-35-turbo-16k", "old", "gpt-3.5-turbo-16k"),
    ])
    func `is a name and a model`(text: String, name: String, model: String) throws {
        let deployment = try AzureDeploymentSetting(text)
        #expect(deployment.name == name)
        #expect(deployment.model == model)
    }

    @Test(arguments: ["", "chat", "=gpt-4o", "a/b=gpt-4o", "a b=gpt-4o", "é=gpt-4o", "a=", "a=gpt-none"])
    func `names what is wrong with a text`(_ text: String) {
        let error = #expect(throws: InvalidAzureDeployment.self) { try AzureDeploymentSetting(text) }
        #expect(error?.description.contains("'") == true)
    }
}
