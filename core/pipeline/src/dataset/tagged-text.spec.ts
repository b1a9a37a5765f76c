import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProoflineError } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textClassification } from '../kinds/multiclass.js';
import { sequenceLabelling } from '../kinds/sequence-labelling.js';
import { inferSchema } from '../schema/infer-schema.js';
import { readDataset } from './read-dataset.js';
import { parseTagged, taggedFormat } from './tagged-text.js';

const conll = (...lines: string[]): string => lines.join('\n');
const entity = (start: number, end: number, label: string) => ({ start, end, label });

function problemsOf(read: () => unknown): { code: string; message: string }[] {
  try {
    read();
  } catch (error) {
    const { problems, kind } = error as ProoflineError;
    expect(kind).toBe('invalid-input');
    return problems;
  }
  throw new Error('nothing was refused');
}

describe('taggedFormat', () => {
  it('tells marked texts from tables, by what stands in them and by their names', () => {
    expect(taggedFormat('a.txt', conll('fly\tO', 'to\tO', 'Rome\tB-city', '', 'hi O'))).toBe('conll');
    expect(taggedFormat('a.txt', conll('EU NNP B-NP B-ORG', 'rejects VBZ B-VP O'))).toBe('conll');
    expect(taggedFormat('a.conll.gz', 'anything')).toBe('conll');
    expect(taggedFormat('a.jsonl', '{"text": "hi", "entities": []}')).toBe('entities');
    expect(taggedFormat('a.jsonl', '{"tokens": ["hi"], "tags": ["O"]}')).toBe('entities');
    for (const table of [
      'a,b\n1,2',
      'name\tgrade\nann\tO\nbob\tA',
      'x\ty\n1\tO',
      '{"text": "hi", "intent": "greet"}',
    ]) {
      expect(taggedFormat('a.csv', table), table).toBeUndefined();
    }
  });
});

describe('CoNLL files', () => {
  it('are read as texts with spans of characters, from tabs or spaces, in any scheme', () => {
    const expected = [
      { text: 'fly to New York', entities: [entity(7, 15, 'city')] },
      { text: 'Rome', entities: [entity(0, 4, 'city')] },
    ];
    const tabs = conll(
      '-DOCSTART-\tO',
      '',
      'fly\tO',
      'to\tO',
      'New\tB-city',
      'York\tI-city',
      '',
      '',
      'Rome\tB-city',
      '',
    );
    expect(parseTagged('a', 'conll', `\ufeff${tabs}`)).toEqual({ rows: expected, warnings: [] });
    const spaces = conll('# id 7', 'fly x O', 'to x O', 'New x B-city', 'York x E-city', ' ', 'Rome x S-city');
    expect(parseTagged('a', 'conll', spaces.replaceAll('\n', '\r\n'))).toEqual({ rows: expected, warnings: [] });
  });

  it('take an I- without a B- for a beginning, and say where', () => {
    const { rows, warnings } = parseTagged(
      'a',
      'conll',
      conll('in\tO', 'Rome\tI-city', '', 'Oslo\tI-city', 'now\tI-day'),
    );
    expect(rows[0]!.entities).toEqual([entity(3, 7, 'city')]);
    expect(rows[1]!.entities).toEqual([entity(0, 4, 'city'), entity(5, 8, 'day')]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'TAG_REPAIRED', count: 3, where: { row: 2 } });
    expect(warnings[0]!.message).toContain('(lines 2, 4, 5)');
  });

  it('are refused with every kind of fault at once, each with its lines', () => {
    const text = conll('fly\tO', 'to', 'Rome\tX-city', 'now\tcity', '', 'a\tb\tO', 'b\tO', 'c\tO');
    const problems = problemsOf(() => parseTagged('a.conll', 'conll', text));
    expect(problems.map(({ code }) => code)).toEqual(['COLUMNS_DIFFER', 'TAG_INVALID']);
    expect(problems[0]!.message).toContain('2 lines have 1 column where others have 2 (lines 2, 6)');
    expect(problems[1]!.message).toContain("2 lines have a tag that is none ('X-city') (lines 3, 4)");
    expect(problemsOf(() => parseTagged('a.conll', 'conll', '\n\n'))[0]!.code).toBe('FILE_EMPTY');
  });
});

describe('JSON lines of marked texts', () => {
  const line = (value: object): string => JSON.stringify(value);

  it('are read with offsets or with tags', () => {
    const text = [
      line({ text: '  in Rome, now', entities: [{ start: 5, end: 9, label: 'city' }] }),
      line({ tokens: ['in', 'Rome'], tags: ['O', 'B-city'] }),
      line({ text: '去北京', entities: [{ start: 1, end: 3, label: '城市' }] }),
      line({ text: 'nothing here' }),
    ].join('\n');
    expect(parseTagged('a', 'entities', text).rows).toEqual([
      { text: 'in Rome, now', entities: [entity(3, 7, 'city')] },
      { text: 'in Rome', entities: [entity(3, 7, 'city')] },
      { text: '去北京', entities: [entity(1, 3, '城市')] },
      { text: 'nothing here', entities: [] },
    ]);
  });

  it('count an emoji as one character or as two, whichever fits', () => {
    for (const start of [5, 6]) {
      const text = line({ text: '😀 in Rome', entities: [{ start, end: start + 4, label: 'city' }] });
      expect(parseTagged('a', 'entities', text).rows[0]!.entities).toEqual([entity(6, 10, 'city')]);
    }
  });

  it('have spans that cut words widened to them, and say where', () => {
    const text = line({ text: 'in Romelike places', entities: [{ start: 2, end: 7, label: 'city' }] });
    const { rows, warnings } = parseTagged('a', 'entities', text);
    expect(rows[0]!.entities).toEqual([entity(3, 11, 'city')]);
    expect(warnings[0]!.code).toBe('SPAN_MOVED');
    expect(warnings[0]!.fix).toContain("'Romelike'");
  });

  it('are refused with every kind of fault at once, each with its lines', () => {
    const text = [
      line({
        text: 'a b',
        entities: [
          { start: 0, end: 3, label: 'x' },
          { start: 2, end: 3, label: 'y' },
        ],
      }),
      line({ text: 'a b', entities: [{ start: 2, end: 9, label: 'x' }] }),
      line({ text: 'a b', entities: [{ start: '0', end: 1, label: 'x' }] }),
      line({ tokens: ['a', 'b'], tags: ['O'] }),
      line({ tokens: ['a'], tags: ['x'] }),
      '{"text": "a',
      line({ words: 'a' }),
    ].join('\n');
    const problems = problemsOf(() => parseTagged('a.jsonl', 'entities', text));
    expect(problems.map(({ code }) => code)).toEqual([
      'ENTITIES_OVERLAP',
      'ENTITY_OUTSIDE',
      'ENTITY_INVALID',
      'TAGS_DIFFER',
      'TAG_INVALID',
      'ROW_NOT_JSON',
      'TEXT_MISSING',
    ]);
    problems.forEach(({ message }, i) => {
      expect(message).toContain(`(line ${i + 1})`);
    });
  });
});

describe('a data set of marked texts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tagged-text-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('has the same rows, truth and fingerprint from either format', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ place: `Place${i}`, label: i % 2 === 0 ? 'city' : 'lake' }));
    const files = {
      'a.conll': rows.map(({ place, label }) => conll('to\tO', `${place}\tB-${label}`)).join('\n\n'),
      'a.jsonl': rows
        .map(({ place, label }) =>
          JSON.stringify({ text: `to ${place}`, entities: [{ start: 3, end: 3 + place.length, label }] }),
        )
        .join('\n'),
    };
    const read = await Promise.all(
      Object.entries(files).map(async ([name, content]) => {
        const path = join(folder, name);
        await writeFile(path, content);
        const { schema } = await inferSchema(path, { kind: sequenceLabelling });
        return readDataset(path, schema);
      }),
    );
    expect(read[0]!.rows).toBe(60);
    expect(read[0]!.fingerprint).toBe(read[1]!.fingerprint);
    const truth = sequenceLabelling.truth(read[0]!);
    expect(truth).toEqual(sequenceLabelling.truth(read[1]!));
    expect(truth.labels).toEqual(['city', 'lake']);
    expect(truth.entities[3]).toEqual([entity(3, 9, 'lake')]);
  });

  it('tells of what was repaired, and refuses a table for what it is', async () => {
    const path = join(folder, 'repaired.conll');
    await writeFile(path, Array.from({ length: 60 }, () => 'Rome\tI-city').join('\n\n'));
    const { schema } = await inferSchema(path);
    const warnings: string[] = [];
    await readDataset(path, schema, { onWarning: ({ code }) => warnings.push(code) });
    expect(warnings).toEqual(['TAG_REPAIRED']);
    const table = join(folder, 'table.csv');
    await writeFile(table, 'text,intent\nhi there,greet\nbye now,leave\n');
    const inferred = await inferSchema(table, { kind: sequenceLabelling });
    expect(() => sequenceLabelling.checkSchema(inferred.schema)).toThrow(/CoNLL file .* or JSON lines/);
  });

  it('says so where marked texts are given for classes of texts, or no line has a tag', async () => {
    const marked = join(folder, 'marked.conll');
    await writeFile(marked, Array.from({ length: 60 }, () => 'Rome\tB-city').join('\n\n'));
    const { schema } = await inferSchema(marked);
    expect(() => textClassification.checkSchema(schema)).toThrow(
      /spans are marked; this task learns one class of each text/,
    );
    expect(() => parseTagged('a.conll', 'conll', 'to\nrome\n')).toThrow(/^2 lines have one column \(lines 1, 2\)\./);
  });
});
