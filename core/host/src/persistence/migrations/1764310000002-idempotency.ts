import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Idempotency1764310000002 implements MigrationInterface {
  readonly name = 'Idempotency1764310000002';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.idempotency_key (
        scope text NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        -- Of whoever works on it; the answer is written by nobody else.
        claim uuid NOT NULL,
        claimed_until timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        answer bytea,
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX idempotency_key_age ON proofline.idempotency_key (created_at);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.idempotency_key;');
  }
}
