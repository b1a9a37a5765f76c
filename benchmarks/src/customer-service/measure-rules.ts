import { readFile } from 'node:fs/promises';
import {
  generateReplies,
  measureMinimalPairs,
  measureReplyCheck,
  pairAccuracy,
  readMinimalPairs,
} from '@proofline/customer-service/testing';
import { measurePii, type PiiExample } from '@proofline/pipeline';
import type { Finding } from '../finding.js';

const REPLIES_EACH = 250;
/** Of the replies that nobody looked at while the check was written. */
const SEED = 'benchmark';

const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../../../fixtures/customer-service/${name}`, import.meta.url), 'utf8');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** What is done by rules: minimal pairs of negation and correction, the check of replies, masking of personal data. */
export async function measureRules(say: (line: string) => void): Promise<Finding[]> {
  say('rules: minimal pairs');
  const pairs = [...(await measurePairs('development')), ...(await measurePairs('held-out'))];
  say('rules: grounded replies');
  const replies = measureReplies();
  say('rules: personal data');
  return [...pairs, ...replies, ...(await measureMasking())];
}

async function measurePairs(part: string): Promise<Finding[]> {
  const results = measureMinimalPairs(readMinimalPairs(await fixture(`minimal-pairs.${part}.tsv`)));
  return (['en', 'zh'] as const).map((language) => {
    const own = results.filter(({ pair }) => pair.language === language);
    const accuracy = pairAccuracy(own);
    return {
      suite: 'rules',
      what: `minimal pairs, ${language}, ${part} (${own.length})`,
      floor: '90 %',
      measured: percent(accuracy),
      ok: accuracy >= 0.9,
      detail: own.filter(({ right }) => !right).map(({ pair, understood }) => ({ ...pair, understood })),
    };
  });
}

function measureReplies(): Finding[] {
  const { blockedTrue, passedFalse, trueReplies, falseReplies } = measureReplyCheck(
    generateReplies(SEED, REPLIES_EACH),
  );
  const held = blockedTrue.length / trueReplies;
  return [
    {
      suite: 'rules',
      what: `false replies passed, of ${falseReplies}`,
      floor: '0',
      measured: String(passedFalse.length),
      ok: passedFalse.length === 0,
      detail: passedFalse.map(({ generated }) => generated.reply),
    },
    {
      suite: 'rules',
      what: `true replies held back, of ${trueReplies}`,
      floor: 'at most 5 %',
      measured: percent(held),
      ok: held <= 0.05,
      detail: blockedTrue.map(({ generated, check }) => ({ reply: generated.reply, violations: check.violations })),
    },
  ];
}

async function measureMasking(): Promise<Finding[]> {
  const examples = (await fixture('pii.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PiiExample);
  return measurePii(examples).map(({ kind, precision, recall, found, there }) => ({
    suite: 'rules',
    what: `personal data, ${kind} (${there})`,
    floor: '',
    measured: `precision ${percent(precision)}, recall ${percent(recall)}`,
    detail: { found, there },
  }));
}
