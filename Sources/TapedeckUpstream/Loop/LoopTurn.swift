// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The transfers whose response head arrived in the present turn of the loop.
///
/// A small response usually arrives with its end in one turn, and is then given on in one piece.
final class LoopTurn {
    /// The transfers.
    var begun: [Transfer] = []

    /// Tells the receivers of the responses that are not whole yet.
    func end() {
        for transfer in begun { transfer.response.endTurn() }
        begun.removeAll(keepingCapacity: true)
    }
}
