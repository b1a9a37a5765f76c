import { closest, type Path } from '@proofline/pipeline';
import type { FlowProblem } from './flow-document.js';

/** Gathers what is wrong with a flow. */
export class FlowFindings {
  readonly problems: FlowProblem[] = [];

  error(
    code: string,
    path: Path,
    message: string,
    rest: Partial<Pick<FlowProblem, 'got' | 'allowed' | 'fix'>> = {},
  ): void {
    this.problems.push({ code: `FLOW_${code}`, path, message, severity: 'error', ...rest });
  }

  warn(
    code: string,
    path: Path,
    message: string,
    rest: Partial<Pick<FlowProblem, 'got' | 'allowed' | 'fix'>> = {},
  ): void {
    this.problems.push({ code: `FLOW_${code}`, path, message, severity: 'warning', ...rest });
  }

  /** A name that must be one of those that exist. */
  reference(noun: string, name: string | undefined, path: Path, known: Iterable<string>): void {
    if (name === undefined) return;
    const allowed = [...known];
    if (allowed.includes(name)) return;
    const meant = closest(name, allowed);
    const code = `${noun.toUpperCase().replaceAll(' ', '_')}_UNKNOWN`;
    this.error(code, path, `There is no ${noun} '${name}'.`, {
      got: name,
      allowed: allowed.length === 0 ? `none: the file has no ${noun}s` : allowed.join(', '),
      fix: meant === undefined ? `Add the ${noun} '${name}', or name another.` : `Did you mean '${meant}'?`,
    });
  }
}
