import type { Problem } from '@proofline/learn';
import { columnsWithRole, columnWithRole, type Predictor } from '@proofline/pipeline';
import { EntityExtractor } from '../../extraction/extract-entities.js';
import { interpret } from '../../extraction/interpret.js';
import type { Flow } from '../flow/flow-shape.js';
import type { Entity, IntentScore, Understand, Understanding } from '../understanding.js';
import { entitySettings } from './entity-settings.js';
import { type KeywordSettings, keywordUnderstanding, languageOf, MOST_CHARACTERS } from './keyword-understanding.js';

/** Trained models, each of a task of this vertical. */
export interface ChatModels {
  intent: Predictor;
  entities?: Predictor;
  sentiment?: Predictor;
}

type Answers = Record<string, unknown>;

/**
 * Understands by trained models: what is wanted, and what is out of scope, is the intent model's word on what the message
 * asserts and on what it turns down; entities are those of the rules and, where they find nothing, those of the model.
 */
export function modelUnderstanding(flow: Flow, models: ChatModels, { now }: KeywordSettings): Understand {
  const extractor = new EntityExtractor(entitySettings(flow));
  const ask = (model: Predictor, text: string): Answers => model.predictRows([{ [readBy(model)]: text }])[0]!;
  const { outOfScope } = columnWithRole(models.intent.schema, 'target')!;
  const scores = (text: string): { intents: IntentScore[]; outOfScope: number } => {
    if (text.trim() === '') return { intents: [], outOfScope: 0 };
    const probability = ask(models.intent, text).probability as Record<string, number>;
    const intents = Object.entries(probability)
      .filter(([name]) => name !== outOfScope)
      .map(([name, confidence]) => ({ name, confidence }));
    return {
      intents: intents.sort((a, b) => b.confidence - a.confidence),
      outOfScope: outOfScope === undefined ? 0 : (probability[outOfScope] ?? 0),
    };
  };
  return (text) => {
    const said = text.slice(0, MOST_CHARACTERS);
    const found = extractor.extract(said, { now: now(), timeZone: flow.timeZone });
    const { entities, negatedPredicates, assertedText } = interpret(said, found.entities);
    const wanted = scores(assertedText);
    const refused = negatedPredicates.flatMap((predicate) =>
      scores(predicate.text)
        .intents.slice(0, 1)
        .map((score) => ({ ...score, negated: true })),
    );
    const learnt = models.entities === undefined ? [] : entitiesOf(ask(models.entities, said));
    const sentiment = models.sentiment === undefined ? undefined : sentimentOf(ask(models.sentiment, said));
    return {
      text,
      language: languageOf(said),
      intents: [...wanted.intents, ...refused].sort((a, b) => b.confidence - a.confidence),
      outOfScope: wanted.outOfScope,
      entities: [...entities, ...learnt.filter((one) => entities.every((other) => apart(one, other)))].sort(
        (a, b) => a.start - b.start,
      ),
      ...(sentiment === undefined ? {} : { sentiment }),
    };
  };
}

/** Intents that the model names and the flow does not know: messages that are about them end in the fallback. */
export function unknownIntents(flow: Flow, model: Predictor): string[] {
  const { categories = [], outOfScope } = columnWithRole(model.schema, 'target')!;
  return categories
    .map((one) => (typeof one === 'string' ? one : one.value))
    .filter((name) => name !== outOfScope && flow.intents[name] === undefined);
}

export function intentsUnknown(names: readonly string[]): Problem {
  return {
    code: 'INTENTS_UNKNOWN',
    message: `The model knows intents that the flow does not: ${names.join(', ')}.`,
    where: { path: 'intents' },
    fix: 'Messages about them end in the fallback. Add them to the flow, or train without them.',
  };
}

/** Keywords where there is no model of intents. */
export function understandingOf(flow: Flow, models: Partial<ChatModels>, settings: KeywordSettings): Understand {
  const { intent } = models;
  return intent === undefined
    ? keywordUnderstanding(flow, settings)
    : modelUnderstanding(flow, { ...models, intent }, settings);
}

/** The column that a model of text reads. */
function readBy({ inputSchema }: Predictor): string {
  return columnsWithRole(inputSchema, 'feature')[0]!.name;
}

function entitiesOf(answer: Answers): Entity[] {
  const found = answer.entities as { label: string; value: string; start: number; end: number; confidence: number }[];
  return found.map(({ value, ...rest }) => ({ ...rest, value, text: value }));
}

function sentimentOf({ class: label, confidence }: Answers): Understanding['sentiment'] {
  if (label !== 'negative' && label !== 'neutral' && label !== 'positive') return undefined;
  return { label, score: confidence as number };
}

function apart(a: Pick<Entity, 'start' | 'end'>, b: Pick<Entity, 'start' | 'end'>): boolean {
  return a.end <= b.start || b.end <= a.start;
}
