/** What an API process tells the one that started it, once it serves. */
export interface Started {
  url: string;
  /** The first admin key, where one was made: it can be shown now and never again. */
  adminKey?: string;
  /** A demonstration was made whose model trains. */
  demo: boolean;
}

/** With this argument, the API makes the demonstration on an empty database. */
export const WITH_DEMO = '--with-demo';
