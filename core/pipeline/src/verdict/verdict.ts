import type { CriterionResult, VerdictSummary, VerdictWord } from '../report/evaluation-report.js';
import type { Estimate } from '../task/task-kind.js';
import { type Localized, text } from '../text/localized.js';

export interface VerdictInput {
  criteria: CriterionResult[];
  /** The champion's primary metric on unseen rows. */
  primary: { title: Localized; better: 'higher' | 'lower' } & Estimate;
  champion: { title: Localized; baseline: boolean };
  /** Champion minus baseline on the same unseen rows, positive when the champion is better. */
  gain: Estimate;
  /** Best candidate minus baseline on out-of-fold rows: what a baseline that became champion was level with. */
  lead: Estimate;
  baselineValue: number;
  /** Rows the numbers were measured on. */
  testRows: number;
  totalRows: number;
}

/** With more than so many times the rows nobody would come back. */
const MOST_ROWS_FACTOR = 25;

/**
 * GO: every `must` criterion is met with its whole interval and the baseline is beaten with its whole interval.
 * NO-GO: a `must` is missed with its whole interval, or the baseline is not beaten and nothing says that more rows would
 * change that.
 * MORE DATA: neither is certain with the rows at hand; says how many would decide it.
 */
export function decideVerdict(input: VerdictInput): VerdictSummary {
  const must = input.criteria.filter((c) => c.level === 'must');
  const of = (outcome: CriterionResult['outcome']): CriterionResult[] => must.filter((c) => c.outcome === outcome);
  const [missed, uncertain, unmeasured] = [of('missed'), of('uncertain'), of('unmeasured')];
  const beaten = input.gain.interval[0] > 0;
  const hopeless = input.champion.baseline ? rowsFactor(input.lead) > MOST_ROWS_FACTOR : input.gain.interval[1] <= 0;
  let word: VerdictWord;
  if (missed.length > 0 || hopeless) word = 'NO-GO';
  else if (uncertain.length > 0 || unmeasured.length > 0 || !beaten) word = 'MORE DATA';
  else word = 'GO';

  const ask = word === 'MORE DATA' ? smallestAsk(input, uncertain, unmeasured, beaten) : undefined;
  return {
    word,
    sentences: [
      headline(word, input),
      numbers(input),
      baselineSentence(input, beaten),
      ...criteriaSentence(must, missed, uncertain, unmeasured),
      ...shouldSentence(input.criteria),
    ],
    criteria: input.criteria,
    ...(ask === undefined ? {} : { ask }),
  };
}

/** How many times the rows it would take for an interval to shrink to the distance of its value from zero. */
function rowsFactor({ value, interval: [low, high] }: Estimate): number {
  return value > 0 ? ((high - low) / 2 / value) ** 2 : Number.POSITIVE_INFINITY;
}

/** Three decimals; a dash for what could not be measured. */
function three(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '–';
}

function headline(word: VerdictWord, { champion }: VerdictInput): Localized {
  const { en, zh } = champion.title;
  switch (word) {
    case 'GO':
      return text(
        `GO: there is a case. The recommended model is the ${en.toLowerCase()}.`,
        `通过：方案可行。推荐模型为${zh}。`,
      );
    case 'NO-GO':
      return text(
        'NO-GO: with this data the goal is not reached; do not take this model further.',
        '不通过：以现有数据无法达到目标，请勿继续推进该模型。',
      );
    case 'MORE DATA':
      return text(
        'MORE DATA: the result is promising or unclear, and this file is too small to decide.',
        '需要更多数据：结果有希望或尚不明确，现有数据量不足以下结论。',
      );
  }
}

function numbers({ primary, testRows }: VerdictInput): Localized {
  const value = three(primary.value);
  const [low, high] = primary.interval.map(three);
  const rows = testRows.toLocaleString('en-US');
  return text(
    `On ${rows} rows it never saw, its ${primary.title.en} is ${value} (95 % interval ${low} to ${high}).`,
    `在 ${rows} 行未参与训练的数据上，${primary.title.zh}为 ${value}（95% 区间 ${low} 至 ${high}）。`,
  );
}

function baselineSentence({ gain, lead, baselineValue, primary, champion }: VerdictInput, beaten: boolean): Localized {
  const base = three(baselineValue);
  if (champion.baseline) {
    const [least, most] = lead.interval.map(three);
    return text(
      `No model could be told apart from the trivial baseline (${base}): the best one's lead on out-of-fold rows is ${three(lead.value)} (${least} to ${most}). So the baseline stays and nothing is promoted.`,
      `没有任何模型与基准模型（${base}）存在可分辨的差异：最佳模型在折外数据上的优势为 ${three(lead.value)}（${least} 至 ${most}）。因此保留基准，不推广任何模型。`,
    );
  }
  const difference = three(Math.abs(gain.value));
  const [low, high] = gain.interval.map(three);
  if (beaten) {
    return text(
      `It beats the trivial baseline (${base}) by ${difference} (${low} to ${high}) in ${primary.title.en}.`,
      `它在${primary.title.zh}上比基准模型（${base}）好 ${difference}（${low} 至 ${high}）。`,
    );
  }
  return text(
    `Its lead over the trivial baseline (${base}) is not certain: ${three(gain.value)} (${low} to ${high}).`,
    `它相对基准模型（${base}）的优势尚不确定：${three(gain.value)}（${low} 至 ${high}）。`,
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

/**
 * Rows that would decide it: an interval shrinks with the square root of the rows, so its half-width h reaches the
 * distance d between value and threshold at n·(h/d)² rows. Where d is near zero no number of rows is a fair ask.
 */
function smallestAsk(
  input: VerdictInput,
  uncertain: readonly CriterionResult[],
  unmeasured: readonly CriterionResult[],
  beaten: boolean,
): Localized {
  if (unmeasured.length > 0) {
    const { en, zh } = listOf(unmeasured);
    return text(
      `Give the columns or files that these are measured from, or take them off the list: ${en}.`,
      `请提供测量这些标准所需的字段或文件，或将其从清单中移除：${zh}。`,
    );
  }
  const { champion, gain, lead, totalRows } = input;
  const ahead = champion.baseline ? lead : gain;
  if (!beaten && ahead.value <= 0) {
    return text(
      'On these rows the model did not lead over the baseline at all: more rows of the same kind alone will hardly decide it. Look for better columns.',
      '在这些数据上模型并未优于基准：仅靠增加同类数据难以得出结论。请寻找更有信息的字段。',
    );
  }
  let factor = beaten ? 1 : rowsFactor(ahead);
  for (const { interval, value, threshold } of uncertain) {
    if (interval === undefined) continue;
    factor = Math.max(factor, ((interval[1] - interval[0]) / 2 / Math.abs(value - threshold)) ** 2);
  }
  if (!Number.isFinite(factor) || factor > 4 * MOST_ROWS_FACTOR) {
    return text(
      'The value lies almost on the threshold: more rows alone will hardly decide it. Look for better columns, or agree on another threshold.',
      '数值几乎恰好等于阈值：仅靠增加行数难以得出结论。请寻找更有信息的字段，或协商调整阈值。',
    );
  }
  const count = (Math.ceil((totalRows * factor) / 100) * 100).toLocaleString('en-US');
  return text(
    `About ${count} rows in all would decide it, if the new ones are like these.`,
    `若新增数据与现有数据相似，总计约 ${count} 行即可下结论。`,
  );
}
