import type { Rng } from '@proofline/learn';
import {
  type Block,
  columnTitle,
  type EvaluatedCandidate,
  type FeatureSchema,
  type Frame,
  featureFrame,
  joinTexts,
  type Localized,
  takeFrame,
  text,
} from '@proofline/pipeline';
import { declinedRows, spreadOver } from './declined-rows.js';
import { type Fidelity, MOST_REASONS, reasonFidelity } from './reason-fidelity.js';
import type { SectionBuilder } from './study.js';

/** What the section on reasons measures; criteria and constraints may name it. */
export const REASON_MEASURES = {
  reasonFidelity: { title: text('reason fidelity rate', '原因保真率'), better: 'higher' },
} as const;

/** Declined applications that are explained: enough for an interval of a few points. */
const MOST_ROWS = 150;
const EXAMPLES = 3;
const TOP_FACTORS = 10;

const METHOD = text(
  'Reasons are the factors whose part of the log-odds of default lies furthest above that of the average applicant of the training data, which is one of the methods named by the official interpretation of Regulation B (12 CFR 1002, Supplement I, comment 9(b)(2)-5). At most four are given, only factors that were scored, never a protected column; equal ones come in the order of the schema.',
  '原因为对违约对数几率的贡献高出训练数据平均申请人最多的因素，这是 Regulation B 官方解释（12 CFR 1002，附录 I，评注 9(b)(2)-5）所列方法之一。最多给出四条，仅限实际参与评分的因素，绝不包含受保护字段；贡献相同时按模式文件中的顺序排列。',
);

/** Why applications are declined, and a test of it: does repairing the first reason improve the score? */
export const reasonsSection: SectionBuilder = ({ context, cutOff }) => {
  const { train, test, schema, champion, candidates } = context;
  const rng = context.context.rng.fork('reasons');
  const trainFrame = featureFrame(train);
  const testFrame = featureFrame(test);
  const declined = declinedRows(champion.test, cutOff, MOST_ROWS, rng);
  if (declined.length === 0) return {};
  const rowsFrame = takeFrame(testFrame, declined);
  const studied = candidates.flatMap((candidate) => {
    const fidelity = fidelityOf(candidate, rowsFrame, trainFrame, rng);
    return fidelity === undefined ? [] : [{ candidate, fidelity }];
  });
  const own = studied.find(({ candidate }) => candidate.name === champion.name);
  const blocks: Block[] = [{ type: 'text', text: METHOD }];
  if (own === undefined) {
    const missing = text(
      'The champion cannot give reasons: it must not decide on applications where the law asks for them.',
      '所选模型无法给出原因：在法律要求说明原因的场合不得用于审批。',
    );
    blocks.push({ type: 'callout', tone: 'bad', text: missing });
    return { sections: [section(blocks)], warnings: [missing] };
  }
  blocks.push(finding(own.fidelity, declined.length), fidelityTable(studied, champion.name, declined.length));
  blocks.push(factorTable(own.fidelity, schema));
  const examples = exampleTable(own.fidelity, declined, champion.test, test.rowNumbers, schema);
  if (examples !== undefined) blocks.push(examples);
  return { sections: [section(blocks)], measures: { reasonFidelity: own.fidelity.best } };
};

function section(blocks: Block[]) {
  return { id: 'reasons', title: text('Reasons for a decline', '拒绝原因'), level: 'evidence' as const, blocks };
}

function fidelityOf(
  { model, name }: EvaluatedCandidate<Float64Array>,
  declined: Frame,
  train: Frame,
  rng: Rng,
): Fidelity | undefined {
  const { explain } = model;
  if (explain === undefined) return undefined;
  const explaining = {
    predict: (frame: Frame) => model.predict(frame),
    explain: (frame: Frame, row: number, limit?: number) => explain.call(model, frame, row, limit),
  };
  return reasonFidelity(explaining, declined, train, rng.fork(name));
}

function finding({ best, typical, control }: Fidelity, rows: number): Block {
  const p = (value: number): string => (100 * value).toFixed(1);
  const works = typical.value > control.value;
  return {
    type: 'callout',
    tone: best.value >= 0.95 && works ? 'good' : 'warn',
    text: text(
      `Of ${rows} declined test applications, ${p(best.value)} % score better when the factor of their first reason is put to the best value seen in training (95 % interval ${p(best.interval[0])} to ${p(best.interval[1])} %), and ${p(typical.value)} % when it is put to the typical value, against ${p(control.value)} % for another scored factor drawn at random.`,
      `在 ${rows} 份被拒测试申请中，将首要原因的因素改为训练中所见的最佳值后，${p(best.value)}% 的评分改善（95% 区间 ${p(best.interval[0])} 至 ${p(best.interval[1])}%）；改为典型值时为 ${p(typical.value)}%，而随机选取另一评分因素时为 ${p(control.value)}%。`,
    ),
  };
}

function fidelityTable(
  studied: readonly { candidate: EvaluatedCandidate<Float64Array>; fidelity: Fidelity }[],
  champion: string,
  rows: number,
): Block {
  const right = (title: Localized) => ({ title, align: 'right' as const });
  return {
    type: 'table',
    caption: text(
      `Share of ${rows} declined applications whose score improves when one factor is repaired and all else is left; a decline without any reason counts as not improved.`,
      `${rows} 份被拒申请中，仅修复一个因素后评分改善的比例；没有任何原因的拒绝计为未改善。`,
    ),
    columns: [
      { title: text('candidate', '候选模型') },
      right(text('first reason, best value', '首要原因，最佳值')),
      right(text('first reason, typical value', '首要原因，典型值')),
      right(text('random factor, typical value', '随机因素，典型值')),
    ],
    rows: studied.map(({ candidate, fidelity: { best, typical, control } }) => [
      candidate.title,
      { ...best, format: 'percent' },
      { ...typical, format: 'percent' },
      { ...control, format: 'percent' },
    ]),
    emphasis: studied.flatMap(({ candidate }, row) =>
      candidate.name === champion ? [{ row, tone: 'champion' as const }] : [],
    ),
  };
}

/** How often each factor is named. */
function factorTable({ reasons }: Fidelity, schema: FeatureSchema): Block {
  const counts = new Map<string, { first: number; named: number }>();
  for (const given of reasons) {
    given.forEach(({ feature }, k) => {
      const count = counts.get(feature) ?? { first: 0, named: 0 };
      if (k === 0) count.first++;
      count.named++;
      counts.set(feature, count);
    });
  }
  const order = [...counts].sort(([a, x], [b, y]) => y.first - x.first || y.named - x.named || (a < b ? -1 : 1));
  return {
    type: 'table',
    caption: text('What declined applications are told', '被拒申请所获告知'),
    columns: [
      { title: text('factor', '因素') },
      { title: text('first reason', '首要原因'), align: 'right' },
      { title: text(`among up to ${MOST_REASONS}`, `在至多 ${MOST_REASONS} 条之中`), align: 'right' },
    ],
    rows: order.map(([feature, { first, named }]) => {
      const spec = schema.columns.find(({ name }) => name === feature)!;
      return [
        columnTitle(spec),
        { value: first / reasons.length, format: 'percent' },
        { value: named / reasons.length, format: 'percent' },
      ];
    }),
    fold: TOP_FACTORS,
  };
}

/** The applications nearest to the middle of the declined, as a notice would read; none with personal data. */
function exampleTable(
  { reasons }: Fidelity,
  declined: Int32Array,
  probability: Float64Array,
  rowNumbers: Int32Array,
  schema: FeatureSchema,
): Block | undefined {
  const personal = new Set(schema.columns.filter(({ pii }) => pii === true).map(({ name }) => name));
  const shown = [...declined.keys()]
    .filter((k) => reasons[k]!.length > 0 && reasons[k]!.every(({ feature }) => !personal.has(feature)))
    .sort((a, b) => probability[declined[a]!]! - probability[declined[b]!]! || a - b);
  if (shown.length === 0) return undefined;
  return {
    type: 'table',
    caption: text('Three declined applications and their reasons', '三份被拒申请及其原因'),
    columns: [
      { title: text('row', '行') },
      { title: text('PD', '违约概率'), align: 'right' },
      { title: text('reasons', '原因') },
    ],
    rows: spreadOver(shown, EXAMPLES).map((k) => [
      String(rowNumbers[declined[k]!]!),
      { value: probability[declined[k]!]!, format: 'percent' },
      joinTexts(
        reasons[k]!.map((reason) => reason.text),
        'phrases',
      ),
    ]),
  };
}
