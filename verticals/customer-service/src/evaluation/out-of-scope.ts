import { ascendingOrder, wilsonInterval } from '@proofline/learn';
import { type Localized, percentText, type ReportSection, text } from '@proofline/pipeline';
import type { SectionBuilder, TextStudy } from './study.js';

/** How well what belongs to none of the classes is told from what does, and what that costs those that do. */
export const outOfScopeSection: SectionBuilder = (study) => {
  const { truth, named, outOfScope } = study;
  if (outOfScope === undefined) return {};
  const rows = [...truth.keys()];
  const within = rows.filter((row) => truth[row] !== outOfScope);
  const outside = rows.filter((row) => truth[row] === outOfScope);
  const share = (of: readonly number[], holds: (row: number) => boolean) => {
    const count = of.filter(holds).length;
    return { value: count / of.length, interval: wilsonInterval(count, of.length) };
  };
  const isRight = (row: number): boolean => named[row] === truth[row];
  const measures: Record<string, { value: number; interval: readonly [number, number] }> = {};
  if (within.length > 0) measures.inScopeAccuracy = share(within, isRight);
  if (outside.length > 0) measures.outOfScopeRecall = share(outside, isRight);
  if (within.length === 0 || outside.length === 0) return { measures };
  const turnedAway = within.filter((row) => named[row] === outOfScope).length / within.length;
  const section: ReportSection = {
    id: 'out-of-scope',
    title: text('Out of scope', '范围外'),
    level: 'evidence',
    blocks: [
      { type: 'text', text: summary(within.length, outside.length, measures, turnedAway) },
      {
        type: 'chart',
        title: text('What another threshold would do', '其他阈值的效果'),
        caption: text(
          'Turning more away finds more of what is out of scope, at the price of messages that could have been answered; the line marks the champion.',
          '判为范围外越多，识别出的范围外消息越多，但也会误拒本可作答的消息；竖线为当前模型。',
        ),
        x: {
          title: text('accuracy on what is in scope', '范围内准确率'),
          format: 'percent',
        },
        y: { title: text('out of scope seen as such', '范围外识别率'), min: 0, max: 1, format: 'percent' },
        series: [
          { name: text('champion', '当选模型'), kind: 'line', points: tradeOff(study, outOfScope, within, outside) },
        ],
        markers: [{ x: measures.inScopeAccuracy!.value, label: text('champion', '当选模型') }],
      },
    ],
  };
  return { section, measures };
};

function summary(
  within: number,
  outside: number,
  { inScopeAccuracy, outOfScopeRecall }: Record<string, { value: number }>,
  turnedAway: number,
): Localized {
  const [rows, strange] = [within, outside].map((count) => count.toLocaleString('en-US'));
  const [right, seen, away] = [inScopeAccuracy!.value, outOfScopeRecall!.value, turnedAway].map(percentText);
  return text(
    `Of ${strange} messages that belong to no class ${seen!.en} are seen as such; of ${rows} that do, ${right!.en} are named right and ${away!.en} are turned away.`,
    `${strange} 条不属于任何类别的消息中，识别出 ${seen!.zh}；${rows} 条范围内消息中，${right!.zh} 判断正确，${away!.zh} 被误判为范围外。`,
  );
}

/** Accuracy within scope against recall outside it, for thresholds on the probability of being out of scope. */
function tradeOff(
  { context, classes, truth }: TextStudy,
  outOfScope: number,
  within: readonly number[],
  outside: readonly number[],
): [number, number][] {
  const { probability } = context.champion.test;
  const k = classes.length;
  const odds = (row: number): number => probability[row * k + outOfScope]!;
  /** Whether the likeliest of the other classes is the right one. */
  const rightIfAnswered = (row: number): boolean => {
    let best = -1;
    for (let c = 0; c < k; c++) {
      if (c !== outOfScope && (best < 0 || probability[row * k + c]! > probability[row * k + best]!)) best = c;
    }
    return best === truth[row];
  };
  const sortedOutside = Float64Array.from(outside, odds).sort();
  const byOdds = within.map((row) => ({ odds: odds(row), right: rightIfAnswered(row) }));
  const order = ascendingOrder(Float64Array.from(byOdds, (one) => one.odds));
  const points: [number, number][] = [];
  const step = Math.max(1, Math.floor(within.length / 100));
  let right = 0;
  let below = 0;
  order.forEach((at, i) => {
    if (byOdds[at]!.right) right++;
    if ((i + 1) % step !== 0 && i + 1 < within.length) return;
    while (below < sortedOutside.length && sortedOutside[below]! <= byOdds[at]!.odds) below++;
    points.push([right / within.length, 1 - below / outside.length]);
  });
  // Where hardly anything is answered nobody would set a threshold.
  return points.filter(([accuracy]) => accuracy >= 0.5);
}
