import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnswersOfConversations1796900100000 implements MigrationInterface {
  readonly name = 'AnswersOfConversations1796900100000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      -- What is kept of an answer holds what was said: it goes with the conversation.
      ALTER TABLE proofline.idempotency_key
        ADD COLUMN conversation_id uuid REFERENCES proofline.conversation (id) ON DELETE CASCADE;
      CREATE INDEX idempotency_key_of_conversation ON proofline.idempotency_key (conversation_id)
        WHERE conversation_id IS NOT NULL;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.idempotency_key DROP COLUMN conversation_id');
  }
}
