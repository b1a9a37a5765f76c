import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClientsAccessAudit1764280000000 implements MigrationInterface {
  readonly name = 'ClientsAccessAudit1764280000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.client (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE proofline.api_key (
        id uuid PRIMARY KEY,
        client_id uuid REFERENCES proofline.client (id),
        name text NOT NULL,
        prefix text NOT NULL,
        digest bytea NOT NULL UNIQUE,
        role text NOT NULL CHECK (role IN ('viewer', 'integrator', 'editor', 'approver', 'admin')),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        revoked_at timestamptz
      );
      CREATE INDEX api_key_of_client ON proofline.api_key (client_id);

      CREATE TABLE proofline.audit_entry (
        chain text NOT NULL,
        position bigint NOT NULL,
        at timestamptz NOT NULL,
        actor jsonb NOT NULL,
        action text NOT NULL,
        subject jsonb NOT NULL,
        detail jsonb NOT NULL,
        previous bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (chain, position)
      );

      CREATE FUNCTION proofline.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The audit trail is append-only: % is refused.', TG_OP;
      END $$;
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON proofline.audit_entry
        FOR EACH ROW EXECUTE FUNCTION proofline.refuse_change();
      CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON proofline.audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION proofline.refuse_change();
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.audit_entry;
      DROP FUNCTION proofline.refuse_change();
      DROP TABLE proofline.api_key;
      DROP TABLE proofline.client;
    `);
  }
}
