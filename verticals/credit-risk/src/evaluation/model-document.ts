import { rocAuc } from '@proofline/learn';
import {
  type Block,
  categoryLabel,
  columnsWithRole,
  columnTitle,
  columnWithRole,
  type Dataset,
  type FeatureSchema,
  formatDate,
  intervalText,
  joinTexts,
  type Localized,
  percentText,
  type ReportSection,
  text,
} from '@proofline/pipeline';
import { decisionCosts } from './decision-value.js';
import type { CreditContext, CreditStudy, SectionBuilder } from './study.js';
import { cardOf, editsOf } from './variables.js';
import { weightedMean } from './weighted-rows.js';

/**
 * The model document, in the sections that the supervisory guidance on model risk asks for (SR 11-7, Board of Governors of
 * the Federal Reserve System and OCC 2011-12). Every statement is a fact of this run or says what is still to be done, and
 * by whom: nothing is promised on anybody's behalf.
 */
export const modelDocumentSection: SectionBuilder = (study) => {
  const { context, cutOff } = study;
  const parts: [Localized, Localized[]][] = [
    [text('1. Purpose and use', '1. 目的与用途'), purpose(context, cutOff)],
    [text('2. Data', '2. 数据'), data(context)],
    [text('3. Method and conceptual soundness', '3. 方法与概念合理性'), method(context)],
    [text('4. Assumptions and limits', '4. 假设与局限'), limits(context)],
    [
      text('5. Developmental evidence and outcomes', '5. 开发证据与结果分析'),
      [...evidence(context), ...outcomes(study), sensitivity(study)],
    ],
    [text('6. Effective challenge', '6. 有效质疑'), challenge(context)],
    [text('7. Overrides and manual changes', '7. 人工调整'), overrides(context)],
    [text('8. Implementation', '8. 实施'), implementation()],
    [text('9. Ongoing monitoring', '9. 持续监控'), monitoring(context)],
    [text('10. Governance', '10. 治理'), governance()],
  ];
  const blocks: Block[] = [
    {
      type: 'table',
      columns: [{ title: text('section', '部分') }, { title: text('statement', '陈述') }],
      rows: parts.flatMap(([title, statements]) =>
        statements.map((statement, k) => [k === 0 ? title : text(''), statement]),
      ),
      fold: 100,
    },
    SIGN_OFF,
  ];
  const section: ReportSection = {
    id: 'model-document',
    title: text('Model document (SR 11-7)', '模型文档（SR 11-7）'),
    level: 'appendix',
    blocks,
  };
  return { sections: [section] };
};

function purpose({ schema, champion, options }: CreditContext, cutOff: number): Localized[] {
  const target = columnWithRole(schema, 'target')!;
  const outcome = columnTitle(target);
  const event = target.positive === undefined ? text('the event', '事件') : categoryLabel(target, target.positive);
  const costs = decisionCosts(options.costs);
  const limit = percentText(cutOff);
  return [
    text(
      `Estimates the probability of default of an application: that '${outcome.en}' turns out '${event.en}'. Model: ${champion.title.en}.`,
      `估计申请的违约概率：即“${outcome.zh}”为“${event.zh}”的概率。模型：${champion.title.zh}。`,
    ),
    text(
      `Meant for decisions like those in the training data, at a cut-off near ${limit.en}, with a bad one approved costing ${costs.falseApproval} and a good one declined ${costs.falseDecline} ${options.currency}. Any other use needs evidence of its own.`,
      `适用于与训练数据类似的决策，临界值约 ${limit.zh}，批准坏客户成本 ${costs.falseApproval}、拒绝好客户成本 ${costs.falseDecline} ${options.currency}。其他用途需另行论证。`,
    ),
  ];
}

/** The rows that the models were fitted on: of very many, `train` is a part of them. */
function learntBy({ learnt, train, truth, weight }: CreditContext): NonNullable<CreditContext['learnt']> {
  return learnt ?? { data: train, truth: truth.train, ...(weight.train === undefined ? {} : { weight: weight.train }) };
}

function data(context: CreditContext): Localized[] {
  const { schema, train, test, truth, weight } = context;
  const learnt = learntBy(context);
  const [trained, judged] = [
    percentText(weightedMean(learnt.truth.y, learnt.weight)),
    percentText(weightedMean(truth.test.y, weight.test)),
  ];
  const features = columnsWithRole(schema, 'feature').length;
  const period = timeOf(schema, learnt.data, test);
  const [all, studied, unseen] = [learnt.data.rows, train.rows, test.rows].map((rows) => rows.toLocaleString('en-US'));
  return [
    text(
      `${all} rows for training (${trained.en} bad), ${unseen} judged on (${judged.en} bad), ${features} features. Fingerprint ${train.fingerprint}.`,
      `训练 ${all} 行（坏账率 ${trained.zh}），评估 ${unseen} 行（坏账率 ${judged.zh}），${features} 个特征。指纹 ${train.fingerprint}。`,
    ),
    ...(context.learnt === undefined
      ? []
      : [
          text(
            `The models were fitted on all training rows; candidates were tuned, compared and recalibrated, and the cut-off was chosen, on ${studied} of them, drawn by chance: the budget of the run allowed no more.`,
            `模型使用全部训练行拟合；候选模型的调参、比较与校准及临界值的选择使用其中随机抽取的 ${studied} 行：运行预算所限。`,
          ),
        ]),
    period ??
      text(
        'No column is the time of the case: nothing is known about change over time.',
        '没有列表示业务发生时间：无法了解随时间的变化。',
      ),
  ];
}

function timeOf(schema: FeatureSchema, train: Dataset, test: Dataset): Localized | undefined {
  const spec = columnWithRole(schema, 'time');
  if (spec === undefined) return undefined;
  const range = (dataset: Dataset): string => {
    const column = dataset.columns.get(spec.name);
    if (column?.kind !== 'time') return '–';
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of column.values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low > high ? '–' : `${formatDate(low)} – ${formatDate(high)}`;
  };
  return text(
    `Training rows are from ${range(train)}, judged rows from ${range(test)}.`,
    `训练数据时间范围 ${range(train)}，评估数据 ${range(test)}。`,
  );
}

function method({ champion, candidates, schema }: CreditContext): Localized[] {
  const others = candidates.filter(({ name }) => name !== champion.name);
  const monotone = columnsWithRole(schema, 'feature').filter((spec) => spec.monotone !== undefined);
  const compared = joinTexts(others.map(({ title }) => text(title.en.toLowerCase(), title.zh)));
  const directions = joinTexts(
    monotone.map((spec) => {
      const title = columnTitle(spec);
      return text(
        `${title.en} (${spec.monotone})`,
        `${title.zh}（${spec.monotone === 'increasing' ? '递增' : '递减'}）`,
      );
    }),
  );
  return [
    others.length === 0
      ? text(
          'No other candidate was trained to compare with. Settings were searched on training rows only.',
          '未训练其他候选模型作比较。参数搜索仅使用训练数据。',
        )
      : text(
          `Compared with ${compared.en}; the simplest one that cannot be told apart from the best was taken, of those better than the baseline and within the constraints. Settings were searched on training rows only.`,
          `与${compared.zh}比较，在优于基准且满足约束者中取与最优者无法区分的最简单模型。参数搜索仅使用训练数据。`,
        ),
    monotone.length === 0
      ? text(
          'No direction was prescribed for any feature. Where everybody knows one, write it into the schema (monotone).',
          '未对任何特征规定方向；如有公认方向，请在模式中注明（monotone）。',
        )
      : text(
          `The risk may move one way only in: ${directions.en}. Scorecard and gradient boosting keep to it.`,
          `规定风险单调方向的特征：${directions.zh}。评分卡与梯度提升遵守该方向。`,
        ),
  ];
}

function limits(context: CreditContext): Localized[] {
  const { schema, extras } = context;
  const events = learntBy(context).truth.y.reduce((sum, v) => sum + v, 0);
  const statements = [
    text(
      'Learnt from past decisions: what earlier policies never approved is not represented beyond what rejected applications, if supplied, can tell.',
      '模型由过往决策习得：以往政策从未批准的客群未被代表，除非提供了被拒申请。',
    ),
    extras.has('rejects')
      ? text('Rejected applications were supplied; see the section of that name.', '已提供被拒申请，见“被拒申请推断”。')
      : text('No rejected applications were supplied (--rejects).', '未提供被拒申请（--rejects）。'),
  ];
  if (events < 500) {
    statements.push(
      text(
        `${Math.round(events)} bad cases in training are few: expect the numbers to move when more data comes.`,
        `训练中仅有 ${Math.round(events)} 个坏样本：随数据增加结果可能变化。`,
      ),
    );
  }
  if (columnsWithRole(schema, 'protected').length === 0) {
    statements.push(
      text('No protected column was named: fairness was not examined.', '未指定受保护属性：未检验公平性。'),
    );
  }
  return statements;
}

function evidence({ champion, truth, weight, judgedOn }: CreditContext): Localized[] {
  if (judgedOn === 'cross-validated') {
    return [
      text(
        'Judged by outer cross-validation: the measures of the champion and of every challenger are means over the folds and stand, with intervals, in the table of candidates. Cut-off, reference groups and champion were chosen on the same rows; stability was not measured. Bands, calibration and reasons are in the sections of the same names.',
        '采用外层交叉验证评估：最优模型与各挑战模型的指标为各折均值，连同区间见候选模型表。临界值、参照群体与最优模型在同一数据上选定；未测量稳定性。分段、校准与原因见同名章节。',
      ),
    ];
  }
  const before = rocAuc(truth.train.y, champion.outOfFold, weight.train);
  const after = rocAuc(truth.test.y, champion.test, weight.test);
  return [
    text(
      `AUC ${before.toFixed(3)} on out-of-fold training rows, ${after.toFixed(3)} on judged rows. Bands, calibration, cut-off, stability and reasons are in the sections of the same names.`,
      `训练折外 AUC ${before.toFixed(3)}，评估数据 ${after.toFixed(3)}。分段、校准、临界值、稳定性与原因见同名章节。`,
    ),
  ];
}

function challenge({ champion, candidates, truth, weight, judgedOn }: CreditContext): Localized[] {
  // Under cross-validation the table of candidates has means over folds; an AUC of all rows pooled would contradict it.
  const auc = (test: Float64Array): string =>
    judgedOn === 'held-out' ? ` ${rocAuc(truth.test.y, test, weight.test).toFixed(3)}` : '';
  const others = candidates.filter(({ name }) => name !== champion.name);
  const listed = joinTexts(
    others.map(({ title, test, baseline }) => {
      const mark = baseline ? text(' (trivial baseline)', '（简单基线）') : text('');
      return text(`${title.en}${auc(test)}${mark.en}`, `${title.zh}${auc(test)}${mark.zh}`);
    }),
  );
  return [
    others.length === 0
      ? text('No challenger was trained.', '未训练挑战模型。')
      : text(`Challengers on the same rows: ${listed.en}.`, `同一数据上的挑战模型：${listed.zh}。`),
    text(
      'To be done by somebody who did not build the model: a review of this document, of the schema and of the assumptions.',
      '待独立人员完成：审阅本文档、数据模式与各项假设。',
    ),
  ];
}

/** What earlier sections measured; what is missing was not measured, and their sections say why. */
function outcomes({ measures }: CreditStudy): Localized[] {
  const shown = (
    [
      ['calibrationSlope', text('calibration slope (1 is right)', '校准斜率（1 为正确）')],
      ['reasonFidelity', text('reason fidelity rate', '原因保真率')],
      ['adverseImpactRatio', text('adverse impact ratio of the worst group', '最差群体的不利影响比率')],
      ['tprGap', text('widest gap in approvals of good payers', '优质客户通过率最大差距')],
      ['scorePsi', text('stability index of the score', '评分稳定性指标')],
    ] as const
  ).map(([name, title]) => {
    const measure = measures[name];
    if (measure === undefined) return text(`${title.en}: not measured`, `${title.zh}：未测量`);
    const between = measure.interval && intervalText(measure.interval, (value) => value.toFixed(2));
    const value = measure.value.toFixed(2);
    return text(
      `${title.en} ${value}${between === undefined ? '' : ` (${between.en})`}`,
      `${title.zh} ${value}${between === undefined ? '' : `（${between.zh}）`}`,
    );
  });
  const outcomes = joinTexts(shown, 'phrases');
  // Without groups to compare there is no ratio, and no search for alternatives.
  const searched = measures.adverseImpactRatio !== undefined;
  return [
    text(
      `Outcomes: ${outcomes.en}.${searched ? ' What the search for less discriminatory alternatives found is in its section.' : ''}`,
      `结果：${outcomes.zh}。${searched ? '歧视更小的替代方案的搜索结果见相应章节。' : ''}`,
    ),
  ];
}

function sensitivity({ measures }: CreditStudy): Localized {
  const refits =
    measures.adverseImpactRatio === undefined
      ? text('')
      : text(
          ' refits without a factor are among the less discriminatory alternatives;',
          '去除单一因素的重新训练见歧视更小的替代方案；',
        );
  return text(
    `Sensitivity: the table of policies shows what other cut-offs do;${refits.en} what a shift of the economy or of the applicants would do was not simulated and is to be done before the model is relied on in a downturn.`,
    `敏感性：策略表显示其他临界值的结果；${refits.zh}未模拟经济或客群变化的影响，在经济下行期依赖本模型前须完成。`,
  );
}

function implementation(): Localized[] {
  return [
    text(
      'The package holds model, schema, recipe and golden vectors; each file is listed with its hash and checked when it is loaded, and the golden vectors must give the same answers. Rows and files are read by the same reader. To be done by whoever runs it: a test in the decision system, end to end, with its own rounding of points and its own treatment of missing values.',
      '模型包内含模型、数据模式、清洗方案与校验向量，各文件附哈希并在加载时校验，校验向量须得到相同答案；单行与文件由同一读取器读取。待运行方完成：在决策系统中进行端到端测试，包括分值取整与缺失值处理。',
    ),
  ];
}

const SIGN_OFF: Block = {
  type: 'table',
  caption: text('Sign-off, to be filled in by the client', '签署（由客户填写）'),
  columns: [
    { title: text('part', '职责') },
    { title: text('name', '姓名') },
    { title: text('date', '日期') },
    { title: text('signature', '签名') },
  ],
  rows: [
    text('owner of the model', '模型负责人'),
    text('independent validation', '独立验证'),
    text('fair lending and compliance', '公平信贷与合规'),
    text('approval', '审批'),
  ].map((part) => [part, text(''), text(''), text('')]),
};

function overrides(context: CreditContext): Localized[] {
  const found = cardOf(context);
  const edits = found === undefined ? [] : editsOf(found.card, context.schema);
  const statements = edits.length === 0 ? [text('No bin was changed by hand.', '没有人工修改分箱。')] : edits;
  if (found !== undefined) {
    const { pointsToDoubleOdds, baseScore, baseOdds } = found.card.scale;
    statements.push(
      text(
        `Scale of the card: ${baseScore} points at odds of ${baseOdds} to 1, ${pointsToDoubleOdds} points double the odds. The trend of each variable is in the table of variables.`,
        `评分卡刻度：好坏比 ${baseOdds}:1 时为 ${baseScore} 分，每 ${pointsToDoubleOdds} 分翻倍。各变量的趋势见变量表。`,
      ),
    );
  }
  statements.push(
    text(
      'Findings of leakage that somebody decided to keep stand, with name and reason, under "Source, split and checks".',
      '经人确认保留的数据泄漏发现，连同姓名与理由，见“来源、划分与检查”。',
    ),
  );
  return statements;
}

function monitoring({ schema }: CreditContext): Localized[] {
  const features = columnsWithRole(schema, 'feature').length;
  return [
    text(
      `To watch: the stability index of the score against its distribution on out-of-fold training rows, and that of each of the ${features} features against the training rows (practice: 0.1 look, 0.25 act, where chance at that number of rows reaches less); calibration and bad rate by band once outcomes are known; approvals by protected group.`,
      `监控内容：评分相对训练折外分布的稳定性指标，以及 ${features} 个特征相对训练数据的指标（惯例：0.1 关注，0.25 处理，且须超出该行数下的偶然范围）；结果可知后的校准与各分段坏账率；各受保护群体批准率。`,
    ),
    text(
      'Proposed: score, features and approvals every month, outcomes every quarter. Who does it, and who is told, is to be named by the client.',
      '建议：评分、特征与批准率每月一次，结果每季度一次。执行人与报告对象由客户指定。',
    ),
  ];
}

function governance(): Localized[] {
  return [
    text(
      'Criteria and their owner stand at the top of this report, their hash under "To get the same numbers again"; they were fixed before training.',
      '评判标准与责任人见报告开头，其哈希见“如何重现这些数字”；均在训练前固定。',
    ),
    text(
      'Owner of the model, approver and date of the next review are to be named by the client.',
      '模型负责人、审批人与下次审查日期由客户指定。',
    ),
  ];
}
