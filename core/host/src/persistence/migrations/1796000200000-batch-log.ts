import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BatchLog1796000200000 implements MigrationInterface {
  readonly name = 'BatchLog1796000200000';

  async up(run: QueryRunner): Promise<void> {
    // Batches that were asked for before said nothing of a log: theirs stay out of it.
    await run.query(`
      ALTER TABLE proofline.batch ADD COLUMN log boolean NOT NULL DEFAULT false;
      ALTER TABLE proofline.batch ALTER COLUMN log DROP DEFAULT;
      ALTER TABLE proofline.prediction ADD COLUMN batch_id uuid;
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.prediction DROP COLUMN batch_id;
      ALTER TABLE proofline.batch DROP COLUMN log;
    `);
  }
}
