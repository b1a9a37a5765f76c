import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A model may come from a proof of concept that ran elsewhere: it has no run here, and what it learnt from is named by itself. */
export class ImportedModels1764330000000 implements MigrationInterface {
  readonly name = 'ImportedModels1764330000000';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      ALTER TABLE proofline.model_version
        ALTER COLUMN run_id DROP NOT NULL,
        ADD COLUMN dataset_id uuid,
        ADD FOREIGN KEY (dataset_id, client_id) REFERENCES proofline.dataset (id, client_id);
      UPDATE proofline.model_version m SET dataset_id = r.dataset_id FROM proofline.run r WHERE r.id = m.run_id;
    `);
  }

  /** Refused by the database while there are such models: they would be lost. */
  async down(run: QueryRunner): Promise<void> {
    await run.query('ALTER TABLE proofline.model_version ALTER COLUMN run_id SET NOT NULL, DROP COLUMN dataset_id');
  }
}
