import { type Block, type Cell, type Localized, type ReportSection, text } from '@proofline/pipeline';
import type { RejectScenario, RejectStudy } from './reject-inference.js';

const METHOD: Record<RejectScenario['method'], Localized> = {
  accepted: text('accepted only', '仅已批准'),
  fuzzy: text('fuzzy augmentation', '模糊增补法'),
  parcelling: text('parcelling', '分组推断法'),
};

/** Beyond this range of approved rejects the assumption, not the data, decides. */
const WIDE = 0.2;

/** The sensitivity band, and what it cannot tell. */
export function rejectInferenceBlocks(study: RejectStudy): ReportSection {
  const { scenarios } = study;
  return {
    id: 'reject-inference',
    title: text('Rejected applications', '被拒申请推断'),
    level: 'evidence',
    blocks: [finding(study), limits(study), chart(scenarios), table(scenarios), howTo(study)],
  };
}

const percent = (value: number, digits = 1): string => (100 * value).toFixed(digits);

function range(scenarios: readonly RejectScenario[], of: (one: RejectScenario) => number): [number, number] {
  const values = scenarios.map(of);
  return [Math.min(...values), Math.max(...values)];
}

function finding({ scenarios, rejects }: RejectStudy): Block {
  const inferred = scenarios.filter(({ method }) => method !== 'accepted');
  const approved = range(inferred, ({ approvedRejects }) => approvedRejects);
  const pd = range(inferred, ({ meanPd }) => meanPd);
  const [least, most] = range(inferred, ({ factor }) => factor);
  const count = rejects.toLocaleString('en-US');
  return {
    type: 'callout',
    tone: approved[1] - approved[0] > WIDE ? 'warn' : 'info',
    text: text(
      `If the ${count} rejected applications are ${least} to ${most} times as bad as accepted ones of the same score, the champion learnt with them gives them a mean probability of default of ${percent(pd[0])} to ${percent(pd[1])} %, and would approve ${percent(approved[0])} to ${percent(approved[1])} % of them at its cut-off. Learnt from accepted applications alone it gives ${percent(scenarios[0]!.meanPd)} % and approves ${percent(scenarios[0]!.approvedRejects)} %.`,
      `若 ${count} 份被拒申请的坏账率为同分已批准申请的 ${least} 至 ${most} 倍，则纳入后重新训练的模型给出的平均违约概率为 ${percent(pd[0])}% 至 ${percent(pd[1])}%，按其临界值将批准其中的 ${percent(approved[0])}% 至 ${percent(approved[1])}%。仅以已批准申请训练时，分别为 ${percent(scenarios[0]!.meanPd)}% 与 ${percent(scenarios[0]!.approvedRejects)}%。`,
    ),
  };
}

function limits({ beyond }: RejectStudy): Block {
  return {
    type: 'text',
    text: text(
      `What this cannot know: nobody saw how a rejected application would have turned out. Every line below is an assumption with arithmetic, the factor above all, and no line is evidence that one is right. The AUC is that of accepted applications, so it can fall while the model gets better for everybody, or the other way round. ${percent(beyond)} % of the rejects score worse than 99 % of the accepted, where there is next to nothing to learn from. Only approving a small random sample of those who would be rejected, or outcomes at other lenders from a bureau, would tell.`,
      `本节无法得知：没有人观察过被拒申请的真实结果。以下各行均为假设加计算，尤其是倍数，且没有任何一行能证明哪个假设正确。AUC 仅针对已批准申请，因此它下降时模型对全体申请人可能更好，反之亦然。${percent(beyond)}% 的被拒申请评分差于 99% 的已批准申请，该区间几乎无可学习。只有随机批准一小部分本应拒绝的申请，或从征信机构取得其在他处的表现，才能得到答案。`,
    ),
  };
}

function chart(scenarios: readonly RejectScenario[]): Block {
  const inferred = scenarios.filter(({ method }) => method !== 'accepted');
  const methods = [...new Set(inferred.map(({ method }) => method))];
  return {
    type: 'chart',
    title: text('Rejects that would be approved, by assumption', '不同假设下将获批的被拒申请'),
    caption: text(
      'The steeper the line, the more the answer hangs on an assumption that no data at hand can test.',
      '曲线越陡，结论越依赖于现有数据无法检验的假设。',
    ),
    x: { title: text('rejects are as many times worse', '被拒申请坏账率倍数') },
    y: { title: text('share of rejects approved', '被拒申请获批比例'), format: 'percent', min: 0 },
    series: methods.map((method) => ({
      name: METHOD[method],
      kind: 'line',
      points: inferred
        .filter((one) => one.method === method)
        .map(({ factor, approvedRejects }) => [factor, approvedRejects] as const),
    })),
  };
}

function table(scenarios: readonly RejectScenario[]): Block {
  const right = (title: Localized) => ({ title, align: 'right' as const });
  return {
    type: 'table',
    columns: [
      { title: text('rejects', '被拒申请处理') },
      right(text('times worse', '倍数')),
      right(text('assumed bad rate', '假定坏账率')),
      right(text('mean PD of rejects', '被拒申请平均违约概率')),
      right(text('rejects approved', '被拒申请获批')),
      right(text('accepted approved', '已批准申请获批')),
      right(text('AUC, accepted', 'AUC（已批准）')),
      right(text('change in AUC', 'AUC 变化')),
      right(text('rank correlation', '秩相关')),
    ],
    rows: scenarios.map((one): Cell[] => [
      METHOD[one.method],
      one.method === 'accepted' ? null : { value: one.factor, digits: 1 },
      one.assumedBadRate === undefined ? null : { value: one.assumedBadRate, format: 'percent' },
      { value: one.meanPd, format: 'percent' },
      { value: one.approvedRejects, format: 'percent' },
      { value: one.approvedAccepted, format: 'percent' },
      { value: one.auc },
      one.aucChange === undefined ? null : { ...one.aucChange, digits: 3 },
      { value: one.rankCorrelation },
    ]),
    emphasis: [{ row: 0, tone: 'champion' }],
  };
}

function howTo({ accepted, used }: RejectStudy): Block {
  const rows = (count: number): string => count.toLocaleString('en-US');
  return {
    type: 'text',
    text: text(
      `Fitted with the champion's own settings on ${rows(accepted)} accepted and ${rows(used)} rejected applications. Fuzzy augmentation counts every reject twice, as bad with the weight of its probability of default times the factor and as good with the rest; parcelling draws, in each tenth of the accepted by score, as many bad ones as their bad rate times the factor says. The packaged model was learnt from accepted applications alone.`,
      `以所选模型的参数在 ${rows(accepted)} 份已批准与 ${rows(used)} 份被拒申请上训练。模糊增补法将每份被拒申请计两次：以违约概率乘倍数为权重计为坏，其余权重计为好；分组推断法按评分十等分，在每组中按已批准坏账率乘倍数随机指定坏客户。打包的模型仅以已批准申请训练。`,
    ),
  };
}
