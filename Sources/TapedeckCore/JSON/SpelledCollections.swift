// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A dictionary with keys from outside, equal only when they have the same scalars; see ``SpelledString``.
package struct SpelledDictionary<Value> {
    private var entries: [SpelledString: Value] = [:]

    package init() {}

    /// The value of a text.
    package subscript(text: String) -> Value? {
        get { entries[SpelledString(text)] }
        set { entries[SpelledString(text)] = newValue }
        _modify { yield &entries[SpelledString(text)] }
    }

    /// The value of a text, or another when it has none.
    package subscript(text: String, default value: @autoclosure () -> Value) -> Value {
        get { entries[SpelledString(text), default: value()] }
        _modify { yield &entries[SpelledString(text), default: value()] }
    }

    /// The texts in no order.
    package var keys: some Collection<String> { entries.keys.lazy.map(\.text) }
    /// The values in no order.
    package var values: Dictionary<SpelledString, Value>.Values { entries.values }
    /// The number of texts.
    package var count: Int { entries.count }
    /// Whether there is no text.
    package var isEmpty: Bool { entries.isEmpty }

    /// Sets the value of a text.
    /// - Returns: The one it had.
    @discardableResult
    package mutating func updateValue(_ value: Value, forKey text: String) -> Value? {
        entries.updateValue(value, forKey: SpelledString(text))
    }

    /// Removes a text.
    /// - Returns: Its value.
    @discardableResult
    package mutating func removeValue(forKey text: String) -> Value? {
        entries.removeValue(forKey: SpelledString(text))
    }
}

extension SpelledDictionary: Sendable where Value: Sendable {}
extension SpelledDictionary: Equatable where Value: Equatable {}
extension SpelledDictionary: Hashable where Value: Hashable {}

extension SpelledDictionary: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        for (text, value) in elements { self[text] = value }
    }
}

extension SpelledDictionary: Sequence {
    /// The texts with their values, in no order.
    package func makeIterator() -> AnyIterator<(key: String, value: Value)> {
        var iterator = entries.makeIterator()
        return AnyIterator { iterator.next().map { ($0.key.text, $0.value) } }
    }
}

/// A set of texts from outside, equal only when they have the same scalars; see ``SpelledString``.
package struct SpelledSet: Sendable, Hashable {
    private var texts: Set<SpelledString> = []

    package init(_ texts: some Sequence<String> = []) {
        self.texts = Set(texts.lazy.map(SpelledString.init))
    }

    /// The number of texts.
    package var count: Int { texts.count }
    /// Whether there is no text.
    package var isEmpty: Bool { texts.isEmpty }

    /// Whether a text is in the set.
    package func contains(_ text: String) -> Bool { texts.contains(SpelledString(text)) }

    /// Adds a text.
    @discardableResult
    package mutating func insert(_ text: String) -> (inserted: Bool, memberAfterInsert: String) {
        let result = texts.insert(SpelledString(text))
        return (result.inserted, result.memberAfterInsert.text)
    }

    /// Adds texts.
    package mutating func formUnion(_ others: some Sequence<String>) {
        for text in others { insert(text) }
    }

    /// The texts in the order of their UTF-8.
    package func sorted() -> [String] { texts.sorted().map(\.text) }
}

extension SpelledSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: String...) {
        self.init(elements)
    }
}

extension SpelledSet: Sequence {
    /// The texts in no order.
    package func makeIterator() -> AnyIterator<String> {
        var iterator = texts.makeIterator()
        return AnyIterator { iterator.next()?.text }
    }
}
