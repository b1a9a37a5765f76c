import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, type Json, type Problem, ProoflineError } from '@proofline/learn';
import {
  type Dialogue,
  type DialogueEngine,
  type DialogueFiles,
  type DialogueModels,
  inputError,
  type LanguageEndpoint,
} from '@proofline/pipeline';
import type { DataSource, EntityManager, FindOptionsSelect } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { lockSolution } from '../promotions/promotion-rows.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { SolutionsService } from '../solutions/solutions.service.js';
import { dialogueEntity, type StoredDialogue } from './dialogue.entity.js';
import type { OpenDialogues } from './open-dialogues.js';

/** Of all files of a version together. */
const MOST_CHARACTERS = 8_000_000;
/** Of versions that are kept at hand, and of all their files; what was asked for longest ago goes. */
const MOST_KNOWN = 100;
const MOST_KNOWN_CHARACTERS = 8 * MOST_CHARACTERS;

export interface NewDialogue {
  files: DialogueFiles;
  /** Solutions of the same client whose models help to understand, by the task of the vertical: id or slug. */
  helpers: Readonly<Record<string, string>>;
  keepPersonalData: boolean;
  idleHours: number;
}

/** Of the columns of a version, those that a list shows. */
const LISTED = {
  id: true,
  clientId: true,
  solutionId: true,
  version: true,
  status: true,
  fingerprint: true,
  helpers: true,
  languages: true,
  keepPersonalData: true,
  idleHours: true,
  stories: true,
  warnings: true,
  pushedOwner: true,
  createdAt: true,
  liveAt: true,
  promotionId: true,
} as const satisfies FindOptionsSelect<StoredDialogue>;

export type ListedDialogue = Omit<StoredDialogue, 'files'>;

/** What a conversation needs of its version; none of it changes. */
export type SpokenDialogue = Omit<StoredDialogue, 'status' | 'liveAt' | 'promotionId'>;

/** Versions of a solution's dialogue, of which at most one is live. */
export class DialoguesService {
  private readonly known = new Map<string, StoredDialogue>();
  private knownCharacters = 0;

  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly solutions: SolutionsService,
    private readonly dialogues: OpenDialogues,
  ) {}

  /** Reads the files, plays their stories and enters them as a candidate. Throws every fault at once. */
  async push(by: Principal, solution: Solution, wanted: NewDialogue): Promise<StoredDialogue> {
    const engine = await this.dialogues.engineOf(solution);
    const size = charactersOf(wanted.files);
    if (size > MOST_CHARACTERS) {
      throw new ProoflineError(
        'too-large',
        'DIALOGUE_TOO_LARGE',
        `The files have ${size} characters; a dialogue has at most ${MOST_CHARACTERS}.`,
      );
    }
    const { helpers, problems } = await this.helpersOf(solution, engine, wanted.helpers);
    const models = await this.dialogues.modelsOf(solution, engine, helpers);
    const opened = await openAll(engine, wanted.files, models, this.dialogues.endpoint, problems);
    const stories = (await opened.playStories()) ?? null;
    return this.source.transaction(async (manager) => {
      // The solution's row is what numbers its versions one after the other.
      await lockSolution(manager, solution.id);
      const [{ next }] = (await manager.query(
        'SELECT coalesce(max(version), 0) + 1 AS next FROM proofline.dialogue WHERE solution_id = $1',
        [solution.id],
      )) as [{ next: number }];
      const dialogue: StoredDialogue = {
        id: randomUUID(),
        clientId: solution.clientId,
        solutionId: solution.id,
        version: next,
        status: 'candidate',
        fingerprint: fingerprintOf(wanted.files),
        files: wanted.files,
        helpers,
        languages: [...opened.languages],
        keepPersonalData: wanted.keepPersonalData,
        idleHours: wanted.idleHours,
        warnings: [...opened.warnings],
        stories,
        pushedOwner: by.owner,
        createdAt: new Date(),
        liveAt: null,
        promotionId: null,
      };
      await dialogueRows(manager, by).insert(dialogue);
      await this.audit.append(manager, {
        clientId: solution.clientId,
        actor: actorOf(by),
        action: 'dialogue.pushed',
        subject: { dialogue: dialogue.id, solution: solution.id },
        detail: {
          version: dialogue.version,
          fingerprint: dialogue.fingerprint,
          storiesPassed: stories?.passed ?? null,
          keepPersonalData: dialogue.keepPersonalData,
        },
      });
      return dialogue;
    });
  }

  /** The newest first, without their files. */
  page(scope: Scope, { id }: Solution, wanted: PageWanted): Promise<Page<ListedDialogue>> {
    const newest = { by: 'version', direction: 'DESC' } as const;
    return dialogueRows(this.source.manager, scope).page({ solutionId: id }, newest, wanted, LISTED);
  }

  get(scope: Scope, { id }: Solution, version: number): Promise<StoredDialogue> {
    return dialogueRows(this.source.manager, scope).get({ solutionId: id, version }, `version ${version}`);
  }

  /** For conversations, which need nothing of it that ever changes: what was read is kept, for files may be large. */
  async byId(id: string): Promise<SpokenDialogue> {
    const known = this.known.get(id) ?? (await dialogueRows(this.source.manager, PLATFORM).get({ id }, id));
    this.forget(id);
    this.known.set(id, known);
    this.knownCharacters += charactersOf(known.files);
    while (this.known.size > MOST_KNOWN || (this.knownCharacters > MOST_KNOWN_CHARACTERS && this.known.size > 1)) {
      this.forget(this.known.keys().next().value!);
    }
    return known;
  }

  private forget(id: string): void {
    const known = this.known.get(id);
    if (known === undefined) return;
    this.known.delete(id);
    this.knownCharacters -= charactersOf(known.files);
  }

  /** What new conversations begin with. Throws `not-ready` where there is none. */
  async live({ id, slug }: Pick<Solution, 'id' | 'slug'>): Promise<StoredDialogue> {
    const live = await dialogueRows(this.source.manager, PLATFORM).findOne({ solutionId: id, status: 'live' });
    if (live !== null) return live;
    throw new ProoflineError(
      'not-ready',
      'NO_LIVE_DIALOGUE',
      `Solution '${slug}' has no live dialogue yet. Push one and have it approved.`,
    );
  }

  /** Ids of the solutions that help, by task, and what is wrong with those that were named. */
  private async helpersOf(
    solution: Solution,
    engine: DialogueEngine,
    wanted: NewDialogue['helpers'],
  ): Promise<{ helpers: Record<string, string>; problems: Problem[] }> {
    const helpers: Record<string, string> = {};
    const problems: Problem[] = [];
    for (const [task, name] of Object.entries(wanted)) {
      const problem = (code: string, message: string, fix: string): void => {
        problems.push({ code, message, where: { path: `body.models.${task}` }, got: name, fix });
      };
      if (!engine.helpers.includes(task)) {
        problem('MODEL_TASK_UNKNOWN', `There is no task '${task}' that helps.`, `Name: ${engine.helpers.join(', ')}.`);
        continue;
      }
      const found = await this.solutions.get({ clientId: solution.clientId }, name).catch((error: unknown) => {
        if (error instanceof ProoflineError && error.kind === 'not-found') return undefined;
        throw error;
      });
      const fix = `Name a solution of the same client, of vertical '${solution.vertical}' and task '${task}'.`;
      if (found === undefined) problem('MODEL_SOLUTION_UNKNOWN', `The client has no solution '${name}'.`, fix);
      else if (found.vertical !== solution.vertical || found.task !== task) {
        problem('MODEL_OF_OTHER_TASK', `Solution '${name}' is for ${found.vertical}/${found.task}.`, fix);
      } else helpers[task] = found.id;
    }
    return { helpers, problems };
  }
}

export function dialogueRows(manager: EntityManager, scope: Scope): ScopedRows<StoredDialogue> {
  return new ScopedRows(manager, dialogueEntity, scope, 'dialogue');
}

/** Opened, or every problem of request and files in one error. */
async function openAll(
  engine: DialogueEngine,
  files: DialogueFiles,
  models: DialogueModels,
  endpoint: LanguageEndpoint | undefined,
  problems: readonly Problem[],
): Promise<Dialogue> {
  const faults = [...problems];
  const opened = await engine.open(files, models, endpoint).catch((error: unknown) => {
    if (!(error instanceof ProoflineError) || error.kind !== 'invalid-input') throw error;
    const { code, message } = error;
    faults.push(...(error.problems.length === 0 ? [{ code, message }] : error.problems));
    return undefined;
  });
  if (opened !== undefined && faults.length === 0) return opened;
  throw inputError('DIALOGUE_INVALID', 'The dialogue', faults);
}

function charactersOf(files: DialogueFiles): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, 0);
}

function fingerprintOf(files: DialogueFiles): string {
  return `sha256:${createHash('sha256')
    .update(canonicalJson(files as unknown as Json))
    .digest('hex')}`;
}
