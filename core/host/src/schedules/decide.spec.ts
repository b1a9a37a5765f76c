import type { GateCheck, GateCheckId } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import type { Promotion } from '../promotions/promotion.entity.js';
import { afterPromotion, whyKept } from './decide.js';

const over = { status: 'succeeded', problem: null } as const;
const go = { version: 2, verdict: 'GO' };
const now = new Date('2026-01-05T03:00Z');
const judgedAt = new Date('2026-01-05T02:59Z');
const decidedAt = new Date('2026-01-05T02:59:30Z');

describe('after a scheduled run, the model is kept without the gate', () => {
  it.each([
    [
      'where the run failed',
      whyKept({ status: 'failed', problem: { code: 'X', detail: "Column 'bad' is missing." } }, null, null),
      "The run failed: Column 'bad' is missing.",
    ],
    [
      'where the run was cancelled',
      whyKept({ status: 'cancelled', problem: null }, null, null),
      'The run was cancelled.',
    ],
    [
      'where the verdict is not GO',
      whyKept(over, { version: 2, verdict: 'MORE DATA' }, null),
      'Version 2 got the verdict MORE DATA; only a GO can answer.',
    ],
    [
      'where the same model answers',
      whyKept(over, go, { version: 1, status: 'champion' }),
      'Version 2 is the same model as version 1: the data say nothing new.',
    ],
    [
      'where the same model is being promoted',
      whyKept(over, go, { version: 1, status: 'candidate' }),
      'Version 2 is the same model as version 1, whose promotion is not decided yet.',
    ],
  ])('%s', (_, why, expected) => expect(why).toBe(expected));

  it('and not where another model got a GO', () => expect(whyKept(over, go, null)).toBeUndefined());
});

const check = (id: GateCheckId, passed: boolean, en: string) => ({ id, passed, text: { en, zh: en } }) as GateCheck;
const after = (promotion: Partial<Promotion>) =>
  afterPromotion({ judgedAt, decidedAt: null, reason: null, problem: null, ...promotion } as Promotion, 2, now);

describe('a slot stands by the promotion of its model', () => {
  it('which the gate judges', () => {
    expect(after({ status: 'queued' })).toBeUndefined();
    expect(after({ status: 'judging' })).toBeUndefined();
  });

  it('which has passed and waits for a person', () => {
    const checks = [check('latency', true, 'Fast.'), check('comparison', true, 'It is better by 0.02.')];
    expect(after({ status: 'waiting', checks })).toEqual({
      status: 'proposed',
      decision: null,
      why: 'The gate lets version 2 pass; somebody must approve it. It is better by 0.02.',
      decidedAt: null,
      decidedBy: null,
    });
  });

  it('which answers a share of the subjects, and still waits for a person', () => {
    expect(after({ status: 'canary' })).toMatchObject({ status: 'proposed', decision: null });
  });

  it('which the gate refuses: every check that failed is a reason', () => {
    const checks = [
      check('package', true, 'Whole.'),
      check('comparison', false, 'It is worse by 0.1.'),
      check('latency', false, 'It takes 80 ms.'),
    ];
    expect(after({ status: 'failed', checks })).toEqual({
      status: 'decided',
      decision: 'kept',
      why: 'The gate refuses version 2. comparison: It is worse by 0.1. latency: It takes 80 ms.',
      decidedAt: judgedAt,
      decidedBy: null,
    });
    const problem = { code: 'X', detail: 'The process of the gate died.' };
    expect(after({ status: 'failed', checks: null, problem })?.why).toBe(
      'The gate refuses version 2. The process of the gate died.',
    );
  });

  it('which a person decides', () => {
    const ann = { decidedOwner: 'ann@acme.example', decidedAt };
    const by = { decidedBy: 'ann@acme.example', decidedAt, status: 'decided' };
    expect(after({ status: 'approved', ...ann })).toEqual({
      decision: 'swapped',
      why: 'ann@acme.example approved version 2.',
      ...by,
    });
    expect(after({ status: 'rejected', ...ann, reason: 'Not before the audit.' })).toEqual({
      decision: 'kept',
      why: 'ann@acme.example rejected version 2: Not before the audit.',
      ...by,
    });
  });

  it('which is outdated', () => {
    const problem = { code: 'PROMOTION_OUTDATED', detail: 'The champion was rolled back to version 1.' };
    expect(after({ status: 'outdated', problem })).toMatchObject({
      decision: 'kept',
      why: 'The promotion of version 2 is outdated, and may be asked for again. The champion was rolled back to version 1.',
      decidedAt: now,
    });
  });
});
