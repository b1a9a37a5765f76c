import type { Problem } from '@proofline/learn';
import { languageOf } from '@proofline/learn/text';
import { beginningOf, columnsWithRole, columnWithRole, type Predictor } from '@proofline/pipeline';
import { EntityExtractor } from '../../extraction/extract-entities.js';
import { joinEntities, type LearntSpan } from '../../extraction/join-entities.js';
import type { Flow } from '../flow/flow-shape.js';
import type { IntentScore, Understand, Understanding } from '../understanding.js';
import { entitySettings, typesOfSlots } from './entity-settings.js';
import { keywordUnderstanding, MOST_CHARACTERS } from './keyword-understanding.js';
import { moodOf } from './mood.js';

/** Trained models, each of a task of this vertical. */
export interface ChatModels {
  intent: Predictor;
  entities?: Predictor;
  sentiment?: Predictor;
}

type Answers = Record<string, unknown>;

/**
 * Understands by trained models: what is wanted, and what is out of scope, is the intent model's word on what the message
 * asserts and on what it turns down; entities are those that the model and the rules find together, see `joinEntities`. A label
 * that no slot of the flow takes is left out.
 */
export function modelUnderstanding(flow: Flow, models: ChatModels): Understand {
  const extractor = new EntityExtractor(entitySettings(flow));
  const types = typesOfSlots(flow);
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
  return (text, state, now) => {
    const said = beginningOf(text, MOST_CHARACTERS);
    const learnt = models.entities === undefined ? [] : spansOf(ask(models.entities, said));
    const { entities, negatedPredicates, assertedText } = joinEntities(
      said,
      learnt.filter(({ label }) => Object.hasOwn(types, label)),
      extractor,
      { now, timeZone: flow.timeZone },
      types,
    );
    const wanted = scores(assertedText);
    const refused = negatedPredicates.flatMap((predicate) =>
      scores(predicate.text)
        .intents.slice(0, 1)
        .map((score) => ({ ...score, negated: true })),
    );
    const sentiment = models.sentiment === undefined ? undefined : sentimentOf(ask(models.sentiment, said));
    return {
      text,
      language: languageOf(said).language,
      intents: [...wanted.intents, ...refused].sort((a, b) => b.confidence - a.confidence),
      outOfScope: wanted.outOfScope,
      entities,
      ...moodOf(said, state),
      // A trained model knows better than a list of words.
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
export function understandingOf(flow: Flow, models: Partial<ChatModels>): Understand {
  const { intent } = models;
  return intent === undefined ? keywordUnderstanding(flow) : modelUnderstanding(flow, { ...models, intent });
}

/** The column that a model of text reads. */
function readBy({ inputSchema }: Predictor): string {
  return columnsWithRole(inputSchema, 'feature')[0]!.name;
}

function spansOf(answer: Answers): LearntSpan[] {
  return answer.entities as LearntSpan[];
}

function sentimentOf({ class: label, confidence }: Answers): Understanding['sentiment'] {
  if (label !== 'negative' && label !== 'neutral' && label !== 'positive') return undefined;
  return { label, score: confidence as number };
}
