import { text } from '../text/localized.js';
import { isFavourableName } from './column-names.js';
import type { ColumnSpec, FeatureSchema } from './feature-schema.js';
import type { Assumption } from './infer-schema.js';

/** Outcomes that are an event by themselves, whatever the column is called. */
const EVENTS = ['bad', 'default', 'defaulted', '违约', '坏'];
/** Outcomes that say that what the column's name says has happened. */
const AFFIRMATIONS = ['1', 'true', 'yes', 'y', '是'];

/**
 * The outcome that is the event where nobody named it: one that says so itself (`bad`), or the affirmation of a name that
 * stands for the event (`default`: yes). Undefined where that would be a guess: `repaid`: yes is the opposite of a default.
 */
export function obviousEvent(column: string, outcomes: readonly string[]): string | undefined {
  const one = (words: readonly string[]): string | undefined => {
    // The file may write 1.0 for 1.
    const found = outcomes.filter((outcome) => words.includes(outcome.toLowerCase().replace(/^1\.0+$/, '1')));
    return found.length === 1 ? found[0] : undefined;
  };
  return one(EVENTS) ?? (isFavourableName(column) ? undefined : one(AFFIRMATIONS));
}

/** What is said of an event that was not named. */
export function assumeEvent(target: string, event: string): Assumption {
  const byItself = EVENTS.includes(event.toLowerCase());
  return {
    column: target,
    text: text(
      `'${event}' is taken as the event that is predicted, ${byItself ? 'by what it says' : "as it affirms the column's name"}. If the other outcome is meant, name it with --positive.`,
      `将“${event}”视为要预测的事件（${byItself ? '依据取值含义' : '该取值表示列名所述情况发生'}）。如应为另一取值，请用 --positive 指定。`,
    ),
  };
}

/** The schema with the event written down, for whoever reads it next. */
export function withEvent(schema: FeatureSchema, event: string): FeatureSchema {
  const columns = schema.columns.map(
    (column): ColumnSpec => (column.role === 'target' ? { ...column, positive: event } : column),
  );
  return { ...schema, columns };
}
