import type { ColumnSpec } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { FeatureStrength, TargetKind } from './feature-strength.js';
import { type LeakageFinding, SEVERITIES } from './leakage-finding.js';

/**
 * Thresholds by kind of target: from `fail` on nothing honest is that good; from `warn` on, less a standard error, one
 * feature does what all features of public credit data do together (the best known AUC on Australian Credit is 0.93).
 */
export const THRESHOLDS: Readonly<
  Record<TargetKind, { fail: number; warn: number; name: { en: string; zh: string } }>
> = {
  binary: { fail: 0.99, warn: 0.92, name: { en: 'AUC', zh: 'AUC' } },
  classes: { fail: 0.98, warn: 0.92, name: { en: 'share of the outcome explained', zh: '对结果的解释比例' } },
  quantity: { fail: 0.9995, warn: 0.995, name: { en: 'rank correlation', zh: '秩相关' } },
};

/** The gravest of what a feature's strength, and a level that gives outcomes away, are suspected of. */
export function proxyFinding(
  { name }: ColumnSpec,
  strength: FeatureStrength,
  kind: TargetKind,
): LeakageFinding | undefined {
  const strong = strengthFinding(name, strength, kind);
  const giving = giveawayFinding(name, strength);
  if (strong === undefined || giving === undefined) return strong ?? giving;
  return SEVERITIES.indexOf(giving.severity) < SEVERITIES.indexOf(strong.severity) ? giving : strong;
}

function strengthFinding(column: string, strength: FeatureStrength, kind: TargetKind): LeakageFinding | undefined {
  const { fail, warn, name } = THRESHOLDS[kind];
  const value = strength.value;
  const shown = value.toFixed(kind === 'quantity' ? 4 : 3);
  if (strength.copy) {
    return {
      code: 'TARGET_COPY',
      column,
      severity: 'fail',
      value,
      finding: text(
        `'${column}' is the target in other words: each of its values goes with one outcome and the other way round. Take it out of the features.`,
        `“${column}”只是目标的另一种写法：其取值与结果一一对应。请将其移出特征。`,
      ),
    };
  }
  if (value < warn) return undefined;
  return {
    code: 'TARGET_PROXY',
    column,
    // Few events may make a good feature look better than it is: then it is a note.
    severity: value >= fail ? 'fail' : value - strength.error >= warn ? 'warn' : 'note',
    value,
    finding: text(
      `'${column}' alone tells the outcome (${name.en} ${shown}). Was it known before the outcome? If not, take it out of the features.`,
      `仅凭“${column}”即可得知结果（${name.zh} ${shown}）。它在结果发生前是否已知？若否，请移出特征。`,
    ),
  };
}

function giveawayFinding(column: string, { giveaway }: FeatureStrength): LeakageFinding | undefined {
  if (giveaway === undefined) return undefined;
  const { part, rows, rareShare, shareOfRare, severity } = giveaway;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    code: 'TARGET_GIVEN_AWAY',
    column,
    severity,
    value: rareShare,
    finding: text(
      `'${column}' ${part.en} in ${rows} rows, and ${percent(rareShare)} of them have the rarer outcome (${percent(shareOfRare)} of all that do). Check whether it is filled in after the outcome.`,
      `“${column}”在 ${rows} 行中${part.zh}，其中 ${percent(rareShare)} 为较少见的结果（占全部此类结果的 ${percent(shareOfRare)}）。请核实该字段是否在结果发生后才填写。`,
    ),
  };
}
