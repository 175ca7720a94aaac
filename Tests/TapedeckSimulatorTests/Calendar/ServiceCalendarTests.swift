// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@testable import TapedeckSimulator

@Suite struct ServiceCalendarTests {
    private func calendar(_ day: String) throws -> ServiceCalendar {
        let day: ServiceDay = try #require(ServiceDay(day))
        return ServiceCalendar(day: day)
    }

    @Test func `without a day every model answers, and fine-tuning is open`() {
        let calendar = ServiceCalendar(day: nil)
        #expect(calendar.models == OpenAIModel.all && !calendar.hasClosedFineTuning)
        #expect(calendar.model(named: "chatgpt-4o-latest") != nil && !calendar.hasShutDown("chatgpt-4o-latest"))
    }

    @Test(arguments: [("2027-01-05", false), ("2027-01-06", true), ("2030-01-01", true)])
    func `fine-tuning closes on the announced day`(day: String, isClosed: Bool) throws {
        #expect(try calendar(day).hasClosedFineTuning == isClosed)
    }

    @Test(arguments: [("2027-01-13", false), ("2027-01-14", true)])
    func `a model is gone from its shutdown date on`(day: String, isGone: Bool) throws {
        let calendar = try calendar(day)
        #expect((calendar.model(named: "gpt-4o-mini") == nil) == isGone)
        #expect(calendar.hasShutDown("gpt-4o-mini") == isGone)
        #expect(calendar.models.contains { $0.id == "gpt-4o-mini" } != isGone)
        #expect(calendar.model(named: "gpt-6-astra") != nil && !calendar.hasShutDown("gpt-6-astra"))
    }

    @Test(arguments: [("2025-08-04", false), ("2025-08-05", true)])
    func `a model appears on the day it was made`(day: String, isThere: Bool) throws {
        #expect((try calendar(day).model(named: "gpt-5") != nil) == isThere)
        #expect(!(try calendar(day).hasShutDown("gpt-5")))
    }

    @Test func `models tuned from the first bases outlive them`() throws {
        let base = try #require(OpenAIModel.named("davinci-002"))
        let tuned = TunedModel(id: "ft:davinci-002:acme::a", created: 1, owner: "acme", base: base, job: nil)
        #expect(try calendar("2026-10-01").hasShutDown("davinci-002"))
        #expect(!(try calendar("2026-10-01").hasShutDown(tuned)))
        #expect(try calendar("2026-10-23").hasShutDown(tuned))
    }
}
