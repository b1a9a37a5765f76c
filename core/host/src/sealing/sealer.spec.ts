import { describe, expect, it } from 'vitest';
import { Sealer } from './sealer.js';

const at = new Date('2026-03-01T12:00:00Z');
const target = { client: 'acme', purpose: 'prediction', name: 'row 1', at };

describe('Sealer', () => {
  const sealer = new Sealer('a secret');

  it('gives the text back to the same client, purpose, row and day, under the same secret', () => {
    const sealed = sealer.seal('{"name":"Müller"}', target);
    expect(sealed.includes('Müller')).toBe(false);
    expect(new Sealer('a secret').open(sealed, target)).toBe('{"name":"Müller"}');
    const others = [
      { ...target, client: 'other' },
      { ...target, purpose: 'idempotency' },
      { ...target, name: 'row 2' },
      { ...target, at: new Date('2026-03-02T12:00:00Z') },
    ];
    for (const other of others) expect(() => sealer.open(sealed, other)).toThrow('PROOFLINE_SECRET');
    expect(() => new Sealer('another').open(sealed, target)).toThrow('PROOFLINE_SECRET');
  });

  it('refuses changed and cut bytes', () => {
    const sealed = sealer.seal('text', target);
    const changed = Buffer.from(sealed);
    changed[sealed.length - 1]! ^= 1;
    expect(() => sealer.open(changed, target)).toThrow('PROOFLINE_SECRET');
    expect(() => sealer.open(sealed.subarray(0, -1), target)).toThrow('PROOFLINE_SECRET');
  });

  it('seals the same text differently each time, and digests it alike', () => {
    expect(sealer.seal('text', target)).not.toEqual(sealer.seal('text', target));
    expect(sealer.digest('4711', 'acme', 'subject')).toEqual(sealer.digest('4711', 'acme', 'subject'));
    expect(sealer.digest('4711', 'acme', 'subject')).not.toEqual(sealer.digest('4711', 'other', 'subject'));
  });
});
