import type { Problem } from '@proofline/learn';
import { type Document, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { closest } from '../cells/edit-distance.js';
import { inputError } from '../cells/problem-log.js';
import { shortened } from './shortened.js';
import { type Issue, whatMustBe } from './what-must-be.js';

export type Path = readonly (string | number)[];

/** Makes a problem at a path of a document, with its line in the file. */
export type Report = (code: string, path: Path, message: string, rest?: Partial<Problem>) => Problem;

/** A problem at a path of a document, whose line is not looked up yet. */
export interface PlacedProblem extends Omit<Problem, 'where'> {
  path: Path;
}

export interface DocumentOptions {
  fileName: string;
  /** What the document is, e.g. `schema`; used in messages. */
  noun: string;
  /** Prefix of the problems' codes, e.g. `SCHEMA`. */
  code: string;
  /** Changes the document before it is read, e.g. turns numbers into texts where cells are meant. */
  prepare?: (document: Document) => void;
  /** What else is wrong with what stands there, be its form right or not. */
  also?: (root: unknown) => PlacedProblem[];
  /** A place in the words of the document; default: its path. */
  describe?: (path: Path, root: unknown) => string;
}

/**
 * Reads YAML or JSON that people write by hand. Throws `invalid-input` with every problem at once: each says the line, what
 * stands there, what may stand there, and a near miss where there is one.
 */
export function parseDocumentAs<S extends z.ZodType>(
  shape: S,
  text: string,
  options: DocumentOptions,
): { value: z.output<S>; problemAt: Report } {
  const { fileName, noun, code } = options;
  const title = `${noun[0]!.toUpperCase()}${noun.slice(1)} '${fileName}'`;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw inputError(
      `${code}_NOT_YAML`,
      title,
      firstFaults(document).map((error) => ({
        code: `${code}_NOT_YAML`,
        message: `${fileName}:${error.linePos?.[0].line ?? 1}: ${faultOf(error, text)}.`,
        where: { file: fileName },
        fix: 'Correct the YAML at this line; names with special characters go into quotes.',
      })),
    );
  }
  const lineOf = (path: Path): number | undefined => {
    // A key that is missing has no place of its own; its parent has.
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  const problemAt: Report = (problem, path, message, rest = {}) => {
    const line = lineOf(path);
    const place = `${fileName}${line === undefined ? '' : `:${line}`}`;
    return { code: problem, message: `${place}: ${message}`, where: { file: fileName, path: showPath(path) }, ...rest };
  };
  options.prepare?.(document);
  const root: unknown = document.toJS();
  const parsed = shape.safeParse(root);
  const further = (options.also?.(root) ?? []).map(({ code: own, path, message, ...rest }) =>
    problemAt(own, path, message, rest),
  );
  if (parsed.success && further.length === 0) return { value: parsed.data, problemAt };
  const describe = options.describe ?? ((path: Path) => (path.length === 0 ? `The ${noun}` : `'${showPath(path)}'`));
  const problems = (parsed.error?.issues ?? []).flatMap((issue) =>
    problemsOfIssue(issue as unknown as Issue, {
      code,
      root,
      describe,
      problemAt,
      keysAt: (path) => keysAt(shape, path),
    }),
  );
  throw inputError(`${code}_INVALID`, title, [...problems, ...further]);
}

/** In the parser's words, but for a key that stands twice: those do not say which. */
function faultOf({ code, message, pos }: Document['errors'][number], text: string): string {
  const key = code === 'DUPLICATE_KEY' ? /^[^\s:]+/.exec(text.slice(pos[0]))?.[0] : undefined;
  return key === undefined ? message.split('\n')[0]!.replace(/ at line.*$/, '') : `The key '${key}' stands twice`;
}

/** What follows the first fault of form is mostly its echo; a key that stands twice is a fault of its own. */
function firstFaults({ errors }: Document): Document['errors'] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
}

/** A scalar where a text is meant becomes what stands in the document: `positive: 1`, `true`, or `yes` in YAML 1.1. */
export function writeAsText(node: unknown): void {
  if (isScalar(node) && (typeof node.value === 'number' || typeof node.value === 'boolean')) {
    node.value = node.source ?? String(node.value);
  }
}

/** Every problem of a value that is held in memory: as those of a document, with the path below `path` and without a line. */
export function checkAs(shape: z.ZodType, value: unknown, at: { path: Path; code: string }): Problem[] {
  return placedProblems(shape, value, at).map(({ path, ...problem }) => ({
    ...problem,
    where: { path: showPath(path) },
  }));
}

/**
 * What a task or a candidate understands, held against what was written: every problem, and one for all where it takes
 * nothing of the kind (`none` says so).
 */
export function againstShape(
  shape: z.ZodType | undefined,
  value: unknown,
  path: readonly string[],
  none: string,
): PlacedProblem[] {
  if (shape !== undefined) return placedProblems(shape, value, { path, code: 'SETTING' });
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return [];
  return [
    {
      code: 'SETTING_KEY_UNKNOWN',
      message: `${none}.`,
      path,
      got: JSON.stringify(value),
      fix: `Remove '${path.join('.')}'.`,
    },
  ];
}

function placedProblems(
  shape: z.ZodType,
  value: unknown,
  { path, code }: { path: Path; code: string },
): PlacedProblem[] {
  const parsed = shape.safeParse(value);
  if (parsed.success) return [];
  const full = (at: Path): Path => [...path, ...at];
  return parsed.error.issues.flatMap((issue) =>
    problemsOfIssue(issue as unknown as Issue, {
      code,
      root: value,
      describe: (at) => `'${showPath(full(at))}'`,
      problemAt: (problem, at, message, rest = {}) => ({ code: problem, message, path: full(at), ...rest }),
      keysAt: (at) => keysAt(shape, at),
    }),
  );
}

interface IssueContext<P> {
  code: string;
  root: unknown;
  describe: (path: Path, root: unknown) => string;
  problemAt: (code: string, path: Path, message: string, rest?: Partial<Omit<Problem, 'where'>>) => P;
  keysAt: (path: Path) => readonly string[];
}

function problemsOfIssue<P>(issue: Issue, { code, root, describe, problemAt, keysAt }: IssueContext<P>): P[] {
  const { path } = issue;
  const where = describe(path, root);
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(path);
    return (issue.keys ?? []).map((key) => {
      const meant = closest(key, allowed);
      return problemAt(`${code}_KEY_UNKNOWN`, [...path, key], `${where} has the unknown key '${key}'.`, {
        got: key,
        ...(allowed.length === 0 ? {} : { allowed: allowed.join(', ') }),
        fix:
          meant !== undefined
            ? `Did you mean '${meant}'?`
            : `Remove it${allowed.length === 0 ? '.' : `; allowed are ${allowed.join(', ')}.`}`,
      });
    });
  }
  const got = valueAt(root, path);
  const allowed = issue.values?.map(String).join(', ');
  const rest: Partial<Omit<Problem, 'where'>> = {
    got: JSON.stringify(got) ?? 'nothing',
    ...(allowed === undefined ? {} : { allowed }),
  };
  if (got === undefined) {
    return [
      problemAt(`${code}_KEY_MISSING`, path, `${describe(path.slice(0, -1), root)} lacks '${path.at(-1)}'.`, {
        ...rest,
        fix: `Add '${path.at(-1)}'${allowed === undefined ? '' : `: one of ${allowed}`}.`,
      }),
    ];
  }
  const meant = issue.values === undefined ? undefined : closest(String(got), issue.values.map(String));
  return [
    problemAt(`${code}_VALUE_INVALID`, path, `${where} is ${shown(got)}, but ${whatMustBe(issue)}.`, {
      ...rest,
      ...(meant === undefined ? {} : { fix: `Did you mean '${meant}'?` }),
    }),
  ];
}

/** A value as it stands in a sentence: whole documents do not. */
function shown(value: unknown): string {
  return value === null ? 'empty' : shortened(JSON.stringify(value), 200);
}

/** The keys that an object at this path may have, read from the shape itself. */
function keysAt(shape: z.ZodType, path: Path): readonly string[] {
  interface Node {
    properties?: Record<string, Node>;
    /** Of the entries of a map whose keys are free. */
    additionalProperties?: Node | false;
    items?: Node;
    anyOf?: Node[];
  }
  let node: Node | undefined = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Node;
  for (const key of path) {
    node = node?.anyOf?.find((one) => one.properties !== undefined) ?? node;
    node =
      typeof key === 'number' ? node?.items : (node?.properties?.[key] ?? (node?.additionalProperties || undefined));
  }
  return Object.keys(node?.properties ?? {});
}

/** `columns[3].type` */
export function showPath(path: Path): string {
  return path.reduce<string>(
    (shown, key) => (typeof key === 'number' ? `${shown}[${key}]` : shown === '' ? key : `${shown}.${key}`),
    '',
  );
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    root,
  );
}
