import { Rng } from '@proofline/learn';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { type ActionResult, handBack, resolve, type Step, step } from '../engine/step.js';
import type { Flow } from '../flow/flow-shape.js';
import { type ConversationState, type Frame, newConversation } from '../state.js';
import type { Understand, Understanding } from '../understanding.js';
import { ConversationWatch, type Observed, type Violation, violationsOf } from './invariants.js';
import { isDemand, type Move, SimulatedCustomer, type Temper } from './simulated-customer.js';
import { sampleWords } from './slot-samples.js';

export interface SimulationSettings {
  flow: Flow;
  conversations?: number;
  seed?: number;
  /** When the conversations take place; each at one of these times. */
  times: readonly Date[];
  /** Default: keywords and forms, disturbed at random. */
  understand?: Understand;
  /** Messages until the customer leaves; default 30. */
  maxTurns?: number;
}

export interface FoundViolation extends Violation {
  conversation: number;
  turn: number;
  /** The conversation up to there. */
  transcript: string[];
}

export interface SimulationReport {
  conversations: number;
  turns: number;
  /** Conversations in which at least one task was done, a human or a message came in; a conversation may count in both. */
  withTaskDone: number;
  withHandover: number;
  withTicket: number;
  /** Results of actions, and those that came while a human had the conversation. */
  results: number;
  resultsToHumans: number;
  /** How often each kind of message was sent. */
  moves: Partial<Record<Move, number>>;
  violations: FoundViolation[];
}

/** Lets made-up customers talk to a flow, seeded, and looks at every step for what must never happen. */
export async function simulate({
  flow,
  conversations = 1000,
  seed = 7,
  times,
  understand = keywordUnderstanding(flow),
  maxTurns = 30,
}: SimulationSettings): Promise<SimulationReport> {
  const report: SimulationReport = {
    conversations,
    turns: 0,
    withTaskDone: 0,
    withHandover: 0,
    withTicket: 0,
    results: 0,
    resultsToHumans: 0,
    moves: {},
    violations: [],
  };
  for (let index = 0; index < conversations; index++) {
    const now = times[index % times.length]!;
    const rng = new Rng(`${seed}/${index}`);
    const conversation = new SimulatedConversation(flow, temperOf(flow, rng), now, rng);
    await conversation.run(understand, maxTurns);
    report.turns += conversation.turns;
    report.withTaskDone += conversation.state.completed.length > 0 ? 1 : 0;
    report.withHandover += conversation.given.has('handover') ? 1 : 0;
    report.withTicket += conversation.given.has('ticket') || conversation.given.has('callback') ? 1 : 0;
    report.results += conversation.results;
    report.resultsToHumans += conversation.resultsToHumans;
    for (const [move, count] of conversation.moves) report.moves[move] = (report.moves[move] ?? 0) + count;
    report.violations.push(...conversation.violations.map((violation) => ({ ...violation, conversation: index })));
  }
  return report;
}

/** From patient to impossible. */
function temperOf(flow: Flow, rng: Rng): Temper {
  const language = flow.languages[rng.int(flow.languages.length)]!;
  return { language, detour: [0.05, 0.2, 0.4, 0.8][rng.int(4)]!, typo: [0, 0.1, 0.3][rng.int(3)]! };
}

class SimulatedConversation {
  state: ConversationState;
  turns = 0;
  results = 0;
  resultsToHumans = 0;
  readonly moves = new Map<Move, number>();
  readonly given = new Set<string>();
  readonly violations: Omit<FoundViolation, 'conversation'>[] = [];
  private readonly customer: SimulatedCustomer;
  private readonly watch: ConversationWatch;
  private readonly transcript: string[] = [];
  private open = 'customer';
  /** How likely another system answers before the next message; where it is slow, amid another task or to a human. */
  private readonly promptness: number;

  constructor(
    private readonly flow: Flow,
    temper: Temper,
    private readonly now: Date,
    private readonly rng: Rng,
  ) {
    this.customer = new SimulatedCustomer(flow, temper, now, rng.fork('customer'));
    this.watch = new ConversationWatch(flow);
    this.promptness = [0.7, 0.7, 0.15][rng.int(3)]!;
    this.state = newConversation(temper.language, rng.int(1_000_000));
  }

  async run(understand: Understand, maxTurns: number): Promise<void> {
    while (this.turns < maxTurns) {
      this.turns++;
      const waiting = this.state.stack.find((frame) => frame.waiting === true);
      if (waiting !== undefined && this.rng.next() < this.promptness) {
        this.results++;
        if (this.state.mode === 'human') this.resultsToHumans++;
        const result = this.resultFor(waiting);
        this.take({ event: 'result' }, resolve(this.flow, frozen(this.state), result, this.now));
        continue;
      }
      if (this.state.mode === 'human' && this.rng.next() < 0.4) {
        this.take({ event: 'handed-back' }, handBack(this.flow, frozen(this.state), this.now));
        continue;
      }
      const { move, text } = this.customer.next(this.open, this.state);
      this.moves.set(move, (this.moves.get(move) ?? 0) + 1);
      this.transcript.push(`> ${text}`);
      const clear = await understand(text, this.state, this.now);
      const turn = this.rng.next() < 0.15 ? disturbed(clear, this.flow, this.rng) : clear;
      // A slip of the pen may hide that a human is wanted; only who says it plainly must be heard.
      const plain = move === 'human' && !isDemand(text) ? 'nonsense' : move;
      this.take({ event: 'message', turn, move: plain }, step(this.flow, frozen(this.state), turn, this.now));
      const [lastDone] = this.state.completed.slice(-1);
      if (this.open === 'customer' && lastDone !== undefined && this.rng.next() < 0.3) return;
    }
  }

  private take(what: Pick<Observed, 'event' | 'turn' | 'move'>, taken: Step): void {
    const seen: Observed = { ...what, flow: this.flow, before: this.state, step: taken };
    this.transcript.push(...taken.replies.map(({ text }) => `< ${text}`));
    for (const violation of [...violationsOf(seen), ...this.watch.see(seen)]) {
      this.violations.push({ ...violation, turn: this.turns, transcript: this.transcript.slice(-16) });
    }
    for (const { type } of taken.actions) this.given.add(type);
    this.state = taken.state;
    this.open = taken.trace.open;
  }

  /** What the other system returns: mostly what is asked of it. */
  private resultFor({ task, step: at }: Frame): ActionResult {
    const { action = '', returns = [] } = this.flow.tasks[task]!.steps[at]!;
    if (this.rng.next() < 0.1) return { action, failed: true };
    const slots = Object.fromEntries(
      returns
        .filter(() => this.rng.next() < 0.9)
        .map((name) => [name, sampleWords(this.flow, name, this.state.language, this.now, this.rng)]),
    );
    return { action, slots };
  }
}

/** An unsure model: lower confidences, two intents close together, or none where there was one. */
function disturbed(turn: Understanding, flow: Flow, rng: Rng): Understanding {
  const names = Object.keys(flow.intents);
  const [first, second] = [names[rng.int(names.length)]!, names[rng.int(names.length)]!];
  switch (rng.int(4)) {
    case 0:
      return { ...turn, entities: turn.entities.map((entity) => ({ ...entity, confidence: 0.2 + rng.next() * 0.6 })) };
    case 1:
      return {
        ...turn,
        intents: [{ name: first, confidence: 0.45 }, ...(first === second ? [] : [{ name: second, confidence: 0.42 }])],
      };
    case 2:
      return { ...turn, outOfScope: true };
    default:
      return { ...turn, sentiment: { label: 'negative', score: 0.9 } };
  }
}

/** The engine may not change what it is given. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** The report as lines. */
export function printSimulation(report: SimulationReport): string {
  const share = (count: number): string => `${count} (${((100 * count) / report.conversations).toFixed(1)} %)`;
  const kinds = new Map<string, number>();
  for (const { kind } of report.violations) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [
    `${report.conversations} conversations, ${report.turns} turns`,
    `  a task was done in ${share(report.withTaskDone)}, a human came in ${share(report.withHandover)}, a message was left in ${share(report.withTicket)}`,
    `  messages: ${Object.entries(report.moves)
      .map(([move, count]) => `${move} ${count}`)
      .join(', ')}`,
    `  results: ${report.results}, ${report.resultsToHumans} of them while a human had the conversation`,
    `  violations: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none'}`,
    ...firstOfEach(report.violations).flatMap(({ kind, detail, conversation, turn, transcript }) => [
      `  ${kind} in conversation ${conversation}, turn ${turn}: ${detail}`,
      ...transcript.map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

/** Two of each kind. */
function firstOfEach(violations: readonly FoundViolation[]): FoundViolation[] {
  return violations.filter(
    ({ kind }, index) => violations.slice(0, index).filter((one) => one.kind === kind).length < 2,
  );
}
