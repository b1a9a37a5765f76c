import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Refusals1764310000003 implements MigrationInterface {
  readonly name = 'Refusals1764310000003';

  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      CREATE TABLE proofline.refusal (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        at timestamptz NOT NULL,
        request_id text NOT NULL,
        code text NOT NULL,
        -- Whether it was a fault of ours and not of the request.
        failed boolean NOT NULL,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id)
      );
      CREATE INDEX refusal_of_solution ON proofline.refusal (solution_id, at);
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('DROP TABLE proofline.refusal;');
  }
}
