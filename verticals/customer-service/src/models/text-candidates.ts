import { type FittedCandidate, type MulticlassPrediction, type MulticlassTruth, text } from '@proofline/pipeline';
import { linearText } from './linear-text.model.js';
import { mostFrequent } from './most-frequent.model.js';
import { naiveBayes } from './naive-bayes.model.js';

/** The candidates of a task that puts a text into a class. */
export function textCandidates(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction>[] {
  return [
    mostFrequent(task),
    naiveBayes(task),
    linearTextOfWords(task),
    linearText(task, {
      algorithm: 'words-and-meaning',
      title: text('Words and meaning (support vector machine)', '词语与语义特征（支持向量机）'),
      complexity: 20,
      ngrams: true,
      encoder: true,
    }),
  ];
}

/** The candidate that goes by words alone: it needs no encoder and is fitted in seconds. */
export function linearTextOfWords(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return linearText(task, {
    algorithm: 'words',
    title: text('Words (support vector machine)', '词语特征（支持向量机）'),
    complexity: 10,
    ngrams: true,
    encoder: false,
  });
}
