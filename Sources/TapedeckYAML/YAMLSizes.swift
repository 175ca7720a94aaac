// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Counts the elements of a YAML document with its aliases expanded.
struct YAMLSizes {
    private struct Size {
        var elements = 0
        var bytes = 0
    }

    /// An anchor whose value has not ended.
    private struct Open {
        enum End {
            /// The value is the next scalar, or what begins next.
            case undecided
            /// The value ends with the flow collection of this depth.
            case flow(depth: Int)
        }

        var name: ArraySlice<UInt8>
        var start: Size
        var parent: YAMLGuard.Block?
        var flowDepth: Int
        var end = End.undecided

        var isUndecided: Bool { if case .undecided = end { true } else { false } }
    }

    private let limits: YAMLLimits
    private var total = Size()
    private var open: [Open] = []
    private var anchored: [ArraySlice<UInt8>: Size] = [:]

    init(limits: YAMLLimits) {
        self.limits = limits
    }

    mutating func addElement(line: Int) throws(YAMLError) {
        total.elements += 1
        try check(line: line)
    }

    mutating func addScalar(bytes: Int, line: Int) throws(YAMLError) {
        total.bytes += bytes
        try check(line: line)
    }

    /// Takes an anchor; until it is known to be closed, what follows counts as its value.
    mutating func anchor(_ name: ArraySlice<UInt8>, parent: YAMLGuard.Block?, flowDepth: Int) {
        closeInnermost { $0.flowDepth == flowDepth && flowDepth > 0 && $0.isUndecided }
        open.append(Open(name: name, start: total, parent: parent, flowDepth: flowDepth))
    }

    /// Counts the value of an anchor once more.
    mutating func alias(_ name: ArraySlice<UInt8>, line: Int) throws(YAMLError) {
        // An anchor that is still open here can be a scalar in flow style, whose end is not seen; it counts as it stands.
        let current = open.last { $0.name == name }.map { difference(from: $0.start) } ?? Size()
        let ended = anchored[name] ?? Size()
        total.elements += max(current.elements, ended.elements)
        total.bytes += max(current.bytes, ended.bytes)
        try check(line: line)
    }

    mutating func beginFlow(depth: Int) {
        guard let last = open.indices.last, open[last].isUndecided, open[last].flowDepth == depth else { return }
        // Only an anchor right before the bracket is the collection's; an earlier one has its value already.
        if depth > 0 || total.elements - open[last].start.elements == 1 { open[last].end = .flow(depth: depth) }
    }

    mutating func endFlow(depth: Int) {
        closeInnermost { if case .flow(let own) = $0.end { own >= depth } else { $0.flowDepth > depth } }
    }

    /// Closes the anchors whose values end before a token of block style at a column.
    mutating func endBlocks(column: Int, isSequenceEntry: Bool) {
        closeInnermost { anchor in
            guard let parent = anchor.parent else { return false }
            // Entries of a sequence may stand at the column of the map whose value it is.
            let isIndentless = column == parent.column && isSequenceEntry && !parent.isSequence
            return column <= parent.column && !isIndentless
        }
    }

    private mutating func closeInnermost(while isClosed: (Open) -> Bool) {
        while let last = open.last, isClosed(last) {
            anchored[last.name] = difference(from: last.start)
            open.removeLast()
        }
    }

    private func difference(from start: Size) -> Size {
        Size(elements: total.elements - start.elements, bytes: total.bytes - start.bytes)
    }

    private func check(line: Int) throws(YAMLError) {
        guard total.elements <= limits.elements else {
            throw YAMLError(.tooManyElements(limit: limits.elements), line: line)
        }
        guard total.bytes <= limits.textBytes else {
            throw YAMLError(.tooMuchText(limit: limits.textBytes), line: line)
        }
    }
}
