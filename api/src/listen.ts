import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HostConfig } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';

/** Opens the port and returns the address; one sentence where that cannot be had. */
export async function listen(app: NestFastifyApplication, { host, port }: HostConfig): Promise<string> {
  try {
    await app.listen(port, host);
    return await app.getUrl();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'another program listens there'
        : code === 'EACCES'
          ? 'this user may not open it'
          : message;
    throw new ProoflineError(
      'unavailable',
      'PORT_NOT_OPENED',
      `Port ${port} of ${host} cannot be used: ${why}. Set PORT to another one.`,
      { cause },
    );
  }
}
