import { type Problem, ProoflineError } from '../errors/proofline-error.js';

/** A hyper-parameter as data: what validation, search spaces, documentation and conformance tests are made from. */
export type ParameterSpec =
  | { type: 'integer' | 'number'; min: number; max: number; default: number; log?: boolean; doc: string }
  | { type: 'boolean'; default: boolean; doc: string }
  | { type: 'choice'; choices: readonly string[]; default: string; doc: string };

export type ParameterSpecs<P> = { readonly [K in keyof P]-?: ParameterSpec };

/** Defaults filled in and every value checked; all problems are reported at once. */
export function resolveParameters<P extends object>(
  owner: string,
  specs: ParameterSpecs<NoInfer<P>>,
  given: Partial<P>,
): Required<P> {
  const problems: Problem[] = [];
  const resolved: Record<string, unknown> = {};
  const table = specs as Record<string, ParameterSpec>;
  for (const name of Object.keys(given)) {
    if (!(name in table)) {
      problems.push({
        code: 'PARAMETER_UNKNOWN',
        message: `${owner} has no parameter '${name}'. It has: ${Object.keys(table).join(', ')}.`,
        where: { path: name },
        allowed: Object.keys(table).join(', '),
      });
    }
  }
  for (const [name, spec] of Object.entries(table)) {
    const value = (given as Record<string, unknown>)[name] ?? spec.default;
    const allowed = describeAllowed(spec);
    if (!isAllowed(spec, value)) {
      problems.push({
        code: 'PARAMETER_OUT_OF_RANGE',
        message: `Parameter '${name}' of ${owner} must be ${allowed}, got ${String(value)}.`,
        where: { path: name },
        got: String(value),
        allowed,
      });
    }
    resolved[name] = value;
  }
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', 'PARAMETERS_INVALID', problems.map((p) => p.message).join('\n'), {
      problems,
    });
  }
  return resolved as Required<P>;
}

function isAllowed(spec: ParameterSpec, value: unknown): boolean {
  if (spec.type === 'boolean') return typeof value === 'boolean';
  if (spec.type === 'choice') return typeof value === 'string' && spec.choices.includes(value);
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (spec.type === 'integer' && !Number.isInteger(value)) return false;
  return value >= spec.min && value <= spec.max;
}

function describeAllowed(spec: ParameterSpec): string {
  if (spec.type === 'boolean') return 'true or false';
  if (spec.type === 'choice') return `one of ${spec.choices.join(', ')}`;
  const noun = spec.type === 'integer' ? 'a whole number' : 'a number';
  return `${noun} from ${spec.min} to ${spec.max}`;
}
