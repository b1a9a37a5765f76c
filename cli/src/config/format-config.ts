import type { PocConfig } from '@proofline/pipeline';
import { Document, isScalar } from 'yaml';

const HEADING = ` One file describes a proof of concept; paths are relative to it. Run it with 'proofline poc' in this folder.
 Every key is explained in docs/guides/your-first-poc.md.`;

/** What stands above a key for whoever edits the file. */
const COMMENTS: Readonly<Record<string, string>> = {
  question: ' What the client wants to know, in a sentence.',
  columns: " Roles of columns; they go before the schema's.",
  criteria:
    " What success means. 'must' decides the verdict, 'should' is reported. Fixed before training: a change shows.",
  owner: ' Who stands behind the criteria.',
  costs: ' What a wrong decision costs (falseApproval, falseDecline) and a right one brings, in the currency below.',
  constraints: ' Bounds that must hold, e.g. adverseImpactRatio: 0.8, predictMsPer1000: 50, modelMB: 10.',
  split: ' Share of rows that are only judged on; split by time where there is a time column.',
  leakageOverrides: " Columns that look like the answer and are kept on somebody's word: column, reason, author.",
  budget: ' Time for training, the search for good settings included.',
  seed: ' Same data, seed and version: same model.',
};

/** The configuration as YAML that people edit; what has its default and is empty is left out. */
export function formatConfig(config: PocConfig): string {
  const shown = Object.fromEntries(
    Object.entries(config).filter(
      ([, value]) =>
        value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  );
  const document = new Document(shown);
  document.commentBefore = HEADING;
  if (document.contents !== null && 'items' in document.contents) {
    for (const { key } of document.contents.items as { key: unknown }[]) {
      if (isScalar(key) && typeof key.value === 'string' && COMMENTS[key.value] !== undefined) {
        key.commentBefore = COMMENTS[key.value]!;
      }
    }
  }
  return document.toString({ lineWidth: 110 });
}
