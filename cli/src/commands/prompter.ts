import { text as ask, cancel, confirm, intro, isCancel, multiselect, outro, password, select } from '@clack/prompts';
import { ProoflineError } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** Asks questions, one after another, and throws `cancelled` when the user has had enough. */
export interface Prompter {
  intro(text: string): void;
  outro(text: string): void;
  /** A line of text; `validate` says what is wrong with it. */
  ask(question: {
    message: string;
    initialValue?: string;
    validate?: (given: string) => string | undefined;
  }): Promise<string>;
  /** A line of text that is not shown. */
  askSecret(message: string): Promise<string>;
  select(question: { message: string; options: Choice[]; initialValue?: string }): Promise<string>;
  /** Any number of the options, none as well. */
  selectMany(question: { message: string; options: Choice[]; initialValues: string[] }): Promise<string[]>;
  confirm(message: string): Promise<boolean>;
}

/** Asks on the terminal. */
export function terminalPrompter(lang: Language): Prompter {
  const answer = async <T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> => {
    const given = await prompt;
    if (isCancel(given)) {
      cancel(lang === 'zh' ? '未写入任何文件。' : 'Nothing was written.');
      throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
    }
    return given as Exclude<T, symbol>;
  };
  return {
    intro,
    outro,
    ask: ({ message, initialValue, validate }) =>
      answer(
        ask({
          message,
          defaultValue: '',
          ...(initialValue === undefined ? {} : { initialValue }),
          ...(validate === undefined ? {} : { validate: (given: string | undefined) => validate(given ?? '') }),
        }),
      ),
    askSecret: (message) => answer(password({ message })),
    select: (question) => answer(select<string>(question)),
    selectMany: (question) => answer(multiselect<string>({ ...question, required: false })),
    confirm: (message) => answer(confirm({ message })),
  };
}
