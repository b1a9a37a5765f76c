export { creditRisk as default } from './credit-risk.vertical.js';
export * from './reasons/contributions.js';
export * from './reasons/statement.js';
export * from './reasons/value-text.js';
export * from './scorecard/bin-edits.js';
export * from './scorecard/binning.js';
export * from './scorecard/optimal-binning.js';
export * from './scorecard/scorecard.js';
