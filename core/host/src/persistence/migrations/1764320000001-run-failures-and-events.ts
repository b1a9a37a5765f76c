import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunFailuresAndEvents1764320000001 implements MigrationInterface {
  readonly name = 'RunFailuresAndEvents1764320000001';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.run ADD COLUMN failure text CHECK (failure IN ('input', 'outage', 'defect'));
      CREATE INDEX run_dead ON proofline.run (finished_at) WHERE failure IN ('outage', 'defect');

      -- Numbers are given while the row of the run is locked: within a run they come in the order in which they are committed.
      CREATE TABLE proofline.run_event (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        client_id uuid NOT NULL,
        run_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        kind text NOT NULL CHECK (kind IN ('state', 'log')),
        data jsonb NOT NULL,
        FOREIGN KEY (run_id, client_id) REFERENCES proofline.run (id, client_id) ON DELETE CASCADE
      );
      CREATE INDEX run_event_of_run ON proofline.run_event (run_id, seq);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.run_event;
      ALTER TABLE proofline.run DROP COLUMN failure;
    `);
  }
}
