import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { columnWithRole, type FeatureSchema, fileHolds } from '@proofline/pipeline';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Client } from '../clients/client.entity.js';
import type { PredictionLog } from '../prediction-log/prediction-log.js';
import { subjectOf } from '../prediction-log/prediction-record.js';
import type { Sealer } from '../sealing/sealer.js';

/** A model and the data that it was trained on. */
interface TrainedOn {
  solution: string;
  version: number;
  status: string;
  dataset: string;
  datasetName: string;
  modelKey: string;
  dataKey: string;
}

export interface TrainedVersion {
  solution: string;
  version: number;
  status: string;
  dataset: string;
  datasetName: string;
}

/** How many of each. */
export interface DeletedRows {
  predictions: number;
  outcomes: number;
  conversations: number;
}

export interface Erasure {
  deleted: DeletedRows;
  /** Versions whose training data holds the subject. They are as they were: data sets and models are not changed. */
  trainedOn: TrainedVersion[];
  /** Versions whose data could not be searched, with why. */
  notSearched: (TrainedVersion & { reason: string })[];
  /** Batches whose file, and so their result, holds the subject, or may: with why it could not be searched then. */
  batches: HeldBatch[];
}

export interface HeldBatch {
  solution: string;
  batch: string;
  name: string;
  reason: string | null;
}

/** Ends what is kept of a person. */
export class ErasureService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly artifacts: ArtifactStore,
    private readonly log: PredictionLog,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Deletes the predictions of a subject with their outcomes, those that still wait in a spool included, and the conversations with
   * it, in all solutions of a client, and says which models learnt from data sets that hold it. Done again it deletes what came since.
   */
  async erase(by: Principal, client: Client, subjectId: string): Promise<Erasure> {
    const subject = subjectOf(subjectId, client.id, this.sealer);
    await this.log.flush();
    const deleted = await this.source.transaction(async (manager) => {
      const counts = await this.deleteRows(manager, client.id, subject);
      await this.audit.append(manager, {
        clientId: client.id,
        actor: actorOf(by),
        action: 'subject.erased',
        // Not the identifier: the trail is never changed.
        subject: { digest: subject.toString('hex') },
        detail: { ...counts },
      });
      return counts;
    });
    return { deleted, ...(await this.search(client.id, subjectId)) };
  }

  private async deleteRows(manager: EntityManager, clientId: string, subject: Buffer): Promise<DeletedRows> {
    await manager.query(
      `INSERT INTO proofline.erased_subject (client_id, subject, up_to) VALUES ($1, $2, now())
       ON CONFLICT (client_id, subject) DO UPDATE SET up_to = excluded.up_to`,
      [clientId, subject],
    );
    // Inserts that are under way end first, and later ones see the line above: nothing slips through in between.
    await manager.query('LOCK TABLE proofline.prediction IN SHARE ROW EXCLUSIVE MODE');
    const [counts] = await manager.query(
      `WITH mine AS (SELECT id FROM proofline.prediction WHERE client_id = $1 AND subject = $2)
       SELECT (SELECT count(*)::int FROM mine) AS predictions,
              (SELECT count(*)::int FROM proofline.outcome WHERE prediction_id IN (SELECT id FROM mine)) AS outcomes`,
      [clientId, subject],
    );
    await manager.query('DELETE FROM proofline.prediction WHERE client_id = $1 AND subject = $2', [clientId, subject]);
    const [, conversations] = await manager.query(
      'DELETE FROM proofline.conversation WHERE client_id = $1 AND subject = $2',
      [clientId, subject],
    );
    return { ...counts, conversations };
  }

  private async search(clientId: string, subjectId: string): Promise<Omit<Erasure, 'deleted'>> {
    const models: TrainedOn[] = await this.source.query(
      `SELECT s.slug AS solution, m.version, m.status, d.id AS dataset, d.name AS "datasetName",
              m.artifact_key AS "modelKey", d.artifact_key AS "dataKey"
         FROM proofline.model_version m
         JOIN proofline.run r ON r.id = m.run_id
         JOIN proofline.dataset d ON d.id = r.dataset_id
         JOIN proofline.solution s ON s.id = m.solution_id
        WHERE m.client_id = $1 ORDER BY s.slug, m.version`,
      [clientId],
    );
    const trainedOn: TrainedVersion[] = [];
    const notSearched: Erasure['notSearched'] = [];
    const known = new Map<string, Promise<boolean>>();
    const holds = async (modelKey: string, dataKey: string): Promise<boolean> => {
      const schema = await this.schemaOf(modelKey);
      const column = columnWithRole(schema, 'id')?.name;
      if (column === undefined) throw new Error('its schema names no identifier (role: id)');
      // What was trained on one file has it read once.
      const name = `${dataKey} ${column}`;
      const held = known.get(name) ?? this.holds(dataKey, schema, column, subjectId);
      known.set(name, held);
      return held;
    };
    for (const { modelKey, dataKey, ...model } of models) {
      try {
        if (await holds(modelKey, dataKey)) trainedOn.push(model);
      } catch (error) {
        notSearched.push({ ...model, reason: (error as Error).message });
      }
    }
    return { trainedOn, notSearched, batches: await this.searchBatches(clientId, holds) };
  }

  /** Those whose files are still here. */
  private async searchBatches(
    clientId: string,
    holds: (modelKey: string, dataKey: string) => Promise<boolean>,
  ): Promise<HeldBatch[]> {
    const batches: (Omit<HeldBatch, 'reason'> & { modelKey: string; dataKey: string })[] = await this.source.query(
      `SELECT s.slug AS solution, b.id AS batch, b.name, m.artifact_key AS "modelKey", b.input_key AS "dataKey"
         FROM proofline.batch b
         JOIN proofline.solution s ON s.id = b.solution_id
         JOIN proofline.model_version m ON m.id = b.model_id
        WHERE b.client_id = $1 AND b.deleted_at IS NULL AND (b.dataset_id IS NULL OR b.result_key IS NOT NULL)
        ORDER BY b.created_at`,
      [clientId],
    );
    const found: HeldBatch[] = [];
    for (const { modelKey, dataKey, ...batch } of batches) {
      try {
        if (await holds(modelKey, dataKey)) found.push({ ...batch, reason: null });
      } catch (error) {
        found.push({ ...batch, reason: (error as Error).message });
      }
    }
    return found;
  }

  private async holds(dataKey: string, schema: FeatureSchema, column: string, subjectId: string): Promise<boolean> {
    return fileHolds(await this.artifacts.fetch(dataKey), schema, column, subjectId);
  }

  private async schemaOf(modelKey: string): Promise<FeatureSchema> {
    const folder = await this.artifacts.fetch(modelKey);
    return JSON.parse(await readFile(join(folder, 'package', 'schema.json'), 'utf8')) as FeatureSchema;
  }
}
