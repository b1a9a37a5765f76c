import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Alerts1764310000004 implements MigrationInterface {
  readonly name = 'Alerts1764310000004';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.alert (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        model_version integer NOT NULL,
        code text NOT NULL,
        about text NOT NULL,
        message jsonb NOT NULL,
        raised_at timestamptz NOT NULL,
        ended_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id)
      );
      -- What lasts is one alert, however often it is seen.
      CREATE UNIQUE INDEX alert_open ON proofline.alert (solution_id, code, about) WHERE ended_at IS NULL;
      CREATE INDEX alert_of_solution ON proofline.alert (solution_id, raised_at);

      -- When a solution was looked at: of several workers one looks.
      CREATE TABLE proofline.alert_look (
        solution_id uuid PRIMARY KEY REFERENCES proofline.solution (id),
        looked_at timestamptz NOT NULL
      );

      CREATE TABLE proofline.alert_hook (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        url text NOT NULL,
        secret bytea NOT NULL,
        created_at timestamptz NOT NULL,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id)
      );
      CREATE INDEX alert_hook_of_solution ON proofline.alert_hook (solution_id);

      CREATE TABLE proofline.alert_delivery (
        alert_id uuid NOT NULL REFERENCES proofline.alert (id) ON DELETE CASCADE,
        hook_id uuid NOT NULL REFERENCES proofline.alert_hook (id) ON DELETE CASCADE,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz,
        delivered_at timestamptz,
        problem text,
        PRIMARY KEY (alert_id, hook_id)
      );
      CREATE INDEX alert_delivery_due ON proofline.alert_delivery (next_at) WHERE next_at IS NOT NULL;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.alert_delivery;
      DROP TABLE proofline.alert_hook;
      DROP TABLE proofline.alert_look;
      DROP TABLE proofline.alert;
    `);
  }
}
