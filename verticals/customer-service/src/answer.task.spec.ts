import type { ProoflineError } from '@proofline/learn';
import type { Dataset } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { answer } from './answer.task.js';

/** Questions, and the answer of each. */
function faq(answers: readonly string[]): Dataset {
  const levels = [...new Set(answers)];
  return {
    schema: {
      version: 1,
      columns: [
        { name: 'question', type: 'text', role: 'feature' },
        { name: 'answer', type: 'category', role: 'target' },
      ],
    },
    rows: answers.length,
    rowNumbers: Int32Array.from(answers, (_, i) => i + 1),
    columns: new Map([
      ['question', { kind: 'text', values: answers.map((_, i) => `How does ${i} work?`) }],
      ['answer', { kind: 'categorical', codes: Int32Array.from(answers, (one) => levels.indexOf(one)), levels }],
    ]),
  } as unknown as Dataset;
}

const refusal = (answers: readonly string[]): ProoflineError => {
  try {
    answer.kind.truth(faq(answers));
  } catch (error) {
    return error as ProoflineError;
  }
  throw new Error('Nothing was refused.');
};

describe('the task of answers', () => {
  it('says where an FAQ with one question an answer belongs', () => {
    const each = Array.from({ length: 80 }, (_, i) => `It works like ${i}.`);
    const { code, message, problems } = refusal(each);
    expect(code).toBe('TOO_FEW_EVENTS');
    expect(message).toContain("put the file into the folder 'knowledge' of a dialogue");
    expect(problems).toHaveLength(80);
    expect(refusal(each.slice(0, 5)).message).toContain("folder 'knowledge'");
  });

  it('adds nothing to other refusals', () => {
    expect(refusal(Array.from({ length: 80 }, () => 'It works.')).message).not.toContain('knowledge');
  });
});
