import { text } from '@proofline/pipeline';
import type { SectionBuilder } from './study.js';

const TERMS = [
  [
    text('out-of-fold', '折外'),
    text(
      'The training rows are divided into folds; each row is answered by a model that was fitted without its fold. Choices are made on such answers, so that test rows stay fresh.',
      '训练数据分为若干折；每行由未使用其所在折的模型作答。各项选择依据此类预测作出，使测试数据保持未用。',
    ),
  ],
  [
    text('AUC'),
    text(
      'The chance that a bad application is rated riskier than a good one: 0.5 is guessing, 1 is perfect order.',
      '坏申请被评为比好申请风险更高的概率：0.5 为随机，1 为完全正确排序。',
    ),
  ],
  [
    text('Gini', '基尼系数'),
    text(
      'The AUC on a scale from 0 for guessing to 1 for perfect order: twice the AUC, minus 1.',
      'AUC 换算到 0（随机）至 1（完全正确排序）的尺度：AUC 的两倍减 1。',
    ),
  ],
  [
    text('KS'),
    text(
      'Kolmogorov-Smirnov: the largest distance between the shares of bad and of good applications below any one score; 0 to 1, more is better.',
      'Kolmogorov-Smirnov：任一评分以下坏申请与好申请累计占比之差的最大值；0 至 1，越大越好。',
    ),
  ],
  [
    text('Brier score', 'Brier 分数'),
    text(
      'Mean squared distance of the probability and what happened (0 or 1); less is better. Compare it with that of the baseline, since it depends on the bad rate.',
      '概率与实际结果（0 或 1）之差的平方均值，越小越好。该值取决于坏账率，须与基准比较。',
    ),
  ],
  [
    text('ECE'),
    text(
      'Expected calibration error: mean distance of predicted and observed rates over ten bins; less is better, and few rows alone make it larger than 0.',
      '期望校准误差：十个分箱中预测与实际比率之差的均值，越小越好；行数少本身即使其大于 0。',
    ),
  ],
  [
    text('recalibration', '再校准'),
    text(
      'A curve over the probabilities that brings their level to what was observed out-of-fold. Not needed: no curve was better than leaving them alone. A dash: not tried; the points of a scorecard must stay exact.',
      '对概率施加曲线，使其水平与折外观察一致。“无需”表示没有曲线优于保持原样；短横表示未尝试，评分卡的分值须保持精确。',
    ),
  ],
  [
    text('probability of default (PD)', '违约概率（PD）'),
    text(
      'What the model says of an application: of a hundred with a PD of 20 %, about twenty should go bad. Calibration shows whether they do.',
      '模型对申请的判断：一百份违约概率为 20% 的申请中，应有约二十份违约；校准一节显示是否如此。',
    ),
  ],
  [
    text('lift', '提升度'),
    text(
      'The bad rate of a band over that of all applications: 2 is twice as many bad ones as among all.',
      '某分段坏账率与全部申请坏账率之比：2 表示坏客户比例为总体的两倍。',
    ),
  ],
  [
    text('adverse impact ratio', '不利影响比率'),
    text(
      'The approval rate of a group over that of the reference group. Under four fifths is evidence of adverse impact (29 CFR 1607.4(D)), a reason to look.',
      '某群体通过率与参照群体通过率之比；低于五分之四为不利影响的证据（29 CFR 1607.4(D)），需进一步调查。',
    ),
  ],
  [
    text('WoE'),
    text(
      'Weight of evidence of a bin: the logarithm of its share of the good applications over its share of the bad; above 0 it is safer than average.',
      '分箱的证据权重：其好申请占比与坏申请占比之比的对数；大于 0 表示比平均更安全。',
    ),
  ],
  [
    text('information value (IV)', '信息值（IV）'),
    text(
      'How far a variable alone sets good and bad apart: the sum over its bins of the difference of both shares times the WoE. Practice: under 0.02 nothing, from 0.3 strong.',
      '变量单独区分好坏的能力：各分箱两占比之差乘以 WoE 之和。惯例：低于 0.02 无用，0.3 以上为强。',
    ),
  ],
  [
    text('by level', '按类别'),
    text(
      'The trend of a variable of categories, which have no order: they are grouped by their bad rates.',
      '类别变量没有顺序，其趋势为按坏账率对类别分组。',
    ),
  ],
  [
    text('VIF'),
    text(
      'Variance inflation factor: how far the others say what a variable says; 1 is not at all, above 5 much, ∞ entirely.',
      '方差膨胀因子：其他变量在多大程度上重复该变量的信息；1 为完全不重复，大于 5 为较多，∞ 为完全重复。',
    ),
  ],
  [
    text('stability index (PSI)', '稳定性指标（PSI）'),
    text(
      'How far a distribution moved between two sets of rows. Practice: from 0.1 look, from 0.25 act; small samples reach such values by chance, which the tables state.',
      '两组数据间分布变化的程度。惯例：0.1 起关注，0.25 起处理；小样本可能偶然达到，表中已注明。',
    ),
  ],
] as const;

/** The terms of this report in a sentence each, for readers who do not work with them every day. */
export const glossarySection: SectionBuilder = () => ({
  sections: [
    {
      id: 'glossary',
      title: text('Terms', '术语'),
      level: 'appendix',
      blocks: [
        {
          type: 'table',
          columns: [{ title: text('term', '术语') }, { title: text('meaning', '含义') }],
          rows: TERMS.map((row) => [...row]),
        },
      ],
    },
  ],
});
