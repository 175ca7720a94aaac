// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct AzurePathTests {
    @Test(arguments: [
        ("/openai", true), ("/openai?a", true), ("/openai/x", true), ("/openai2", false), ("/v1/openai", false),
        ("openai", false), ("", false),
    ])
    func `tells what is below the root`(path: String, isBelow: Bool) {
        #expect(AzurePath.isBelowRoot(path[...].utf8) == isBelow)
    }

    @Test(arguments: [
        ("/openai/files", true), ("/openai/files?a", true), ("/openai/fine_tuning/jobs/j", true),
        ("/openai/deployments/d", false), ("/openai/filesystem", false), ("/openai", false), ("/files", false),
    ])
    func `tells the resources beside the deployments`(path: String, isResource: Bool) {
        #expect(AzurePath.namesResource(path[...].utf8) == isResource)
    }

    @Test func `knows the control plane in any case`() {
        let path = "/subscriptions/s/resourceGroups/g/providers/microsoft.cognitiveservices/accounts/a"
        #expect(AzurePath.isControlPlane(path[...].utf8))
        #expect(!AzurePath.isControlPlane("/subscriptions/s?/providers/Microsoft.CognitiveServices/"[...].utf8))
        #expect(!AzurePath.isControlPlane("/providers/Microsoft.CognitiveServices/"[...].utf8))
    }

    @Test(arguments: [
        ("/openai/v1/files", "/v1/files"), ("/openai/v1", "/v1"), ("/openai/v10/files", "/v1/openai/v10/files"),
        ("/openai/files", "/v1/openai/files"), ("/v1/files", "/v1/files"), ("/openai2", "/openai2"),
    ])
    func `compares a path of Azure as that of its API`(path: String, compared: String) {
        #expect(AzurePath.compared(path) == compared)
    }
}
