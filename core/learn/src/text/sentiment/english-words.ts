import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What customers write without feeling anything, where the list for all texts has a feeling: requests and facts. */
const WITHOUT_FEELING = `ask asking block blocked cancel cancelled canceled chance charge charged charges care confirm demand
free fire fires hand hard help helped helping important interest interested like matter natural no number pay paid please reach share sorry
stop stopped support top top-up true urgent want wanted wish yes`;

/** Facts that are bad and no anger: what is broken is broken. */
const BAD_FACTS = `broken damaged defective wrong lost missing stolen fail failed fails failing error errors fault faulty problem
problems complaint complain complaints delay delayed late issue issues stuck slow refused rejected declined wait waiting`;

/** What angry and pleased customers write and the list does not have, in its scale. */
const OF_CUSTOMERS: Readonly<Record<string, number>> = {
  disgraceful: -3,
  'fed-up': -3,
  rip: -1,
  ripoff: -3,
  shambles: -3,
  clueless: -2,
  unhelpful: -2,
  unprofessional: -2,
  dreadful: -3,
  atrocious: -4,
  abysmal: -4,
  ignored: -2,
  shocking: -3,
  unreliable: -2,
  nightmare: -3,
  crap: -3,
  sick: -1,
  brilliant: 4,
  thank: 1,
  thanks: 1,
  flawless: 3,
  prompt: 1,
  smooth: 2,
  speedy: 2,
};

let words: ReadonlyMap<string, number> | undefined;

/**
 * English words and what they feel like, -5 to 5: AFINN-165 (Nielsen 2011, "A new ANEW"; MIT) as `natural` has it, with the
 * corrections for messages to a service desk above.
 */
export function englishWords(): ReadonlyMap<string, number> {
  if (words !== undefined) return words;
  const Analyzer = require('natural/lib/natural/sentiment/SentimentAnalyzer.js') as new (
    language: string,
    stemmer: undefined,
    type: string,
  ) => { vocabulary: Record<string, number> };
  const made = new Map(Object.entries(new Analyzer('English', undefined, 'afinn').vocabulary));
  for (const word of WITHOUT_FEELING.split(/\s+/)) made.delete(word);
  for (const word of BAD_FACTS.split(/\s+/)) made.set(word, -1);
  for (const [word, value] of Object.entries(OF_CUSTOMERS)) made.set(word, value);
  words = made;
  return words;
}

export const ENGLISH_NEGATIONS: ReadonlySet<string> = new Set(
  'not no never none nobody nothing neither nor without hardly barely cannot cant dont doesnt didnt isnt wasnt arent wont'.split(
    ' ',
  ),
);

/** Words before another that make it stronger or weaker, by a factor. */
export const ENGLISH_DEGREES: ReadonlyMap<string, number> = new Map([
  ...'very really so too extremely absolutely totally completely utterly incredibly truly deeply highly such most'
    .split(' ')
    .map((word) => [word, 1.3] as const),
  ...'slightly somewhat rather fairly bit little kind'.split(' ').map((word) => [word, 0.7] as const),
]);
