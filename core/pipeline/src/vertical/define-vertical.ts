import type { Task } from '../task/task.js';
import type { Localized } from '../text/localized.js';

/** A vertical as plain data and functions: a PoC runs it without a platform. */
export interface Vertical {
  /** kebab-case, equal to the folder and the last part of the package's name. */
  id: string;
  title: Localized;
  summary: Localized;
  version: string;
  /** The range of @proofline/pipeline it works with. */
  compatibility: string;
  // biome-ignore lint/suspicious/noExplicitAny: tasks of one vertical differ in truth and prediction; each is typed where it is defined
  tasks: readonly Task<any, any>[];
}

/** Checks a declaration when it is loaded, all problems in one message, and returns it unchanged. */
export function defineVertical(vertical: Vertical): Vertical {
  return vertical;
}
