import { Argument, type Command, Option } from 'commander';
import { addEncoderCommands } from '../encoders/encoder-commands.js';
import type { Io } from '../io.js';
import { language, whole } from '../options.js';
import { auditList, auditVerify, keyCreate, keyList, keyRevoke, ROLES } from './administration.js';
import { batch } from './batch.js';
import { challenger, shadow } from './challenger.js';
import { ANSWERED_BY, channelAnswer, channelList } from './channels.js';
import { dialogueChats } from './chats.js';
import { clientCreate, clientList } from './clients.js';
import { datasetList, datasetUpload } from './datasets.js';
import { dialogueApprove, dialogueList, dialoguePromote, dialoguePush, dialogueRollback } from './dialogues.js';
import { handovers } from './handovers.js';
import { login, logout } from './login.js';
import { approve, models, proposeVersion, reject, rollback } from './models.js';
import { promote } from './promote.js';
import {
  CATCH_UPS,
  ON,
  OVERLAPS,
  scheduleAdd,
  scheduleEnable,
  scheduleList,
  scheduleRemove,
  scheduleShow,
} from './schedules.js';
import { solutionCreate, solutionList, solutionShow, status } from './status.js';
import { cancel, train } from './train.js';
import { up } from './up.js';

const SOLUTION = 'its slug, client/slug where more than one client has it, or its id';
const SCHEDULE = 'its id or the start of it; may be left out where there is one only';

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
    .option('--no-data', 'leave out the file that the model learnt from; the gate cannot judge it then')
    .action(async (folder, options) => promote(io, folder, options));

  const modelCommands = onPlatform(program.command('models'))
    .description('list the versions of a solution, the newest first; or see to sentence encoders: add, list, remove')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => models(io, solution, options));
  addEncoderCommands(modelCommands, io);

  onPlatform(program.command('propose'))
    .description('ask that a version become the one that answers; the gate judges it, and another person decides')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .action(async (solution, version, options) => {
      result.exitCode = await proposeVersion(io, solution, version, options);
    });

  onPlatform(program.command('reject'))
    .description('decide that a proposed version does not answer')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .requiredOption('--reason <text>', 'kept with the decision')
    .action(async (solution, version, options) => reject(io, solution, version, options));

  onPlatform(program.command('approve'))
    .description('make a proposed version the one that answers; not for whoever proposed it')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .option('--reason <text>', 'kept with the decision')
    .option('--canary <share>', 'have it answer this share of the subjects first, e.g. 0.1', Number)
    .action(async (solution, version, options) => approve(io, solution, version, options));

  onPlatform(program.command('shadow'))
    .description('have a version compute, unseen, what the champion answers')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .action(async (solution, version, options) => shadow(io, solution, version, options));

  onPlatform(program.command('challenger'))
    .description("how the answers of the version beside the champion differ from the champion's")
    .argument('<solution>', SOLUTION)
    .option('--end', 'end the shadow')
    .action(async (solution, options) => challenger(io, solution, options));

  onPlatform(program.command('rollback'))
    .description('back to the version that answered before')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => rollback(io, solution, options));

  onPlatform(program.command('status'))
    .description('whether the platform serves, and where each solution stands')
    .action(async (options) => status(io, options));

  const client = program.command('client').description('clients of the platform');
  onPlatform(client.command('list'))
    .description('list those that this key may see')
    .action(async (options) => clientList(io, options));
  onPlatform(client.command('create'))
    .description('make a client')
    .argument('<slug>', 'how commands call it: lower-case words with hyphens')
    .option('--name <name>', 'default: the slug')
    .action(async (slug, options) => clientCreate(io, slug, options));

  const solution = program.command('solution').description('solutions: one vertical for one client');
  onPlatform(solution.command('list'))
    .description('list those that this key may see')
    .action(async (options) => solutionList(io, options));
  onPlatform(solution.command('show'))
    .description('where one stands')
    .argument('<solution>', SOLUTION)
    .action(async (name, options) => solutionShow(io, name, options));

  onPlatform(solution.command('create'))
    .description('make one that has no model yet')
    .option('--client <client>', "whose it is; default: the key's own")
    .option('--vertical <id>', 'default: that of --config')
    .option('--config <file>', 'a proofline.yaml; its data are left out')
    .option('--schema <file>', 'default: that of --config, else inferred from the data')
    .option('--slug <slug>', "default: the vertical's id")
    .option('--title <text>', 'default: that of --config')
    .action(async (options) => solutionCreate(io, options));

  const dataset = program.command('dataset').description('files of a solution');
  onPlatform(dataset.command('upload'))
    .description('upload a file as it stands, and show what the platform finds in it')
    .argument('<solution>', SOLUTION)
    .argument('<file>', 'CSV (any delimiter, gzip), JSON lines or Parquet')
    .option('--no-wait', 'do not wait until it has been checked')
    .action(async (name, file, options) => {
      result.exitCode = await datasetUpload(io, name, file, options);
    });
  onPlatform(dataset.command('list'))
    .description('list the files, the newest first')
    .argument('<solution>', SOLUTION)
    .action(async (name, options) => datasetList(io, name, options));

  onPlatform(program.command('train'))
    .description('train a new version of a solution on the platform')
    .argument('<solution>', SOLUTION)
    .option('--dataset <id>', 'a file that was uploaded')
    .option('--data <file>', 'a file to upload first')
    .option('--follow', 'show how far it is until it is over; Ctrl-C leaves the run as it is')
    .action(async (name, options) => {
      result.exitCode = await train(io, name, options);
    });

  onPlatform(program.command('batch'))
    .description('have the platform answer a file with the version that answers now; a bad row does not stop it')
    .argument('<solution>', SOLUTION)
    .argument('<file>', 'CSV (any delimiter, gzip), JSON lines or Parquet')
    .option('--out <file>', 'where the answers go, .csv, .jsonl or .parquet; follows it until it is over')
    .option(
      '--no-log',
      'leave the answers out of the prediction log: monitoring does not see them, outcomes cannot be reported',
    )
    .option('--follow', 'show how far it is until it is over; Ctrl-C leaves the batch as it is')
    .option('--reasons <number>', 'at most this many reasons for each row (default: 0)', whole)
    .addOption(language())
    .action(async (name, file, options) => {
      result.exitCode = await batch(io, name, file, options);
    });

  onPlatform(program.command('cancel'))
    .description('stop a run')
    .argument('<solution>', SOLUTION)
    .argument('<run>', 'its id')
    .action(async (name, run, options) => cancel(io, name, run, options));

  addScheduleCommands(program, io);
  addConversationCommands(program, io, result);

  const key = program.command('key').description('API keys');
  onPlatform(key.command('list'))
    .description('list keys, without their secrets')
    .action(async (options) => keyList(io, options));
  onPlatform(key.command('create'))
    .description('make a key; it is shown once')
    .argument('<name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may').choices(ROLES).makeOptionMandatory())
    .option(
      '--owner <person>',
      'who holds it: two keys of one person are two eyes, not four; default: whoever makes it',
    )
    .option('--client <client>', "whose data it opens; default: every client's")
    .option('--expires <time>', 'e.g. 2030-01-31T00:00:00Z; default: never')
    .action(async (name, options) => keyCreate(io, name, options));
  onPlatform(key.command('revoke'))
    .description('end a key, at once and everywhere')
    .argument('<id>', "as in 'proofline key list'")
    .action(async (id, options) => keyRevoke(io, id, options));

  const audit = program.command('audit').description('the audit trail');
  onPlatform(audit.command('list'))
    .description('list what was done, by whom and when, the latest first')
    .option('--client <client>', "that client's trail alone")
    .option('--actor <who>', 'owner, readable start or id of a key, or the name of a part of the system')
    .option('--action <what>', 'e.g. api-key.created')
    .option('--since <time>', 'from then on, e.g. 2026-11-01T00:00:00Z')
    .option('--until <time>', 'before then')
    .action(async (options) => auditList(io, options));
  onPlatform(audit.command('verify'))
    .description('recompute it and say whether it is what was written')
    .action(async (options) => auditVerify(io, options));
}

function addScheduleCommands(program: Command, io: Io): void {
  const schedule = program.command('schedule').description('when a solution is trained again and again');
  onPlatform(schedule.command('add'))
    .description('train at times, on new data or on drift; the gate and a person decide on what comes of it')
    .argument('<solution>', SOLUTION)
    .option('--cron <expression>', "minute, hour, day of the month, month, day of the week: '0 3 * * 1'")
    .option('--time-zone <zone>', 'whose clock is meant, e.g. Europe/Berlin; default: UTC')
    .addOption(new Option('--on <event>', 'in place of times').choices(ON))
    .addOption(
      new Option('--catch-up <which>', 'of times that no worker was there; default: latest').choices(CATCH_UPS),
    )
    .addOption(new Option('--overlap <what>', 'while an earlier run goes on; default: skip').choices(OVERLAPS))
    .option('--dataset <id>', 'always train on this one; default: the latest')
    .option('--pause-hours <hours>', 'between two runs on drift; default: 24')
    .action(async (solution, options) => scheduleAdd(io, solution, options));
  onPlatform(schedule.command('list'))
    .description('list the schedules of a solution')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => scheduleList(io, solution, options));
  onPlatform(schedule.command('show'))
    .description('when it trains next, and what became of the last times')
    .argument('<solution>', SOLUTION)
    .argument('[schedule]', SCHEDULE)
    .action(async (solution, id, options) => scheduleShow(io, solution, id, options));
  for (const [word, enabled] of [
    ['pause', false],
    ['resume', true],
  ] as const) {
    onPlatform(schedule.command(word))
      .description(enabled ? 'turn a schedule on again' : 'turn a schedule off')
      .argument('<solution>', SOLUTION)
      .argument('[schedule]', SCHEDULE)
      .action(async (solution, id, options) => scheduleEnable(io, solution, id, enabled, options));
  }
  onPlatform(schedule.command('remove'))
    .description('end a schedule; what became of its times is kept')
    .argument('<solution>', SOLUTION)
    .argument('[schedule]', SCHEDULE)
    .action(async (solution, id, options) => scheduleRemove(io, solution, id, options));
}

function addConversationCommands(program: Command, io: Io, result: { exitCode: number }): void {
  const dialogue = program.command('dialogue').description('what a solution of customer service says, in versions');
  onPlatform(dialogue.command('push'))
    .description(
      'push the flow, stories and documents of a folder; its stories are played (exit code 2 where they fail)',
    )
    .argument('<solution>', SOLUTION)
    .argument('<folder>', 'the folder that holds flow.yaml')
    .option('--entities <solution>', 'whose model of entities helps, of the same client')
    .option('--sentiment <solution>', 'whose model of sentiment helps, of the same client')
    .option('--idle-hours <hours>', 'after so long without a message a conversation has ended (default: 24)', whole)
    .option('--keep-personal-data', 'keep transcripts as they were said; masked otherwise')
    .action(async (solution, folder, options) => {
      result.exitCode = await dialoguePush(io, solution, folder, options);
    });
  onPlatform(dialogue.command('list'))
    .description('list the versions, the newest first')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => dialogueList(io, solution, options));
  onPlatform(dialogue.command('promote'))
    .description('ask that a version become live; another person decides')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .option('--override <reason>', 'why it may although its stories fail')
    .action(async (solution, version, options) => dialoguePromote(io, solution, version, options));
  onPlatform(dialogue.command('approve'))
    .description('make a version live that was asked for; not for whoever asked')
    .argument('<solution>', SOLUTION)
    .argument('<version>', 'its number')
    .option('--reason <text>', 'kept with the decision')
    .action(async (solution, version, options) => dialogueApprove(io, solution, version, options));
  onPlatform(dialogue.command('rollback'))
    .description('back to the version that was live before')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => dialogueRollback(io, solution, options));
  onPlatform(dialogue.command('chats'))
    .description("write transcripts as they are kept, personal data masked, for 'proofline misses find'")
    .argument('<solution>', SOLUTION)
    .requiredOption('--out <file>', 'JSON lines: a line of a conversation in each row')
    .option('--days <number>', 'only conversations that began within so many days', whole)
    .action(async (solution, options) => dialogueChats(io, solution, options));

  const channel = program.command('channel').description('the ways by which messages of customers come signed');
  onPlatform(channel.command('list'))
    .description('list the channels, and whether the bot or people answer on each')
    .argument('<solution>', SOLUTION)
    .action(async (solution, options) => channelList(io, solution, options));
  onPlatform(channel.command('answer'))
    .description('switch the bot off (human) or on (bot) for a channel')
    .argument('<solution>', SOLUTION)
    .argument('<channel>', 'its name or id')
    .addArgument(new Argument('<by>', 'who answers from now on').choices(ANSWERED_BY))
    .action(async (solution, name, by, options) => channelAnswer(io, solution, name, by, options));

  onPlatform(program.command('handovers'))
    .description('what waits for people, the most urgent first; or take one, give it back to the bot, close it')
    .argument('<solution>', SOLUTION)
    .option('--team <team>', 'of that team alone')
    .option('--claim <handover>', 'take it: its id, or the end of it')
    .option('--release <handover>', 'leave it to somebody else; by whoever has it, or an admin')
    .option('--hand-back <handover>', 'the bot goes on with the conversation')
    .option('--close <handover>', 'the conversation is over, or the message dealt with')
    .action(async (solution, options) => handovers(io, solution, options));
}

function onPlatform(command: Command): Command {
  return command
    .option('--url <url>', 'where the platform is; default: PROOFLINE_URL, then that of the last login')
    .option('--key <key>', 'default: PROOFLINE_KEY, then that of the last login; other users may see what stands here')
    .option('--json', 'one object on stdout');
}
