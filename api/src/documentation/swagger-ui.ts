import type { IncomingMessage, ServerResponse } from 'node:http';
import ui from 'swagger-ui-express';

/** A response as Express makes it, as far as the handlers need it. */
export interface ExpressResponse extends ServerResponse {
  set(name: string, value: string): unknown;
  status(code: number): unknown;
  send(body: string): unknown;
}

export type Handler = (request: IncomingMessage, response: ExpressResponse, next: () => void) => void;

interface SwaggerUiExpress {
  generateHTML(document: unknown, options: unknown): string;
  serveFiles(document: unknown, options: unknown): Handler[];
}

const { generateHTML, serveFiles } = ui as unknown as SwaggerUiExpress;

// The functions below run in the browser, where the page keeps its key: they are sent as text.
declare const localStorage: { getItem(name: string): string | null; removeItem(name: string): void };
declare const location: { reload(): void };

interface Exchange {
  url: string;
  status: number;
  loadSpec?: boolean;
  headers: Record<string, string>;
}

/** The document is asked for with the key that the page keeps, so that it has the solutions of that key. */
function askWithKey(request: Exchange): Exchange {
  const kept = JSON.parse(localStorage.getItem('authorized') ?? '{}') as { apiKey?: { value?: string } };
  const key = kept.apiKey?.value;
  if (request.loadSpec === true && key !== undefined) request.headers.Authorization = `Bearer ${key}`;
  return request;
}

/** A key that is wrong, or over, must not keep the page from its document. */
function forgetWrongKey(response: Exchange): Exchange {
  if (response.status === 401 && response.url.endsWith('/docs-json') && localStorage.getItem('authorized') !== null) {
    localStorage.removeItem('authorized');
    location.reload();
  }
  return response;
}

/** The page says nothing when somebody logs in or out. */
function reloadOnOtherKey(): void {
  const seen = localStorage.getItem('authorized');
  setInterval(() => {
    if (localStorage.getItem('authorized') !== seen) location.reload();
  }, 500);
}

/** The page that shows the document at `url`, and the handlers of its scripts and styles. */
export function swaggerUi(url: string): { page: string; assets: Handler[] } {
  const options = {
    customSiteTitle: 'Proofline API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: {
      url,
      persistAuthorization: true,
      displayRequestDuration: true,
      docExpansion: 'list',
      requestInterceptor: askWithKey,
      responseInterceptor: forgetWrongKey,
      onComplete: reloadOnOtherKey,
    },
  };
  return { page: generateHTML(undefined, options), assets: serveFiles(undefined, options) };
}
