import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Promotions1764300000000 implements MigrationInterface {
  readonly name = 'Promotions1764300000000';

  async up(run: QueryRunner): Promise<void> {
    // Nobody knows who holds the keys that are there: they count as those of one person, so that none approves another's request.
    await run.query(`
      ALTER TABLE proofline.api_key
        ADD COLUMN owner text NOT NULL DEFAULT 'unknown' CHECK (btrim(owner) <> ''),
        ADD COLUMN made_by text NOT NULL DEFAULT 'unknown';
      ALTER TABLE proofline.api_key ALTER COLUMN owner DROP DEFAULT, ALTER COLUMN made_by DROP DEFAULT;

      ALTER TABLE proofline.solution
        ADD COLUMN frozen_set_id uuid,
        ADD FOREIGN KEY (frozen_set_id, client_id) REFERENCES proofline.dataset (id, client_id);
      ALTER TABLE proofline.run
        ADD COLUMN frozen_set_id uuid,
        ADD COLUMN promote boolean NOT NULL DEFAULT false,
        ADD FOREIGN KEY (frozen_set_id, client_id) REFERENCES proofline.dataset (id, client_id);
      ALTER TABLE proofline.model_version ADD UNIQUE (id, client_id);

      CREATE TABLE proofline.promotion (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        model_id uuid NOT NULL,
        champion_id uuid,
        frozen_set_id uuid,
        status text NOT NULL
          CHECK (status IN ('queued', 'judging', 'waiting', 'failed', 'approved', 'rejected', 'outdated')),
        verdict text CHECK (verdict IN ('passed', 'failed', 'overridden')),
        checks jsonb,
        override jsonb,
        problem jsonb,
        requested_by jsonb NOT NULL,
        requested_owner text NOT NULL,
        decided_by jsonb,
        decided_owner text,
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        judged_at timestamptz,
        decided_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (model_id, client_id) REFERENCES proofline.model_version (id, client_id),
        FOREIGN KEY (champion_id, client_id) REFERENCES proofline.model_version (id, client_id),
        FOREIGN KEY (frozen_set_id, client_id) REFERENCES proofline.dataset (id, client_id),
        CONSTRAINT only_what_passed CHECK (status NOT IN ('waiting', 'approved') OR verdict IN ('passed', 'overridden')),
        CONSTRAINT four_eyes CHECK (
          status <> 'approved'
          OR (decided_owner IS NOT NULL AND lower(btrim(decided_owner)) <> lower(btrim(requested_owner)))
        )
      );
      CREATE INDEX promotion_of_solution ON proofline.promotion (solution_id, created_at);
      CREATE UNIQUE INDEX one_open_promotion ON proofline.promotion (model_id)
        WHERE status IN ('queued', 'judging', 'waiting');

      ALTER TABLE proofline.model_version ADD COLUMN promotion_id uuid REFERENCES proofline.promotion (id);

      CREATE FUNCTION proofline.champion_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM proofline.promotion
          WHERE id = NEW.promotion_id AND model_id = NEW.id AND status = 'approved'
        ) THEN
          RAISE EXCEPTION 'Version % has no approved promotion and cannot be the champion.', NEW.version;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER champion_is_approved BEFORE INSERT OR UPDATE ON proofline.model_version
        FOR EACH ROW WHEN (NEW.status = 'champion') EXECUTE FUNCTION proofline.champion_is_approved();
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TRIGGER champion_is_approved ON proofline.model_version;
      DROP FUNCTION proofline.champion_is_approved();
      ALTER TABLE proofline.model_version DROP COLUMN promotion_id;
      DROP TABLE proofline.promotion;
      ALTER TABLE proofline.model_version DROP CONSTRAINT model_version_id_client_id_key;
      ALTER TABLE proofline.run DROP COLUMN promote, DROP COLUMN frozen_set_id;
      ALTER TABLE proofline.solution DROP COLUMN frozen_set_id;
      ALTER TABLE proofline.api_key DROP COLUMN made_by, DROP COLUMN owner;
    `);
  }
}
