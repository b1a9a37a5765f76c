import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SolutionsRunsModels1764290000000 implements MigrationInterface {
  readonly name = 'SolutionsRunsModels1764290000000';

  async up(run: QueryRunner): Promise<void> {
    // Every table of a tenant's carries the client, and refers to its parents together with it: a row can belong to no other
    // client than its parent does.
    await run.query(`
      CREATE TABLE proofline.solution (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL REFERENCES proofline.client (id),
        slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        title text NOT NULL,
        vertical text NOT NULL,
        vertical_version text NOT NULL,
        task text NOT NULL,
        stage text NOT NULL CHECK (stage IN ('intake', 'poc', 'verdict', 'live', 'retired')),
        config jsonb NOT NULL,
        schema jsonb,
        criteria_hash text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (client_id, slug),
        UNIQUE (id, client_id)
      );

      CREATE TABLE proofline.dataset (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        name text NOT NULL,
        artifact_key text NOT NULL,
        bytes bigint NOT NULL,
        sha256 text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        UNIQUE (id, client_id)
      );
      CREATE INDEX dataset_of_solution ON proofline.dataset (solution_id, created_at);

      CREATE TABLE proofline.run (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        dataset_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled')),
        stage text,
        fraction real NOT NULL DEFAULT 0,
        config jsonb NOT NULL,
        schema jsonb,
        outcome jsonb,
        problem jsonb,
        requested_by jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (dataset_id, client_id) REFERENCES proofline.dataset (id, client_id),
        UNIQUE (id, client_id)
      );
      CREATE INDEX run_of_solution ON proofline.run (solution_id, created_at);
      CREATE INDEX run_open ON proofline.run (status) WHERE status IN ('queued', 'running', 'cancelling');

      CREATE TABLE proofline.model_version (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        solution_id uuid NOT NULL,
        run_id uuid NOT NULL UNIQUE,
        version integer NOT NULL,
        status text NOT NULL CHECK (status IN ('candidate', 'challenger', 'champion', 'archived')),
        candidate text NOT NULL,
        model_hash text NOT NULL,
        package_hash text NOT NULL,
        artifact_key text NOT NULL,
        verdict text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        promoted_at timestamptz,
        FOREIGN KEY (solution_id, client_id) REFERENCES proofline.solution (id, client_id),
        FOREIGN KEY (run_id, client_id) REFERENCES proofline.run (id, client_id),
        UNIQUE (solution_id, version)
      );
      CREATE UNIQUE INDEX one_champion ON proofline.model_version (solution_id) WHERE status = 'champion';
    `);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`
      DROP TABLE proofline.model_version;
      DROP TABLE proofline.run;
      DROP TABLE proofline.dataset;
      DROP TABLE proofline.solution;
    `);
  }
}
