import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A model may come from a proof of concept that ran elsewhere: it has no run here. */
export class ImportedModels1764330000000 implements MigrationInterface {
  readonly name = 'ImportedModels1764330000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.model_version ALTER COLUMN run_id DROP NOT NULL');
  }

  /** Refused by the database while there are such models: they would be lost. */
  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.model_version ALTER COLUMN run_id SET NOT NULL');
  }
}
