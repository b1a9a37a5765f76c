import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Schedules1764320000000 implements MigrationInterface {
  readonly name = 'Schedules1764320000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.schedule (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        trigger text NOT NULL CHECK (trigger IN ('cron', 'new-data')),
        cron text CHECK ((trigger = 'cron') = (cron IS NOT NULL)),
        time_zone text NOT NULL,
        catch_up text NOT NULL CHECK (catch_up IN ('none', 'latest', 'all')),
        overlap text NOT NULL CHECK (overlap IN ('skip', 'queue', 'cancel-previous')),
        dataset_id uuid,
        enabled boolean NOT NULL,
        due_after timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id) ON DELETE CASCADE,
        FOREIGN KEY (dataset_id, client_id) REFERENCES proofline.dataset (id, client_id),
        UNIQUE (id, client_id)
      );
      CREATE INDEX schedule_of_solution ON proofline.schedule (solution_id, created_at);

      -- One row a slot, whoever gets there first: this is what makes a slot run once.
      CREATE TABLE proofline.schedule_slot (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        schedule_id uuid NOT NULL,
        slot_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('waiting', 'started', 'skipped', 'decided')),
        run_id uuid UNIQUE,
        decision text CHECK (decision IN ('kept', 'swapped', 'proposed')),
        why text,
        entered_at timestamptz NOT NULL,
        decided_at timestamptz,
        CHECK ((status IN ('started', 'decided')) = (run_id IS NOT NULL)),
        CHECK ((status = 'decided') = (decision IS NOT NULL)),
        CHECK ((status IN ('skipped', 'decided')) = (why IS NOT NULL)),
        FOREIGN KEY (schedule_id, client_id) REFERENCES proofline.schedule (id, client_id) ON DELETE CASCADE,
        FOREIGN KEY (run_id, client_id) REFERENCES proofline.run (id, client_id),
        UNIQUE (schedule_id, slot_at)
      );
      CREATE INDEX schedule_slot_open ON proofline.schedule_slot (schedule_id) WHERE status IN ('waiting', 'started');
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.schedule_slot;
      DROP TABLE proofline.schedule;
    `);
  }
}
