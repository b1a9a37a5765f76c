import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** What Helmet says of every answer, worked out once: it is the same for all. Pages with scripts of their own say more. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = headersOf(helmet({ contentSecurityPolicy: false }));

function headersOf(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
