import type { Command } from 'commander';
import type { Io } from '../io.js';
import { login, logout } from './login.js';
import { approve, models, rollback } from './models.js';
import { promote } from './promote.js';
import { up } from './up.js';

const SOLUTION = 'its slug, client/slug where more than one client has it, or its id';

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

  onPlatform(program.command('promote'))
    .description(
      "make a proof of concept a client's solution on the platform, its model a candidate: same hash, same answers",
    )
    .argument('<folder>', 'the folder that poc wrote')
    .requiredOption('--client <client>', 'whose it is; made where it is missing and the key may')
    .option('--slug <slug>', "how commands call the solution (default: the vertical's id)")
    .option('--title <text>', 'default: that of the proof of concept')
    .action(async (folder, options) => promote(io, folder, options));

  onPlatform(program.command('models'))
    .description('list the versions of a solution, the newest first')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => models(io, solution, options));

  onPlatform(program.command('approve'))
    .description('make a version the one that answers')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .action(async (solution, version, options) => approve(io, solution, version, options));

  onPlatform(program.command('rollback'))
    .description('back to the version that answered before')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => rollback(io, solution, options));
}

function onPlatform(command: Command): Command {
  return command
    .option('--url <url>', 'where the platform is; default: PROOFLINE_URL, then that of the last login')
    .option('--key <key>', 'default: PROOFLINE_KEY, then that of the last login; other users may see what stands here')
    .option('--json', 'one object on stdout');
}
