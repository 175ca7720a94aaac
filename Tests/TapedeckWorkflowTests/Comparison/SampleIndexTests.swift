// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

struct SampleIndexTests {
    private func line(_ id: String?, _ dialogue: String?, _ reference: String?) -> Prediction {
        Prediction(id: id, dialogue: dialogue, reference: reference, prediction: "p")
    }

    @Test func `matches by id in any order`() {
        var index = SampleIndex()
        #expect(index.add([line("a", nil, "x"), line("b", nil, "y")]) == [0, 1])
        #expect(index.add([line("b", nil, nil), line("c", nil, "z"), line("a", nil, "x")]) == [1, 2, 0])
        #expect(index.samples.map(\.reference) == ["x", "y", "z"])
    }

    @Test func `matches by text where ids are missing or another tool's`() {
        var index = SampleIndex()
        #expect(index.add([line("13818513", "A: hi\r\nB: hi", "Greeting."), line("13818514", "d", "r")]) == [0, 1])
        #expect(index.add([line("1", "d ", "r"), line("0", "A: hi\nB: hi", "Greeting. ")]) == [1, 0])
        #expect(index.add([line(nil, nil, "r"), line(nil, "A: hi B: hi", nil)]) == [1, 0])
        #expect(index.samples.map(\.id) == ["13818513", "13818514"])
        #expect(index.contradictions == 0)
    }

    @Test func `an id that stands for another text is no match`() {
        var index = SampleIndex()
        #expect(index.add([line("0", "d", "one"), line("1", "e", "two")]) == [0, 1])
        #expect(index.add([line("0", "e", "two"), line("1", "f", "three")]) == [1, 2])
        #expect(index.contradictions == 2)
    }

    @Test func `equal texts are as many samples as there are lines`() {
        var index = SampleIndex()
        let twice = [line(nil, "d", "r"), line(nil, "d", "r")]
        #expect(index.add(twice) == [0, 1])
        #expect(index.add(twice + [line(nil, "d", "r")]) == [0, 1, 2])
    }

    @Test func `a dialogue with another reference is another sample`() {
        var index = SampleIndex()
        #expect(index.add([line(nil, "d", "one"), line(nil, "d", "two")]) == [0, 1])
        #expect(index.add([line(nil, "d", "two"), line(nil, "d", "three")]) == [1, 2])
    }

    @Test func `learns a text from whoever has it`() {
        var index = SampleIndex()
        #expect(index.add([line("a", nil, nil)]) == [0])
        #expect(index.add([line("a", "d", "r")]) == [0])
        #expect(index.samples == [ComparedSample(id: "a", dialogue: "d", reference: "r")])
        #expect(index.add([line(nil, nil, "r")]) == [0])
    }
}
