// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AzureVersionTests {
    @Test(arguments: ["2022-12-01", "2023-03-15-preview", "2024-10-21", "2025-04-01-preview"])
    func `is a date, or that of a preview`(_ text: String) {
        #expect(AzureVersion(text) != nil)
    }

    @Test(arguments: [
        "", "preview", "2021-12-01", "2024-13-01", "2024-01-32", "2024-10-21-", "2024-10-21-Preview", "2024/10/21",
        "２024-10-2",
    ])
    func `is no other text`(_ text: String) {
        #expect(AzureVersion(text) == nil)
    }

    @Test(arguments: [
        ("/openai/files?api-version=2024-10-21", nil), ("/openai/files", AzureError.noSuchResource),
        ("/openai/files?api-version=preview", .noSuchResource), ("/openai/v1/files", nil),
        ("/openai/v1/files?api-version=preview", nil), ("/openai/v1/files?api-version=2024-10-21", .unsupportedVersion),
        ("/openai/responses?api-version=2025-03-01-preview", nil),
        ("/openai/responses?api-version=2024-10-21", .tooOldForResponses),
    ])
    func `is required by the classic API alone`(path: String, expected: AzureError?) throws {
        let request = try #require(AzureRequest(RequestLine(method: .get, pathAndQuery: path)))
        var thrown: AzureError?
        do throws(AzureError) {
            _ = try AzureVersion.check(request)
        } catch {
            thrown = error
        }
        #expect(thrown == expected)
    }
}
