import { LANGUAGES } from '@proofline/pipeline';
import { InvalidArgumentError, Option } from 'commander';

/** Options that several commands take. */

export function language(): Option {
  return new Option('--lang <language>', 'of reports and of what is said about the run')
    .choices(LANGUAGES)
    .default('en');
}

export function whole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

/** A whole number that is not 0. */
export function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return number;
}

/** Names with commas between them. */
export function list(value: string): string[] {
  return value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
