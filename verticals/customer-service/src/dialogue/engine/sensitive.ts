import { requestHandover, type Wanted } from './handover.js';
import type { TurnRun } from './turn-run.js';

/** A matter that one team must have goes there at once. */
export function knowsTeamMatter(run: TurnRun, name: string): boolean {
  const wanted = teamMatter(run, name);
  if (wanted === undefined) return false;
  requestHandover(run, wanted);
  return true;
}

/** Whom a matter needs that one team must have. */
export function teamMatter(run: TurnRun, name: string): Wanted | undefined {
  const { team, priority } = run.flow.intents[name]!;
  return team === undefined ? undefined : { reason: 'sensitive-intent', team, priority: priority ?? 'high' };
}

/** Whom a word of escalation brings, where the message has one. */
export function escalation(run: TurnRun): Wanted | undefined {
  const word = escalatingWord(run);
  if (word === undefined) return undefined;
  run.note('escalation-word', word);
  const { team, priority } = run.flow.policies.escalation!;
  return { reason: 'escalation-word', team, priority };
}

/** Words of the flow that bring a human. */
function escalatingWord(run: TurnRun): string | undefined {
  const { escalation } = run.flow.policies;
  if (escalation === undefined) return undefined;
  const said = run.turn.text.toLowerCase();
  return [...(escalation.words.en ?? []), ...(escalation.words.zh ?? [])].find((word) =>
    holdsWord(said, word.toLowerCase()),
  );
}

/** A word of letters stands alone (`sue`, not `issue`); Chinese has no spaces to stand between. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const joined = (a: string | undefined, b: string | undefined): boolean =>
      /[\p{L}\p{N}]/u.test(a ?? ' ') && /[\p{L}\p{N}]/u.test(b ?? ' ') && !/\p{Script=Han}/u.test(`${a}${b}`);
    const before = joined(text[at - 1], word[0]);
    const after = joined(word.at(-1), text[at + word.length]);
    if (!before && !after) return true;
  }
  return false;
}
