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
 * Every problem of criteria, constraints and costs under a task: measures that nobody takes, bounds that no model can meet
 * or that every model meets, costs that the task does not know.
 */
export function criteriaProblems<T, P>(task: Task<T, P>, written: WrittenCriteria): PlacedProblem[] {
  const known = measurables(task);
  const problems: PlacedProblem[] = [];
  const criteria = Array.isArray(written.criteria) ? (written.criteria as unknown[]) : [];
  criteria.forEach((one, k) => {
    if (typeof one !== 'object' || one === null) return;
    const { metric, bound, value } = one as Record<string, unknown>;
    if (typeof metric !== 'string') return;
    problems.push(
      ...boundProblems(known, metric, bound, value, {
        metric: ['criteria', k, 'metric'],
        value: ['criteria', k, 'value'],
      }),
    );
  });
  const constraints =
    typeof written.constraints === 'object' && written.constraints !== null ? Object.entries(written.constraints) : [];
  for (const [metric, value] of constraints) {
    const path = ['constraints', metric];
    const bound = known[metric]?.better === 'lower' ? '<=' : '>=';
    problems.push(...boundProblems(known, metric, bound, value, { metric: path, value: path }));
  }
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

function boundProblems(
  known: Record<string, Measurable>,
  metric: string,
  bound: unknown,
  value: unknown,
  paths: { metric: Path; value: Path },
): PlacedProblem[] {
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
  if (typeof value !== 'number' || (bound !== '>=' && bound !== '<=') || measure.range === undefined) return [];
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
      message: `'${showPath(paths.value)}' asks for ${measure.title.en} ${atLeast ? '≥' : '≤'} ${value}, which ${who}: ${metric} lies ${allowed}.`,
      got: String(value),
      allowed,
      fix: 'Give a bound inside that range.',
    },
  ];
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
  return `${metric} ${bound === '>=' ? '≥' : '≤'} ${value} (${level})`;
}

/** What a reader must know of criteria that are sound, but decide little or the wrong way round. */
export function criteriaWarnings<T, P>(task: Task<T, P>, criteria: readonly Criterion[]): Localized[] {
  const known = measurables(task);
  const warnings: Localized[] = [];
  if (!criteria.some(({ level }) => level === 'must')) {
    warnings.push(
      text(
        "No criterion is a 'must': only the comparison with the trivial baseline decides the verdict.",
        '没有“必须”级别的标准：结论仅取决于与基准模型的比较。',
      ),
    );
  }
  for (const { metric, bound, value } of criteria) {
    const { title, better } = known[metric]!;
    if ((better === 'higher') === (bound === '>=')) continue;
    warnings.push(
      text(
        `The criterion ${title.en} ${bound === '>=' ? '≥' : '≤'} ${value} asks for ${bound === '>=' ? 'at least' : 'at most'} so much, though ${better} is better: a worse model meets it more easily.`,
        `标准 ${title.zh} ${bound === '>=' ? '≥' : '≤'} ${value} 的方向与指标相反（${better === 'higher' ? '越高' : '越低'}越好）：较差的模型反而更容易达到。`,
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
        return `${title} ${bound === '>=' ? '≥' : '≤'} ${value} (${word})`;
      })
      .join(language === 'en' ? '; ' : '；');
  return text(
    `No criteria are given, so the task's own decide: ${list('en')}. Give your own under 'criteria' or with --criteria.`,
    `未给出标准，将采用任务的默认标准：${list('zh')}。可通过 criteria 或 --criteria 自行设定。`,
  );
}
