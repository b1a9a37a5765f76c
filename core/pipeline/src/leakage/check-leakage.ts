import type { Dataset } from '../dataset/dataset.js';
import type { PocConfig } from '../intake/poc-config.js';
import { columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';
import { identifierTwinFindings, twinFindings } from './duplicates.js';
import { featureStrength, viewTarget } from './feature-strength.js';
import { futureFindings } from './future-columns.js';
import { groupFindings } from './groups.js';
import { type HeldOut, sidedRows } from './held-out.js';
import { identifierFinding } from './identifiers.js';
import { type LeakageFinding, SEVERITIES } from './leakage-finding.js';
import { proxyFinding } from './target-proxies.js';

export interface LeakageInput {
  /** The rows that models learn from: columns are judged on them alone. With outer folds these are all rows. */
  train: Dataset;
  /** Their target as numbers: 0 and 1, class codes, or the quantity itself. */
  target: Float64Array;
  heldOut: HeldOut;
  schema: FeatureSchema;
  /** Findings that somebody takes responsibility for, by column; `*` stands for those about rows. */
  overrides?: PocConfig['leakageOverrides'];
}

/** Fewer rows than this say nothing about what is too good to be true. */
const MIN_ROWS = 50;

/**
 * Looks for target proxies, identifiers and counters among the features, columns from the future, and rows that stand on
 * both sides of the split. Thresholds are set so that honest strong predictors pass: a single feature with an AUC of 0.9 is
 * a finding of the field, one with 0.99 is the outcome in disguise.
 */
export function checkLeakage(input: LeakageInput): LeakageFinding[] {
  const { train, target, heldOut, schema } = input;
  const test = 'dataset' in heldOut ? heldOut.dataset : undefined;
  const findings: LeakageFinding[] = [];
  if (train.rows >= MIN_ROWS) {
    const view = viewTarget(target, rowKeys(train, 1));
    const time = columnWithRole(schema, 'time');
    for (const spec of columnsWithRole(schema, 'feature')) {
      const column = train.columns.get(spec.name);
      if (column === undefined) continue;
      const strength = featureStrength(column, spec, view);
      const identifier = identifierFinding(spec, column, test?.columns.get(spec.name));
      const proxy = proxyFinding(spec, strength, view.kind);
      if (proxy !== undefined) findings.push(proxy);
      if (identifier !== undefined) findings.push(identifier);
      findings.push(...futureFindings(spec, column, time && train.columns.get(time.name), strength, view.kind));
    }
    const rows = sidedRows(train, target, heldOut);
    findings.push(...twinFindings(rows, schema), ...identifierTwinFindings(rows, schema));
    // Folds keep groups together; a given test file may not.
    if (test !== undefined) findings.push(...groupFindings(train, test, schema));
  }
  const overrides = new Map((input.overrides ?? []).map(({ column, reason, author }) => [column, { reason, author }]));
  return findings
    .map((finding) => {
      const overridden = overrides.get(finding.column ?? '*');
      return overridden === undefined ? finding : { ...finding, overridden };
    })
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
