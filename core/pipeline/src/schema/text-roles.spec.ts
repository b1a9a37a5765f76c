import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProoflineError } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textClassification } from '../kinds/multiclass.js';
import { applyRoles } from './apply-roles.js';
import { categoryValues, type FeatureSchema } from './feature-schema.js';
import { inferSchema } from './infer-schema.js';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'text-roles-'));
  file = join(folder, 'tickets.csv');
  const said = ['where is my parcel', 'I want my money back', '我想退货', 'please call me back soon'];
  const lines = Array.from(
    { length: 80 },
    (_, i) =>
      `${i + 1},"${said[i % 4]}, it is number ${i}",${i % 3 === 0 ? 'web' : 'phone'},note ${i} of an agent,intent ${i % 4}`,
  );
  await writeFile(file, ['no,said,channel,note,intent', ...lines].join('\n'));
});

afterAll(() => rm(folder, { recursive: true }));

function rolesOf({ columns }: FeatureSchema): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, role }) => [name, role]));
}

describe('roles for a task that reads text', () => {
  it('take every column of free text where none is named, and nothing else', async () => {
    const { schema, assumptions } = await inferSchema(file, { roles: { target: 'intent' }, kind: textClassification });
    expect(rolesOf(schema)).toEqual({
      no: 'id',
      said: 'feature',
      channel: 'ignore',
      note: 'feature',
      intent: 'target',
    });
    expect(assumptions).toContainEqual({
      column: 'channel',
      text: expect.objectContaining({ en: 'No free text, and this task reads nothing else: left out.' }),
    });
  });

  it('take the columns that are named, whatever they look like', async () => {
    const roles = { target: 'intent', text: ['channel'] };
    const { schema } = await inferSchema(file, { roles, kind: textClassification });
    expect(rolesOf(schema)).toMatchObject({ said: 'ignore', note: 'ignore', channel: 'feature' });
    expect(schema.columns.find(({ name }) => name === 'channel')).toEqual({
      name: 'channel',
      role: 'feature',
      type: 'text',
    });
  });

  it('leave text out for other kinds', async () => {
    const { schema } = await inferSchema(file, { roles: { target: 'intent' } });
    expect(rolesOf(schema)).toMatchObject({ said: 'ignore', note: 'ignore', channel: 'feature' });
  });

  it('name a class for what is out of scope that need not occur', async () => {
    const roles = { target: 'intent', text: ['said'], outOfScope: 'oos' };
    const { schema } = await inferSchema(file, { roles, kind: textClassification });
    const target = schema.columns.find(({ role }) => role === 'target')!;
    expect(target.outOfScope).toBe('oos');
    expect(categoryValues(target)).toEqual(['intent 0', 'intent 1', 'intent 2', 'intent 3', 'oos']);
  });

  it('go before those of a schema, and are checked', () => {
    const schema: FeatureSchema = {
      version: 1,
      columns: [
        { name: 'said', type: 'text', role: 'feature' },
        { name: 'subject', type: 'category', categories: ['a', 'b'], role: 'ignore' },
        { name: 'intent', type: 'category', categories: ['x', 'y'], role: 'target' },
      ],
    };
    const applied = applyRoles(schema, { text: ['subject'], outOfScope: 'none' });
    expect(applied.columns).toEqual([
      { name: 'said', type: 'text', role: 'ignore' },
      { name: 'subject', type: 'text', role: 'feature' },
      { name: 'intent', type: 'category', categories: ['x', 'y', 'none'], role: 'target', outOfScope: 'none' },
    ]);
    const refused = (): FeatureSchema => applyRoles(schema, { text: ['sayd', 'intent'], target: 'intent' });
    try {
      refused();
      expect.unreachable();
    } catch (error) {
      const { problems } = error as ProoflineError;
      expect(problems.map(({ message }) => message)).toEqual([
        "--text names the column 'sayd', which does not exist.",
        "Column 'intent' is named for two roles: --target and --text.",
      ]);
      expect(problems[0]!.fix).toBe("Did you mean 'said'?");
    }
  });
});
