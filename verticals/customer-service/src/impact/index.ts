export type {
  AmbiguousPair,
  Answer,
  ClassImpact,
  Comparison,
  Flip,
  JudgedText,
  Share,
  Source,
} from './compare-answers.js';
export { type ChangeFiles, type ImpactReport, type ImpactRequest, impactOfChange } from './impact-of-change.js';
export type { ImpactVerdict, ImpactWord } from './impact-verdict.js';
