// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension CassetteView {
    /// What the service keeps: jobs and files.
    static let objects = [
        // The objects that responses are or list.
        CassetteView(
            "objects",
            sql: #"""
                SELECT request, json_extract(object, '$.id') AS id, json_extract(object, '$.object') AS kind, object
                FROM (SELECT request, received AS object FROM documents WHERE json_type(received) = 'object'
                  UNION ALL
                  SELECT d.request, o.value FROM documents d, json_each(d.received, '$.data') o WHERE o.type = 'object')
                WHERE json_type(object, '$.id') = 'text'
                """#
        ),
        CassetteView(
            "job_steps",
            about: "The losses of fine-tuning jobs by step.",
            sql: #"""
                SELECT job, step, json_extract(metrics, '$.train_loss') AS train_loss,
                  json_extract(metrics, '$.train_mean_token_accuracy') AS train_accuracy,
                  json_extract(metrics, '$.valid_loss') AS valid_loss,
                  json_extract(metrics, '$.valid_mean_token_accuracy') AS valid_accuracy,
                  json_extract(metrics, '$.full_valid_loss') AS full_valid_loss,
                  max(request) AS request
                FROM (SELECT request, substr(path, 1, instr(path || '/', '/') - 1) AS job,
                    json_extract(object, '$.data.step') AS step, json_extract(object, '$.data') AS metrics
                  FROM (SELECT o.request, o.object, substr(i.path, instr(i.path, '/jobs/') + 6) AS path
                    FROM objects o JOIN interaction i ON i.id = o.request
                    WHERE o.kind = 'fine_tuning.job.event' AND json_extract(o.object, '$.type') = 'metrics'
                      AND json_type(o.object, '$.data') = 'object')
                  UNION ALL
                  SELECT request, json_extract(object, '$.fine_tuning_job_id'), json_extract(object, '$.step_number'),
                    json_extract(object, '$.metrics')
                  FROM objects WHERE kind = 'fine_tuning.job.checkpoint' AND json_type(object, '$.metrics') = 'object')
                WHERE step IS NOT NULL GROUP BY job, step
                """#
        ),
        CassetteView(
            "jobs",
            about: "The fine-tuning jobs and batches, each as it was last seen.",
            sql: #"""
                SELECT id AS job, kind, json_extract(object, '$.status') AS status, json_extract(object, '$.model') AS model,
                  json_extract(object, '$.fine_tuned_model') AS fine_tuned_model, method,
                  coalesce(json_extract(object, '$.training_file'), json_extract(object, '$.input_file_id')) AS input_file,
                  json_extract(object, '$.validation_file') AS validation_file,
                  coalesce(json_extract(object, '$.output_file_id'), json_extract(object, '$.result_files[0]')) AS output_file,
                  coalesce(json_extract(object, '$.method.supervised.hyperparameters.n_epochs'),
                    json_extract(object, '$.method.dpo.hyperparameters.n_epochs'),
                    json_extract(object, '$.method.reinforcement.hyperparameters.n_epochs'),
                    json_extract(object, '$.hyperparameters.n_epochs')) AS epochs,
                  json_extract(object, '$.trained_tokens') AS trained_tokens, json_extract(object, '$.seed') AS seed,
                  t.step AS steps, t.train_loss, v.valid_loss,
                  datetime(json_extract(object, '$.created_at'), 'unixepoch') AS created_at,
                  datetime(coalesce(json_extract(object, '$.finished_at'),
                    json_extract(object, '$.completed_at')), 'unixepoch') AS finished_at,
                  coalesce(json_extract(object, '$.error.message'), json_extract(object, '$.errors.data[0].message')) AS error,
                  first_request, last_request
                FROM (SELECT id, kind, object, first_request, max(request) AS last_request,
                    coalesce(json_extract(object, '$.method.type'), CASE kind WHEN 'batch' THEN 'batch' ELSE 'supervised' END)
                      AS method
                  FROM (SELECT *, min(request) OVER (PARTITION BY id) AS first_request FROM objects
                    WHERE kind IN ('fine_tuning.job', 'batch')) GROUP BY id) o
                  LEFT JOIN (SELECT job, max(step) AS step, train_loss FROM job_steps WHERE train_loss IS NOT NULL
                    GROUP BY job) t ON t.job = o.id
                  LEFT JOIN (SELECT job, max(step), coalesce(full_valid_loss, valid_loss) AS valid_loss FROM job_steps
                    WHERE coalesce(full_valid_loss, valid_loss) IS NOT NULL GROUP BY job) v ON v.job = o.id
                """#
        ),
        CassetteView(
            "files",
            about: "The files of the service, each as it was last seen.",
            sql: #"""
                SELECT id AS file, json_extract(object, '$.filename') AS filename, json_extract(object, '$.purpose') AS purpose,
                  json_extract(object, '$.bytes') AS bytes, json_extract(object, '$.status') AS status,
                  datetime(json_extract(object, '$.created_at'), 'unixepoch') AS created_at, first_request, last_request
                FROM (SELECT id, object, first_request, max(request) AS last_request
                  FROM (SELECT *, min(request) OVER (PARTITION BY id) AS first_request FROM objects
                    WHERE kind = 'file' AND json_type(object, '$.filename') = 'text') GROUP BY id)
                """#
        ),
    ]
}
