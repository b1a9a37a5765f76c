import type { Problem, ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { applyRoles } from './apply-roles.js';
import type { FeatureSchema } from './feature-schema.js';
import { formatFeatureSchema } from './format-feature-schema.js';
import { parseFeatureSchema } from './parse-feature-schema.js';

const valid = `version: 1
columns:
  - { name: amount, type: number, unit: EUR, range: { min: 0 }, monotone: increasing }
  - { name: grade, type: category, categories: [1, 02, true], missing: [9] }
  - name: 是否违约
    type: category
    role: target
    positive: 1
    categories: [0, 1]
`;

function problemsOf(text: string): Problem[] {
  try {
    parseFeatureSchema(text, 'schema.yaml');
    return [];
  } catch (error) {
    const { kind, problems, message } = error as ProoflineError;
    expect(kind).toBe('invalid-input');
    for (const problem of problems) expect(message).toContain(problem.message);
    return problems;
  }
}

describe('parseFeatureSchema', () => {
  it('reads YAML and JSON; numbers in lists of cells are the texts that stand there', () => {
    const schema = parseFeatureSchema(valid);
    expect(schema.columns[0]).toMatchObject({ role: 'feature', unit: 'EUR', range: { min: 0 } });
    expect(schema.columns[1]).toMatchObject({ categories: ['1', '02', 'true'], missing: ['9'] });
    expect(schema.columns[2]).toMatchObject({ positive: '1', role: 'target' });
    expect(parseFeatureSchema(JSON.stringify(schema))).toEqual(schema);
  });

  it('says everything that is wrong, with lines', () => {
    const problems = problemsOf(`version: 1
title: 5
columns:
  - name: a
    typ: number
  - { name: b, type: float }
  - { name: c, type: number, role: feture }
`);
    expect(problems.map(({ code, where }) => `${code} ${where!.path}`)).toEqual([
      'SCHEMA_VALUE_INVALID title',
      'SCHEMA_KEY_MISSING columns[0].type',
      'SCHEMA_KEY_UNKNOWN columns[0].typ',
      'SCHEMA_VALUE_INVALID columns[1].type',
      'SCHEMA_VALUE_INVALID columns[2].role',
    ]);
    expect(problems[2]!.message).toBe("schema.yaml:5: Column 'a' has the unknown key 'typ'.");
    expect(problems[2]!.fix).toBe("Did you mean 'type'?");
    expect(problems[3]!.message).toMatch(
      /^schema\.yaml:6: 'type' of column 'b' is "float", but it must be one of number/,
    );
    expect(problems[4]!.fix).toBe("Did you mean 'feature'?");
  });

  it.each([
    [
      'a target among the features',
      '- { name: bad, type: integer }\n  - { name: bad, type: integer, role: target }\n  - { name: x, type: number }',
      'TARGET_AMONG_FEATURES',
      4,
    ],
    [
      'a protected column as feature',
      '- { name: sex, type: text, role: protected }\n  - { name: sex, type: text }',
      'PROTECTED_AS_FEATURE',
      4,
    ],
    ['a column twice', '- { name: x, type: number }\n  - { name: x, type: number }', 'SCHEMA_COLUMN_TWICE', 4],
    [
      'two targets',
      '- { name: x, type: number }\n  - { name: y, type: number, role: target }\n  - { name: z, type: number, role: target }',
      'ROLE_TWICE',
      5,
    ],
    [
      'an order of categories without one',
      '- { name: x, type: category, monotone: increasing }',
      'SCHEMA_CONTRADICTION',
      3,
    ],
    ['a range upside down', '- { name: x, type: number, range: { min: 5, max: 1 } }', 'SCHEMA_CONTRADICTION', 3],
    ['a category twice', '- { name: x, type: category, categories: [a, b, a] }', 'SCHEMA_CONTRADICTION', 3],
    ['an unknown date format', '- { name: x, type: date, format: DD/MM/YYYY }', 'SCHEMA_CONTRADICTION', 3],
    [
      'a positive outcome that is no category',
      '- { name: x, type: number }\n  - { name: y, type: category, role: target, categories: [good, bad], positive: ill }',
      'SCHEMA_CONTRADICTION',
      4,
    ],
    [
      'a code both special and missing',
      "- { name: x, type: number, missing: ['99'], special: [{ code: 99, meaning: a }] }",
      'SCHEMA_CONTRADICTION',
      3,
    ],
  ])('refuses %s', (_name, columns, code, line) => {
    const [problem, ...others] = problemsOf(`version: 1\ncolumns:\n  ${columns}\n`);
    expect(problem!.code).toBe(code);
    expect(problem!.message).toContain(`schema.yaml:${line}:`);
    expect(problem!.fix).toBeTruthy();
    expect(others).toEqual([]);
  });

  it('names the line of broken YAML', () => {
    const [problem] = problemsOf('version: 1\ncolumns:\n  - { name: a\n');
    expect(problem!.code).toBe('SCHEMA_NOT_YAML');
    expect(problem!.message).toMatch(/^schema\.yaml:\d+: /);
  });

  it('reads back what it writes, with the assumptions as comments', () => {
    const schema = parseFeatureSchema(valid);
    const text = formatFeatureSchema(schema, [
      { text: { en: 'The file has no header.', zh: '无表头。' } },
      { column: 'grade', text: { en: 'Codes of categories.', zh: '类别代码。' } },
    ]);
    expect(text).toMatch(/# The file has no header\.\n/);
    expect(text).toMatch(/# Codes of categories\.\n {2}- name: grade/);
    expect(text).toMatch(/categories: \[ "1", "02", "true" \]/);
    expect(parseFeatureSchema(text)).toEqual(schema);
    expect(formatFeatureSchema(schema, [{ column: 'grade', text: { en: 'x', zh: '类别代码。' } }], 'zh')).toContain(
      '# 类别代码。',
    );
  });
});

describe('applyRoles', () => {
  const schema: FeatureSchema = {
    version: 1,
    columns: [
      { name: 'age', type: 'integer', role: 'feature', monotone: 'decreasing' },
      { name: 'sex', type: 'category', role: 'feature', categories: ['m', 'f'] },
      { name: 'paid', type: 'category', role: 'target', categories: ['yes', 'no'], positive: 'no' },
      { name: 'bad', type: 'category', role: 'feature', categories: ['0', '1'] },
    ],
  };

  it('goes before the schema, and never makes a feature of the old target', () => {
    const { columns } = applyRoles(schema, { target: 'bad', positive: '1', protected: ['sex', 'age'] });
    expect(columns.map(({ role }) => role)).toEqual(['protected', 'protected', 'ignore', 'target']);
    expect(columns[0]).not.toHaveProperty('monotone');
    expect(columns[2]).not.toHaveProperty('positive');
    expect(columns[3]).toMatchObject({ positive: '1' });
  });

  it('says every name that does not exist, and every column that is asked to be two things', () => {
    let error: ProoflineError | undefined;
    try {
      applyRoles(schema, { target: 'sex', time: 'datee', protected: ['sex', 'aeg'] });
    } catch (thrown) {
      error = thrown as ProoflineError;
    }
    expect(error?.problems.map(({ code, where, fix }) => `${code} ${where?.column}: ${fix}`)).toEqual([
      'COLUMN_UNKNOWN datee: Columns: age, sex, paid, bad.',
      'ROLE_CONFLICT sex: Take it out of --target or --protected.',
      "COLUMN_UNKNOWN aeg: Did you mean 'age'?",
    ]);
  });

  it('says a misspelt target once: that its event has no column then is no further fault', () => {
    const features = { ...schema, columns: schema.columns.filter(({ name }) => name !== 'paid') };
    let error: ProoflineError | undefined;
    try {
      applyRoles(features, { target: 'badd', positive: '1' });
    } catch (thrown) {
      error = thrown as ProoflineError;
    }
    expect(error?.problems.map(({ code, fix }) => `${code}: ${fix}`)).toEqual(["COLUMN_UNKNOWN: Did you mean 'bad'?"]);
    expect(() => applyRoles(features, { positive: '1' })).toThrow('no column is the target');
  });
});
