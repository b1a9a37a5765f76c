import { readFileSync } from 'node:fs';
import { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { parseFlow } from './parse-flow.js';

const desk = new URL('../../../../../fixtures/shop-service-desk/flow.yaml', import.meta.url);

const SMALL = `version: 1
languages: [en]
intents:
  refund: { label: { en: a refund }, task: refund }
slots:
  order: { type: order-id, label: { en: order }, ask: { en: Which order? } }
responses:
  done: { en: 'Done with {order}.' }
tasks:
  refund:
    label: { en: the refund }
    steps:
      - collect: order
      - reply: done
teams:
  desk: { label: { en: the desk } }
`;

/** Every problem of a flow: `line CODE`. */
function problemsOf(text: string): string[] {
  try {
    parseFlow(text);
  } catch (error) {
    if (!(error instanceof ProoflineError)) throw error;
    return error.problems.map(({ code, message }) => `${/^flow\.yaml:(\d+):/.exec(message)?.[1]} ${code}`);
  }
  return [];
}

function changed(from: string, to: string): string {
  expect(SMALL).toContain(from);
  return SMALL.replace(from, to);
}

describe('parseFlow', () => {
  it('reads a small flow and gives what is not written its default', () => {
    const { flow, warnings } = parseFlow(SMALL);
    expect(warnings).toEqual([]);
    expect(flow.timeZone).toBe('UTC');
    expect(flow.policies.thresholds.intent).toBe(0.6);
    expect(flow.slots.order?.required).toBe(true);
    expect(flow.tasks.refund?.steps[0]?.collect).toEqual(['order']);
    expect(flow.responses.done?.en).toEqual(['Done with {order}.']);
  });

  it('reads the flow of the shop without a warning', () => {
    const { flow, warnings } = parseFlow(readFileSync(desk, 'utf8'));
    expect(warnings).toEqual([]);
    expect(Object.keys(flow.tasks)).toEqual(['order_status', 'change_delivery', 'refund', 'complaint']);
  });

  it('reads the flow that the guide shows', () => {
    const guide = readFileSync(new URL('../../../../../docs/guides/dialogue-flows.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n(version: 1\nlanguages[\s\S]*?)```/.exec(guide) ?? [];
    expect(parseFlow(example).warnings).toEqual([]);
  });

  it('says every problem at once, of form and of reference, with line, near miss and what to do', () => {
    const broken = changed('collect: order', 'collect: ordre')
      .replace('- reply: done', '- reply: finished')
      .replace('type: order-id', 'type: order-nr')
      .replace('desk: {', 'desk: { hours: weekday,');
    expect(problemsOf(broken).sort(byLine)).toEqual([
      '6 FLOW_VALUE_INVALID',
      '13 FLOW_SLOT_UNKNOWN',
      '14 FLOW_RESPONSE_UNKNOWN',
      '16 FLOW_HOURS_ENTRY_UNKNOWN',
    ]);
    expect(() => parseFlow(broken)).toThrow(/flow\.yaml:13: There is no slot 'ordre'\. Did you mean 'order'\?/);
  });

  it.each([
    ['an intent that does nothing', changed(', task: refund', ''), ['4 FLOW_INTENT_KIND', '11 FLOW_TASK_UNREACHABLE']],
    [
      'an intent that does two things',
      changed('task: refund }', 'task: refund, reply: done }'),
      ['4 FLOW_INTENT_KIND', '4 FLOW_SLOT_MAY_BE_EMPTY'],
    ],
    ['a step that does nothing', changed('- reply: done', '- id: nothing'), ['14 FLOW_STEP_KIND']],
    [
      'a required slot without a question',
      changed(', ask: { en: Which order? }', ''),
      ['6 FLOW_SLOT_WITHOUT_QUESTION'],
    ],
    [
      'a slot that is maybe personal',
      changed('type: order-id', 'type: order-id, personal: maybe'),
      ['6 FLOW_VALUE_INVALID'],
    ],
    ['a list without values', changed('type: order-id', 'type: list'), ['6 FLOW_SLOT_KEY_MISSING']],
    ['a key of another type', changed('type: order-id', 'type: email, min: 3'), ['6 FLOW_SLOT_KEY']],
    ['a pattern that is none', changed('type: order-id', "type: order-id, pattern: '['"), ['6 FLOW_PATTERN_INVALID']],
    [
      'a pattern with look-around',
      changed('type: order-id', "type: order-id, pattern: '(?<!x)\\d{4}'"),
      ['6 FLOW_PATTERN_INVALID'],
    ],
    [
      'an example that the pattern refuses',
      changed('type: order-id', "type: order-id, pattern: '\\d+', example: A1"),
      ['6 FLOW_EXAMPLE_INVALID'],
    ],
    ['a bound that is no date', changed('type: order-id', 'type: date, max: soon'), ['6 FLOW_BOUND_INVALID']],
    ['a response with an unknown slot', changed('with {order}', 'with {ordr}'), ['8 FLOW_SLOT_UNKNOWN']],
    ['a brace that belongs to nothing', changed('with {order}', 'with {my order}'), ['8 FLOW_PLACEHOLDER_BROKEN']],
    ['a brace in a question', changed('Which order?', "'Which of {order}?'"), ['6 FLOW_PLACEHOLDER_IN_QUESTION']],
    ['a format of no date', changed('{order}', '{order:long}'), ['8 FLOW_FORMAT_NOT_OF_DATE']],
    ['an unknown team', changed('- reply: done', '- handover: { team: boss }'), ['14 FLOW_TEAM_UNKNOWN']],
    [
      'an unknown time zone',
      changed('languages: [en]', 'languages: [en]\ntimeZone: Mars'),
      ['3 FLOW_TIME_ZONE_UNKNOWN'],
    ],
    ['a name that is none', changed('  refund: { label', '  my refund: { label'), ['4 FLOW_NAME_INVALID']],
    ['no team', changed('teams:\n  desk: { label: { en: the desk } }', 'teams: {}'), ['15 FLOW_NO_TEAMS']],
    ['an unknown key', changed('  desk: {', '  desk: { quue: q,'), ['16 FLOW_KEY_UNKNOWN']],
  ])('refuses %s', (_, text, expected) => {
    expect(problemsOf(text).sort(byLine)).toEqual(expected);
  });

  it('wants every text in every language that the flow speaks', () => {
    expect(problemsOf(changed('languages: [en]', 'languages: [en, zh]')).sort(byLine)).toEqual([
      '4 FLOW_LANGUAGE_MISSING',
      '6 FLOW_LANGUAGE_MISSING',
      '6 FLOW_LANGUAGE_MISSING',
      '8 FLOW_LANGUAGE_MISSING',
      '11 FLOW_LANGUAGE_MISSING',
      '16 FLOW_LANGUAGE_MISSING',
    ]);
  });

  it('finds a circle of steps and names it', () => {
    const circle = changed('- collect: order', '- { id: ask, collect: order }').replace(
      '- reply: done',
      '- { id: say, reply: done, next: ask }',
    );
    expect(problemsOf(circle)).toEqual(['13 FLOW_CIRCLE']);
    expect(() => parseFlow(circle)).toThrow('ask → say → ask');
  });

  it('finds tasks that start each other in a circle', () => {
    const circle = `${changed('- reply: done', '- start: other')}`.replace(
      'teams:',
      '  other:\n    label: { en: other }\n    steps:\n      - start: refund\nteams:',
    );
    expect(problemsOf(circle)).toEqual(['11 FLOW_CIRCLE']);
    expect(() => parseFlow(circle)).toThrow('refund → other → refund');
  });

  it('finds a step that no way leads to', () => {
    const skipped = changed('- collect: order', '- { collect: order, next: last }').replace(
      '- reply: done',
      '- { id: lost, reply: done }\n      - { id: last, reply: done }',
    );
    expect(problemsOf(skipped)).toEqual(['14 FLOW_STEP_UNREACHABLE']);
  });

  it('finds a reply with a slot that is filled on one way only', () => {
    const branched = `version: 1
languages: [en]
intents:
  refund: { label: { en: a refund }, task: refund }
slots:
  kind: { type: list, label: { en: kind }, ask: { en: Which? }, values: { a: { en: a }, b: { en: b } } }
  order: { type: order-id, label: { en: order }, ask: { en: Which order? } }
responses:
  done: { en: 'Done with {order}.' }
tasks:
  refund:
    label: { en: the refund }
    steps:
      - collect: kind
      - branch: [{ when: { is: { kind: a } }, to: end }]
      - collect: order
      - { id: end, reply: done }
teams:
  desk: { label: { en: the desk } }
`;
    expect(problemsOf(branched)).toEqual(['17 FLOW_SLOT_MAY_BE_EMPTY']);
    const guarded = branched.replace(
      "done: { en: 'Done with {order}.' }",
      "done: { cases: [{ when: { filled: order }, en: 'Done with {order}.' }], en: Done. }",
    );
    expect(problemsOf(guarded)).toEqual([]);
    expect(
      problemsOf(
        branched
          .replace('order: { type', 'order: { required: false, type')
          .replace('to: end', 'to: ask')
          .replace('- collect: order', '- { id: ask, collect: order }'),
      ),
    ).toEqual(['17 FLOW_SLOT_MAY_BE_EMPTY']);
  });

  it('finds a reply with a slot that an action need not return', () => {
    const returned = changed('- collect: order', '- { action: look, returns: order }');
    expect(problemsOf(returned)).toEqual([]);
    expect(problemsOf(returned.replace('order: { type', 'order: { required: false, type'))).toEqual([
      '14 FLOW_SLOT_MAY_BE_EMPTY',
    ]);
  });

  it('warns of what is left over, and works', () => {
    const { warnings } = parseFlow(
      changed('slots:', 'slots:\n  spare: { type: text, label: { en: spare }, ask: { en: What? } }').replace(
        'responses:',
        'responses:\n  unsaid: { en: Hm. }\n  greet: { en: Good day. }',
      ),
    );
    expect(warnings.map(({ code }) => code)).toEqual(['FLOW_SLOT_UNUSED', 'FLOW_RESPONSE_UNUSED']);
  });

  it('says the first fault of the YAML, not its echo', () => {
    expect(problemsOf(changed("{ en: 'Done with {order}.' }", '[{order} a {order}]'))).toHaveLength(1);
  });

  it('says so where the file is no flow at all', () => {
    for (const text of ['', '[]', '7', 'intents: 3\nslots: [1]\ntasks: { a: 3 }']) {
      expect(problemsOf(text).length).toBeGreaterThan(0);
    }
  });
});

function byLine(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}
