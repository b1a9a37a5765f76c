/** The one zod of pipeline and verticals, for the shapes that a task declares. */
export { z } from 'zod';
export * from './cells/cell-repairs.js';
export { closest, editDistance } from './cells/edit-distance.js';
export { namedOutcome } from './cells/outcome-text.js';
export { inputError } from './cells/problem-log.js';
export * from './clean/check-recipe.js';
export * from './clean/fitted-recipe.js';
export * from './clean/propose-recipe.js';
export * from './clean/recipe.js';
export type { Purpose } from './dataset/column-plan.js';
export * from './dataset/dataset.js';
export * from './dataset/file-holds.js';
export * from './dataset/fingerprint.js';
export * from './dataset/frame.js';
export * from './dataset/parse-row.js';
export * from './dataset/read-dataset.js';
export type { ReadOptions } from './dataset/scan-file.js';
export { parseRecords, sniffDelimiter } from './dataset/sniff.js';
export type { Entity } from './dataset/tagged-text.js';
export { writeParquet } from './dataset/write-parquet.js';
export * from './dataset/write-table.js';
export * from './encode/frame-encoder.js';
export * from './encoders/encoder-library.js';
export { folderFiles } from './encoders/folder-files.js';
export * from './encoders/sentence-encoder-of.js';
export { sameQuestion } from './gate/check-comparison.js';
export { checkSchema as checkGateSchema } from './gate/check-schema.js';
export * from './gate/gate-check.js';
export type { GateModel } from './gate/gate-model.js';
export * from './gate/judge-gate.js';
export * from './intake/check-settings.js';
export * from './intake/poc-config.js';
export * from './kinds/binary.js';
export * from './kinds/binary-truth.js';
export { indexClasses, type MulticlassTruth } from './kinds/class-truth.js';
export { weightedMean } from './kinds/dense-prediction.js';
export { type MulticlassPrediction, multiclass, textClassification } from './kinds/multiclass.js';
export * from './kinds/regression.js';
export * from './kinds/sequence-labelling.js';
export { targetTexts } from './kinds/target.js';
export * from './leakage/check-leakage.js';
export * from './leakage/leakage-finding.js';
export * from './package/model-package.js';
export * from './package/predictor.js';
export * from './package/reference.js';
export * from './package/score-file.js';
export { passesLuhn, passesMod97 } from './privacy/checksums.js';
export * from './privacy/contacts.js';
export { foldWidth } from './privacy/fold-width.js';
export { type MaskReport, type MaskRequest, maskFile } from './privacy/mask-file.js';
export * from './privacy/mask-pii.js';
export * from './privacy/measure-pii.js';
export * from './profile/association.js';
export {
  binOf,
  type ColumnGroups,
  formatDate,
  formatNumber,
  type Group,
  type GroupKind,
  type GroupOptions,
  groupColumn,
  quantileCuts,
} from './profile/column-groups.js';
export * from './profile/profile.js';
export { profileDataset } from './profile/profile-dataset.js';
export * from './profile/profile-file.js';
export * from './profile/profile-section.js';
export * from './report/block.js';
export { type ChartOptions, renderChart } from './report/chart/render-chart.js';
export * from './report/evaluation-report.js';
export { intervalText, percentText } from './report/format-value.js';
export { renderHtml } from './report/html/render-html.js';
export { renderMarkdown } from './report/markdown/render-markdown.js';
export { evaluationReportDocument } from './report/report-document.js';
export * from './report/report-sections.js';
export { WORDING } from './report/wording.js';
export * from './run/candidate-model.js';
export { configProblems } from './run/config-problems.js';
export * from './run/dataset-rows.js';
export * from './run/load-data.js';
export { makeFolder } from './run/make-folder.js';
export { outerFolds } from './run/outer-folds.js';
export { type PreparedPoc, preparePoc, type ReadPoc, readPoc } from './run/prepare-poc.js';
export { findTask } from './run/resolve-task.js';
export { rowWeights } from './run/row-weights.js';
export * from './run/run-event.js';
export type { PassedOver } from './run/run-limits.js';
export { RUN_MEASURES, type RunCost, type RunMeasure } from './run/run-measures.js';
export * from './run/run-poc.js';
export * from './run/train-candidates.js';
export * from './run/trials.js';
export * from './run/write-poc.js';
export * from './schema/apply-roles.js';
export type { UnusedDate } from './schema/choose-time.js';
export * from './schema/feature-schema.js';
export * from './schema/format-feature-schema.js';
export * from './schema/infer-schema.js';
export { checkSchema, parseFeatureSchema } from './schema/parse-feature-schema.js';
export { type JsonSchema, rowJsonSchema } from './schema/row-json-schema.js';
export { obviousEvent } from './schema/target-event.js';
export * from './schema/unit-words.js';
export * from './split/row-groups.js';
export * from './split/row-keys.js';
export * from './split/split.js';
export * from './task/task.js';
export * from './task/task-kind.js';
export * from './text/localized.js';
export {
  checkAs,
  type DocumentOptions,
  type Path,
  type PlacedProblem,
  parseDocumentAs,
} from './text/located-document.js';
export * from './text/shortened.js';
export * from './tune/plan.js';
export * from './tune/training-data.js';
export * from './validate/check-dataset.js';
export * from './validate/validate-file.js';
export * from './vectors/cached-in-folder.js';
export * from './vectors/vector-file.js';
export { checkCriteria, criteriaProblems, type WrittenCriteria } from './verdict/check-criteria.js';
export * from './verdict/criteria.js';
export * from './verdict/criteria-history.js';
export * from './verdict/verdict.js';
export * from './vertical/define-vertical.js';
export * from './vertical/dialogue-engine.js';
