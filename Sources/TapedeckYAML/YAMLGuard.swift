// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Limits a YAML document before it is parsed: its elements, its nesting, and the expansion of its aliases.
///
/// The parser behind Yams takes memory for every element, and hashes the keys of every map, aliases unfolded. So the
/// tokens are counted first, by the rules of libyaml's scanner (YAML 1.1). What is not YAML is left to the parser.
struct YAMLGuard {
    /// A block collection that is open, by the column it stands at.
    struct Block {
        var column: Int
        var isSequence: Bool
    }

    var scan: YAMLScan
    var sizes: YAMLSizes
    var blocks: [Block] = []
    var flowDepth = 0
    private let depthLimit: Int
    /// Where the first token since the last indicator began, which a `:` would make a key.
    private var key: (line: Int, column: Int)?

    /// Checks a document.
    /// - Throws: ``YAMLError`` when it is beyond a limit.
    static func check(_ bytes: ArraySlice<UInt8>, limits: YAMLLimits) throws(YAMLError) {
        var check = YAMLGuard(scan: YAMLScan(bytes: bytes), sizes: YAMLSizes(limits: limits), depth: limits.depth)
        while check.scan.skipToToken() { try check.token() }
    }

    private init(scan: YAMLScan, sizes: YAMLSizes, depth: Int) {
        self.scan = scan
        self.sizes = sizes
        depthLimit = depth
    }

    private mutating func token() throws(YAMLError) {
        let column = scan.column
        let byte = scan.byte
        if flowDepth == 0 {
            if column == 0, scan.isDocumentMark {
                endBlocks(downTo: -1, isSequenceEntry: false)
                scan.skip(3)
                return
            }
            if column == 0, byte == UInt8(ascii: "%") { return scan.skipLine() }
            endBlocks(downTo: column, isSequenceEntry: byte == UInt8(ascii: "-") && scan.isBlank(after: 1))
        }
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            try element()
            sizes.beginFlow(depth: flowDepth)
            flowDepth += 1
            try checkDepth()
            scan.skip(1)
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            flowDepth = max(0, flowDepth - 1)
            sizes.endFlow(depth: flowDepth)
            scan.skip(1)
        case UInt8(ascii: ","):
            try count()
            scan.skip(1)
        case UInt8(ascii: "-") where flowDepth == 0 && scan.isBlank(after: 1):
            try indicator(column: column, isSequence: true)
        case UInt8(ascii: "?") where flowDepth > 0 || scan.isBlank(after: 1):
            try indicator(column: column, isSequence: false)
        case UInt8(ascii: ":") where flowDepth > 0 || scan.isBlank(after: 1):
            try indicator(column: key.flatMap { $0.line == scan.line ? $0.column : nil } ?? column, isSequence: false)
        case UInt8(ascii: "&"):
            markKey()
            sizes.anchor(scan.name(), parent: blocks.last, flowDepth: flowDepth)
        case UInt8(ascii: "*"):
            try element()
            try sizes.alias(scan.name(), line: scan.line)
        case UInt8(ascii: "!"):
            markKey()
            scan.skipTag(inFlow: flowDepth > 0)
        case UInt8(ascii: "|") where flowDepth == 0, UInt8(ascii: ">") where flowDepth == 0:
            try scalar { $0.skipBlockScalar(parent: $1) }
        case UInt8(ascii: "'"): try scalar { (scan, _) in scan.skipSingleQuoted() }
        case UInt8(ascii: "\""): try scalar { (scan, _) in scan.skipDoubleQuoted() }
        default:
            let isInFlow = flowDepth > 0
            try scalar { $0.skipPlain(parent: $1, inFlow: isInFlow) }
        }
    }

    /// Passes over an indicator; in block style it opens a collection at its column unless one is open there.
    private mutating func indicator(column: Int, isSequence: Bool) throws(YAMLError) {
        if flowDepth == 0, column > blocks.last?.column ?? -1 {
            blocks.append(Block(column: column, isSequence: isSequence))
            try checkDepth()
        }
        try count()
        key = nil
        scan.skip(1)
    }

    private mutating func scalar(skip: (inout YAMLScan, Int) -> Void) throws(YAMLError) {
        try element()
        let start = scan.index
        skip(&scan, blocks.last?.column ?? -1)
        try sizes.addScalar(bytes: scan.index - start, line: scan.line)
        if scan.index == start { scan.skip(1) }
    }

    private mutating func element() throws(YAMLError) {
        markKey()
        try count()
    }

    private mutating func markKey() {
        if key?.line != scan.line { key = (scan.line, scan.column) }
    }

    private mutating func count() throws(YAMLError) {
        try sizes.addElement(line: scan.line)
    }

    /// Closes the blocks that a token at a column does not belong to any more.
    private mutating func endBlocks(downTo column: Int, isSequenceEntry: Bool) {
        while let last = blocks.last, last.column > column { blocks.removeLast() }
        sizes.endBlocks(column: column, isSequenceEntry: isSequenceEntry)
    }

    private func checkDepth() throws(YAMLError) {
        guard blocks.count + flowDepth <= depthLimit else {
            throw YAMLError(.tooDeep(limit: depthLimit), line: scan.line)
        }
    }
}
