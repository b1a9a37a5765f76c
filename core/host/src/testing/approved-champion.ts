import type { EntityManager } from 'typeorm';
import type { ModelVersion } from '../registry/model-version.entity.js';

/** Makes a version the champion by a promotion that two people agreed on: the database takes no other. */
export async function makeApprovedChampion(
  manager: EntityManager,
  { id, clientId, solutionId }: Pick<ModelVersion, 'id' | 'clientId' | 'solutionId'>,
): Promise<void> {
  const [{ id: promotion }] = (await manager.query(
    `INSERT INTO proofline.promotion
       (id, client_id, solution_id, model_id, status, verdict, requested_by, requested_owner, decided_by, decided_owner)
     VALUES (gen_random_uuid(), $1, $2, $3, 'approved', 'passed', '{}', 'one', '{}', 'another')
     RETURNING id`,
    [clientId, solutionId, id],
  )) as [{ id: string }];
  await manager.query(
    `UPDATE proofline.model_version SET status = 'champion', promoted_at = now(), promotion_id = $2 WHERE id = $1`,
    [id, promotion],
  );
}
