import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import {
  checkAs,
  type PocConfig,
  parseFeatureSchema,
  pocConfigDocument,
  type Task,
  type Vertical,
} from '@proofline/pipeline';
import type { DataSource, EntityManager, FindOptionsWhere } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { isUuid } from '../persistence/identifiers.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import { type Solution, solutionEntity } from './solution.entity.js';

export interface NewSolution {
  clientId: string;
  /** The vertical's id where absent. */
  slug?: string | undefined;
  title?: string | undefined;
  vertical: string;
  task?: string | undefined;
  /** As in `proofline.yaml`, without `version`, `vertical`, `task` and `data`. */
  config?: Readonly<Record<string, unknown>> | undefined;
  /** A feature schema, as in `schema.yaml`. */
  schema?: unknown;
}

/** Stands in a stored configuration where the file of a run will be. */
const NO_FILE = 'data';

export class SolutionsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly verticals: readonly Vertical[],
  ) {}

  async create(by: Principal, wanted: NewSolution): Promise<Solution> {
    const vertical = this.vertical(wanted.vertical);
    const task = taskOf(vertical, wanted.task);
    const solution: Solution = {
      id: randomUUID(),
      clientId: wanted.clientId,
      slug: wanted.slug ?? vertical.id,
      title: wanted.title ?? vertical.title.en,
      vertical: vertical.id,
      verticalVersion: vertical.version,
      task: task.id,
      stage: 'intake',
      config: configOf(vertical, task, wanted.config ?? {}) as unknown as Json,
      schema: wanted.schema === undefined ? null : schemaOf(wanted.schema),
      criteriaHash: null,
      frozenSetId: null,
      createdAt: new Date(),
    };
    try {
      await this.source.transaction(async (manager) => {
        await this.rows(manager, by).insert(solution);
        await this.audit.append(manager, {
          clientId: solution.clientId,
          actor: actorOf(by),
          action: 'solution.created',
          subject: { solution: solution.id, slug: solution.slug },
          detail: { vertical: `${vertical.id}@${vertical.version}`, task: task.id },
        });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ProoflineError(
        'conflict',
        'SOLUTION_EXISTS',
        `The client has a solution '${solution.slug}' already; take another slug.`,
      );
    }
    return solution;
  }

  list(scope: Scope): Promise<Solution[]> {
    return this.rows(this.source.manager, scope).find({}, { order: { createdAt: 'ASC' } });
  }

  /** For a worker. */
  byId(id: string): Promise<Solution> {
    return new ScopedRows(this.source.manager, solutionEntity, PLATFORM, 'solution').get({ id }, id);
  }

  /** By id, or by slug where that names one solution only. */
  async get(scope: Scope, idOrSlug: string): Promise<Solution> {
    const where: FindOptionsWhere<Solution> = isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    const rows = this.rows(this.source.manager, scope);
    const found = await rows.find(where, { take: 2 });
    if (found.length > 1) {
      throw new ProoflineError(
        'conflict',
        'SOLUTION_AMBIGUOUS',
        `More than one client has a solution '${idOrSlug}'. Name it by its id, from GET /v1/solutions.`,
      );
    }
    return found[0] ?? rows.get(where, idOrSlug);
  }

  /** The loaded vertical of that id. */
  vertical(id: string): Vertical {
    const vertical = this.verticals.find((one) => one.id === id);
    if (vertical !== undefined) return vertical;
    throw new ProoflineError(
      'invalid-input',
      'VERTICAL_UNKNOWN',
      `There is no vertical '${id}' here. Loaded: ${this.verticals.map((one) => one.id).join(', ') || 'none'}.`,
    );
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<Solution> {
    return new ScopedRows(manager, solutionEntity, scope, 'solution');
  }
}

function taskOf(vertical: Vertical, id: string | undefined): Task {
  const task = id === undefined ? vertical.tasks[0] : vertical.tasks.find((one) => one.id === id);
  if (task !== undefined) return task as Task;
  throw new ProoflineError(
    'invalid-input',
    'TASK_UNKNOWN',
    `Vertical '${vertical.id}' has no task '${id}'. It has: ${vertical.tasks.map((one) => one.id).join(', ')}.`,
  );
}

function schemaOf(given: unknown): Json {
  return parseFeatureSchema(JSON.stringify(given), 'schema') as unknown as Json;
}

/** The configuration as it will be run, held to the document's shape. */
function configOf(vertical: Vertical, task: Task, given: Readonly<Record<string, unknown>>): PocConfig {
  const config = { ...given, version: 1, vertical: vertical.id, task: task.id, data: { file: NO_FILE } };
  const problems = checkAs(pocConfigDocument, config, { path: ['config'], code: 'CONFIG' });
  if (problems.length === 0) return pocConfigDocument.parse(config);
  throw new ProoflineError(
    'invalid-input',
    'CONFIG_INVALID',
    `The configuration cannot be used:\n${problems.map(({ message }) => `- ${message}`).join('\n')}`,
    { problems },
  );
}
