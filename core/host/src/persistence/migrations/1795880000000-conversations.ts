import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROLES = ['viewer', 'integrator', 'editor', 'approver', 'admin'];

export class Conversations1795880000000 implements MigrationInterface {
  readonly name = 'Conversations1795880000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(rolesAre([...ROLES, 'agent']));
    await run.query(`
      CREATE TABLE proofline.dialogue (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        version integer NOT NULL,
        status text NOT NULL CHECK (status IN ('candidate', 'live', 'retired')),
        fingerprint text NOT NULL,
        files jsonb NOT NULL,
        helpers jsonb NOT NULL,
        languages jsonb NOT NULL,
        keep_personal_data boolean NOT NULL,
        idle_hours integer NOT NULL CHECK (idle_hours > 0),
        warnings jsonb NOT NULL,
        stories jsonb,
        pushed_owner text NOT NULL,
        created_at timestamptz NOT NULL,
        live_at timestamptz,
        promotion_id uuid,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        UNIQUE (id, client_id),
        UNIQUE (solution_id, version)
      );
      CREATE UNIQUE INDEX one_live_dialogue ON proofline.dialogue (solution_id) WHERE status = 'live';

      CREATE TABLE proofline.dialogue_promotion (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        dialogue_id uuid NOT NULL,
        before_id uuid,
        status text NOT NULL CHECK (status IN ('waiting', 'approved', 'rejected')),
        override text,
        requested_by jsonb NOT NULL,
        requested_owner text NOT NULL,
        decided_by jsonb,
        decided_owner text,
        reason text,
        created_at timestamptz NOT NULL,
        decided_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (dialogue_id, client_id) REFERENCES proofline.dialogue (id, client_id),
        FOREIGN KEY (before_id, client_id) REFERENCES proofline.dialogue (id, client_id),
        CONSTRAINT dialogue_four_eyes CHECK (
          status <> 'approved'
          OR (decided_owner IS NOT NULL AND lower(btrim(decided_owner)) <> lower(btrim(requested_owner)))
        )
      );
      CREATE INDEX dialogue_promotion_of_dialogue ON proofline.dialogue_promotion (dialogue_id, created_at);
      CREATE UNIQUE INDEX one_open_dialogue_promotion ON proofline.dialogue_promotion (dialogue_id) WHERE status = 'waiting';
      ALTER TABLE proofline.dialogue ADD FOREIGN KEY (promotion_id) REFERENCES proofline.dialogue_promotion (id);

      CREATE FUNCTION proofline.dialogue_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM proofline.dialogue_promotion
          WHERE id = NEW.promotion_id AND dialogue_id = NEW.id AND status = 'approved'
        ) THEN
          RAISE EXCEPTION 'Dialogue version % has no approved promotion and cannot be live.', NEW.version;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER dialogue_is_approved BEFORE INSERT OR UPDATE ON proofline.dialogue
        FOR EACH ROW WHEN (NEW.status = 'live') EXECUTE FUNCTION proofline.dialogue_is_approved();

      CREATE TABLE proofline.channel (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        name text NOT NULL,
        callback_url text,
        secret bytea NOT NULL,
        created_at timestamptz NOT NULL,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        UNIQUE (solution_id, name)
      );

      CREATE TABLE proofline.conversation (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        dialogue_id uuid NOT NULL,
        channel_id uuid REFERENCES proofline.channel (id) ON DELETE SET NULL,
        channel text,
        -- A keyed digest: by it the conversations of a person are found.
        subject bytea,
        -- The identifier itself, sealed.
        reference bytea,
        language text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('bot', 'human')),
        status text NOT NULL CHECK (status IN ('open', 'ended', 'expired')),
        turn integer NOT NULL,
        -- Counts every change: who changes what another has changed meanwhile begins again.
        revision integer NOT NULL,
        lines integer NOT NULL,
        slots text[] NOT NULL,
        -- What is needed to go on, sealed. It holds what the customer said, and goes when the conversation ends.
        state bytea,
        created_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        ended_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (dialogue_id, client_id) REFERENCES proofline.dialogue (id, client_id),
        UNIQUE (id, client_id),
        CHECK ((status = 'open') = (state IS NOT NULL)),
        CHECK ((status = 'open') = (ended_at IS NULL))
      );
      CREATE INDEX conversation_of_solution ON proofline.conversation (solution_id, created_at, id);
      CREATE INDEX conversation_of_subject ON proofline.conversation (client_id, subject) WHERE subject IS NOT NULL;
      CREATE INDEX conversation_idle ON proofline.conversation (last_at);
      -- Whoever writes on a channel has one conversation at a time.
      CREATE UNIQUE INDEX one_open_conversation ON proofline.conversation (channel_id, subject)
        WHERE status = 'open' AND channel_id IS NOT NULL;

      CREATE TABLE proofline.conversation_line (
        conversation_id uuid NOT NULL,
        seq integer NOT NULL,
        client_id uuid NOT NULL,
        at timestamptz NOT NULL,
        turn integer NOT NULL,
        sender text NOT NULL CHECK (sender IN ('customer', 'bot', 'human')),
        text text NOT NULL,
        template text,
        source text,
        PRIMARY KEY (conversation_id, seq),
        FOREIGN KEY (conversation_id, client_id) REFERENCES proofline.conversation (id, client_id) ON DELETE CASCADE
      );

      CREATE TABLE proofline.conversation_action (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        name text NOT NULL,
        -- What the other system needs to know, sealed until it is done.
        slots bytea,
        returns text[],
        status text NOT NULL CHECK (status IN ('open', 'done', 'failed', 'dropped')),
        created_at timestamptz NOT NULL,
        done_at timestamptz,
        FOREIGN KEY (conversation_id, client_id) REFERENCES proofline.conversation (id, client_id) ON DELETE CASCADE
      );
      CREATE INDEX conversation_action_of_solution ON proofline.conversation_action (solution_id, id);
      CREATE INDEX conversation_action_of_conversation ON proofline.conversation_action (conversation_id);

      CREATE TABLE proofline.handover (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('handover', 'ticket', 'callback')),
        team text NOT NULL,
        queue text NOT NULL,
        -- 0 is the most urgent.
        rank integer NOT NULL,
        reason text NOT NULL,
        language text NOT NULL,
        foreign_language boolean NOT NULL,
        -- Summary, slots and open tasks, sealed until it is resolved.
        detail bytea,
        status text NOT NULL CHECK (status IN ('open', 'claimed', 'resolved')),
        claimed_owner text,
        claimed_at timestamptz,
        resolution text CHECK (resolution IN ('handed-back', 'closed')),
        resolved_at timestamptz,
        created_at timestamptz NOT NULL,
        FOREIGN KEY (conversation_id, client_id) REFERENCES proofline.conversation (id, client_id) ON DELETE CASCADE,
        CHECK ((status = 'resolved') = (resolution IS NOT NULL)),
        CHECK (status <> 'claimed' OR claimed_owner IS NOT NULL)
      );
      CREATE INDEX handover_queue ON proofline.handover (solution_id, rank, id);
      CREATE INDEX handover_of_conversation ON proofline.handover (conversation_id);

      -- Messages that came over a channel, so that each is answered once.
      CREATE TABLE proofline.channel_message (
        channel_id uuid NOT NULL REFERENCES proofline.channel (id) ON DELETE CASCADE,
        message_id text NOT NULL,
        client_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        body_hash bytea NOT NULL,
        answer bytea NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (channel_id, message_id),
        FOREIGN KEY (conversation_id, client_id) REFERENCES proofline.conversation (id, client_id) ON DELETE CASCADE
      );
      CREATE INDEX channel_message_at ON proofline.channel_message (at);

      ALTER TABLE proofline.alert_hook ADD COLUMN events text[] NOT NULL DEFAULT '{alert.raised}';

      -- What a hook or the other end of a channel is to be told about a conversation.
      CREATE TABLE proofline.webhook_event (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        hook_id uuid REFERENCES proofline.alert_hook (id) ON DELETE CASCADE,
        channel_id uuid REFERENCES proofline.channel (id) ON DELETE CASCADE,
        type text NOT NULL,
        -- The message, sealed; gone once it arrived or was given up.
        body bytea,
        created_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz,
        delivered_at timestamptz,
        problem text,
        FOREIGN KEY (conversation_id, client_id) REFERENCES proofline.conversation (id, client_id) ON DELETE CASCADE,
        CHECK ((hook_id IS NULL) <> (channel_id IS NULL))
      );
      CREATE INDEX webhook_event_due ON proofline.webhook_event (next_at) WHERE next_at IS NOT NULL;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.webhook_event;
      ALTER TABLE proofline.alert_hook DROP COLUMN events;
      DROP TABLE proofline.channel_message;
      DROP TABLE proofline.handover;
      DROP TABLE proofline.conversation_action;
      DROP TABLE proofline.conversation_line;
      DROP TABLE proofline.conversation;
      DROP TABLE proofline.channel;
      ALTER TABLE proofline.dialogue DROP COLUMN promotion_id CASCADE;
      DROP TABLE proofline.dialogue_promotion;
      DROP TABLE proofline.dialogue;
      DROP FUNCTION proofline.dialogue_is_approved();
      UPDATE proofline.api_key SET role = 'viewer' WHERE role = 'agent';
    `);
    await run.query(rolesAre(ROLES));
  }
}

function rolesAre(roles: readonly string[]): string {
  const list = roles.map((role) => `'${role}'`).join(', ');
  return `
    ALTER TABLE proofline.api_key
      DROP CONSTRAINT api_key_role_check,
      ADD CONSTRAINT api_key_role_check CHECK (role IN (${list}))`;
}
