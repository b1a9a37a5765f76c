import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DatasetChecks1764600000001 implements MigrationInterface {
  readonly name = 'DatasetChecks1764600000001';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.dataset_check (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        schema_source text CHECK (schema_source IN ('solution', 'champion', 'inferred')),
        verdict text CHECK (verdict IN ('valid', 'invalid', 'unreadable')),
        rows integer,
        columns integer,
        problems integer,
        fingerprint text,
        artifact_key text,
        status text NOT NULL CHECK (status IN ('queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled')),
        fraction real NOT NULL DEFAULT 0,
        problem jsonb,
        failure text CHECK (failure IN ('input', 'outage', 'defect')),
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        FOREIGN KEY (id, client_id) REFERENCES proofline.dataset (id, client_id) ON DELETE CASCADE,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id)
      );
      CREATE INDEX dataset_check_open ON proofline.dataset_check (created_at)
        WHERE status IN ('queued', 'running', 'cancelling');
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.dataset_check');
  }
}
