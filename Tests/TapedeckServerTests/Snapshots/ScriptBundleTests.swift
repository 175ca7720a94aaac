// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TapedeckServer

struct ScriptBundleTests {
    private func bundle(_ modules: [String: String], replacing: [String: String] = [:]) -> String {
        ScriptBundle(main: "main.js", replacing: replacing) { modules[$0] ?? "MISSING \($0)" }.text
    }

    @Test func `modules come once, before those that import them`() throws {
        let text = bundle([
            "main.js": "import { a } from \"./a.js\";\nimport * as b from \"./b.js\";\nimport \"./c.js\";\nrun(a, b);",
            "a.js": "import { b } from \"./b.js\";\nexport const a = () => b;",
            "b.js": "export function* b() {}\nexport class Other extends Object {}\nexport async function later() {}",
            "c.js": "run();",
        ])
        let order = ["b.js", "a.js", "c.js", "main.js"].map { text.range(of: "modules[\"\($0)\"] =")?.lowerBound }
        #expect(order.allSatisfy { $0 != nil } && order.compactMap(\.self) == order.compactMap(\.self).sorted())
        #expect(text.contains("const { a } = modules[\"a.js\"];\nconst b = modules[\"b.js\"];\nrun(a, b);"))
        #expect(text.contains("return { b, Other, later };"))
        #expect(text.matches(of: /modules\["b\.js"\] =/).count == 1)
        #expect(!text.contains("import ") && !text.contains("export "))
    }

    @Test func `a module stands for another`() {
        let text = bundle(
            ["main.js": "import * as api from \"./api.js\";", "file.js": "export const x = 1;"],
            replacing: ["api.js": "file.js"]
        )
        #expect(text.contains("const api = modules[\"file.js\"];"))
        #expect(!text.contains("MISSING"))
    }

    @Test func `the page's own modules leave nothing to load`() {
        let tail = PageBundle(title: "<tape>").tail
        #expect(!tail.contains(/(?m)^(?:import|export)\s/))
        #expect(tail.matches(of: /<\/script/).count == 1)
        #expect(!tail.contains("<!--"))
        let head = PageBundle(title: "<tape>").head
        #expect(head.contains("<title>&lt;tape&gt;</title>"))
        #expect(!head.contains("page/"))
    }
}
