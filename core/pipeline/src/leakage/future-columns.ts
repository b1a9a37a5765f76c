import type { Column } from '../dataset/frame.js';
import { afterwardsName } from '../schema/afterwards-names.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { FeatureStrength, TargetKind } from './feature-strength.js';
import type { LeakageFinding } from './leakage-finding.js';
import { THRESHOLDS } from './target-proxies.js';

/** What a feature with such a name must know of the outcome to be a suspect, and to be taken for what its name says. */
const NAMED_STRENGTH: Readonly<Record<TargetKind, { some: number; telling: number }>> = {
  binary: { some: 0.65, telling: 0.75 },
  classes: { some: 0.05, telling: 0.15 },
  quantity: { some: 0.25, telling: 0.6 },
};

/** Features that are known only after the case: dates later than the case's own, and names that say so. */
export function futureFindings(
  spec: ColumnSpec,
  column: Column,
  time: Column | undefined,
  strength: FeatureStrength,
  kind: TargetKind,
): LeakageFinding[] {
  const findings: LeakageFinding[] = [];
  const name = spec.name;
  if (column.kind === 'time' && time?.kind === 'time') {
    let later = 0;
    let known = 0;
    for (let i = 0; i < column.values.length; i++) {
      if (Number.isNaN(column.values[i]!) || Number.isNaN(time.values[i]!)) continue;
      known++;
      if (column.values[i]! > time.values[i]!) later++;
    }
    if (known > 0 && later >= Math.max(5, 0.01 * known)) {
      const share = later / known;
      findings.push({
        code: 'FUTURE_DATE',
        column: name,
        severity: 'fail',
        value: share,
        finding: text(
          `'${name}' lies after the time of the case in ${(share * 100).toFixed(0)} % of the rows: it was not known then. Take it out of the features.`,
          `“${name}”在 ${(share * 100).toFixed(0)}% 的行中晚于业务发生时间：当时尚不可知。请移出特征。`,
        ),
      });
    }
  }
  const named = findings.length === 0 ? nameFinding(name, strength, kind) : undefined;
  return named === undefined ? findings : [...findings, named];
}

/** A name alone is a note; with what the feature knows of the outcome it becomes a suspicion, or more. */
function nameFinding(column: string, { value, error }: FeatureStrength, kind: TargetKind): LeakageFinding | undefined {
  const grade = afterwardsName(column);
  const { some, telling } = NAMED_STRENGTH[kind];
  const sure = value - error;
  if (grade === undefined || (grade === 'possible' && sure < some)) return undefined;
  const severity =
    grade === 'certain' && sure >= telling ? 'fail' : grade !== 'possible' && sure >= some ? 'warn' : 'note';
  const { name } = THRESHOLDS[kind];
  const shown = value.toFixed(3);
  const power =
    sure >= some
      ? text(`and it predicts it (${name.en} ${shown})`, `且对结果有预测力（${name.zh} ${shown}）`)
      : text('though it hardly predicts it', '但几乎没有预测力');
  return {
    code: 'FUTURE_NAME',
    column,
    severity,
    value,
    finding: {
      certain: text(
        `'${column}' sounds like something known only after the outcome, ${power.en}. Take it out of the features, or say why it was known before.`,
        `“${column}”听起来只有在结果发生后才可知，${power.zh}。请移出特征，或说明其事先已知的理由。`,
      ),
      likely: text(
        `'${column}' sounds like payments or arrears of the very loan that is judged, ${power.en}. If they are, take it out of the features; those of earlier loans may stay.`,
        `“${column}”听起来像是被评估贷款本身的还款或逾期情况，${power.zh}。若是，请移出特征；早前贷款的记录可以保留。`,
      ),
      possible: text(
        `'${column}' is the state of a loan at a time that its name does not tell, ${power.en}. Check that it is from before the outcome.`,
        `“${column}”是贷款在某一时点的状态，名称未说明时点，${power.zh}。请核实其为结果发生之前的数值。`,
      ),
    }[grade],
  };
}
