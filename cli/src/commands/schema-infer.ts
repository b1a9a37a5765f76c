import { stat, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { formatFeatureSchema, inferSchema, type Language, type PocConfig } from '@proofline/pipeline';
import type { PocFlags } from '../config/poc-flags.js';
import { refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { checkWritable } from '../output/predictions-file.js';

export interface SchemaInferOptions extends PocFlags {
  data: string;
  out?: string;
  force?: boolean;
  lang: Language;
  json?: boolean;
}

/** Roles that flags name, in the configuration's words. */
export function rolesOf(flags: PocFlags): PocConfig['columns'] {
  const { target, positive, outOfScope, time, id, group, weight, score } = flags;
  const single = Object.fromEntries(
    Object.entries({ target, positive, outOfScope, time, id, group, weight, score }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { ...single, text: flags.text ?? [], protected: flags.protected ?? [], ignore: flags.ignore ?? [] };
}

/** Proposes a schema for a file: YAML on stdout, or a file that people then edit. */
export async function schemaInfer(io: Io, options: SchemaInferOptions): Promise<void> {
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  if (out !== undefined && options.force !== true && (await stat(out).catch(() => undefined)) !== undefined) {
    throw new ProoflineError(
      'conflict',
      'OUTPUT_EXISTS',
      `'${options.out}' exists, and may hold what somebody wrote by hand. Name another file, or add --force.`,
    );
  }
  if (out !== undefined) {
    await refuseOverwriting(out, [['--data', resolve(io.cwd, options.data)]]);
    await checkWritable(out);
  }
  const { schema, assumptions } = await inferSchema(resolve(io.cwd, options.data), {
    roles: rolesOf(options),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  if (options.json === true) {
    const said = assumptions.map(({ column, text }) => ({ column, text: text[options.lang] }));
    io.out(`${JSON.stringify({ schema, assumptions: said }, null, 2)}\n`);
    return;
  }
  const yaml = formatFeatureSchema(schema, assumptions, options.lang);
  if (out === undefined) {
    io.out(yaml);
    return;
  }
  await writeFile(out, yaml);
  io.out(
    `Wrote ${relative(io.cwd, out)}: ${schema.columns.length} columns, ${assumptions.length} assumptions, each as a comment above its column. Check it, then use it with --schema.\n`,
  );
}
