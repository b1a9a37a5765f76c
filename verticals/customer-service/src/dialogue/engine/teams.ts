import type { Language } from '@proofline/pipeline';
import { isOpen, nextOpening, openingText } from '../flow/business-hours.js';
import type { Flow } from '../flow/flow-shape.js';

export function defaultTeam(flow: Flow): string {
  return flow.policies.defaultTeam ?? Object.keys(flow.teams)[0]!;
}

export function speaks(flow: Flow, team: string, language: Language): boolean {
  return (flow.teams[team]?.languages ?? flow.languages).includes(language);
}

/** Whether somebody of the team is there now. */
export function isTeamThere(flow: Flow, team: string, now: Date): boolean {
  const hours = flow.teams[team]?.hours;
  return hours === undefined || isOpen(flow.hours[hours]!, now, flow.timeZone);
}

/** When the team is there next, in words; `undefined` where it never is. */
export function teamOpens(flow: Flow, team: string, now: Date, language: Language): string | undefined {
  const name = flow.teams[team]?.hours;
  const hours = name === undefined ? undefined : flow.hours[name];
  const at = hours === undefined ? undefined : nextOpening(hours, now, flow.timeZone);
  return at === undefined ? undefined : openingText(at, hours!, flow.timeZone, language);
}

/**
 * The team that takes a conversation: the one asked for, or, where it does not speak the customer's language, the first of the
 * file that does. A matter that one team must have (`fixed`) stays with it.
 */
export function teamFor(flow: Flow, wanted: string, language: Language, fixed: boolean): string {
  if (fixed || speaks(flow, wanted, language)) return wanted;
  return Object.keys(flow.teams).find((team) => speaks(flow, team, language)) ?? wanted;
}
