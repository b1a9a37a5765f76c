import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The gate judges what a schedule trained, and a person decides; schedules wait for alarms, too. */
export class SlotDecisions1764700000000 implements MigrationInterface {
  readonly name = 'SlotDecisions1764700000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.promotion ADD UNIQUE (id, client_id);

      ALTER TABLE proofline.schedule
        ADD COLUMN owner text NOT NULL DEFAULT 'unknown',
        ADD COLUMN pause_hours integer CHECK (pause_hours >= 0),
        DROP CONSTRAINT schedule_trigger_check,
        ADD CONSTRAINT schedule_trigger_check CHECK (trigger IN ('cron', 'new-data', 'drift')),
        ADD CONSTRAINT schedule_pause_check CHECK ((trigger = 'drift') = (pause_hours IS NOT NULL));
      UPDATE proofline.schedule SET owner = created_by->>'owner' WHERE created_by->>'owner' IS NOT NULL;
      ALTER TABLE proofline.schedule ALTER COLUMN owner DROP DEFAULT;

      ALTER TABLE proofline.schedule_slot
        ADD COLUMN promotion_id uuid,
        ADD COLUMN decided_by text,
        ADD FOREIGN KEY (promotion_id, client_id) REFERENCES proofline.promotion (id, client_id),
        DROP CONSTRAINT schedule_slot_status_check,
        DROP CONSTRAINT schedule_slot_decision_check,
        DROP CONSTRAINT schedule_slot_check,
        DROP CONSTRAINT schedule_slot_check2;
      -- Nobody was asked to promote these models, and none of them took over.
      UPDATE proofline.schedule_slot SET decision = 'kept', why = why || ' Nobody was asked to promote it.'
        WHERE decision = 'proposed';
      ALTER TABLE proofline.schedule_slot
        ADD CONSTRAINT schedule_slot_status_check
          CHECK (status IN ('waiting', 'started', 'skipped', 'judging', 'proposed', 'decided')),
        ADD CONSTRAINT schedule_slot_decision_check CHECK (decision IN ('kept', 'swapped')),
        ADD CONSTRAINT schedule_slot_run_check CHECK ((status IN ('waiting', 'skipped')) = (run_id IS NULL)),
        ADD CONSTRAINT schedule_slot_promotion_check CHECK (
          promotion_id IS NOT NULL OR (status NOT IN ('judging', 'proposed') AND decision IS DISTINCT FROM 'swapped')
        ),
        ADD CONSTRAINT schedule_slot_why_check CHECK ((status IN ('skipped', 'proposed', 'decided')) = (why IS NOT NULL));
      DROP INDEX proofline.schedule_slot_open;
      CREATE INDEX schedule_slot_open ON proofline.schedule_slot (schedule_id) WHERE status NOT IN ('skipped', 'decided');
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP INDEX proofline.schedule_slot_open;
      ALTER TABLE proofline.schedule_slot
        DROP CONSTRAINT schedule_slot_status_check,
        DROP CONSTRAINT schedule_slot_decision_check,
        DROP CONSTRAINT schedule_slot_run_check,
        DROP CONSTRAINT schedule_slot_promotion_check,
        DROP CONSTRAINT schedule_slot_why_check,
        DROP CONSTRAINT schedule_slot_check1;
      UPDATE proofline.schedule_slot
        SET status = 'decided', decision = 'proposed', decided_at = now(), why = coalesce(why, 'The gate was judging it.')
        WHERE status IN ('judging', 'proposed');
      ALTER TABLE proofline.schedule_slot
        DROP COLUMN promotion_id,
        DROP COLUMN decided_by,
        ADD CONSTRAINT schedule_slot_status_check CHECK (status IN ('waiting', 'started', 'skipped', 'decided')),
        ADD CONSTRAINT schedule_slot_decision_check CHECK (decision IN ('kept', 'swapped', 'proposed')),
        ADD CONSTRAINT schedule_slot_check CHECK ((status IN ('started', 'decided')) = (run_id IS NOT NULL)),
        ADD CONSTRAINT schedule_slot_check1 CHECK ((status = 'decided') = (decision IS NOT NULL)),
        ADD CONSTRAINT schedule_slot_check2 CHECK ((status IN ('skipped', 'decided')) = (why IS NOT NULL));
      CREATE INDEX schedule_slot_open ON proofline.schedule_slot (schedule_id) WHERE status IN ('waiting', 'started');
      DELETE FROM proofline.schedule WHERE trigger = 'drift';
      ALTER TABLE proofline.schedule
        DROP CONSTRAINT schedule_trigger_check,
        DROP COLUMN owner,
        DROP COLUMN pause_hours,
        ADD CONSTRAINT schedule_trigger_check CHECK (trigger IN ('cron', 'new-data'));
      ALTER TABLE proofline.promotion DROP CONSTRAINT promotion_id_client_id_key;
    `);
  }
}
