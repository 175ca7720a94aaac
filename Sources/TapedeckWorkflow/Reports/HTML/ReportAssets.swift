// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import CTapedeckPage

/// The style and the script of an HTML report, from the files in `CTapedeckPage/report`.
enum ReportAssets {
    /// The look of a page, light and dark, wide and narrow, on screen and on paper.
    static let style = text(tapedeck_report_style())

    /// The sample browser and all else that a page does; texts of models are put into the page as text nodes alone.
    static let script = text(tapedeck_report_script())

    private static func text(_ file: tapedeck_embedded_file) -> String {
        String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
    }
}
