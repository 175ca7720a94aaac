// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CassetteView {
    /// The JSON of bodies and streams, which the other views are made of; of bodies up to 8 MiB.
    static let texts = [
        CassetteView(
            "documents",
            about: "The JSON that a request sent and its response was.",
            sql: #"""
                SELECT request, CASE WHEN json_valid(sent) THEN sent END AS sent, CASE WHEN json_valid(received) THEN received END AS received
                FROM (SELECT i.id AS request,
                    (SELECT CASE WHEN bytes IS NOT NULL THEN CAST(bytes AS TEXT) WHEN length <= 8388608 THEN
                        (SELECT group_concat(bytes, '') FROM (SELECT bytes FROM segment WHERE body = b.id
                          ORDER BY position)) END
                      FROM body b WHERE id = i.request_body) AS sent,
                    (SELECT CASE WHEN bytes IS NOT NULL THEN CAST(bytes AS TEXT) WHEN length <= 8388608 THEN
                        (SELECT group_concat(bytes, '') FROM (SELECT bytes FROM segment WHERE body = b.id
                          ORDER BY position)) END
                      FROM body b WHERE id = i.response_body AND i.response_headers NOT LIKE '%text/event-stream%') AS received
                  FROM interaction i)
                """#
        ),
        // A stream is split at its line ends by way of a character that no text has.
        CassetteView(
            "events",
            about: "The events of streamed responses that are JSON.",
            sql: #"""
                SELECT request, position, coalesce(json_extract(data, '$.type'), json_extract(data, '$.object')) AS type, data
                FROM (SELECT request, l.key AS position, trim(substr(l.value, 6), ' ' || char(13)) AS data
                  FROM (SELECT i.id AS request, CASE WHEN bytes IS NOT NULL THEN CAST(bytes AS TEXT) WHEN length <= 8388608 THEN
                        (SELECT group_concat(bytes, '') FROM (SELECT bytes FROM segment WHERE body = b.id
                          ORDER BY position)) END AS text
                      FROM interaction i JOIN body b ON b.id = i.response_body
                        WHERE i.response_headers LIKE '%text/event-stream%'),
                    json_each(replace(json_array(replace(replace(text, char(65535), ''), char(10), char(65535))),
                      char(65535), '","')) l
                  WHERE l.value LIKE 'data:%')
                WHERE json_valid(data) AND json_type(data) = 'object'
                """#
        ),
    ]
}
