import type { Rng } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';
import type { Flow } from '../flow/flow-shape.js';
import type { ConversationState } from '../state.js';
import { pick, sampleWords } from './slot-samples.js';

/** What the customer means to do with a message. */
export type Move =
  | 'wish'
  | 'answer'
  | 'correction'
  | 'digression'
  | 'interruption'
  | 'silence'
  | 'human'
  | 'nonsense'
  | 'repeat'
  | 'cancel'
  | 'small-talk'
  | 'wrong-type';

export interface Utterance {
  move: Move;
  text: string;
}

const SAYS = {
  human: {
    en: [
      'I want to talk to a human',
      'human please',
      'Get me an agent',
      'can I speak to a real person?',
      'I would like to speak with somebody',
    ],
    zh: ['转人工', '我要找人工客服', '我想和真人说话', '人工'],
  },
  nonsense: {
    en: ['asdf ghjk', '🤷🤷', 'the moon is made of cheese', 'why is it like that', '??'],
    zh: ['啊啊啊', '🤷🤷', '月亮是圆的', '这个那个', '？？'],
  },
  repeat: { en: ['what did you ask?', 'pardon?'], zh: ['你刚才问什么', '再说一遍'] },
  cancel: { en: ['cancel', 'never mind', 'forget it'], zh: ['取消', '算了'] },
  smallTalk: { en: ['hello', 'thanks', 'thank you', 'ok'], zh: ['你好', '谢谢', '好的'] },
  yes: { en: ['yes', 'yes please', 'ok', "that's right"], zh: ['是的', '对', '好的', '确认'] },
  no: { en: ['no', 'nope'], zh: ['不', '不是'] },
  frames: { en: ['{}', 'it is {}', '{} please', 'I think {}'], zh: ['{}', '是{}', '{}吧', '应该是{}'] },
  correcting: { en: ['no, {}', 'sorry, {} instead', 'wait, {}'], zh: ['不对，{}', '不，是{}', '改成{}'] },
  skip: { en: ['skip'], zh: ['跳过'] },
  closed: { en: ['a ticket please', 'call me back', 'no', 'yes'], zh: ['工单', '回电', '不用', '好的'] },
} as const satisfies Record<string, Record<Language, readonly string[]>>;

/** Whether a text asks for a human, spelt as it should be. */
export function isDemand(text: string): boolean {
  return [...SAYS.human.en, ...SAYS.human.zh].some((demand) => demand === text);
}

/** How trying a customer is: how often a message is something else than what is asked for. */
export interface Temper {
  language: Language;
  detour: number;
  typo: number;
}

/** A customer with a wish, who mostly answers and often enough does not. */
export class SimulatedCustomer {
  private readonly wishes: readonly string[];
  private readonly asides: readonly string[];

  constructor(
    private readonly flow: Flow,
    private readonly temper: Temper,
    private readonly now: Date,
    private readonly rng: Rng,
  ) {
    const names = Object.keys(flow.intents);
    this.wishes = names.filter((name) => flow.intents[name]!.task !== undefined);
    this.asides = names.filter((name) => flow.intents[name]!.reply !== undefined);
  }

  /** The next message, by what the bot waits for. */
  next(open: string, state: ConversationState): Utterance {
    const { rng, temper } = this;
    const said = rng.next() < temper.detour ? this.detour(state) : this.cooperate(open, state);
    return rng.next() < temper.typo ? { ...said, text: misspelt(said.text, rng) } : said;
  }

  private say(what: keyof typeof SAYS): string {
    return pick(SAYS[what][this.temper.language], this.rng);
  }

  private wish(move: Move): Utterance {
    const name = pick(this.wishes, this.rng);
    const { examples, keywords, label } = this.flow.intents[name]!;
    const { language } = this.temper;
    const sentence = pick(examples?.[language] ?? keywords?.[language] ?? [label[language] ?? name], this.rng);
    const slots = Object.keys(this.flow.slots).filter((slot) => this.flow.slots[slot]!.type === 'order-id');
    const more = slots.length > 0 && this.rng.next() < 0.3 ? ` ${this.value(pick(slots, this.rng))}` : '';
    return { move, text: `${sentence}${more}` };
  }

  private value(slot: string): string {
    return sampleWords(this.flow, slot, this.temper.language, this.now, this.rng);
  }

  private detour(state: ConversationState): Utterance {
    const moves: readonly Move[] = [
      'digression',
      'digression',
      'interruption',
      'correction',
      'silence',
      'human',
      'nonsense',
      'repeat',
      'cancel',
      'small-talk',
      'wrong-type',
    ];
    const move = pick(moves, this.rng);
    switch (move) {
      case 'digression':
        return this.aside();
      case 'interruption':
        return this.wish(move);
      case 'correction':
        return this.correct(state);
      case 'silence':
        return { move, text: '' };
      case 'human':
      case 'nonsense':
      case 'repeat':
      case 'cancel':
        return { move, text: this.say(move) };
      case 'small-talk':
        return { move, text: this.say('smallTalk') };
      default:
        return { move, text: this.value(pick(Object.keys(this.flow.slots), this.rng)) };
    }
  }

  private aside(): Utterance {
    if (this.asides.length === 0) return { move: 'small-talk', text: this.say('smallTalk') };
    const { examples, keywords, label } = this.flow.intents[pick(this.asides, this.rng)]!;
    const { language } = this.temper;
    return {
      move: 'digression',
      text: pick(examples?.[language] ?? keywords?.[language] ?? [label[language] ?? ''], this.rng),
    };
  }

  /** Another value for something that was said before. */
  private correct(state: ConversationState): Utterance {
    const filled = Object.keys(state.stack.at(-1)?.slots ?? {}).filter(
      (name) => this.flow.slots[name]!.type !== 'text',
    );
    if (filled.length === 0) return this.wish('interruption');
    return { move: 'correction', text: this.say('correcting').replace('{}', () => this.value(pick(filled, this.rng))) };
  }

  private cooperate(open: string, state: ConversationState): Utterance {
    const { rng } = this;
    const answer = (text: string): Utterance => ({ move: 'answer', text });
    if (open.startsWith('slot ')) return answer(this.fill(open.slice('slot '.length)));
    switch (open) {
      case 'customer':
        return this.wish('wish');
      case 'confirm':
      case 'resume':
      case 'clarify':
        return answer(this.say(rng.next() < 0.8 ? 'yes' : 'no'));
      case 'verify':
        return answer(this.say(rng.next() < 0.6 ? 'yes' : 'no'));
      case 'choice':
      case 'pick':
        return answer(pick(['1', '2', ...SAYS.no[this.temper.language]], rng));
      case 'change':
        return this.correct(state);
      case 'closed':
        return answer(this.say('closed'));
      default:
        return { move: 'small-talk', text: this.say('smallTalk') };
    }
  }

  private fill(name: string): string {
    const slot = this.flow.slots[name]!;
    if (!slot.required && this.rng.next() < 0.5) return this.say('skip');
    if (slot.type === 'text') return this.value(name);
    return this.say('frames').replace('{}', () => this.value(name));
  }
}

/** One or two slips: a letter left out, doubled, or swapped with the next. */
export function misspelt(text: string, rng: Rng): string {
  let letters = [...text];
  for (let slip = 0; slip <= rng.int(2) && letters.length > 3; slip++) {
    const at = 1 + rng.int(letters.length - 2);
    const [a, b] = [letters[at]!, letters[at + 1] ?? ''];
    const kind = rng.int(3);
    const instead = kind === 0 ? [b] : kind === 1 ? [a, a, b] : [b, a];
    letters = [...letters.slice(0, at), ...instead, ...letters.slice(at + 2)];
  }
  return letters.join('');
}
