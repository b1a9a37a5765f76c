import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Batches1764600000000 implements MigrationInterface {
  readonly name = 'Batches1764600000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.batch (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        task text NOT NULL,
        dataset_id uuid,
        name text NOT NULL,
        input_key text,
        bytes bigint NOT NULL,
        sha256 text NOT NULL,
        reasons integer NOT NULL,
        format text NOT NULL CHECK (format IN ('csv', 'jsonl', 'parquet')),
        language text NOT NULL,
        model_id uuid,
        model_version integer,
        rows integer,
        scored integer,
        refused integer,
        problems jsonb,
        result_key text,
        errors_key text,
        requested_by jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled')),
        fraction real NOT NULL DEFAULT 0,
        problem jsonb,
        failure text CHECK (failure IN ('input', 'outage', 'defect')),
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        deleted_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (dataset_id, client_id) REFERENCES proofline.dataset (id, client_id),
        FOREIGN KEY (model_id, client_id) REFERENCES proofline.model_version (id, client_id),
        CHECK (scored + refused = rows)
      );
      CREATE INDEX batch_of_solution ON proofline.batch (solution_id, created_at);
      CREATE INDEX batch_open ON proofline.batch (created_at) WHERE status IN ('queued', 'running', 'cancelling');
      CREATE INDEX batch_kept ON proofline.batch (finished_at) WHERE deleted_at IS NULL;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.batch');
  }
}
