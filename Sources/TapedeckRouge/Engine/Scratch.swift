// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Owned storage for the engine's inner loops: it grows, is reused from pair to pair, and is freed on its own.
///
/// Unsafe on purpose, and the only owner of raw memory in this module: an `Array` inside the engine checks
/// bounds, uniqueness and exclusivity on each access, in loops of a few instructions per token. Indexes are
/// asserted, so debug builds (the test suite with its random texts) check every one of them.
///
/// Only for elements of which all-zero bytes are a value: integers, and structures of integers.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int

    /// Creates storage of at least one element, all zero.
    init(capacity: Int = 16) {
        self.capacity = max(capacity, 1)
        base = Self.zeros(self.capacity)
    }

    deinit { base.deallocate() }

    @inline(__always)
    subscript(_ index: Int) -> Element {
        get {
            assert(index >= 0 && index < capacity)
            return base[index]
        }
        nonmutating set {
            assert(index >= 0 && index < capacity)
            base[index] = newValue
        }
    }

    /// Makes room for `count` elements; keeps those there are, and new ones are zero.
    @inline(__always)
    mutating func reserve(_ count: Int) {
        if count > capacity { grow(to: count) }
    }

    /// Gives memory beyond `limit` elements back; the contents become zero when it does.
    mutating func shrink(to limit: Int) {
        guard capacity > limit else { return }
        self = Self(capacity: limit)
    }

    /// Sets the first `count` elements to zero.
    func clear(_ count: Int) {
        assert(count <= capacity)
        UnsafeMutableRawPointer(base).initializeMemory(
            as: UInt8.self,
            repeating: 0,
            count: count * MemoryLayout<Element>.stride
        )
    }

    @inline(never)
    private mutating func grow(to count: Int) {
        let larger = max(count, capacity * 2)
        let moved = Self.zeros(larger)
        moved.update(from: base, count: capacity)
        base.deallocate()
        base = moved
        capacity = larger
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Element> {
        let size = count * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<Element>.alignment)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return memory.bindMemory(to: Element.self, capacity: count)
    }
}
