import type { LossCurve } from '@proofline/learn/neural';
import { type ChartBlock, type Localized, text } from '@proofline/pipeline';
import { NetworkModel } from '../models/default-mlp.model.js';
import { innerModel } from './inner-model.js';
import type { SectionBuilder } from './study.js';

/** How the neural network learnt: its loss by epoch, on training rows and on rows set aside. */
export const lossCurvesSection: SectionBuilder = ({ context }) => {
  for (const { model } of context.candidates) {
    const inner = innerModel(model);
    if (!(inner instanceof NetworkModel) || inner.curves.length === 0) continue;
    return {
      sections: [
        {
          id: 'loss-curves',
          title: text('How the neural network learnt', '神经网络的学习过程'),
          level: 'appendix',
          blocks: [lossChart(inner.curves)],
        },
      ],
    };
  }
  return {};
};

/** Mean over the members that still train in an epoch; the epochs that were kept are marked. */
export function lossChart(curves: readonly LossCurve[]): ChartBlock {
  const mean = (of: (curve: LossCurve) => readonly number[]): [number, number][] => {
    const longest = Math.max(...curves.map((curve) => of(curve).length));
    return Array.from({ length: longest }, (_, epoch) => {
      const there = curves.filter((curve) => of(curve).length > epoch);
      return [epoch + 1, there.reduce((sum, curve) => sum + of(curve)[epoch]!, 0) / there.length];
    });
  };
  const validation = mean((curve) => curve.validation);
  return {
    type: 'chart',
    title: text('Loss by epoch', '各轮损失'),
    caption: validation.length === 0 ? trainedToTheEnd(curves) : stoppedEarly(curves),
    x: { title: text('epoch', '轮次'), min: 1 },
    y: { title: text('mean loss', '平均损失') },
    series: [
      { name: text('training rows', '训练数据'), kind: 'line', points: mean((curve) => curve.train) },
      ...(validation.length === 0
        ? []
        : [{ name: text('rows set aside', '预留数据'), kind: 'line' as const, dashed: true, points: validation }]),
    ],
  };
}

function stoppedEarly(curves: readonly LossCurve[]): Localized {
  const kept = curves.map(({ bestEpoch }) => bestEpoch + 1).sort((a, b) => a - b);
  return text(
    `Mean of ${curves.length} networks. Training stops when the loss on rows set aside no longer falls; the weights kept are those of epoch ${kept.join(', ')}. A gap that opens between the lines is learning by heart.`,
    `${curves.length} 个网络的均值。当预留数据上的损失不再下降时停止训练；保留第 ${kept.join('、')} 轮的权重。两线之间拉开差距说明在死记硬背。`,
  );
}

function trainedToTheEnd(curves: readonly LossCurve[]): Localized {
  return text(
    `Mean of ${curves.length} networks. Rows are few, so none were set aside: all networks train to the end on all of them.`,
    `${curves.length} 个网络的均值。数据较少，未预留数据：所有网络均用全部数据训练到底。`,
  );
}
