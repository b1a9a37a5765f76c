import { type Problem, ProoflineError } from '../../errors/proofline-error.js';
import type { ModelFiles } from './sentence-encoder.js';

/** What is wrong with a model's files, gathered so that all of it is said at once. */
export class FileProblems {
  private readonly list: Problem[] = [];

  constructor(private readonly place: string) {}

  add(message: string, code = 'MODEL_FILE_ODD'): void {
    this.list.push({ code, message });
  }

  get none(): boolean {
    return this.list.length === 0;
  }

  /** Throws `MODEL_FILES_ODD` where there is anything to say. */
  check(): void {
    if (this.none) return;
    throw new ProoflineError(
      'incompatible',
      'MODEL_FILES_ODD',
      `The model in ${this.place} cannot be used. ${this.list.map(({ message }) => message).join(' ')}`,
      { problems: this.list },
    );
  }
}

/** A file that has to be there. */
export function requiredFile(files: ModelFiles, name: string, problems: FileProblems): Uint8Array | undefined {
  const bytes = files.read(name);
  if (bytes === undefined) problems.add(`${name} is missing.`, 'MODEL_FILE_MISSING');
  return bytes;
}

/** A JSON file's value; undefined where it is not there or, with a problem, not JSON. */
export function jsonFile(files: ModelFiles, name: string, problems: FileProblems): unknown {
  const bytes = files.read(name);
  return bytes === undefined ? undefined : parsedJson(bytes, name, problems);
}

export function parsedJson(bytes: Uint8Array, name: string, problems: FileProblems): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (cause) {
    problems.add(`${name} is not JSON: ${(cause as Error).message}.`);
    return undefined;
  }
}
