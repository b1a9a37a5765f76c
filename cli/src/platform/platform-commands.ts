import type { Command } from 'commander';
import type { Io } from '../io.js';
import { login, logout } from './login.js';
import { up } from './up.js';

/** The commands for a platform that runs; they know it by its REST API alone. */
export function addPlatformCommands(program: Command, io: Io, result: { exitCode: number }): void {
  program
    .command('up')
    .description('start the whole platform on this machine: Postgres, API and worker')
    .action(async () => {
      result.exitCode = await up(io);
    });

  onPlatform(program.command('login'))
    .description('prove a key against a platform and keep both for the commands that talk to it')
    .action(async (options) => login(io, options));

  program
    .command('logout')
    .description('forget what login has kept')
    .option('--json', 'one object on stdout')
    .action(async (options) => logout(io, options));
}

function onPlatform(command: Command): Command {
  return command
    .option('--url <url>', 'where the platform is; default: PROOFLINE_URL, then that of the last login')
    .option('--key <key>', 'default: PROOFLINE_KEY, then that of the last login; other users may see what stands here')
    .option('--json', 'one object on stdout');
}
