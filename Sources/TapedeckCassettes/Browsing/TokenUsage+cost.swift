// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension TokenUsage {
    /// What the tokens cost by the list prices, as the view `cost` says.
    /// - Parameter requested: The model that the request names, for a response that names none.
    /// - Returns: The cost; `nil` where the list has no price, or the tokens have another one.
    func cost(requested: String?) -> InteractionOutline.Cost? {
        guard total > 0, isStandard, let price = (model ?? requested).flatMap(ModelPrice.named) else { return nil }
        let dollars = price.cost(prompt: prompt, cached: cached, completion: completion)
        return InteractionOutline.Cost(dollars: dollars, priceDate: ModelPrice.date)
    }
}
