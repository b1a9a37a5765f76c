import type { Problem } from '@proofline/learn';
import type { LanguageEndpoint } from '@proofline/pipeline';
import { CircuitBreaker } from './circuit-breaker.js';
import { type Endpoint, type RewriteReplies, replyRewriter } from './reply-rewriter.js';
import type { RewriteSettings } from './rewrite-settings.js';

/** One for each endpoint: what fails for one conversation fails for all. */
const breakers = new Map<string, CircuitBreaker>();

export interface OpenedRewriter {
  rewrite?: RewriteReplies;
  warnings: Problem[];
}

/** The rewriter of a flow; none, and a warning, where the key that it names is not there. */
export function openRewriter(
  { url, model, keyEnv, timeoutMs, failures, pauseSeconds }: RewriteSettings,
  environment: Readonly<Record<string, string | undefined>>,
): OpenedRewriter {
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
  return { rewrite: rewriterAt({ url, model, key, timeoutMs }, { failures, pauseSeconds }), warnings: [] };
}

/** The rewriter of a flow on a platform, which calls the platform's endpoint alone; a warning where there is none. */
export function openRewriterOf(
  endpoint: LanguageEndpoint | undefined,
  { timeoutMs, failures, pauseSeconds }: RewriteSettings,
): OpenedRewriter {
  if (endpoint === undefined) {
    const problem: Problem = {
      code: 'REWRITE_NOT_SET_UP',
      message: 'The platform has no endpoint for rewording: replies are sent as they are written.',
      where: { path: 'rewrite' },
      fix: "Have PROOFLINE_REWRITE_URL and PROOFLINE_REWRITE_MODEL set, or take 'rewrite' out.",
    };
    return { warnings: [problem] };
  }
  const { url, model, key } = endpoint;
  return { rewrite: rewriterAt({ url, model, key, timeoutMs }, { failures, pauseSeconds }), warnings: [] };
}

function rewriterAt(
  endpoint: Endpoint,
  { failures, pauseSeconds }: Pick<RewriteSettings, 'failures' | 'pauseSeconds'>,
): RewriteReplies {
  const name = `${endpoint.url} ${endpoint.model} ${failures} ${pauseSeconds}`;
  const breaker = breakers.get(name) ?? new CircuitBreaker(failures, pauseSeconds * 1000);
  breakers.set(name, breaker);
  return replyRewriter(endpoint, breaker);
}
