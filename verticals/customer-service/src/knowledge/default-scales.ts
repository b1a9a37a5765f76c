import type { AnswerScale } from '../retrieval/answer-scale.js';

/** How clues are weighed, and from which probability on a passage answers, by whether the meaning of a question is known. */
export interface KnowledgeScales {
  understood: AnswerScale & { threshold: number };
  words: AnswerScale & { threshold: number };
}

/** Learnt from `fixtures/shop-faq/questions.csv` by `learnScales`; a spec learns them anew. */
export const DEFAULT_SCALES: KnowledgeScales = {
  understood: {
    weights: [0.3867, 1.5186, 3.0172, 2.0145, 3.2467, 5.8316],
    answered: { utility: 0.2363, lead: 0.1996, intercept: -1.1875 },
    right: { utility: 0.1713, lead: 0.6602, intercept: -2.758 },
    threshold: 0.8237,
  },
  words: {
    weights: [1.0246, 3.0702, 3.8089, 5.1197, 0, 0],
    answered: { utility: 0.0751, lead: 0.395, intercept: 0.0515 },
    right: { utility: 0.0003, lead: 0.7282, intercept: -1.4945 },
    threshold: 0.8931,
  },
};
