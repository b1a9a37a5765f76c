import type { Language, Path } from '@proofline/pipeline';
import type { FlowDocument } from './flow-document.js';
import type { FlowFindings } from './flow-findings.js';

type Worded = Partial<Record<Language, unknown>>;

/** Everything that is said is there in every language that the flow speaks. */
export function checkLanguages({ flow }: FlowDocument, findings: FlowFindings): void {
  const { languages } = flow;
  const check = (words: Worded | undefined, path: Path, what: string): void => {
    if (words === undefined) return;
    const missing = languages.filter((language) => words[language] === undefined);
    if (missing.length === 0) return;
    findings.error('LANGUAGE_MISSING', path, `${what} is not there in ${missing.join(', ')}.`, {
      got: languages.filter((language) => words[language] !== undefined).join(', ') || 'none',
      allowed: languages.join(', '),
      fix: missing.map((language) => `Add '${language}'.`).join(' '),
    });
  };
  for (const [name, intent] of Object.entries(flow.intents)) {
    check(intent.label, ['intents', name, 'label'], `The label of intent '${name}'`);
  }
  for (const [name, slot] of Object.entries(flow.slots)) {
    check(slot.label, ['slots', name, 'label'], `The label of slot '${name}'`);
    check(slot.ask, ['slots', name, 'ask'], `The question for slot '${name}'`);
    check(slot.text, ['slots', name, 'text'], `The text of slot '${name}'`);
    check(slot.hint, ['slots', name, 'hint'], `The hint of slot '${name}'`);
    for (const [value, words] of Object.entries(slot.values ?? {})) {
      check(words, ['slots', name, 'values', value], `The name of '${value}' of slot '${name}'`);
    }
  }
  for (const [name, response] of Object.entries(flow.responses)) {
    check(response, ['responses', name], `Response '${name}'`);
    response.cases.forEach((one, index) => {
      check(one, ['responses', name, 'cases', index], `A case of response '${name}'`);
    });
  }
  for (const [name, task] of Object.entries(flow.tasks)) {
    check(task.label, ['tasks', name, 'label'], `The label of task '${name}'`);
  }
  for (const [name, team] of Object.entries(flow.teams)) {
    check(team.label, ['teams', name, 'label'], `The label of team '${name}'`);
  }
  const spoken = new Set(Object.values(flow.teams).flatMap((team) => team.languages ?? languages));
  for (const language of languages) {
    if (spoken.has(language) || spoken.size === 0) continue;
    findings.warn('NO_TEAM_SPEAKS', ['teams'], `No team speaks ${language}, which the flow speaks.`, {
      fix: 'Handovers in that language will reach a team that speaks another.',
    });
  }
}
