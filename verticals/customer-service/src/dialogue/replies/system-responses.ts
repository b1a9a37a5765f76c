import type { Language } from '@proofline/pipeline';

interface SystemResponse extends Record<Language, readonly string[]> {
  /** What a text of the flow that stands in for this one may refer to, besides slots that are surely filled. */
  parameters: readonly string[];
}

function says(en: string | readonly string[], zh: string | readonly string[], ...parameters: string[]): SystemResponse {
  const list = (texts: string | readonly string[]): readonly string[] => (typeof texts === 'string' ? [texts] : texts);
  return { en: list(en), zh: list(zh), parameters };
}

/** What the bot says by itself. A response of the same name in the flow is said instead. */
export const SYSTEM_RESPONSES = {
  greet: says(
    ['Hello! How can I help?', 'Hi! What can I do for you?'],
    ['您好！请问有什么可以帮您？', '您好，需要什么帮助？'],
  ),
  welcome: says(["You're welcome.", 'Happy to help.', 'Any time.'], ['不客气。', '很高兴能帮到您。', '应该的。']),
  goodbye: says(['Goodbye!', 'Goodbye, and thank you.'], ['再见！', '再见，感谢您的咨询。']),
  goodbye_open: says(
    'Goodbye! I keep {task} open, so you can come back to it.',
    '再见！{task}我先为您保留，您可以随时回来继续。',
    'task',
  ),
  okay: says(
    ['All right. Is there anything else?', 'Good. What else can I do?'],
    ['好的，还有别的需要吗？', '好的，还需要什么帮助？'],
  ),
  rephrase: says(
    [
      'I did not understand that. Would you like {topics}? Else please say it in other words.',
      'Sorry, that was not clear to me. Do you want {topics}, or something else?',
    ],
    [
      '抱歉，我没有听懂，请换个说法。我可以帮您处理：{topics}。',
      '抱歉，我不太明白。我可以帮您处理：{topics}。请问是哪一项？',
    ],
    'topics',
  ),
  clarify: says(
    ['Would you like {option}?', 'Do I understand you right: {option}?'],
    ['您是想{option}吗？', '我理解得对吗：{option}？'],
    'option',
  ),
  choose: says(
    ['Which do you mean: 1) {first}, 2) {second}, or something else?', 'Is it 1) {first} or 2) {second}? Or neither?'],
    ['您指的是哪一项：1）{first}，2）{second}，还是别的？', '是1）{first}还是2）{second}？还是都不是？'],
    'first',
    'second',
  ),
  handover: says(
    ['I am handing you over to {team}. They have our conversation, so you need not repeat anything.'],
    ['正在为您转接{team}。他们能看到我们的对话，您无需重复说明。'],
    'team',
  ),
  closed: says(
    [
      'Of course. At the moment {team} is closed and opens {opens}. Shall I leave a ticket for them, or arrange a callback?',
    ],
    ['好的。{team}目前不在服务时间，{opens}开始服务。需要我为您留言（工单），还是安排回电？'],
    'team',
    'opens',
  ),
  closed_for_good: says(
    ['Of course. At the moment {team} is closed. Shall I leave a ticket for them, or arrange a callback?'],
    ['好的。{team}目前不在服务时间。需要我为您留言（工单），还是安排回电？'],
    'team',
  ),
  ticket_left: says(
    ['Your message is with {team} now; they will answer you.'],
    ['您的留言已提交给{team}，他们会回复您。'],
    'team',
  ),
  callback_left: says(['Noted: {team} will call you back.'], ['已登记：{team}会给您回电。'], 'team'),
  ticket_already: says(
    ['{team} already has your message and will answer you. I add what you write here.'],
    ['{team}已经收到您的留言，会尽快回复。您在这里写的内容我会一并附上。'],
    'team',
  ),
  with_team: says(
    ['Your message is with {team}; they will answer you here.'],
    ['您的消息已转给{team}，他们会在这里回复您。'],
    'team',
  ),
  with_team_closed: says(
    ['Your message is with {team}. They are closed at the moment, open {opens}, and will answer you here.'],
    ['您的消息已转给{team}。目前不在服务时间，{opens}开始服务，届时会在这里回复您。'],
    'team',
    'opens',
  ),
  with_team_closed_for_good: says(
    ['Your message is with {team}. They are closed at the moment and will answer you here.'],
    ['您的消息已转给{team}。目前不在服务时间，他们会在这里回复您。'],
    'team',
  ),
  handed_back: says(['I am back with you. How can I help?'], ['我回来继续为您服务，请问还需要什么？']),
  cancelled: says(
    ['All right, I leave {task}.', 'Done: {task} is cancelled.'],
    ['好的，{task}已取消。', '好的，不再办理{task}。'],
    'task',
  ),
  nothing_to_cancel: says(
    ['There is nothing to cancel. What can I do for you?', 'Nothing is under way. How can I help?'],
    ['目前没有需要取消的事项。请问有什么可以帮您？', '目前没有在办理的事项，请问需要什么帮助？'],
  ),
  switched: says(
    'First {task}; {paused} waits for that long.',
    '先为您办理{task}，{paused}稍后继续。',
    'task',
    'paused',
  ),
  resume: says(
    ['Shall we go on with {task}?', 'Back to {task}: shall we go on?', 'Would you like to finish {task} now?'],
    ['要继续{task}吗？', '回到{task}，要继续吗？', '现在要把{task}办完吗？'],
    'task',
  ),
  dropped: says('All right, I leave {task}.', '好的，不再继续{task}。', 'task'),
  asked: says(
    ['I asked you this:', 'My question was:', 'It was about this:'],
    ['我刚才问的是：', '我的问题是：', '问题如下：'],
  ),
  nothing_asked: says(
    ['I asked nothing so far. What can I do for you?', 'There was no question yet. How can I help?'],
    ['我还没有提问。请问有什么可以帮您？', '刚才没有问题。请问需要什么帮助？'],
  ),
  corrected: says(
    ['I changed {slot} from {old} to {new}.', '{slot}: {new} instead of {old}.'],
    ['已将{slot}由{old}改为{new}。', '{slot}：{new}（原为{old}）。'],
    'slot',
    'old',
    'new',
  ),
  unset: says('All right, not {old}.', '好的，不是{old}。', 'old'),
  verify: says(
    ['Did I get that right, {slot}: {value}?', 'Is {value} right ({slot})?'],
    ['请确认，{slot}是{value}吗？', '{slot}：{value}，对吗？'],
    'slot',
    'value',
  ),
  pick: says(
    ['Which one, for {slot}: 1) {first} or 2) {second}?', '{slot}: is it 1) {first} or 2) {second}?'],
    ['{slot}是哪一个：1）{first}还是2）{second}？', '请选择{slot}：1）{first}，2）{second}。'],
    'slot',
    'first',
    'second',
  ),
  change: says(
    ['What shall I change: {slots}?', 'Which of these is not right: {slots}?'],
    ['需要修改哪一项：{slots}？', '以下哪一项不对：{slots}？'],
    'slots',
  ),
  yes_or_no: says(
    ['Please answer with yes or no.', 'A yes or a no is enough.'],
    ['请回答“是”或“否”。', '请用“是”或“不是”回答。'],
  ),
  still_there: says('Are you still there?', '您还在吗？'),
  take_your_time: says('Take your time; I am here.', '不着急，我一直在。'),
  waiting: says(
    ['One moment, I am still looking it up.', 'That takes a little longer; please wait.'],
    ['请稍等，正在为您查询。', '还需要一点时间，请稍候。'],
  ),
  action_failed: says('I could not get that done.', '抱歉，未能办理成功。'),
  about_item: says('About {item}:', '关于{item}：', 'item'),
  not_text: says('I need that in a few words.', '请用几句话说明。'),
  not_number: says('I need a number for {slot}.', '{slot}需要一个数字。', 'slot'),
  not_date: says('I need a date for {slot}, such as 3 March.', '{slot}需要一个日期，例如3月3日。', 'slot'),
  not_amount: says('I need an amount of money for {slot}.', '{slot}需要一个金额。', 'slot'),
  not_email: says(
    'That is no e-mail address; one looks like name@example.com.',
    '这不是有效的邮箱地址，正确的格式如 name@example.com。',
  ),
  not_order_id: says('I found no {slot} in that.', '没有找到{slot}。', 'slot'),
  not_pattern: says('I found no {slot} in that.', '没有找到{slot}。', 'slot'),
  not_list: says('For {slot} I can take: {options}.', '{slot}可以选择：{options}。', 'slot', 'options'),
  wrong_currency: says(
    'I need {slot} in this currency: {currency}.',
    '{slot}请以{currency}为单位。',
    'slot',
    'currency',
  ),
  too_small: says('{slot} cannot be less than {limit}.', '{slot}不能小于{limit}。', 'slot', 'limit'),
  too_large: says('{slot} cannot be more than {limit}.', '{slot}不能大于{limit}。', 'slot', 'limit'),
  too_early: says('{slot} cannot be before {limit}.', '{slot}不能早于{limit}。', 'slot', 'limit'),
  too_late: says('{slot} cannot be after {limit}.', '{slot}不能晚于{limit}。', 'slot', 'limit'),
  wrong_form: says('{value} is not a valid {slot}.', '{value}不是有效的{slot}。', 'slot', 'value'),
  too_long: says('Please keep it below {limit} characters.', '请控制在{limit}个字以内。', 'limit'),
  for_example: says('For example: {example}.', '例如：{example}。', 'example'),
} as const satisfies Record<string, SystemResponse>;

export type SystemName = keyof typeof SYSTEM_RESPONSES;

export function isSystemName(name: string): name is SystemName {
  return Object.hasOwn(SYSTEM_RESPONSES, name);
}
