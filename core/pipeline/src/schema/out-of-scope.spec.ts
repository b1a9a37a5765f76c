import { describe, expect, it } from 'vitest';
import type { ColumnSpec } from './feature-schema.js';
import { unseenOutOfScope } from './out-of-scope.js';

const target: ColumnSpec = { name: 'intent', type: 'category', role: 'target', categories: ['refund', 'other'] };

describe('unseenOutOfScope', () => {
  it('says where no row has the class, and which one may be meant', () => {
    expect(unseenOutOfScope(target, 'othr')).toEqual({
      en: "No row of 'intent' is 'othr': what belongs to none of the classes is learnt without examples. 'other' is one of the classes; if it is what is meant, name it.",
      zh: '“intent”中没有一行是“othr”：不属于任何类别的内容将在没有示例的情况下学习。“other”被视为其中一个类别；如果所指即为它，请使用该名称。',
    });
    expect(unseenOutOfScope(target, 'nonsense')!.en).toMatch(/without examples\.$/);
  });

  it('has nothing to say of a class that is there, in whatever case, or where none is named', () => {
    expect(unseenOutOfScope(target, 'Other')).toBeUndefined();
    expect(unseenOutOfScope(target, undefined)).toBeUndefined();
  });
});
