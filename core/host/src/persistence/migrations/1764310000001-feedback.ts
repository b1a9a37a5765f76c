import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Feedback1764310000001 implements MigrationInterface {
  readonly name = 'Feedback1764310000001';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.outcome (
        prediction_id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        outcome text NOT NULL,
        observed_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        FOREIGN KEY (prediction_id, client_id) REFERENCES proofline.prediction (id, client_id) ON DELETE CASCADE
      );
      CREATE INDEX outcome_of_solution ON proofline.outcome (solution_id, prediction_id);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.outcome;');
  }
}
