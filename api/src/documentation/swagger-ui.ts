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

/** The page that shows the document at `url`, and the handlers of its scripts and styles. */
export function swaggerUi(url: string): { page: string; assets: Handler[] } {
  const options = {
    customSiteTitle: 'Proofline API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: { url, persistAuthorization: true, displayRequestDuration: true, docExpansion: 'list' },
  };
  return { page: generateHTML(undefined, options), assets: serveFiles(undefined, options) };
}
