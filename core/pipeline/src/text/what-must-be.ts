/** An issue as the validator reports it; which of the optional parts are there depends on the code. */
export interface Issue {
  code: string;
  path: (string | number)[];
  message: string;
  keys?: string[];
  values?: unknown[];
  expected?: string;
  origin?: string;
  minimum?: number;
  maximum?: number;
  inclusive?: boolean;
  divisor?: number;
  /** Of a union: the issues of each of its forms. */
  errors?: Issue[][];
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  nan: 'a number',
  int: 'a whole number',
  string: 'a text (in quotes where it looks like a number or like true or false)',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'empty',
};

/** What should have stood there, for people who do not know the validator: `it must be a number`. */
export function whatMustBe(issue: Issue): string {
  // A rule of a shape's own is a sentence of its own: `boundaries must rise`.
  return (issue.code === 'custom' ? ownWords(issue.message) : undefined) ?? `it must ${need(issue)}`;
}

function need(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `be ${issue.values?.length === 1 ? '' : 'one of '}${(issue.values ?? []).map(String).join(', ')}`;
    case 'invalid_type':
      return `be ${TYPES[issue.expected ?? ''] ?? issue.expected ?? 'of another type'}`;
    case 'too_small':
      return size(issue, issue.minimum ?? 0, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return size(issue, issue.maximum ?? 0, issue.inclusive === false ? 'less than' : 'at most');
    case 'not_multiple_of':
      return `be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return oneOfForms(issue.errors ?? []);
    case 'invalid_format': {
      const form = ownWords(issue.message);
      return form === undefined ? 'have another form' : `be ${form}`;
    }
    default:
      return 'have another form';
  }
}

function size({ origin }: Issue, limit: number, words: string): string {
  if (origin === 'string') return `have ${words} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `have ${words} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `be ${words} ${limit}`;
}

/** Of the forms of a union: what each asks for, a form that fails only inside said with the place inside. */
function oneOfForms(forms: readonly Issue[][]): string {
  const words = forms.flatMap((issues) => {
    const outer = issues.find(({ path }) => path.length === 0);
    const [inner] = issues;
    if (outer !== undefined) return [need(outer)];
    return inner === undefined ? [] : [`have '${inner.path.join('.')}', which must ${need(inner)}`];
  });
  return words.length === 0 ? 'have another form' : [...new Set(words)].join(', or ');
}

/** A message that a shape brings itself is in our words; what the validator says of itself is not shown. */
function ownWords(message: string): string | undefined {
  if (/^(Invalid|Too |Unrecognized)/.test(message)) return undefined;
  return message[0]!.toLowerCase() + message.slice(1).replace(/\.$/, '');
}
