import type { PublicSet } from '../data/public-sets.js';

/** What a data set is judged by, and what others reach on it. */
export interface Floors {
  cv: number;
  repeats: number;
  /** Least AUC, by what it is asked of: a candidate's short name, or `best` for the best of all. */
  auc: Record<string, number>;
  /** Largest expected calibration error of the best candidate. */
  ece?: number;
  /** AUC of peers on record for the same protocol; the run measures some of them again on its own folds. */
  others: Record<string, number>;
  note: string;
}

export const FLOORS: Record<PublicSet, Floors> = {
  german: {
    cv: 10,
    repeats: 10,
    auc: { best: 0.797, scorecard: 0.793 },
    others: { 'OptBinning + LR': 0.7965, CatBoost: 0.795, LR: 0.79, LightGBM: 0.786, 'mean of ranks': 0.7997 },
    note: 'Kozodoi et al. 2021 report 0.812 on another split.',
  },
  australian: {
    cv: 10,
    repeats: 10,
    auc: { best: 0.94, scorecard: 0.931 },
    others: { LightGBM: 0.942, 'OptBinning + LR': 0.9315 },
    note: '',
  },
  taiwan: {
    cv: 5,
    repeats: 1,
    auc: { 'gradient-boosting': 0.785, scorecard: 0.769 },
    others: { LightGBM: 0.7849, CatBoost: 0.7845, 'OptBinning + LR': 0.7686, LR: 0.723 },
    note: 'Kozodoi et al. 2021 report 0.792.',
  },
  gmsc: {
    cv: 5,
    repeats: 1,
    auc: { 'gradient-boosting': 0.866, scorecard: 0.858, 'logistic-regression': 0.8 },
    ece: 0.005,
    others: { LightGBM: 0.8664, CatBoost: 0.8664, 'OptBinning + LR': 0.8567, 'naive LR': 0.7 },
    note: 'Outliers must not make logistic regression collapse.',
  },
};
