import { ProoflineError } from '@proofline/learn';
import { type Prompter, terminalPrompter } from '../commands/prompter.js';
import type { Io } from '../io.js';
import { apiAt, checkedKey, checkedUrl, namedPlatform, type PlatformFlags } from './connection.js';
import { credentialsFile, removeCredentials, writeCredentials } from './credentials.js';
import { printJson } from './output.js';
import { listClients } from './solutions.js';

const DEFAULT_URL = 'http://localhost:3000';

/** Asks for what is not given, proves it, and keeps it. */
export async function login(io: Io, flags: PlatformFlags, prompter: Prompter = terminalPrompter('en')): Promise<void> {
  const named = namedPlatform(io, flags);
  if (!io.interactive && (named.url === undefined || named.key === undefined)) {
    throw new ProoflineError(
      'invalid-input',
      'NO_TERMINAL',
      'There is no terminal to ask on. Give --url and --key, or set PROOFLINE_URL and PROOFLINE_KEY.',
    );
  }
  const url = named.url ?? checkedUrl(await askUrl(prompter));
  const key = named.key ?? checkedKey(await prompter.askSecret(`Key for ${url}`));
  const clients = await listClients(apiAt(io, { url, key }));
  const file = await writeCredentials(io, { url, key });
  if (flags.json === true) printJson(io, { url, file, clients: clients.map(({ slug }) => slug) });
  else {
    io.out(`Logged in at ${url}; the key is in ${file}, which only you may read.\n`);
    io.out(
      clients.length === 0 ? 'There are no clients yet.\n' : `Clients: ${clients.map(({ slug }) => slug).join(', ')}\n`,
    );
  }
}

async function askUrl(prompter: Prompter): Promise<string> {
  return prompter.ask({
    message: 'Where is the platform?',
    initialValue: DEFAULT_URL,
    validate: (given) => {
      try {
        checkedUrl(given);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
}

export async function logout(io: Io, flags: { json?: boolean }): Promise<void> {
  const removed = await removeCredentials(io);
  if (flags.json === true) printJson(io, { loggedOut: removed });
  else if (removed)
    io.out(`Removed ${credentialsFile(io)}. The key itself stays valid; end it with 'proofline key revoke'.\n`);
  else io.out('Nobody was logged in.\n');
}
