// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CassetteView {
    /// What was said: messages and tool calls.
    static let conversations = [
        // The pieces of the choices of a streamed chat completion.
        CassetteView(
            "deltas",
            sql: #"""
                SELECT e.request, e.position, coalesce(json_extract(c.value, '$.index'), c.key) AS answer,
                  CASE json_type(c.value, '$.delta') WHEN 'object' THEN json_extract(c.value, '$.delta')
                    ELSE c.value END AS delta
                FROM events e, json_each(e.data, '$.choices') c WHERE c.type = 'object'
                """#
        ),
        // The output items of responses, streamed or not.
        CassetteView(
            "items",
            sql: #"""
                SELECT d.request, o.key AS position, o.value AS item FROM documents d, json_each(d.received, '$.output') o
                  WHERE o.type = 'object'
                UNION ALL
                SELECT request, json_extract(data, '$.output_index'), json_extract(data, '$.item') FROM events
                WHERE type = 'response.output_item.done' AND json_type(data, '$.item') = 'object'
                """#
        ),
        CassetteView(
            "messages",
            about: "The messages of a conversation: those a request sent, and those its response brought.",
            sql: #"""
                SELECT request, direction, position, role, CASE type WHEN 'text' THEN content WHEN 'array' THEN
                  (SELECT group_concat(text, char(10)) FROM (SELECT CASE p.type WHEN 'text' THEN p.value WHEN 'object' THEN
                    coalesce(json_extract(p.value, '$.text.value'), json_extract(p.value, '$.text'),
                      json_extract(p.value, '$.refusal'),
                      json_extract(p.value, '$.transcript'), '[' || json_extract(p.value, '$.type') || ']') END AS text
                    FROM json_each(m.content) p)) END AS content
                FROM (
                  SELECT d.request, 'sent' AS direction, e.key AS position, json_extract(e.value, '$.role') AS role,
                    json_type(e.value, '$.content') AS type, json_extract(e.value, '$.content') AS content
                  FROM documents d, json_each(d.sent, '$.messages') e WHERE e.type = 'object'
                  UNION ALL
                  SELECT d.request, 'sent', e.key, json_extract(e.value, '$.role'), json_type(e.value, '$.content'),
                    json_extract(e.value, '$.content')
                  FROM documents d, json_each(d.sent, '$.input') e WHERE e.type = 'object'
                    AND json_type(e.value, '$.role') = 'text'
                  UNION ALL
                  SELECT d.request, 'sent', -1, 'system', 'text', json_extract(d.sent, '$.instructions')
                  FROM documents d WHERE json_type(d.sent, '$.instructions') = 'text'
                  UNION ALL
                  SELECT d.request, 'sent', CASE typeof(e.key) WHEN 'integer' THEN e.key ELSE 0 END, 'user', 'text', e.value
                  FROM documents d, json_each(d.sent, '$.input') e WHERE e.type = 'text'
                  UNION ALL
                  SELECT d.request, 'sent', CASE typeof(e.key) WHEN 'integer' THEN e.key ELSE 0 END, 'user', 'text', e.value
                  FROM documents d, json_each(d.sent, '$.prompt') e WHERE e.type = 'text'
                    AND json_type(d.sent, '$.prompt') <> 'object'
                  UNION ALL
                  SELECT request, 'received', position, json_extract(item, '$.role'), json_type(item, '$.content'),
                    json_extract(item, '$.content')
                  FROM items WHERE json_extract(item, '$.type') = 'message'
                  UNION ALL
                  SELECT d.request, 'received', coalesce(json_extract(c.value, '$.index'), c.key), 'assistant', 'text',
                    coalesce(json_extract(c.value, '$.message.content'), json_extract(c.value, '$.message.refusal'),
                      json_extract(c.value, '$.message.audio.transcript'), json_extract(c.value, '$.text'))
                  FROM documents d, json_each(d.received, '$.choices') c WHERE c.type = 'object'
                  UNION ALL
                  SELECT request, 'received', answer, 'assistant', 'text', (SELECT group_concat(text, '') FROM (
                    SELECT coalesce(json_extract(delta, '$.content'), json_extract(delta, '$.refusal'),
                      json_extract(delta, '$.audio.transcript'),
                      json_extract(delta, '$.text')) AS text
                    FROM deltas d WHERE d.request = s.request AND d.answer = s.answer ORDER BY d.position))
                  FROM (SELECT DISTINCT request, answer FROM deltas) s
                ) m
                """#
        ),
        // The pieces of the tool calls of a streamed chat completion.
        CassetteView(
            "call_deltas",
            sql: #"""
                SELECT d.request, d.position AS event, d.answer, coalesce(json_extract(t.value, '$.index'),
                  t.key) AS position, t.value AS delta,
                  coalesce(json_extract(t.value, '$.function.name'), json_extract(t.value, '$.custom.name')) AS name,
                  coalesce(json_extract(t.value, '$.function.arguments'), json_extract(t.value, '$.custom.input')) AS part
                FROM deltas d, json_each(d.delta, '$.tool_calls') t
                WHERE t.type = 'object' AND coalesce(json_type(t.value, '$.function'),
                  json_type(t.value, '$.custom')) = 'object'
                """#
        ),
        CassetteView(
            "tool_calls",
            about: "The calls of functions and tools in responses.",
            sql: #"""
                SELECT d.request, c.key AS answer, t.key AS position, json_extract(t.value, '$.id') AS call,
                  coalesce(json_extract(t.value, '$.type'), 'function') AS type,
                  coalesce(json_extract(t.value, '$.function.name'), json_extract(t.value, '$.custom.name')) AS name,
                  coalesce(json_extract(t.value, '$.function.arguments'), json_extract(t.value, '$.custom.input')) AS arguments
                FROM documents d, json_each(d.received, '$.choices') c, json_each(c.value, '$.message.tool_calls') t
                WHERE c.type = 'object' AND t.type = 'object'
                UNION ALL
                SELECT d.request, c.key, 0, NULL, 'function', json_extract(c.value, '$.message.function_call.name'),
                  json_extract(c.value, '$.message.function_call.arguments')
                FROM documents d, json_each(d.received, '$.choices') c
                WHERE c.type = 'object' AND json_type(c.value, '$.message.function_call') = 'object'
                UNION ALL
                SELECT request, 0, position, coalesce(json_extract(item, '$.call_id'), json_extract(item, '$.id')),
                  json_extract(item, '$.type'),
                  coalesce(json_extract(item, '$.name'), json_extract(item, '$.type')),
                  coalesce(json_extract(item, '$.arguments'), json_extract(item, '$.input'), json_extract(item, '$.action'),
                    json_extract(item, '$.operation'), json_extract(item, '$.code'), json_extract(item, '$.queries'))
                FROM items WHERE json_extract(item, '$.type') LIKE '%\_call' ESCAPE '\'
                UNION ALL
                SELECT request, answer, position, call, coalesce(type, 'function'), name, (SELECT group_concat(part, '') FROM (
                  SELECT part FROM call_deltas c
                  WHERE c.request = s.request AND c.answer = s.answer AND c.position = s.position ORDER BY c.event))
                FROM (SELECT request, answer, position, max(json_extract(delta, '$.id')) AS call,
                  max(json_extract(delta, '$.type')) AS type,
                    max(name) AS name
                  FROM call_deltas GROUP BY request, answer, position) s
                UNION ALL
                SELECT request, answer, 0, NULL, 'function', name, (SELECT group_concat(part, '') FROM (
                  SELECT json_extract(delta, '$.function_call.arguments') AS part FROM deltas d
                  WHERE d.request = s.request AND d.answer = s.answer ORDER BY d.position))
                FROM (SELECT request, answer, max(json_extract(delta, '$.function_call.name')) AS name
                  FROM deltas WHERE json_type(delta, '$.function_call') = 'object' GROUP BY request, answer) s
                """#
        ),
    ]
}
