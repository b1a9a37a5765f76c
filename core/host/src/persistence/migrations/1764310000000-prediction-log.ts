import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PredictionLog1764310000000 implements MigrationInterface {
  readonly name = 'PredictionLog1764310000000';

  async up(run: QueryRunner): Promise<void> {
    // Features are `json`, which keeps every text that a caller may send; `jsonb` refuses some (\\u0000).
    await run.query(`
      CREATE TABLE proofline.prediction (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        model_version integer NOT NULL,
        task text NOT NULL,
        at timestamptz NOT NULL,
        request_id text NOT NULL,
        subject bytea,
        features json NOT NULL,
        personal bytea,
        prediction json NOT NULL,
        score double precision,
        reasons jsonb,
        latency_ms real NOT NULL,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        UNIQUE (id, client_id)
      );
      CREATE INDEX prediction_of_solution ON proofline.prediction (solution_id, at);
      CREATE INDEX prediction_of_subject ON proofline.prediction (client_id, subject, at) WHERE subject IS NOT NULL;

      -- What must not come back out of a spool: rows of a subject up to a time.
      CREATE TABLE proofline.erased_subject (
        client_id uuid NOT NULL REFERENCES proofline.client (id),
        subject bytea NOT NULL,
        up_to timestamptz NOT NULL,
        PRIMARY KEY (client_id, subject)
      );
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.erased_subject;
      DROP TABLE proofline.prediction;
    `);
  }
}
