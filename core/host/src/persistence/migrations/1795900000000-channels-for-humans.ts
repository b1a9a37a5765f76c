import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A channel may be answered by people instead of the bot. */
export class ChannelsForHumans1795900000000 implements MigrationInterface {
  readonly name = 'ChannelsForHumans1795900000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.channel
        ADD COLUMN answered_by text NOT NULL DEFAULT 'bot' CHECK (answered_by IN ('bot', 'human'));
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.channel DROP COLUMN answered_by;');
  }
}
