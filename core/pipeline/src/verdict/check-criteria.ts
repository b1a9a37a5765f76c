import type { Problem } from '@proofline/learn';
import { closest } from '../cells/edit-distance.js';
import { inputError } from '../cells/problem-log.js';
import type { PocConfig } from '../intake/poc-config.js';
import { RUN_MEASURES } from '../run/run-measures.js';
import type { Criterion, Task } from '../task/task.js';
import { type Localized, text } from '../text/localized.js';
import { againstShape, type Path, type PlacedProblem, showPath } from '../text/located-document.js';

/** What criteria may name, and what is known of it. */
interface Measurable {
  title: Localized;
  better: 'higher' | 'lower';
  range?: readonly [number, number];
  twoSided?: true;
}

/** What success means as somebody wrote it: parts of another form than they should have are for another check to name. */
export interface WrittenCriteria {
  criteria?: unknown;
  constraints?: unknown;
  costs?: unknown;
}

/** Everything that a run of the task measures, by name. */
export function measurables<T, P>(task: Task<T, P>): Record<string, Measurable> {
  return { ...task.kind.metrics, ...task.measures, ...RUN_MEASURES };
}

/**
 * Every problem of criteria, constraints and costs under a task: measures that nobody takes, bounds that no model can meet,
 * that every model meets or that worse models meet more easily, costs that the task does not know.
 */
export function criteriaProblems<T, P>(task: Task<T, P>, written: WrittenCriteria): PlacedProblem[] {
  const known = measurables(task);
  const criteria = Array.isArray(written.criteria) ? (written.criteria as unknown[]) : [];
  const constraints =
    typeof written.constraints === 'object' && written.constraints !== null ? Object.entries(written.constraints) : [];
  const asked = [
    ...criteria.flatMap((one, k): Asked[] => {
      if (typeof one !== 'object' || one === null) return [];
      const { metric, bound, value } = one as Record<string, unknown>;
      if (typeof metric !== 'string') return [];
      const path = ['criteria', k];
      return [{ metric, bound, value, paths: { metric: [...path, 'metric'], value: [...path, 'value'] } }];
    }),
    ...constraints.map(([metric, value]): Asked => {
      const path = ['constraints', metric];
      const bound = known[metric]?.better === 'lower' ? '<=' : '>=';
      return { metric, bound, value, paths: { metric: path, value: path } };
    }),
  ];
  const problems = asked.flatMap((one) => boundProblems(known, one));
  // A bound that is wrong by itself contradicts nothing yet.
  const sound = asked.filter((one): one is Bound => isBound(one) && boundProblems(known, one).length === 0);
  const opposed = contradictions(known, sound);
  problems.push(...opposed.map(({ problem }) => problem));
  const contradicted = new Set(opposed.flatMap(({ bounds }) => bounds));
  problems.push(...sound.filter((one) => !contradicted.has(one)).flatMap((one) => wrongSide(known[one.metric]!, one)));
  if (Array.isArray(written.criteria) && criteria.length === 0 && constraints.length === 0) {
    const own = task.criteria.map((one) => describeCriterion(one)).join('; ');
    problems.push({
      code: 'CRITERIA_EMPTY',
      path: ['criteria'],
      message: "'criteria' is an empty list: nothing would be judged.",
      got: '[]',
      fix: `Name at least one, or leave the key out${own === '' ? '.' : ` for the task's own: ${own}.`}`,
    });
  }
  const { costs } = written;
  if (typeof costs === 'object' && costs !== null) {
    problems.push(...againstShape(task.costsShape, costs, ['costs'], `Task '${task.id}' knows no costs`));
  }
  return problems;
}

/** A criterion or constraint as it stands there, with where it stands. */
interface Asked {
  metric: string;
  bound: unknown;
  value: unknown;
  paths: { metric: Path; value: Path };
}

interface Bound extends Asked {
  bound: '>=' | '<=';
  value: number;
}

function isBound(one: Asked): one is Bound {
  return typeof one.value === 'number' && (one.bound === '>=' || one.bound === '<=');
}

function boundProblems(known: Record<string, Measurable>, asked: Asked): PlacedProblem[] {
  const { metric, paths } = asked;
  const measure = Object.hasOwn(known, metric) ? known[metric] : undefined;
  if (measure === undefined) {
    const names = Object.keys(known).join(', ');
    const meant = closest(metric, Object.keys(known));
    return [
      {
        code: 'CRITERION_UNKNOWN',
        path: paths.metric,
        message: `'${showPath(paths.metric)}' is '${metric}', which this task does not measure.`,
        got: metric,
        allowed: names,
        fix: meant === undefined ? `It measures: ${names}.` : `Did you mean '${meant}'?`,
      },
    ];
  }
  if (!isBound(asked) || measure.range === undefined) return [];
  const { bound, value } = asked;
  const [least, most] = measure.range;
  if (value > least && value < most) return [];
  const atLeast = bound === '>=';
  const impossible = atLeast ? value >= most : value <= least;
  const atEdge = value === least || value === most;
  const who = impossible ? `${atEdge ? 'next to no' : 'no'} model can meet` : 'every model meets';
  const allowed = rangeText(least, most);
  return [
    {
      code: impossible ? 'CRITERION_IMPOSSIBLE' : 'CRITERION_EMPTY',
      path: paths.value,
      message: `'${showPath(paths.value)}' asks for ${measure.title.en} ${asText(asked)}, which ${who}: ${metric} lies ${allowed}.`,
      got: String(value),
      allowed,
      fix: 'Give a bound inside that range.',
    },
  ];
}

/** Pairs of bounds on one measure that no number meets both of. */
function contradictions(
  known: Record<string, Measurable>,
  bounds: readonly Bound[],
): { bounds: [Bound, Bound]; problem: PlacedProblem }[] {
  return bounds.flatMap((upper, k) => {
    if (upper.bound !== '<=') return [];
    const lower = bounds.find((one) => one.metric === upper.metric && one.bound === '>=' && one.value > upper.value);
    if (lower === undefined) return [];
    const { title, better, twoSided } = known[upper.metric]!;
    const [first, second] = bounds.indexOf(lower) < k ? [lower, upper] : [upper, lower];
    const keep =
      twoSided === true ? 'Keep one, or let them leave room.' : `Keep the one that fits: ${better} is better.`;
    const problem = {
      code: 'CRITERIA_CONTRADICT',
      path: second.paths.value,
      message: `'${showPath(first.paths.value)}' asks for ${title.en} ${asText(first)} and '${showPath(second.paths.value)}' for ${asText(second)}: no model can meet both.`,
      got: `${asText(first)} and ${asText(second)}`,
      allowed: 'bounds that one number can meet',
      fix: keep,
    };
    return [{ bounds: [lower, upper], problem }];
  });
}

/** A bound that worse models meet more easily: it would let a useless model pass. */
function wrongSide({ title, better, twoSided }: Measurable, one: Bound): PlacedProblem[] {
  const right = better === 'higher' ? '>=' : '<=';
  if (twoSided === true || one.bound === right) return [];
  return [
    {
      code: 'CRITERION_WRONG_SIDE',
      path: one.paths.value,
      message: `'${showPath(one.paths.value)}' asks for ${title.en} ${asText(one)}, though ${better} is better: a worse model meets it more easily.`,
      got: `${one.metric} ${one.bound} ${one.value}`,
      allowed: `${one.metric} ${right} a number`,
      fix: `Write {metric: ${one.metric}, bound: "${right}", value: ${one.value}} if that is what is meant.`,
    },
  ];
}

function asText({ bound, value }: Pick<Criterion, 'bound' | 'value'>): string {
  return `${bound === '>=' ? '≥' : '≤'} ${value}`;
}

function rangeText(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `above ${least}`;
  return least === Number.NEGATIVE_INFINITY ? `below ${most}` : `between ${least} and ${most}`;
}

/** Refuses criteria, constraints and costs that make no sense, all at once, before any time is spent on training. */
export function checkCriteria<T, P>(task: Task<T, P>, config: WrittenCriteria): void {
  const problems: Problem[] = criteriaProblems(task, config).map(({ path, ...problem }) => ({
    ...problem,
    where: { path: showPath(path) },
  }));
  if (problems.length > 0) throw inputError('CRITERIA_INVALID', 'The configuration', problems);
}

/** `AUC ≥ 0.7 (must)` in the names that criteria use: `auc ≥ 0.7 (must)`. */
function describeCriterion({ metric, bound, value, level }: Criterion): string {
  return `${metric} ${asText({ bound, value })} (${level})`;
}

/** What a reader must know of criteria that are sound, but decide little. */
export function criteriaWarnings(criteria: readonly Criterion[]): Localized[] {
  const warnings: Localized[] = [];
  if (!criteria.some(({ level }) => level === 'must')) {
    warnings.push(
      text(
        "No criterion is a 'must': only the comparison with the trivial baseline decides the verdict.",
        '没有“必须”级别的标准：结论仅取决于与基准模型的比较。',
      ),
    );
  }
  return warnings;
}

/** What a run without criteria of its own is judged by, said before it starts. */
export function defaultCriteriaNote<T, P>(task: Task<T, P>, { criteria }: PocConfig): Localized | undefined {
  if (criteria !== undefined || task.criteria.length === 0) return undefined;
  const known = measurables(task);
  const list = (language: 'en' | 'zh'): string =>
    task.criteria
      .map(({ metric, bound, value, level }) => {
        const title = known[metric]?.title[language] ?? metric;
        const word = { must: { en: 'must', zh: '必须' }, should: { en: 'should', zh: '应当' } }[level][language];
        return `${title} ${asText({ bound, value })} (${word})`;
      })
      .join(language === 'en' ? '; ' : '；');
  return text(
    `No criteria are given, so the task's own decide: ${list('en')}. Give your own under 'criteria' or with --criteria.`,
    `未给出标准，将采用任务的默认标准：${list('zh')}。可通过 criteria 或 --criteria 自行设定。`,
  );
}
