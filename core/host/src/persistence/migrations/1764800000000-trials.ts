import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run is worked off as trials, one a candidate and part, by any number of workers. */
export class Trials1764800000000 implements MigrationInterface {
  readonly name = 'Trials1764800000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.run ADD COLUMN plan jsonb;

      CREATE TABLE proofline.trial (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        run_id uuid NOT NULL,
        part text NOT NULL,
        candidate text NOT NULL,
        place integer NOT NULL,
        seconds real NOT NULL,
        status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'stopped')),
        fraction real NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        result_key text,
        failure text CHECK (failure IN ('input', 'outage', 'defect')),
        problem jsonb,
        FOREIGN KEY (run_id, client_id) REFERENCES proofline.run (id, client_id),
        UNIQUE (run_id, part, candidate)
      );
      CREATE INDEX trial_open ON proofline.trial (run_id) WHERE status IN ('waiting', 'running');
      CREATE INDEX trial_stored ON proofline.trial (run_id) WHERE result_key IS NOT NULL;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.trial; ALTER TABLE proofline.run DROP COLUMN plan');
  }
}
