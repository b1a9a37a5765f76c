import { parseArgs } from 'node:util';

/** What is measured of what. */
export const SUITES = {
  'credit-risk': ['quality', 'cleaning', 'speed'],
  'customer-service': ['intents', 'entities', 'answers', 'rules', 'dialogue', 'learning', 'networks', 'speed'],
  platform: ['load', 'start', 'batch', 'fuzz'],
} as const;
export type Subject = keyof typeof SUITES;
export type Suite = (typeof SUITES)[Subject][number];

export interface Arguments {
  subject: Subject;
  suites: readonly Suite[];
  /** Parts of a suite to run: data sets of `quality`, measurements of `speed`. */
  only?: readonly string[];
  rounds: number;
  json?: string;
  page?: string;
  large: boolean;
}

export const USAGE = `npm run bench -- credit-risk [quality|cleaning|speed] [--only a,b] [--rounds 5] [--large] [--json FILE]
                         [--page FILE]
npm run bench -- customer-service [intents|entities|answers|rules|dialogue|learning|networks|speed]… [--only a,b]
                         [--rounds 5] [--json FILE] [--page FILE]
npm run bench -- platform [load|start|batch|fuzz] [--rounds 5] [--json FILE] [--page FILE]

  quality   public data sets, cross-validated: german, australian, taiwan, gmsc
  cleaning  dirty made-up files with and without the proposed recipe
  speed     against scikit-learn, xgboost, LightGBM and OptBinning: boosting, logistic, binning, application, poc,
            memory; with --large also large-file (writes 5 GB). Of customer-service: vectoriser,
            linear, training (150 intents), utterance (intent and entities)
  intents   Banking77, CLINC150, SNIPS and airline sentiment through 'proofline poc', beside what was published
  entities  slots of SNIPS beside CRFsuite: span F1, time to fit and to answer
  answers   an FAQ and Banking77 as one through 'proofline poc': right, wrong, answered; time of a question
  networks  text-cnn, bilstm and bilstm-crf beside PyTorch: time of a fit, and how right it is, on SNIPS
  rules     negation and correction, the check of replies, masking of personal data
  dialogue  the stories of a service desk, and 1,000 made-up conversations
  learning  topics that were planted in chats, found again: made-up chats, and intents of Banking77 that nobody told
  load      predictions over HTTP beside FastAPI: latency, throughput, and beside a run that trains
  start     how long the platform takes to start, and what it holds
  batch     a file of a million rows through the worker: time, and memory of each process
  fuzz      requests made up from the OpenAPI document
  --only    parts of a suite, by the names above
  --rounds  rounds of each comparison, at least 5 (default 7)
  --page    writes the findings as a page of Markdown, too, e.g. docs/measured/platform.md`;

/** What the command line asks for, or what is wrong with it. */
export function readArguments(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: '7' },
        json: { type: 'string' },
        page: { type: 'string' },
        large: { type: 'boolean', default: false },
      },
    });
    const [subject, ...named] = positionals;
    const found = Object.entries(SUITES).find(([name]) => name === subject) as [Subject, readonly Suite[]] | undefined;
    if (found === undefined) {
      return `Name what to measure: ${Object.keys(SUITES).join(' or ')}. Got '${subject ?? ''}'.`;
    }
    const [known, suites] = found;
    const strange = named.find((name) => !suites.some((suite) => suite === name));
    if (strange !== undefined) return `There is no suite '${strange}'. There are: ${suites.join(', ')}.`;
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 5)
      return `--rounds takes a whole number of 5 or more, got '${values.rounds}'.`;
    return {
      subject: known,
      suites: named.length === 0 ? suites : suites.filter((suite) => named.includes(suite)),
      rounds,
      large: values.large,
      ...(values.only === undefined ? {} : { only: values.only.split(',') }),
      ...(values.json === undefined ? {} : { json: values.json }),
      ...(values.page === undefined ? {} : { page: values.page }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
