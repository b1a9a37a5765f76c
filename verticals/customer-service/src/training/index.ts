export { type LintReport, type LintRequest, lintFile } from './lint-file.js';
export { type LintFinding, SEVERITIES, type Severity, type ShownText } from './lint-finding.js';
