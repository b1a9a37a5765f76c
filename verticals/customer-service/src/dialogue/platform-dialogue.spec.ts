import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Json, ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import customerService from '../index.js';
import { platformDialogue } from './platform-dialogue.js';

const desk = new URL('../../../../fixtures/shop-service-desk/', import.meta.url);
const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, desk)), 'utf8');
const files = { 'flow.yaml': read('flow.yaml') };
const now = new Date('2026-03-02T10:00:00Z');

describe('the dialogue of the vertical', () => {
  it('is what the vertical loads', async () => {
    expect(await customerService.dialogue?.()).toBe(platformDialogue);
  });

  it('talks with a state that is plain JSON, and waits for what other systems return', async () => {
    const dialogue = await platformDialogue.open(files);
    expect(dialogue.languages).toEqual(['en', 'zh']);
    const through = (state: Json): Json => JSON.parse(JSON.stringify(state));
    let turn = await dialogue.say(dialogue.start({ seed: 1 }), 'where is my order?', now);
    expect(turn.replies[0]?.template).toBe('ask order_id');
    turn = await dialogue.say(through(turn.state), 'AB-123456', now);
    const [action] = turn.actions;
    expect(action).toMatchObject({ type: 'action', slots: { order_id: 'AB-123456' }, returns: ['state', 'arrives'] });
    expect(dialogue.view(turn.state)).toEqual({ language: 'en', mode: 'bot', slots: ['order_id'], personal: [] });
    const name = action?.type === 'action' ? action.name : '';
    turn = await dialogue.resolve(
      through(turn.state),
      { action: name, slots: { state: 'packing', arrives: '2026-03-05' } },
      now,
    );
    expect(turn.replies).not.toEqual([]);
    turn = await dialogue.say(turn.state, 'I want to talk to a human', now);
    expect(turn.actions[0]).toMatchObject({ type: 'handover', id: 'handover-1' });
    expect(turn.actions[0]).not.toHaveProperty('transcript');
    expect(dialogue.view(turn.state).mode).toBe('human');
    turn = await dialogue.handBack(dialogue.humanSays(turn.state, 'Done.', now), now);
    expect(dialogue.view(turn.state).mode).toBe('bot');
  });

  it('reads each of two messages at once by the time at which it came', async () => {
    const dialogue = await platformDialogue.open(files);
    let asked = dialogue.start({ seed: 1 });
    for (const text of ['change my delivery', 'AB-123456']) asked = (await dialogue.say(asked, text, now)).state;
    const later = new Date('2026-03-09T10:00:00Z');
    const turns = await Promise.all([now, later].map((at) => dialogue.say(asked, 'tomorrow', at)));
    const dates = turns.map(
      ({ traces }) => (traces[0] as { changed: { delivery_date: unknown[] } }).changed.delivery_date,
    );
    expect(dates).toEqual([
      [null, '2026-03-03'],
      [null, '2026-03-10'],
    ]);
  });

  it('answers from the documents that came with the flow, and says where it has it from', async () => {
    const returns = `# Returns\n\nYou can send anything back within 45 days.\n`;
    const dialogue = await platformDialogue.open({ ...files, 'knowledge/returns.md': returns });
    const turn = await dialogue.say(dialogue.start({ seed: 1 }), 'Within how many days can I send things back?', now);
    expect(turn.replies[0]).toMatchObject({ source: 'Returns (returns.md:3)' });
    expect(turn.replies[0]?.text).toContain('45 days');
    const faults = await platformDialogue.open({ ...files, 'knowledge/empty.md': '' }).catch((thrown: Error) => thrown);
    expect(faults).toMatchObject({ problems: [{ code: 'KNOWLEDGE_EMPTY' }] });
  });

  it('plays stories as the folder has them', async () => {
    const played = await platformDialogue.playStories({
      ...files,
      'stories/chinese.yaml': read('stories/chinese.yaml'),
    });
    expect(played).toMatchObject({ passed: true, failed: [] });
    expect(played?.stories).toBeGreaterThan(0);
    expect(await platformDialogue.playStories(files)).toBeUndefined();
    const wrong = `version: 1\nnow: 2026-03-02T10:00:00Z\nstories:\n  - story: wrong\n    turns:\n      - { user: I want a refund, says: Never }\n`;
    const failed = await platformDialogue.playStories({ ...files, 'stories/wrong.yaml': wrong });
    expect(failed).toMatchObject({ passed: false, stories: 1, passedStories: 0 });
    expect(failed?.failed[0]?.turns[0]).toMatchObject({ place: 'stories/wrong.yaml:6', said: 'I want a refund' });
  });

  it('says the faults of all files at once, with their lines', async () => {
    const broken = { 'flow.yaml': 'version: 2\n', 'stories.yaml': 'version: 1\nstories: []\n' };
    const error = await platformDialogue.open(broken).then(
      () => undefined,
      (thrown: ProoflineError) => thrown,
    );
    expect(error).toMatchObject({ kind: 'invalid-input', code: 'DIALOGUE_INVALID' });
    expect(error?.problems.map(({ message }) => message.split(':').slice(0, 2).join(':'))).toEqual(
      expect.arrayContaining(['flow.yaml:1', 'stories.yaml:2']),
    );
    const endless = `version: 1\nnow: 2026-03-02T10:00:00Z\nstories:\n  - story: endless\n    turns: [${'{user: x},'.repeat(5_001)}]\n`;
    const tooMany = platformDialogue.open({ ...files, 'stories.yaml': endless, 'notes.txt': '' });
    await expect(tooMany).rejects.toThrow(
      /Nothing reads a file 'notes.txt'[\s\S]*The stories have 5001 turns together/,
    );
    await expect(platformDialogue.open({})).rejects.toThrow("There is no file 'flow.yaml'.");
  });
});
