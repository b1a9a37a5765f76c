import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DroppedTrials1796000200001 implements MigrationInterface {
  readonly name = 'DroppedTrials1796000200001';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.trial ADD COLUMN dropped boolean NOT NULL DEFAULT false');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.trial DROP COLUMN dropped');
  }
}
