// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CassetteView {
    /// What went to and fro: requests, and the chunks of responses.
    static let traffic = [
        CassetteView(
            "requests",
            about: "The requests, with what was asked and answered in short.",
            sql: #"""
                SELECT i.id AS request, CASE i.session WHEN '' THEN 'default' ELSE i.session END AS session,
                  strftime('%Y-%m-%dT%H:%M:%fZ', i.recorded_at / 1000000.0, 'unixepoch') AS recorded_at, i.method, i.path, i.query,
                  (SELECT json_extract(sent, '$.model') FROM documents d WHERE d.request = i.id) AS model,
                  (SELECT CASE WHEN type = 'text' THEN value WHEN json_type(value, '$.content') = 'text' THEN json_extract(value, '$.content')
                      ELSE json_extract(value, '$.content[0].text') END
                    FROM documents d, (SELECT '$.messages' AS place UNION ALL SELECT '$.input' UNION ALL SELECT '$.prompt'), json_each(d.sent, place)
                    WHERE d.request = i.id AND CASE type WHEN 'text' THEN typeof(key) <> 'text' OR key IN ('input', 'prompt')
                      WHEN 'object' THEN json_extract(value, '$.role') = 'user' END
                    ORDER BY key DESC LIMIT 1) AS prompt,
                  i.status,
                  coalesce((SELECT coalesce(json_extract(received, '$.choices[0].message.content'),
                        json_extract(received, '$.choices[0].message.refusal'), json_extract(received, '$.choices[0].text'),
                        (SELECT json_extract(value, '$.content[0].text') FROM json_each(received, '$.output')
                          WHERE type = 'object' AND json_extract(value, '$.type') = 'message' LIMIT 1))
                      FROM documents d WHERE d.request = i.id),
                    (SELECT group_concat(text, '') FROM (
                      SELECT coalesce(json_extract(delta, '$.content'), json_extract(delta, '$.refusal'), json_extract(delta, '$.text')) AS text
                      FROM deltas d WHERE d.request = i.id AND d.answer = 0 ORDER BY d.position)),
                    (SELECT json_extract(data, '$.item.content[0].text') FROM events e
                      WHERE e.request = i.id AND e.type = 'response.output_item.done' AND json_extract(data, '$.item.type') = 'message' LIMIT 1)
                    ) AS answer,
                  (SELECT coalesce(json_extract(received, '$.error.message'), json_extract(received, '$.error.code'))
                    FROM documents d WHERE d.request = i.id) AS error,
                  i.response_headers LIKE '%text/event-stream%' AS streamed, i.outcome = 'truncated' AS truncated,
                  i.first_byte / 1000.0 AS first_byte_ms, i.duration / 1000.0 AS duration_ms,
                  coalesce((SELECT length FROM body WHERE id = i.request_body), 0) AS request_bytes,
                  coalesce((SELECT length FROM body WHERE id = i.response_body), 0) AS response_bytes
                FROM interaction i
                """#
        ),
        CassetteView(
            "chunks",
            about: "The chunks that a response arrived in.",
            sql: #"""
                SELECT c.interaction AS request, c.position, c."offset", c.length, c.time / 1000.0 AS ms,
                  (c.time - (SELECT time FROM chunk p WHERE p.interaction = c.interaction
                    AND p.position = c.position - 1)) / 1000.0 AS gap_ms
                FROM chunk c
                """#
        ),
    ]
}
