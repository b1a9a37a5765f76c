import {
  type Block,
  type Cell,
  columnTitle,
  intervalText,
  joinTexts,
  type Localized,
  type ReportSection,
  type TableBlock,
  type TaskOptions,
  text,
} from '@proofline/pipeline';
import { moneyOf } from './cut-off-section.js';
import { decisionCosts } from './decision-value.js';
import { FAIRNESS_MEASURES } from './fairness.js';
import type { Alternative, AlternativeSearch } from './less-discriminatory-alternatives.js';
import type { CreditContext } from './study.js';

const TITLE = text('Less discriminatory alternatives', '歧视更小的替代方案');
const DRIVERS = 5;

type Emphasis = NonNullable<TableBlock['emphasis']>;

/** The table of alternatives with what it says and what it does not. */
export function alternativesSection(
  { alternatives, drivers, between, setting }: AlternativeSearch,
  context: CreditContext,
): ReportSection {
  // Under cross-validation the cut-off was chosen on these rows as well.
  const apart = context.judgedOn === 'held-out' ? text(', and the cut-off was not', '，而临界值不是') : text('');
  const blocks: Block[] = [
    finding(alternatives),
    alternativesTable(alternatives, context.options),
    {
      type: 'text',
      text: text(
        `Each alternative decides on the same test rows. Other candidates and refits approve the same share as the champion, so that they differ in whom they approve and not in how many; the ratio is that of the worst group with at least ${setting.minimumRows} rows, and the gap is the widest in either direction, whichever group it harms. Intervals of differences hold for all ${alternatives.length - 1} alternatives at once (Bonferroni). What looks better here, in fairness or in money, was picked on the rows that judge it${apart.en}: that is why none of it is recommended. Confirm it on new applications before it is adopted. Different cut-offs for different groups were not tried, since they would treat people by the protected attribute itself.`,
        `所有替代方案均在相同测试数据上评估。其他候选模型与重新训练的模型批准与所选模型相同的比例，因此差别在于批准了谁，而非批准多少；比率取自至少 ${setting.minimumRows} 行的最差群体，差距为任一方向上的最大差距，无论对哪个群体不利。差异区间对全部 ${alternatives.length - 1} 个方案同时成立（Bonferroni）。此处在公平性或收益上看似更优者是在评估数据上选出的${apart.zh}，故不予推荐；采用前须以新申请验证。未尝试对不同群体使用不同临界值，因为那等于依据受保护属性区别对待。`,
      ),
    },
  ];
  if (between !== undefined && drivers.length > 0) {
    blocks.push({
      type: 'table',
      caption: text(
        `What sets "${between.group.en}" apart from "${between.reference.en}" (${between.column.en}) in the champion's score: mean part of the log-odds of default in training rows, one minus the other`,
        `所选模型评分中“${between.group.zh}”与“${between.reference.zh}”（${between.column.zh}）的差异来源：训练数据上对违约对数几率平均贡献之差`,
      ),
      columns: [{ title: text('factor', '因素') }, { title: text('difference', '差异'), align: 'right' }],
      rows: drivers.slice(0, DRIVERS).map(({ feature, difference }) => {
        const spec = context.schema.columns.find(({ name }) => name === feature)!;
        return [columnTitle(spec), { value: difference, digits: 3 }];
      }),
    });
  } else if (context.champion.model.explain === undefined) {
    blocks.push({
      type: 'text',
      text: text(
        'The champion cannot say which factors carry the difference, so no refit without one of them was tried.',
        '所选模型无法说明差异来自哪些因素，因此未尝试去除因素后的重新训练。',
      ),
    });
  }
  return { id: 'less-discriminatory-alternatives', title: TITLE, level: 'evidence', blocks };
}

/** A clearly better way that is not taken must be known to whoever signs. */
export function alternativesWarning({ alternatives }: AlternativeSearch): Localized[] {
  const certain = alternatives.filter((one) => one.paretoBetter && isCertain(one));
  if (certain.length === 0) return [];
  const names = titles(certain);
  return [
    text(
      `A less discriminatory alternative costs nothing on these rows and has a better adverse impact ratio beyond doubt: ${names.en}. Keeping the champion needs a reason.`,
      `存在歧视更小的替代方案，在本数据上收益不减且不利影响比率确定更优：${names.zh}。保留所选模型需说明理由。`,
    ),
  ];
}

function finding(alternatives: readonly Alternative[]): Block {
  const tried = alternatives.length - 1;
  const better = alternatives.filter(({ paretoBetter }) => paretoBetter);
  const certain = titles(better.filter(isCertain));
  if (certain.en !== '') {
    return {
      type: 'callout',
      tone: 'warn',
      text: text(
        `At no cost in money on these rows and with a better ratio beyond doubt: ${certain.en}. A lender that keeps the champion needs a reason why.`,
        `在本数据上收益不减，且比率确定更优：${certain.zh}。若仍采用所选模型，需说明理由。`,
      ),
    };
  }
  if (better.length > 0) {
    const names = titles(better);
    return {
      type: 'callout',
      tone: 'info',
      text: text(
        `At least as good on all counts on these rows, though the gain in the ratio may be chance: ${names.en}.`,
        `在本数据上各方面均不逊色，但比率的改善可能出于偶然：${names.zh}。`,
      ),
    };
  }
  const close = titles(alternatives.filter((one) => one.ratioGain !== undefined && !isDearer(one)));
  return {
    type: 'callout',
    tone: 'info',
    text:
      close.en === ''
        ? text(
            `None of ${tried} alternatives has a better ratio at a cost that could be chance.`,
            `在 ${tried} 个替代方案中，没有一个能以可能出于偶然的代价改善比率。`,
          )
        : text(
            `None of ${tried} alternatives is better on all counts. With a better ratio, and less money or a wider gap by so little that it may be chance: ${close.en}.`,
            `在 ${tried} 个替代方案中，没有一个各方面均更优。比率更优，而收益或差距的劣势小到可能出于偶然的有：${close.zh}。`,
          ),
  };
}

function titles(alternatives: readonly Alternative[]): Localized {
  return joinTexts(
    alternatives.map(({ title }) => title),
    'phrases',
  );
}

function isCertain({ ratioGain }: Alternative): boolean {
  return ratioGain?.interval !== undefined && ratioGain.interval[0] > 0;
}

/** Costs money beyond doubt. */
function isDearer({ valueDifference }: Alternative): boolean {
  return valueDifference !== undefined && valueDifference.interval[1] < 0;
}

function alternativesTable(alternatives: readonly Alternative[], { currency, costs }: TaskOptions): Block {
  const { sign, name: money } = moneyOf(decisionCosts(costs));
  const right = (title: Localized) => ({ title, align: 'right' as const });
  return {
    type: 'table',
    columns: [
      { title: text('alternative', '替代方案') },
      right(text('AUC')),
      right(text(`${money.en} per application, ${currency}`, `每笔申请${money.zh}（${currency}）`)),
      right(text('gained over the champion', '相对所选模型的收益')),
      right(text('approved', '通过率')),
      right(FAIRNESS_MEASURES.adverseImpactRatio.title),
      right(text('widest gap in approvals of good payers', '优质客户通过率最大差距')),
      { title: text('ratio against the champion', '比率与所选模型相比') },
    ],
    rows: alternatives.map((one): Cell[] => [
      one.title,
      { value: one.auc },
      { value: sign * one.value, digits: 3 },
      one.valueDifference === undefined ? null : { ...one.valueDifference, digits: 3 },
      { value: one.approvalRate, format: 'percent' },
      one.ratio === undefined ? null : { ...one.ratio, digits: 2 },
      one.gap === undefined ? null : { ...one.gap, digits: 2 },
      standing(one),
    ]),
    emphasis: alternatives.flatMap(({ kind, paretoBetter }, row): Emphasis => {
      if (kind === 'champion') return [{ row, tone: 'champion' }];
      return paretoBetter ? [{ row, tone: 'good' }] : [];
    }),
  };
}

function standing(one: Alternative): Cell {
  if (one.ratioGain === undefined) return null;
  const { interval } = one.ratioGain;
  const between =
    interval === undefined
      ? text(
          'no interval: in too many draws of these rows nobody of the group to compare with is approved',
          '无法得出区间：过多次重抽样中参照群体无人获批',
        )
      : intervalText(interval, (value) => value.toFixed(2));
  const counts = one.paretoBetter
    ? text('better on all counts', '各方面更优')
    : isDearer(one)
      ? text('better, at a cost', '更优，但有代价')
      : text('better', '更优');
  const doubt = isCertain(one) ? text('', '') : text(', perhaps by chance', '，可能出于偶然');
  return text(`${counts.en}${doubt.en} (${between.en})`, `${counts.zh}${doubt.zh}（${between.zh}）`);
}
