import type { Column } from '../dataset/frame.js';
import { isAfterwardsName } from '../schema/column-names.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { LeakageFinding } from './check-leakage.js';
import type { FeatureStrength } from './target-proxies.js';

/** A feature with such a name that also predicts better than this is taken for what its name says. */
const TELLING_STRENGTH = 0.75;

/** Features that are known only after the case: dates later than the case's own, and names that say so. */
export function futureFindings(
  spec: ColumnSpec,
  column: Column,
  time: Column | undefined,
  strength: FeatureStrength,
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
  if (findings.length === 0 && isAfterwardsName(name)) {
    const telling = strength.value >= TELLING_STRENGTH;
    findings.push({
      code: 'FUTURE_NAME',
      column: name,
      severity: telling ? 'fail' : 'warn',
      value: strength.value,
      finding: text(
        `'${name}' sounds like something known only after the outcome${telling ? `, and it predicts it well (${strength.value.toFixed(3)})` : ''}. Take it out of the features, or say why it was known before.`,
        `“${name}”听起来只有在结果发生后才可知${telling ? `，且预测力很强（${strength.value.toFixed(3)}）` : ''}。请移出特征，或说明其事先已知的理由。`,
      ),
    });
  }
  return findings;
}
