import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES = ['queued', 'judging', 'waiting', 'failed', 'approved', 'rejected', 'outdated'];

export class Challengers1764500000000 implements MigrationInterface {
  readonly name = 'Challengers1764500000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(promotionRules([...STATUSES, 'canary'], ['approved', 'canary']));
    await run.query(`
      CREATE TABLE proofline.challenge (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        model_id uuid NOT NULL,
        champion_id uuid NOT NULL,
        mode text NOT NULL CHECK (mode IN ('shadow', 'canary')),
        share double precision CHECK (share > 0 AND share < 1),
        promotion_id uuid REFERENCES proofline.promotion (id),
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        ending text,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (model_id, client_id) REFERENCES proofline.model_version (id, client_id),
        FOREIGN KEY (champion_id, client_id) REFERENCES proofline.model_version (id, client_id),
        UNIQUE (id, client_id),
        CONSTRAINT canary_has_promotion CHECK (
          CASE mode WHEN 'canary' THEN promotion_id IS NOT NULL AND share IS NOT NULL
                    ELSE promotion_id IS NULL AND share IS NULL END
        )
      );
      CREATE UNIQUE INDEX one_open_challenge ON proofline.challenge (solution_id) WHERE ended_at IS NULL;
      CREATE INDEX challenge_of_solution ON proofline.challenge (solution_id, started_at);

      CREATE FUNCTION proofline.canary_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM proofline.promotion
          WHERE id = NEW.promotion_id AND model_id = NEW.model_id AND status = 'canary'
        ) THEN
          RAISE EXCEPTION 'A canary answers for nobody without a promotion that two people agreed on.';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER canary_is_approved BEFORE INSERT OR UPDATE ON proofline.challenge
        FOR EACH ROW WHEN (NEW.mode = 'canary' AND NEW.ended_at IS NULL) EXECUTE FUNCTION proofline.canary_is_approved();

      -- What the model that did not answer would have answered. It goes with its prediction.
      CREATE TABLE proofline.shadow_answer (
        prediction_id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        challenge_id uuid NOT NULL,
        model_version integer NOT NULL,
        prediction json,
        score double precision,
        refusal text,
        -- Whether a refusal was a fault of ours and not of the row.
        failed boolean NOT NULL,
        latency_ms real NOT NULL,
        FOREIGN KEY (prediction_id, client_id) REFERENCES proofline.prediction (id, client_id) ON DELETE CASCADE,
        FOREIGN KEY (challenge_id, client_id) REFERENCES proofline.challenge (id, client_id),
        CHECK ((prediction IS NULL) = (refusal IS NOT NULL))
      );
      CREATE INDEX shadow_answer_of_challenge ON proofline.shadow_answer (challenge_id, prediction_id);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.shadow_answer;
      DROP TABLE proofline.challenge;
      DROP FUNCTION proofline.canary_is_approved();
      UPDATE proofline.promotion SET status = 'outdated' WHERE status = 'canary';
      UPDATE proofline.model_version SET status = CASE WHEN promoted_at IS NULL THEN 'candidate' ELSE 'archived' END
       WHERE status = 'challenger';
    `);
    await run.query(promotionRules(STATUSES, ['approved']));
  }
}

/** What the database holds promotions to, for these statuses; `agreed` are those that two people stand behind. */
function promotionRules(statuses: readonly string[], agreed: readonly string[]): string {
  const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
  const open = ['queued', 'judging', 'waiting', ...agreed.filter((word) => word !== 'approved')];
  return `
    ALTER TABLE proofline.promotion
      DROP CONSTRAINT promotion_status_check,
      DROP CONSTRAINT only_what_passed,
      DROP CONSTRAINT four_eyes,
      ADD CONSTRAINT promotion_status_check CHECK (status IN (${list(statuses)})),
      ADD CONSTRAINT only_what_passed
        CHECK (status NOT IN (${list(['waiting', ...agreed])}) OR verdict IN ('passed', 'overridden')),
      ADD CONSTRAINT four_eyes CHECK (
        status NOT IN (${list(agreed)})
        OR (decided_owner IS NOT NULL AND lower(btrim(decided_owner)) <> lower(btrim(requested_owner)))
      );
    DROP INDEX proofline.one_open_promotion;
    CREATE UNIQUE INDEX one_open_promotion ON proofline.promotion (model_id) WHERE status IN (${list(open)});
  `;
}
