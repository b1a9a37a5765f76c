import { describe, expect, it } from 'vitest';
import { reasonText, urgencyOf } from './urgency.js';

describe('the urgency of a message', () => {
  it.each([
    ['This is urgent, my order is not here', 'high', ['asked-for “urgent”']],
    ['The kettle caught fire this morning', 'high', ['safety “caught fire”', 'deadline “this morning”']],
    ['Somebody stole my card, I did not make this payment', 'high', ['fraud “stole my”']],
    ['I will take legal action', 'high', ['legal “legal action”']],
    ['I need it tomorrow and I am still waiting', 'high', ['deadline “tomorrow”', 'repeated-contact “still waiting”']],
    ["I can't log in and my flight is tonight", 'high', ['deadline “flight is”', "outage “can't log in”"]],
    [
      'worst service ever, disgusting, this is the third time I write',
      'high',
      ['repeated-contact “third time”', 'anger “worst”'],
    ],
    ['are you open today?', 'normal', ['deadline “today”']],
    ['where is my order?', 'normal', []],
    ['I would like a refund', 'normal', []],
    ['no rush, just wondering where it is', 'low', ['no-hurry “no rush”']],
    ['It is not urgent', 'low', ['no-hurry “not urgent”']],
    ['No emergency, whenever you can', 'low', ['no-hurry “No emergency”']],
    ['I am not going to sue you', 'normal', []],
    ['Nobody was injured', 'normal', []],
    ['I have an issue with my shoes', 'normal', []],
    ['no rush, but the battery is smoking', 'high', ['safety “smoking”']],
    ['请尽快处理', 'high', ['asked-for “尽快”']],
    ['充电器冒烟了', 'high', ['safety “冒烟”']],
    ['我的账户被盗了', 'high', ['fraud “被盗”']],
    ['再不解决我就起诉你们', 'high', ['legal “起诉”']],
    ['明天要用，等了三天还没到', 'high', ['deadline “明天”', 'repeated-contact “等了三天”']],
    ['登录不了，我今天要付款', 'high', ['deadline “今天”', 'outage “登录不了”']],
    ['我的订单到哪了', 'normal', []],
    ['没有受伤', 'normal', []],
    ['不着急，有空再回复', 'low', ['no-hurry “不着急”']],
    // Words that name what is sold, or where it goes.
    ['a non-smoking room, please', 'normal', []],
    ['does the smoke detector come with batteries', 'normal', []],
    ['deliver it to the hospital', 'normal', []],
    ['a voltage regulator for my car', 'normal', []],
    ['订单号202312315001', 'normal', []],
    ['请寄到上海第一人民医院', 'normal', []],
    ['相机曝光过度，媒体播放器和钓鱼竿', 'normal', []],
    ['我要打12315，找媒体曝光', 'high', ['legal “12315”']],
    ['收到钓鱼短信，人在医院', 'high', ['safety “医院”', 'fraud “钓鱼短信”']],
    ['', 'normal', []],
  ] as const)('%s: %s', (text, level, reasons) => {
    const found = urgencyOf(text);
    expect({ level: found.level, reasons: found.reasons.map(reasonText) }).toEqual({ level, reasons });
  });

  it('rises where the messages before led to nothing', () => {
    expect(urgencyOf('I need it today').level).toBe('normal');
    const { level, reasons } = urgencyOf('I need it today', { stalled: 2 });
    expect(level).toBe('high');
    expect(reasons.map(reasonText)).toEqual(['deadline “today”', 'no-progress']);
  });

  it('takes no longer with a long text than its length', () => {
    const long = 'not waiting no rush not so very '.repeat(3000);
    expect(urgencyOf(long).level).toBe('low');
  });
});
