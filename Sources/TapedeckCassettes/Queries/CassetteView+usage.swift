// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CassetteView {
    /// What it took: tokens and money.
    static let usage = [
        CassetteView(
            "tokens",
            about: "The tokens of a response, by its `usage`.",
            sql: #"""
                SELECT u.request, u.model, u.service_tier,
                  coalesce(json_extract(usage, '$.prompt_tokens'), json_extract(usage, '$.input_tokens'), 0) AS prompt_tokens,
                  coalesce(json_extract(usage, '$.completion_tokens'),
                    json_extract(usage, '$.output_tokens'), 0) AS completion_tokens,
                  json_extract(usage, '$.total_tokens') AS total_tokens,
                  coalesce(json_extract(usage, '$.prompt_tokens_details.cached_tokens'),
                    json_extract(usage, '$.input_tokens_details.cached_tokens'), 0) AS cached_tokens,
                  coalesce(json_extract(usage, '$.completion_tokens_details.reasoning_tokens'),
                    json_extract(usage, '$.output_tokens_details.reasoning_tokens'), 0) AS reasoning_tokens,
                  coalesce(json_extract(usage, '$.prompt_tokens_details.audio_tokens'), 0)
                    + coalesce(json_extract(usage, '$.completion_tokens_details.audio_tokens'), 0) AS audio_tokens
                FROM (SELECT request, coalesce(json_extract(received, '$.model'), json_extract(sent, '$.model')) AS model,
                    json_extract(received, '$.service_tier') AS service_tier, json_extract(received, '$.usage') AS usage
                  FROM documents WHERE json_type(received, '$.usage') = 'object'
                  UNION ALL
                  SELECT request, coalesce(json_extract(data, '$.model'), json_extract(data, '$.response.model')),
                    coalesce(json_extract(data, '$.service_tier'), json_extract(data, '$.response.service_tier')),
                    CASE json_type(data, '$.usage') WHEN 'object' THEN json_extract(data, '$.usage')
                      ELSE json_extract(data, '$.response.usage') END
                  FROM (SELECT request, data, max(position) FROM events
                    WHERE json_type(data, '$.usage') = 'object' OR json_type(data, '$.response.usage') = 'object'
                    GROUP BY request)) u
                  JOIN interaction i ON i.id = u.request
                WHERE i.method = 'POST'
                """#
        ),
        CassetteView(
            "prices",
            about: "The list prices of models, in US dollars for a million tokens.",
            sql: #"""
                SELECT p.key AS model, json_extract(p.value, '$[0]') AS input, json_extract(p.value, '$[1]') AS cached_input,
                  json_extract(p.value, '$[2]') AS output, l.date, l.source
                FROM price_list l, json_each(l.prices) p
                """#
        ),
        // Grouping has values computed once a row, where a plain subquery would have them computed at each mention.
        CassetteView(
            "cost",
            about: "What those tokens cost at the prices of `prices`, in US dollars.",
            sql: #"""
                SELECT c.request, CASE i.session WHEN '' THEN 'default' ELSE i.session END AS session, model,
                  prompt_tokens, cached_tokens, completion_tokens,
                  CASE WHEN audio_tokens = 0 AND coalesce(service_tier, 'default') IN ('auto', 'default') THEN
                    ((prompt_tokens - cached_tokens) * json_extract(price, '$[0]')
                      + cached_tokens * coalesce(json_extract(price, '$[1]'), json_extract(price, '$[0]'))
                      + completion_tokens * json_extract(price, '$[2]')) / 1000000.0 END AS usd,
                  CASE WHEN price IS NOT NULL THEN date END AS price_date,
                  (SELECT coalesce(upstream, '') = 'tapedeck simulate' FROM cassette) AS simulated
                FROM (SELECT t.*, l.date, p.value AS price, max(length(p.key))
                    FROM (SELECT *, CASE WHEN model LIKE 'ft:%' THEN 'ft:' || substr(model, 4,
                      instr(substr(model, 4) || ':', ':') - 1)
                          ELSE model END AS base
                        FROM tokens GROUP BY request) t, price_list l
                      LEFT JOIN json_each(l.prices) p ON t.base = p.key OR t.base GLOB p.key || '-[0-9][0-9][0-9][0-9]'
                        OR t.base GLOB p.key || '-20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
                    GROUP BY t.request) c
                  JOIN interaction i ON i.id = c.request
                """#
        ),
    ]
}
