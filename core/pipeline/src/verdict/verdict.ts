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
  baselineValue: number;
  /** Rows the numbers were measured on. */
  testRows: number;
  totalRows: number;
}

/**
 * GO: every `must` criterion is met with its whole interval and the baseline is beaten with its whole interval.
 * NO-GO: a `must` is missed with its whole interval, or the baseline is not beaten at all.
 * MORE DATA: neither is certain with the rows at hand; says how many would decide it.
 */
export function decideVerdict(input: VerdictInput): VerdictSummary {
  const must = input.criteria.filter((c) => c.level === 'must');
  const missed = must.filter((c) => c.outcome === 'missed');
  const uncertain = must.filter((c) => c.outcome === 'uncertain');
  const beaten = input.gain.interval[0] > 0;
  const hopeless = input.champion.baseline || input.gain.interval[1] <= 0;
  let word: VerdictWord;
  if (missed.length > 0 || hopeless) word = 'NO-GO';
  else if (uncertain.length > 0 || !beaten) word = 'MORE DATA';
  else word = 'GO';

  const ask = word === 'MORE DATA' ? smallestAsk(input, uncertain, beaten) : undefined;
  return {
    word,
    sentences: [
      headline(word, input),
      numbers(input),
      baselineSentence(input, beaten),
      ...criteriaSentence(must, missed, uncertain),
    ],
    criteria: input.criteria,
    ...(ask === undefined ? {} : { ask }),
  };
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

function baselineSentence({ gain, baselineValue, primary, champion }: VerdictInput, beaten: boolean): Localized {
  const base = three(baselineValue);
  if (champion.baseline) {
    return text(
      `No model could be told apart from the trivial baseline (${base}), so the baseline stays and nothing is promoted.`,
      `没有任何模型与基准模型（${base}）存在可分辨的差异，因此保留基准，不推广任何模型。`,
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

function criteriaSentence(
  must: readonly CriterionResult[],
  missed: readonly CriterionResult[],
  uncertain: readonly CriterionResult[],
): Localized[] {
  if (must.length === 0) return [];
  const name = (language: 'en' | 'zh') => (c: CriterionResult) => `${c.title[language]} ${c.bound} ${c.threshold}`;
  const list = (items: readonly CriterionResult[]): Localized =>
    text(items.map(name('en')).join('; '), items.map(name('zh')).join('；'));
  if (missed.length > 0) {
    const { en, zh } = list(missed);
    return [text(`Missed beyond doubt: ${en}.`, `确定未达到：${zh}。`)];
  }
  if (uncertain.length > 0) {
    const { en, zh } = list(uncertain);
    return [text(`Not certain with this many rows: ${en}.`, `以现有行数尚不能确定：${zh}。`)];
  }
  const { en, zh } = list(must);
  return [text(`Every criterion fixed before training is met: ${en}.`, `训练前确定的各项标准均已达到：${zh}。`)];
}

/**
 * Rows that would decide it: an interval shrinks with the square root of the rows, so its half-width h reaches the
 * distance d between value and threshold at n·(h/d)² rows. Where d is near zero no number of rows is a fair ask.
 */
function smallestAsk(input: VerdictInput, uncertain: readonly CriterionResult[], beaten: boolean): Localized {
  let factor = 1;
  for (const criterion of uncertain) {
    if (criterion.interval === undefined) continue;
    const half = (criterion.interval[1] - criterion.interval[0]) / 2;
    factor = Math.max(factor, (half / Math.abs(criterion.value - criterion.threshold)) ** 2);
  }
  if (!beaten) {
    const half = (input.gain.interval[1] - input.gain.interval[0]) / 2;
    factor = Math.max(factor, (half / Math.max(0, input.gain.value)) ** 2);
  }
  if (!Number.isFinite(factor) || factor > 100) {
    return text(
      'The value lies almost on the threshold: more rows alone will hardly decide it. Look for better columns, or agree on another threshold.',
      '数值几乎恰好等于阈值：仅靠增加行数难以得出结论。请寻找更有信息的字段，或协商调整阈值。',
    );
  }
  const rows = Math.ceil((input.totalRows * factor) / 100) * 100;
  const count = rows.toLocaleString('en-US');
  return text(
    `About ${count} rows in all would decide it, if the new ones are like these.`,
    `若新增数据与现有数据相似，总计约 ${count} 行即可下结论。`,
  );
}
