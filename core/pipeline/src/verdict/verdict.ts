import type { CriterionResult, VerdictSummary, VerdictWord } from '../report/evaluation-report.js';
import { intervalText } from '../report/format-value.js';
import type { Estimate } from '../task/task-kind.js';
import { joinTexts, type Localized, text, withinSentence } from '../text/localized.js';

export interface VerdictInput {
  criteria: CriterionResult[];
  /** The champion's primary metric on unseen rows. */
  primary: { title: Localized; better: 'higher' | 'lower' } & Estimate;
  champion: { title: Localized; baseline: boolean };
  /** Champion minus baseline on the same unseen rows, positive when the champion is better. */
  gain: Estimate;
  /** Best model minus baseline on out-of-fold rows; absent where no model may be chosen, or there is no baseline. */
  lead?: Estimate;
  /** NaN where there is no baseline. */
  baselineValue: number;
  /** Rows the numbers were measured on. */
  testRows: number;
  totalRows: number;
  /** The rows that judge: a share of all rows, or a file of their own, which then is what must grow. */
  judgedOn: 'share' | 'own-file';
  /** What makes the numbers hard to believe: columns that may come from after the outcome, a champion too good to be true. */
  suspicion?: { columns: readonly string[]; champion: boolean };
}

/** With more than so many times the rows nobody would come back. */
const MOST_ROWS_FACTOR = 100;

/** What would decide a result that is open. */
type Need =
  | { kind: 'measurement'; criteria: readonly CriterionResult[] }
  /** At least one more than there are. `misses`: what would come out as missed if the values stay. */
  | { kind: 'rows'; rows: number; misses: readonly CriterionResult[] }
  | { kind: 'better-columns'; why: 'no-lead' | 'at-threshold' };

/**
 * The word says what was measured; suspects of leakage do not change it, and stand before it.
 * GO: every `must` criterion is met with its whole interval and the baseline is beaten with its whole interval.
 * NO-GO: a `must` is missed with its whole interval, or the baseline stays champion, or the champion is worse than it with
 * the whole interval.
 * MORE DATA: neither is certain with the rows at hand; says how many would decide it, or that rows would not.
 */
export function decideVerdict(input: VerdictInput): VerdictSummary {
  const must = input.criteria.filter((c) => c.level === 'must');
  const of = (outcome: CriterionResult['outcome']): CriterionResult[] => must.filter((c) => c.outcome === outcome);
  const [missed, uncertain, unmeasured] = [of('missed'), of('uncertain'), of('unmeasured')];
  const beaten = input.gain.interval[0] > 0;
  // A baseline is champion only where no model leads over it.
  const hopeless = input.champion.baseline || input.gain.interval[1] <= 0;
  let word: VerdictWord;
  if (missed.length > 0 || hopeless) word = 'NO-GO';
  else if (uncertain.length > 0 || unmeasured.length > 0 || !beaten) word = 'MORE DATA';
  else word = 'GO';

  const need = word === 'MORE DATA' ? needOf(input, uncertain, unmeasured, beaten) : undefined;
  const suspicion = suspicionSentence(word, input.suspicion);
  return {
    ...(suspicion === undefined ? {} : { suspicion }),
    word,
    sentences: [
      headline(word, input, need),
      numbers(input),
      baselineSentence(input, beaten),
      ...criteriaSentence(must, missed, uncertain, unmeasured),
      ...shouldSentence(input.criteria),
    ],
    criteria: input.criteria,
    ...(need === undefined ? {} : { ask: askFor(need, input) }),
  };
}

/** What everything after it hangs on, so that nobody reads the answer without it. */
function suspicionSentence(word: VerdictWord, suspicion: VerdictInput['suspicion']): Localized | undefined {
  if (suspicion === undefined) return undefined;
  const names = joinTexts(suspicion.columns.map((name) => text(`'${name}'`, `“${name}”`)));
  const suspects = joinTexts(
    [
      ...(names.en === ''
        ? []
        : [
            text(
              `${names.en} may hold what is known only after the outcome`,
              `${names.zh}可能含有结果发生后才可知的信息`,
            ),
          ]),
      ...(suspicion.champion
        ? [text('the champion is better than such data honestly is', '最优模型的表现超出此类数据应有的水平')]
        : []),
    ],
    'phrases',
  );
  if (suspects.en === '') return undefined;
  const until =
    word === 'GO'
      ? text('do not act on this GO', '请勿依据此“通过”行事')
      : text('take the numbers below for too good', '以下数字应视为过于乐观');
  return text(
    `Leakage is suspected: ${suspects.en}. Until that is cleared up, ${until.en}.`,
    `疑似数据泄漏：${suspects.zh}。在澄清之前，${until.zh}。`,
  );
}

/**
 * How many times the rows it would take for an interval that holds a threshold to leave it: it shrinks with the square root
 * of the rows, so the arm that reaches over the threshold must shrink to the distance of the value. Always one or more.
 */
function rowsFactor({ value, interval: [low, high] }: Estimate, threshold: number): number {
  const arm = value > threshold ? value - low : high - value;
  return (arm / Math.abs(value - threshold)) ** 2;
}

/** Three decimals; a dash for what could not be measured. */
function three(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '–';
}

function headline(word: VerdictWord, { champion, criteria }: VerdictInput, need: Need | undefined): Localized {
  const { zh } = champion.title;
  const must = criteria.filter(({ level }) => level === 'must');
  if (word === 'NO-GO' && champion.baseline && must.length > 0 && must.every(({ outcome }) => outcome === 'met')) {
    return text(
      `NO-GO for a model: the trivial baseline (${withinSentence(champion.title).en}) already reaches the goal. Use it as it is, or look whether the data is harder in practice: more varied, without repeated rows.`,
      `无需模型（不通过）：基准模型（${zh}）已达到目标。可直接使用基准，或检查实际数据是否更难：更多样、无重复行。`,
    );
  }
  switch (word) {
    case 'GO':
      return text(
        `GO: there is a case. The recommended model is the ${withinSentence(champion.title).en}.`,
        `通过：方案可行。推荐模型为${zh}。`,
      );
    case 'NO-GO':
      return text(
        'NO-GO: with this data the goal is not reached; do not take this model further.',
        '不通过：以现有数据无法达到目标，请勿继续推进该模型。',
      );
    case 'MORE DATA':
      return openHeadline(need!);
  }
}

function openHeadline({ kind }: Need): Localized {
  switch (kind) {
    case 'rows':
      return text(
        'MORE DATA: the result is not clear yet, and this file is too small to decide.',
        '需要更多数据：结果尚不明确，现有数据量不足以下结论。',
      );
    case 'measurement':
      return text(
        'MORE DATA: the result is open, because something that must hold could not be measured with this data.',
        '需要更多数据：结果未定，因为某项必达标准无法用现有数据测得。',
      );
    case 'better-columns':
      return text(
        'MORE DATA: the result is not clear, and more rows of the same kind alone would hardly make it so.',
        '需要更多数据：结果尚不明确，仅靠增加同类数据行难以得出结论。',
      );
  }
}

function numbers({ primary, testRows }: VerdictInput): Localized {
  const value = three(primary.value);
  const between = intervalText(primary.interval, three, text('95 % interval', '95% 区间'));
  const rows = testRows.toLocaleString('en-US');
  return text(
    `On ${rows} rows it never saw, its ${primary.title.en} is ${value} (${between.en}).`,
    `在 ${rows} 行未参与训练的数据上，${withinSentence(primary.title).zh}为 ${value}（${between.zh}）。`,
  );
}

function baselineSentence({ gain, lead, baselineValue, primary, champion }: VerdictInput, beaten: boolean): Localized {
  const base = three(baselineValue);
  if (champion.baseline && lead === undefined) {
    return text(
      `The trivial baseline (${base}) is the only candidate that may be chosen, so nothing is promoted.`,
      `可供选择的只有基准模型（${base}），因此不推广任何模型。`,
    );
  }
  if (champion.baseline) {
    const between = intervalText(lead!.interval, three);
    return text(
      `No model is better than the trivial baseline (${base}): on out-of-fold rows the best one differs from it by ${three(lead!.value)} (${between.en}). So the baseline stays and nothing is promoted.`,
      `没有模型优于基准模型（${base}）：在折外数据上最佳模型与其相差 ${three(lead!.value)}（${between.zh}）。因此保留基准，不推广任何模型。`,
    );
  }
  if (Number.isNaN(baselineValue)) {
    return text(
      'There is no baseline to compare with, so nothing says that a model is needed at all.',
      '没有可比较的基准，因此无法说明是否需要模型。',
    );
  }
  const difference = three(Math.abs(gain.value));
  const between = intervalText(gain.interval, three);
  if (beaten) {
    return text(
      `It beats the trivial baseline (${base}) by ${difference} (${between.en}) in ${primary.title.en}.`,
      `它在${withinSentence(primary.title).zh}上比基准模型（${base}）好 ${difference}（${between.zh}）。`,
    );
  }
  return text(
    `Its lead over the trivial baseline (${base}) is not certain: ${three(gain.value)} (${between.en}).`,
    `它相对基准模型（${base}）的优势尚不确定：${three(gain.value)}（${between.zh}）。`,
  );
}

const nameOf =
  (language: 'en' | 'zh') =>
  (c: CriterionResult): string =>
    `${c.title[language]} ${c.bound === '>=' ? '≥' : '≤'} ${c.threshold}`;

function listOf(items: readonly CriterionResult[]): Localized {
  return text(items.map(nameOf('en')).join('; '), items.map(nameOf('zh')).join('；'));
}

function criteriaSentence(
  must: readonly CriterionResult[],
  missed: readonly CriterionResult[],
  uncertain: readonly CriterionResult[],
  unmeasured: readonly CriterionResult[],
): Localized[] {
  const sentences: Localized[] = [];
  const say = (items: readonly CriterionResult[], en: string, zh: string): void => {
    if (items.length > 0) sentences.push(text(`${en}: ${listOf(items).en}.`, `${zh}：${listOf(items).zh}。`));
  };
  say(missed, 'Missed beyond doubt', '确定未达到');
  say(uncertain, 'Not certain with this many rows', '以现有行数尚不能确定');
  say(unmeasured, 'Could not be measured with this data', '以现有数据无法测得');
  if (sentences.length === 0)
    say(must, 'Every must among the criteria fixed before training is met', '训练前确定的各项必达标准均已达到');
  return sentences;
}

/** What was wished for and is not there: it does not decide, and must not be overlooked. */
function shouldSentence(criteria: readonly CriterionResult[]): Localized[] {
  const short = criteria.filter(({ level, outcome }) => level === 'should' && outcome !== 'met');
  if (short.length === 0) return [];
  const words = {
    missed: text('missed', '未达到'),
    uncertain: text('not certain', '尚不确定'),
    unmeasured: text('not measured', '未测得'),
    met: text('met', '达到'),
  };
  const list = (language: 'en' | 'zh'): string =>
    short
      .map((c) => {
        const word = words[c.outcome][language];
        return language === 'en' ? `${nameOf('en')(c)} (${word})` : `${nameOf('zh')(c)}（${word}）`;
      })
      .join(language === 'en' ? '; ' : '；');
  return [text(`Wished for, and not there: ${list('en')}.`, `期望但未达到：${list('zh')}。`)];
}

function needOf(
  { gain, judgedOn, testRows, totalRows }: VerdictInput,
  uncertain: readonly CriterionResult[],
  unmeasured: readonly CriterionResult[],
  beaten: boolean,
): Need {
  if (unmeasured.length > 0) return { kind: 'measurement', criteria: unmeasured };
  if (!beaten && gain.value <= 0) return { kind: 'better-columns', why: 'no-lead' };
  const factors = uncertain.map(({ value, interval, threshold }) =>
    rowsFactor({ value, interval: interval! }, threshold),
  );
  if (!beaten) factors.push(rowsFactor(gain, 0));
  const factor = Math.max(...factors);
  // Where the value lies on the threshold no number of rows is a fair ask.
  if (!(factor <= MOST_ROWS_FACTOR)) return { kind: 'better-columns', why: 'at-threshold' };
  const misses = uncertain.filter(({ bound, value, threshold }) =>
    bound === '>=' ? value < threshold : value > threshold,
  );
  return { kind: 'rows', rows: roundUp(factor, judgedOn === 'share' ? totalRows : testRows), misses };
}

/** `factor` times the rows, up to two digits, and more than there are. */
function roundUp(factor: number, rows: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(factor * rows)) - 1);
  const rounded = Math.ceil((factor * rows) / step - 1e-9) * step;
  return rounded > rows ? rounded : rounded + step;
}

function askFor(need: Need, { judgedOn }: VerdictInput): Localized {
  if (need.kind === 'measurement') {
    const { en, zh } = listOf(need.criteria);
    return text(
      `Give the columns or files that these are measured from, or take them off the list: ${en}.`,
      `请提供测量这些标准所需的字段或文件，或将其从清单中移除：${zh}。`,
    );
  }
  if (need.kind === 'better-columns') {
    return need.why === 'no-lead'
      ? text(
          'On these rows the model did not lead over the baseline at all: look for data that says more.',
          '在这些数据上模型并未优于基准：请寻找更有信息的数据。',
        )
      : text(
          'What was measured lies too close to its bound, or to the baseline: look for data that says more, or agree on another bound before the next run.',
          '测得值过于接近阈值或基准：请寻找更有信息的数据，或在下次运行前协商调整阈值。',
        );
  }
  const count = need.rows.toLocaleString('en-US');
  const [where, place] = judgedOn === 'share' ? ['rows in all', '总计约'] : ['rows in the test file', '测试文件约'];
  const outlook = listOf(need.misses);
  return need.misses.length === 0
    ? text(
        `About ${count} ${where} would decide it, if the new ones are like these.`,
        `若新增数据与现有数据相似，${place} ${count} 行即可下结论。`,
      )
    : text(
        `About ${count} ${where} would decide it, if the new ones are like these; what was measured points to a miss of ${outlook.en}.`,
        `若新增数据与现有数据相似，${place} ${count} 行即可下结论；目前的测得值表明将无法达到：${outlook.zh}。`,
      );
}
