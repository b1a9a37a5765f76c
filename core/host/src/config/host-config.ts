import { resolve } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import type { LanguageEndpoint } from '@proofline/pipeline';
import { z } from 'zod';
import type { S3Place } from '../artifacts/s3-store.js';
import { PERSONAL_DATA, type PersonalData } from '../prediction-log/prediction-record.js';

/** Everything that is set from outside. Defaults make a bare machine work. */
export interface HostConfig {
  /** Where the HTTP process listens. */
  host: string;
  port: number;
  /** Folder of the embedded database, artefacts, spools and secrets. */
  home: string;
  /** Postgres to use in place of the embedded one. */
  databaseUrl?: string;
  /** Redis or Valkey for the queue in place of Postgres. */
  redisUrl?: string;
  /** `file:` or `s3://bucket/prefix`; files below `home` where absent. */
  artifactsUrl?: string;
  /** How a store on S3 is reached, by the variables that every tool for S3 knows. */
  s3: Omit<S3Place, 'bucket' | 'prefix'>;
  /** Bytes of local copies of what is stored on S3. */
  cacheBytes: number;
  /** Packages of the verticals to load, by id or package name; all that are installed where absent. */
  verticals?: readonly string[];
  /** First admin key, in place of a generated one. */
  adminKey?: string;
  /** Keys the digests of API keys, the audit chain and what is encrypted. Generated below `home` where absent. */
  secret?: string;
  /** What the log of predictions does with personal data. */
  personalData: PersonalData;
  /** Bytes of predictions that a process keeps on its disk while the database does not take them. */
  spoolBytes: number;
  /** Days that predictions and outcomes are kept; without end where absent. */
  retentionDays?: number;
  /** Whether an empty database gets a demonstration client. */
  demo: boolean;
  /** After so many seconds another worker takes up what a killed one had. */
  queueLockSeconds: number;
  /** Where a worker tells Prometheus what it does; nowhere where absent. */
  workerMetricsPort?: number;
  /** Requests that a key may make in a minute of one process; without limit where absent. */
  rateLimit?: number;
  /** Origins whose pages may call the API from a browser; none where empty. */
  corsOrigins: readonly string[];
  /** A language model that words replies of dialogues anew; none where absent. */
  rewriting?: LanguageEndpoint;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
}

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)), {
    error: `takes a URL that starts with ${protocols.map((name) => `${name}://`).join(' or ')}`,
  });

const port = z
  .string()
  .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, { error: 'takes a port, 0 to 65535' })
  .transform(Number);

const environment = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(3000),
    PROOFLINE_HOME: z.string().min(1).default('.proofline'),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    REDIS_URL: url('redis', 'rediss', 'valkey').optional(),
    ARTIFACTS_URL: url('file', 's3').optional(),
    AWS_ENDPOINT_URL_S3: url('http', 'https').optional(),
    AWS_ENDPOINT_URL: url('http', 'https').optional(),
    AWS_REGION: z.string().optional(),
    AWS_DEFAULT_REGION: z.string().optional(),
    AWS_ACCESS_KEY_ID: z.string().optional(),
    AWS_SECRET_ACCESS_KEY: z.string().optional(),
    AWS_SESSION_TOKEN: z.string().optional(),
    PROOFLINE_CACHE_MB: z
      .string()
      .default('10240')
      .refine((value) => /^[1-9]\d{0,6}$/.test(value), { error: 'takes a number of megabytes, 1 to 9999999' })
      .transform(Number),
    PROOFLINE_VERTICALS: z.string().optional(),
    PROOFLINE_ADMIN_KEY: z
      .string()
      .min(32, { error: 'takes a key of at least 32 characters' })
      .regex(/^[\x21-\x7e]+$/, { error: 'takes a key without blanks or special characters' })
      .optional(),
    PROOFLINE_SECRET: z.string().min(32, { error: 'takes a secret of at least 32 characters' }).optional(),
    PROOFLINE_PERSONAL_DATA: z.enum(PERSONAL_DATA, { error: "takes 'encrypt' or 'drop'" }).default('encrypt'),
    PROOFLINE_SPOOL_MB: z
      .string()
      .default('1024')
      .refine((value) => /^[1-9]\d{0,6}$/.test(value), { error: 'takes a number of megabytes, 1 to 9999999' })
      .transform(Number),
    PROOFLINE_RETENTION_DAYS: z
      .string()
      .refine((value) => /^[1-9]\d{0,4}$/.test(value), { error: 'takes a number of days, 1 to 99999' })
      .transform(Number)
      .optional(),
    PROOFLINE_QUEUE_LOCK_SECONDS: z
      .string()
      .default('15')
      .refine((value) => /^[1-9]\d{0,2}$/.test(value), { error: 'takes a number of seconds, 1 to 999' })
      .transform(Number),
    PROOFLINE_WORKER_METRICS_PORT: port.optional(),
    PROOFLINE_RATE_LIMIT: z
      .string()
      .default('60000')
      .refine((value) => value === 'off' || /^[1-9]\d{0,8}$/.test(value), {
        error: "takes a number of requests a minute, 1 to 999999999, or 'off'",
      })
      .transform((value) => (value === 'off' ? undefined : Number(value))),
    PROOFLINE_CORS_ORIGINS: z
      .string()
      .default('')
      .transform(namesOf)
      .refine((origins) => origins.every(isOrigin), {
        error: 'takes origins such as https://desk.example.com, separated by commas',
      }),
    PROOFLINE_REWRITE_URL: url('http', 'https').optional(),
    PROOFLINE_REWRITE_MODEL: z.string().optional(),
    PROOFLINE_REWRITE_KEY: z.string().optional(),
    PROOFLINE_DEMO: z.enum(['on', 'off'], { error: "takes 'on' or 'off'" }).default('on'),
    PROOFLINE_LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
        error: "takes one of 'fatal', 'error', 'warn', 'info', 'debug', 'trace'",
      })
      .default('info'),
  })
  .refine((read) => (read.PROOFLINE_REWRITE_URL === undefined) === (read.PROOFLINE_REWRITE_MODEL === undefined), {
    path: ['PROOFLINE_REWRITE_MODEL'],
    error: 'and PROOFLINE_REWRITE_URL are set together or not at all',
  });

/** Variables whose value is never repeated in a message. */
const SECRET = new Set([
  'PROOFLINE_ADMIN_KEY',
  'PROOFLINE_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'PROOFLINE_REWRITE_KEY',
]);

/** Reads the environment; the only place that does. Throws `invalid-input` with every problem. An empty variable is an absent one. */
export function readHostConfig(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): HostConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw refuse(parsed.error, given);
  const read = parsed.data;
  return {
    host: read.HOST,
    port: read.PORT,
    home: resolve(cwd, read.PROOFLINE_HOME),
    ...(read.DATABASE_URL === undefined ? {} : { databaseUrl: read.DATABASE_URL }),
    ...(read.REDIS_URL === undefined ? {} : { redisUrl: read.REDIS_URL.replace(/^valkey:/, 'redis:') }),
    ...(read.ARTIFACTS_URL === undefined ? {} : { artifactsUrl: read.ARTIFACTS_URL }),
    s3: s3Of(read),
    cacheBytes: read.PROOFLINE_CACHE_MB * 1e6,
    ...(read.PROOFLINE_VERTICALS === undefined ? {} : { verticals: namesOf(read.PROOFLINE_VERTICALS) }),
    ...(read.PROOFLINE_ADMIN_KEY === undefined ? {} : { adminKey: read.PROOFLINE_ADMIN_KEY }),
    ...(read.PROOFLINE_SECRET === undefined ? {} : { secret: read.PROOFLINE_SECRET }),
    personalData: read.PROOFLINE_PERSONAL_DATA,
    spoolBytes: read.PROOFLINE_SPOOL_MB * 1e6,
    ...(read.PROOFLINE_RETENTION_DAYS === undefined ? {} : { retentionDays: read.PROOFLINE_RETENTION_DAYS }),
    ...(read.PROOFLINE_RATE_LIMIT === undefined ? {} : { rateLimit: read.PROOFLINE_RATE_LIMIT }),
    queueLockSeconds: read.PROOFLINE_QUEUE_LOCK_SECONDS,
    ...(read.PROOFLINE_WORKER_METRICS_PORT === undefined
      ? {}
      : { workerMetricsPort: read.PROOFLINE_WORKER_METRICS_PORT }),
    corsOrigins: read.PROOFLINE_CORS_ORIGINS,
    ...rewritingOf(read),
    demo: read.PROOFLINE_DEMO === 'on',
    logLevel: read.PROOFLINE_LOG_LEVEL,
  };
}

function rewritingOf(read: z.infer<typeof environment>): Pick<HostConfig, 'rewriting'> {
  const { PROOFLINE_REWRITE_URL: address, PROOFLINE_REWRITE_MODEL: model, PROOFLINE_REWRITE_KEY: key } = read;
  if (address === undefined || model === undefined) return {};
  return { rewriting: { url: address, model, ...(key === undefined ? {} : { key }) } };
}

function s3Of(read: z.infer<typeof environment>): HostConfig['s3'] {
  const endpoint = read.AWS_ENDPOINT_URL_S3 ?? read.AWS_ENDPOINT_URL;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = read;
  return {
    region: read.AWS_REGION ?? read.AWS_DEFAULT_REGION ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) } }),
  };
}

function namesOf(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

function refuse(error: z.ZodError, given: Record<string, string | undefined>): ProoflineError {
  const problems = error.issues.map((issue): Problem => {
    const name = String(issue.path[0]);
    const got = SECRET.has(name) ? undefined : given[name];
    return {
      code: 'ENVIRONMENT_INVALID',
      message: `${name} ${issue.message}${got === undefined ? '' : `; it is '${got}'`}.`,
      where: { path: name },
      ...(got === undefined ? {} : { got }),
    };
  });
  return new ProoflineError(
    'invalid-input',
    'ENVIRONMENT_INVALID',
    `The environment cannot be used:\n${problems.map(({ message }) => `- ${message}`).join('\n')}`,
    { problems },
  );
}
