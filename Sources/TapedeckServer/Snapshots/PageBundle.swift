// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The page as one HTML file, in two parts with the data between them: nothing is loaded, and nothing else may run.
struct PageBundle {
    /// Everything before the data.
    let head: String
    /// Everything behind the data: the script, which reads them.
    let tail: String

    /// - Parameter title: The title of the page.
    init(title: String) {
        let style = "\n" + Self.text("page.css")
        let script = "\n" + ScriptBundle(main: "main.js", replacing: ["api.js": "snapshot.js"], read: Self.text).text
        let policy =
            "default-src 'none'; script-src \(InlineSource.digest(of: script)); "
            + "style-src \(InlineSource.digest(of: style)); img-src data: blob:; media-src blob:; "
            + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        let icon = "data:image/svg+xml;base64,\(Data(Self.text("icon.svg").utf8).base64EncodedString())"
        let page = Self.text("index.html")
            .replacing("<title>Tapedeck</title>", with: "<title>\(Self.escaped(title))</title>")
            .replacing(#"<link rel="stylesheet" href="page/page.css">"#, with: "<style>\(style)</style>")
            .replacing(#"<script type="module" src="page/main.js"></script>"# + "\n", with: "")
            .replacing("page/icon.svg", with: icon)
            .replacing(
                #"<meta charset="utf-8">"#,
                with: """
                    <meta charset="utf-8">
                    <meta http-equiv="Content-Security-Policy" content="\(policy)">
                    """
            )
        let end = "</body>\n</html>\n"
        head = String(page.dropLast(end.count))
        tail = "<script type=\"module\">\(script)</script>\n\(end)"
    }

    private static func text(_ name: String) -> String { PageFile(path: "page/\(name)")?.text ?? "" }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
