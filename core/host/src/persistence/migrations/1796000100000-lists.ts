import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The orders in which lists that may grow long are read, a page at a time. */
export class Lists1796000100000 implements MigrationInterface {
  readonly name = 'Lists1796000100000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE INDEX api_key_in_order ON proofline.api_key (created_at, id);
      CREATE INDEX audit_entry_in_order ON proofline.audit_entry (at, chain, position);
      CREATE INDEX audit_entry_of_chain ON proofline.audit_entry (chain, at, position);
      CREATE INDEX batch_dead ON proofline.batch (finished_at) WHERE failure IN ('outage', 'defect');
      -- A place in a list is a time in milliseconds.
      UPDATE proofline.alert SET raised_at = date_trunc('milliseconds', raised_at);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP INDEX proofline.batch_dead;
      DROP INDEX proofline.audit_entry_of_chain;
      DROP INDEX proofline.audit_entry_in_order;
      DROP INDEX proofline.api_key_in_order;
    `);
  }
}
