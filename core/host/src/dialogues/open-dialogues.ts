import { ProoflineError } from '@proofline/learn';
import type {
  Dialogue,
  DialogueEngine,
  DialogueModels,
  LanguageEndpoint,
  Predictor,
  Vertical,
} from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import type { Serving, ServingService } from '../serving/serving.service.js';
import { type ServedSolution, type Solution, solutionEntity } from '../solutions/solution.entity.js';
import type { StoredDialogue } from './dialogue.entity.js';

/** Dialogues that are kept ready; what was asked for longest ago is opened anew. */
const MOST_OPEN = 100;

/** Opens dialogue versions with the models that answer at this moment, and keeps them ready. */
export class OpenDialogues {
  private readonly open = new Map<string, Promise<Dialogue>>();
  /** Solutions that help; nothing of them ever changes. */
  private readonly helping = new Map<string, ServedSolution>();

  constructor(
    private readonly source: DataSource,
    private readonly serving: Pick<ServingService, 'champion'>,
    private readonly verticals: readonly Vertical[],
    readonly endpoint?: LanguageEndpoint,
  ) {}

  /** What talks for a solution. Throws `conflict` where its vertical or task does not. */
  async engineOf({ slug, vertical: id, task }: Solution): Promise<DialogueEngine> {
    const engine = await this.verticals.find((one) => one.id === id)?.dialogue?.();
    if (engine?.task === task) return engine;
    const where = engine === undefined ? `vertical '${id}'` : `task '${task}'`;
    throw new ProoflineError(
      'conflict',
      'NO_DIALOGUE_HERE',
      `Solution '${slug}' is of ${where}, which talks to nobody. Dialogues belong to ${engine === undefined ? 'solutions of a vertical that has them, such as customer-service' : `solutions of task '${engine.task}'`}.`,
    );
  }

  /** Ready to talk. Throws `invalid-input` where this version of the vertical does not read the files any more. */
  async of(solution: Solution, dialogue: Pick<StoredDialogue, 'id' | 'files' | 'helpers'>): Promise<Dialogue> {
    const engine = await this.engineOf(solution);
    const { predictors, key } = await this.championsOf(solution, engine, dialogue.helpers);
    const name = `${dialogue.id} ${key}`;
    const known = this.open.get(name);
    if (known !== undefined) this.open.delete(name);
    const opened = known ?? engine.open(dialogue.files, predictors, this.endpoint);
    this.open.set(name, opened);
    if (this.open.size > MOST_OPEN) this.open.delete(this.open.keys().next().value!);
    return opened.catch((error: unknown) => {
      this.open.delete(name);
      throw error;
    });
  }

  /** Models that answer now, of the solution itself and of those that help, by task. */
  async modelsOf(
    solution: Solution,
    engine: DialogueEngine,
    helpers: Readonly<Record<string, string>>,
  ): Promise<DialogueModels> {
    return (await this.championsOf(solution, engine, helpers)).predictors;
  }

  private async championsOf(
    solution: Solution,
    engine: DialogueEngine,
    helpers: Readonly<Record<string, string>>,
  ): Promise<{ predictors: Record<string, Predictor>; key: string }> {
    const solutions: [string, ServedSolution][] = [[engine.task, solution]];
    for (const [task, id] of Object.entries(helpers)) {
      const found = await this.helper(solution, id);
      if (found !== null) solutions.push([task, found]);
    }
    const predictors: Record<string, Predictor> = {};
    const hashes: string[] = [];
    for (const [task, one] of solutions) {
      const champion = await this.champion(one);
      if (champion === undefined) continue;
      predictors[task] = champion.predictor;
      hashes.push(`${task} ${champion.solutionId} ${champion.version}`);
    }
    return { predictors, key: hashes.join(' ') };
  }

  private async helper({ clientId }: Solution, id: string): Promise<ServedSolution | null> {
    const known = this.helping.get(id);
    if (known !== undefined) return known;
    const select = { id: true, clientId: true, slug: true, task: true } as const;
    const found = await this.source.getRepository(solutionEntity).findOne({ where: { id, clientId }, select });
    if (found !== null) this.helping.set(id, found);
    return found;
  }

  /** What no model does is done by rules. */
  private async champion(solution: ServedSolution): Promise<Serving | undefined> {
    try {
      return await this.serving.champion({ clientId: solution.clientId }, solution);
    } catch (error) {
      if (error instanceof ProoflineError && error.code === 'NO_CHAMPION') return undefined;
      throw error;
    }
  }
}
