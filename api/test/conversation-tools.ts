import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyFor } from './promote.js';
import type { TestApi } from './start-api.js';

/** A small desk: a refund that needs an address, an order that another system looks up, a human on wish. It is always open. */
export const FLOW = `version: 1
languages: [en, zh]
timeZone: Europe/London
intents:
  refund: { label: { en: to get money back, zh: 申请退款 }, task: refund, keywords: { en: [refund], zh: [退款] } }
  order: { label: { en: to find an order, zh: 查订单 }, task: order, keywords: { en: [order status], zh: [查订单] } }
slots:
  email:
    type: email
    label: { en: e-mail address, zh: 邮箱 }
    ask: { en: [What is your e-mail address?, Please tell me your e-mail address.], zh: [您的邮箱是？, 请告诉我您的邮箱。] }
  order_id:
    type: order-id
    pattern: '[A-Z]{2}-\\d{6}'
    label: { en: order number, zh: 订单号 }
    ask: { en: [What is your order number?, Please tell me the order number.], zh: [订单号是多少？, 请告诉我订单号。] }
  state: { type: text, required: false, label: { en: state, zh: 状态 } }
responses:
  refunded: { en: "I have noted a refund for {email}.", zh: "已为{email}登记退款。" }
  found:
    cases: [{ when: { filled: state }, en: "Order {order_id} is {state}.", zh: "订单{order_id}：{state}。" }]
    en: "I found order {order_id}."
    zh: "找到了订单{order_id}。"
tasks:
  refund:
    label: { en: the refund, zh: 退款 }
    steps: [{ collect: email }, { action: request_refund }, { reply: refunded }]
  order:
    label: { en: the order, zh: 订单 }
    steps: [{ collect: order_id }, { action: find_order, returns: [state] }, { reply: found }]
teams:
  service: { label: { en: our service team, zh: 客服团队 } }
`;

export const STORIES = `version: 1
now: 2026-03-02T10:00:00Z
stories:
  - story: a refund
    turns:
      - { user: I want a refund, replies: [ask email] }
`;

export const DIALOGUE = { files: { 'flow.yaml': FLOW, 'stories.yaml': STORIES } };

/** A client with a solution of customer service, and what a test does with it. */
export interface Desk {
  /** `/v1/solutions/…` */
  path: string;
  /** A key that sends messages of customers. */
  integrator: string;
  /** Pushes a version, has it approved by a second person, and returns its number. */
  goLive(dialogue?: object): Promise<number>;
  start(wanted?: object): Promise<string>;
}

export async function openDesk(api: TestApi, slug: string): Promise<Desk> {
  const admin = api.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
  await admin
    .post('/v1/solutions')
    .send({ client: slug, slug, vertical: 'customer-service', task: 'intent' })
    .expect(201);
  const wanted = { name: 'widget', role: 'integrator', client: slug };
  const integrator = (await admin.post('/v1/keys').send(wanted).expect(201)).body.key as string;
  const approver = await keyFor(api, `approver of ${slug}`, 'approver');
  const path = `/v1/solutions/${slug}`;
  return {
    path,
    integrator,
    goLive: async (dialogue = DIALOGUE) => {
      const { version } = (await admin.post(`${path}/dialogues`).send(dialogue).expect(201)).body;
      await admin.post(`${path}/dialogues/${version}/promotion`).expect(202);
      await api.as(approver).post(`${path}/dialogues/${version}/promotion/approval`).expect(200);
      return version;
    },
    start: async (body = {}) =>
      (await api.as(integrator).post(`${path}/conversations`).send(body).expect(201)).body.id as string,
  };
}

/** Receives webhooks: answers with the next of `statuses`, and 200 after them. */
export interface Receiver {
  url: string;
  statuses: number[];
  received: { headers: IncomingHttpHeaders; body: string }[];
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const statuses: number[] = [];
  const received: Receiver['received'] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses,
    received,
    close: () => server.close(),
  };
}
