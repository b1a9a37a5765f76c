import type { Json } from '@proofline/learn';

/** Utterances that forms, the documentation and the smoke test use; the column is called as in the fixture. */
export const utterances: readonly Record<string, Json>[] = [
  { text: 'Where is my order? It should have been here on Friday.' },
  { text: 'I was charged twice for the same item' },
  { text: '我想退货，请问怎么操作？' },
];

/** Questions to an FAQ, with the column of the fixture. */
export const questions: readonly Record<string, Json>[] = [
  { question: 'How long do I have to send something back?' },
  { question: 'Can I pay with PayPal?' },
  { question: '运费是多少？' },
];
