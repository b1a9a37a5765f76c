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
import type { DataSource, EntityManager, FindOptionsSelect } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { clientEntity } from '../clients/client.entity.js';
import { announce, type ChangeWatch } from '../persistence/change-watch.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import { Remembered } from '../persistence/remembered.js';
import { type ServedSolution, type Solution, solutionEntity } from './solution.entity.js';

/** Of the columns of a solution, those that a list shows. */
const LISTED = {
  id: true,
  clientId: true,
  slug: true,
  title: true,
  vertical: true,
  verticalVersion: true,
  task: true,
  stage: true,
  criteriaHash: true,
  frozenSetId: true,
  createdAt: true,
} as const satisfies FindOptionsSelect<Solution>;

/** A solution as it stands in a list. */
export type ListedSolution = Pick<Solution, keyof typeof LISTED>;

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
  /** By scope and name. */
  private readonly known: Remembered<ServedSolution>;

  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly verticals: readonly Vertical[],
    watch: ChangeWatch,
  ) {
    this.known = new Remembered(watch, 'solutions', ({ slug }, changed) => slug === changed);
  }

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
        // A slug that named one solution may name two from now on.
        await announce(manager, 'solutions', solution.slug);
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

  /** Configurations and schemas are large, and no list shows them. */
  page(scope: Scope, wanted: PageWanted): Promise<Page<ListedSolution>> {
    const oldest = { by: 'createdAt', direction: 'ASC' } as const;
    return this.rows(this.source.manager, scope).page({}, oldest, wanted, LISTED);
  }

  /** For a worker. */
  byId(id: string): Promise<Solution> {
    return new ScopedRows(this.source.manager, solutionEntity, PLATFORM, 'solution').get({ id }, id);
  }

  /** By id, by `client.slug`, or by slug where that names one solution only. */
  async get(scope: Scope, name: string): Promise<Solution> {
    const found = await this.named(scope, name);
    if (found.length > 1) {
      throw new ProoflineError(
        'conflict',
        'SOLUTION_AMBIGUOUS',
        `More than one client has a solution '${name}'. Name its client before it, as in 'acme.${name}', or name it by its id, from GET /v1/solutions.`,
      );
    }
    if (found[0] !== undefined) return found[0];
    throw new ProoflineError('not-found', 'SOLUTION_UNKNOWN', `There is no solution '${name}'.`);
  }

  private async named(scope: Scope, name: string): Promise<Solution[]> {
    const rows = this.rows(this.source.manager, scope);
    if (isUuid(name)) return rows.find({ id: name });
    const dot = name.indexOf('.');
    if (dot < 0) return rows.find({ slug: name }, { take: 2 });
    // Slugs have no dots: what stands before one is the client's.
    const client = this.source.getRepository(clientEntity).findOne({ where: { slug: name.slice(0, dot) } });
    const [owner, found] = await Promise.all([client, rows.find({ slug: name.slice(dot + 1) })]);
    return found.filter(({ clientId }) => clientId === owner?.id);
  }

  /** As `get`, from memory where possible: for predictions. */
  served(scope: Scope, idOrSlug: string): Promise<ServedSolution> {
    return this.known.get(nameIn(scope, idOrSlug), async () => {
      const { id, clientId, slug, task } = await this.get(scope, idOrSlug);
      return { id, clientId, slug, task };
    });
  }

  /** As `served`, where the database has not to be asked; undefined where it has. */
  servedAtHand(scope: Scope, idOrSlug: string): ServedSolution | undefined {
    return this.known.atHand(nameIn(scope, idOrSlug));
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

/** What a solution is remembered by: one name may mean different ones to different callers. */
function nameIn({ clientId }: Scope, idOrSlug: string): string {
  return `${clientId ?? ''} ${idOrSlug}`;
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
