import type { Dataset } from '@proofline/pipeline';
import { describeVertical } from '@proofline/pipeline/testing';
import { customerService } from './customer-service.vertical.js';

const DAYS = ['monday', 'friday', 'next week', 'tomorrow'];

/** 90 texts with a city and a day, each of four cities in many of them. */
function markedTexts(): Dataset {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const city = ['Rome', 'New York', 'Oslo', 'Kyoto'][(i * 7) % 4]!;
    const day = DAYS[i % DAYS.length]!;
    const start = ['send it to', 'bring it to', 'is it in'][i % 3]!;
    const own = `${start} ${city} on ${day}`;
    const at = start.length + 1;
    const spans = [
      { start: at, end: at + city.length, label: 'city' },
      { start: own.length - day.length, end: own.length, label: 'day' },
    ];
    return { own, spans: JSON.stringify(spans) };
  });
  return {
    rows: rows.length,
    columns: new Map([
      ['text', { kind: 'text', values: rows.map(({ own }) => own) }],
      ['entities', { kind: 'text', values: rows.map(({ spans }) => spans) }],
    ]),
    schema: {
      version: 1,
      columns: [
        { name: 'text', type: 'text', role: 'feature' },
        { name: 'entities', type: 'text', role: 'target' },
      ],
    },
    rowNumbers: Int32Array.from(rows.keys(), (i) => i + 1),
    fingerprint: 'sha256:made-up',
    source: { path: 'made-up.jsonl', bytes: 0, format: { kind: 'jsonl' } },
  };
}

describeVertical(customerService, { entities: markedTexts });
