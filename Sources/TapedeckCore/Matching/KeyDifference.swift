// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place at which a request differs from a recorded one, in terms of what matching compares.
package struct KeyDifference: Sendable, Hashable {
    /// The most characters of a value that are shown.
    static let excerptWidth = 60

    /// The place: `method`, `path`, `query limit`, `header accept`, a JSON path, a part of a form, or `body`.
    package let place: String
    /// The recorded value, shortened; `nil` when there is none.
    package let recorded: String?
    /// The value in the request, shortened; `nil` when there is none.
    package let got: String?
    /// The place in a JSON body, when it is one.
    package let jsonPath: JSONPath?
    /// The rule under which the difference would not count, where it looks volatile.
    package let rule: LooseningRule?

    init(place: String, recorded: String?, got: String?, jsonPath: JSONPath? = nil, rule: LooseningRule? = nil) {
        self.place = place
        self.recorded = recorded
        self.got = got
        self.jsonPath = jsonPath
        self.rule = rule
    }
}

extension KeyDifference: CustomStringConvertible {
    /// One line, such as `$.model: recorded "gpt-4o" got "gpt-4o-mini"`.
    package var description: String {
        "\(place): recorded \(recorded ?? "nothing") got \(got ?? "nothing")"
    }
}

extension RequestKey {
    /// The places at which this request differs from a recorded one; empty when their fingerprints are the same.
    package func differences(from recorded: RequestKey) -> [KeyDifference] {
        var found: [KeyDifference] = []
        if method != recorded.method {
            found.append(KeyDifference(place: "method", recorded: recorded.method, got: method))
        }
        if !AzurePath.compared(path).isSpelled(like: AzurePath.compared(recorded.path)) {
            found.append(KeyDifference(place: "path", recorded: recorded.path, got: path))
        }
        found += Self.differences("query", recorded.query, query)
        found += Self.differences("header", recorded.headers, headers)
        found += body.differences(from: recorded.body)
        return found
    }

    private static func differences(_ kind: String, _ recorded: [QueryItem], _ got: [QueryItem]) -> [KeyDifference] {
        let recordedValues = Dictionary(grouping: recorded) { SpelledString($0.name) }
        let gotValues = Dictionary(grouping: got) { SpelledString($0.name) }
        return Set(recordedValues.keys).union(gotValues.keys).sorted().compactMap { name in
            guard !areSame(recordedValues[name] ?? [], gotValues[name] ?? []) else { return nil }
            let values = (
                recordedValues[name]?.map(\.value).joined(separator: ", "),
                gotValues[name]?.map(\.value).joined(separator: ", ")
            )
            let (recorded, got) = Excerpt.pair(values.0, values.1, width: KeyDifference.excerptWidth)
            let rule = kind == "query" ? LooseningRule(queryItem: name.text, recorded: values.0, got: values.1) : nil
            return KeyDifference(place: "\(kind) \(name.text)", recorded: recorded, got: got, rule: rule)
        }
    }
}

extension KeyDifference {
    /// How little the values have in common: the share of their words that only one of them has, from 0 to 1.
    var unlikeness: Double {
        func words(_ text: String?) -> Set<Substring> {
            Set((text ?? "").split { !$0.isLetter && !$0.isNumber })
        }
        let (recorded, got) = (words(recorded), words(got))
        let all = recorded.union(got).count
        return all == 0 ? 1 : 1 - Double(recorded.intersection(got).count) / Double(all)
    }
}

extension RequestKey {
    /// Whether items are spelled alike, as the fingerprint takes them; Swift holds some spellings for equal.
    private static func areSame(_ left: [QueryItem], _ right: [QueryItem]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.value.isSpelled(like: $1.value) }
    }
}

extension CanonicalBody {
    /// The largest document, in bytes, that is looked into; of larger ones it is said that they differ.
    private static var documentLimit: Int { 4 << 20 }

    fileprivate func differences(from recorded: CanonicalBody) -> [KeyDifference] {
        switch (recorded, self) {
        case (.json(let recorded), .json(let got))
        where max(recorded.bytes.count, got.bytes.count) <= Self.documentLimit:
            return JSONDifference.all(between: recorded.document, and: got.document).map { difference in
                let (recorded, got) = Excerpt.pair(
                    difference.left?.text(),
                    difference.right?.text(),
                    width: KeyDifference.excerptWidth
                )
                return KeyDifference(
                    place: difference.path.description,
                    recorded: recorded,
                    got: got,
                    jsonPath: difference.path,
                    rule: LooseningRule(at: difference.path, recorded: difference.left, got: difference.right)
                )
            }
        case (.multipart(let recorded), .multipart(let got)):
            return (0..<max(recorded.count, got.count)).compactMap { index in
                Self.difference(
                    index < recorded.count ? recorded[index] : nil,
                    index < got.count ? got[index] : nil
                )
            }
        default:
            guard self != recorded else { return [] }
            return [KeyDifference(place: "body", recorded: recorded.summary, got: summary)]
        }
    }

    private static func difference(_ recorded: Part?, _ got: Part?) -> KeyDifference? {
        guard let recorded, let got else {
            let label = (recorded ?? got)?.label ?? "part"
            return KeyDifference(place: label, recorded: recorded?.summary, got: got?.summary)
        }
        func place(_ what: String) -> String { "\(got.label) \(what)" }
        if !Self.areSame(recorded.name, got.name) {
            return KeyDifference(place: place("name"), recorded: recorded.name, got: got.name)
        }
        if !Self.areSame(recorded.fileName, got.fileName) {
            return KeyDifference(place: place("file name"), recorded: recorded.fileName, got: got.fileName)
        }
        if !Self.areSame(recorded.contentType, got.contentType) {
            return KeyDifference(place: place("content type"), recorded: recorded.contentType, got: got.contentType)
        }
        if recorded.sha256 != got.sha256 {
            return KeyDifference(place: place("content"), recorded: recorded.summary, got: got.summary)
        }
        return nil
    }

    /// Whether texts are spelled alike: file names of two systems may differ in nothing but the form of an accent.
    private static func areSame(_ left: String?, _ right: String?) -> Bool {
        left.map(SpelledString.init) == right.map(SpelledString.init)
    }

    private var summary: String {
        switch self {
        case .json(let document): "a JSON document of \(document.bytes.count) bytes"
        case .multipart(let parts): "a form of \(parts.count) parts"
        case .opaque(_, 0): "no body"
        case .opaque(let sha256, let length): "\(length) bytes (sha256 \(sha256.prefix(4).hexadecimal)…)"
        }
    }
}

extension CanonicalBody.Part {
    fileprivate var summary: String { "\(length) bytes (sha256 \(sha256.prefix(4).hexadecimal)…)" }
}
