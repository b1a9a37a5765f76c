import {
  type Block,
  type Cell,
  columnLabel,
  type Localized,
  type ReportSection,
  type TableBlock,
  text,
} from '@proofline/pipeline';
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
  const blocks: Block[] = [
    finding(alternatives),
    alternativesTable(alternatives, context.options.currency),
    {
      type: 'text',
      text: text(
        `Each alternative decides on the same test rows. Other candidates and refits approve the same share as the champion, so that they differ in whom they approve and not in how many; the ratio and the gap are those of the worst group with at least ${setting.minimumRows} rows. What looks better here was picked from ${alternatives.length - 1} on the same rows: confirm it on new applications before it is adopted. Different cut-offs for different groups were not tried, since they would treat people by the protected attribute itself.`,
        `所有替代方案均在相同测试数据上评估。其他候选模型与重新训练的模型批准与所选模型相同的比例，因此差别在于批准了谁，而非批准多少；比率与差距取自至少 ${setting.minimumRows} 行的最差群体。此处看似更优者是在同一数据上从 ${alternatives.length - 1} 个方案中选出的：采用前须以新申请验证。未尝试对不同群体使用不同临界值，因为那等于依据受保护属性区别对待。`,
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
        return [text(columnLabel(spec, 'en'), columnLabel(spec, 'zh')), { value: difference, digits: 3 }];
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

function finding(alternatives: readonly Alternative[]): Block {
  const better = alternatives.filter(({ paretoBetter }) => paretoBetter);
  const certain = better.filter(isCertain);
  const tried = alternatives.length - 1;
  const list = (some: readonly Alternative[]): Localized =>
    text(some.map(({ title }) => title.en).join('; '), some.map(({ title }) => title.zh).join('；'));
  if (better.length === 0) {
    return {
      type: 'callout',
      tone: 'info',
      text: text(
        `None of ${tried} alternatives is at least as good as the champion in money and gap and better in the ratio.`,
        `在 ${tried} 个替代方案中，没有一个在收益与差距上不逊于所选模型且比率更优。`,
      ),
    };
  }
  const names = list(certain.length > 0 ? certain : better);
  return {
    type: 'callout',
    tone: certain.length > 0 ? 'warn' : 'info',
    text:
      certain.length > 0
        ? text(
            `At no cost in money on these rows and with a better ratio beyond doubt: ${names.en}. A lender that keeps the champion needs a reason why.`,
            `在本数据上收益不减，且比率确定更优：${names.zh}。若仍采用所选模型，需说明理由。`,
          )
        : text(
            `At least as good on all counts on these rows, though the gain in the ratio may be chance: ${names.en}.`,
            `在本数据上各方面均不逊色，但比率的改善可能出于偶然：${names.zh}。`,
          ),
  };
}

function isCertain({ gain }: Alternative): boolean {
  return gain !== undefined && gain[0] > 0;
}

function alternativesTable(alternatives: readonly Alternative[], currency: string): Block {
  const right = (title: Localized) => ({ title, align: 'right' as const });
  return {
    type: 'table',
    columns: [
      { title: text('alternative', '替代方案') },
      right(text('AUC')),
      right(text(`profit per application, ${currency}`, `每笔申请利润（${currency}）`)),
      right(text('approved', '通过率')),
      right(FAIRNESS_MEASURES.adverseImpactRatio.title),
      right(FAIRNESS_MEASURES.tprGap.title),
      { title: text('against the champion', '与所选模型相比') },
    ],
    rows: alternatives.map((one): Cell[] => [
      one.title,
      { value: one.auc },
      { value: one.value, digits: 3 },
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
  if (one.kind === 'champion' || !one.paretoBetter || one.gain === undefined) return null;
  const [low, high] = one.gain.map((value) => value.toFixed(2));
  return isCertain(one)
    ? text(`better on all counts; ratio by ${low} to ${high}`, `各方面更优；比率提高 ${low} 至 ${high}`)
    : text(
        `better on all counts, perhaps by chance (${low} to ${high})`,
        `各方面更优，但可能出于偶然（${low} 至 ${high}）`,
      );
}
