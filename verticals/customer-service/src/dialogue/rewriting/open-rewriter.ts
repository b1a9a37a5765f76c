import type { Problem } from '@proofline/learn';
import { CircuitBreaker } from './circuit-breaker.js';
import { type RewriteReplies, replyRewriter } from './reply-rewriter.js';
import type { RewriteSettings } from './rewrite-settings.js';

/** One for each endpoint: what fails for one conversation fails for all. */
const breakers = new Map<string, CircuitBreaker>();

/** The rewriter of a flow; none, and a warning, where the key that it names is not there. */
export function openRewriter(
  { url, model, keyEnv, timeoutMs, failures, pauseSeconds }: RewriteSettings,
  environment: Readonly<Record<string, string | undefined>>,
): { rewrite?: RewriteReplies; warnings: Problem[] } {
  const key = keyEnv === undefined ? undefined : environment[keyEnv];
  if (keyEnv !== undefined && (key === undefined || key === '')) {
    const problem: Problem = {
      code: 'REWRITE_KEY_MISSING',
      message: `The environment variable ${keyEnv}, which holds the key of the endpoint for rewording, is not set: replies are sent as they are written.`,
      where: { path: 'rewrite.keyEnv' },
      fix: `Set ${keyEnv}, or take 'rewrite' out.`,
    };
    return { warnings: [problem] };
  }
  const name = `${url} ${model} ${failures} ${pauseSeconds}`;
  const breaker = breakers.get(name) ?? new CircuitBreaker(failures, pauseSeconds * 1000);
  breakers.set(name, breaker);
  return { rewrite: replyRewriter({ url, model, key, timeoutMs }, breaker), warnings: [] };
}
