import type { Vertical } from '@proofline/pipeline';
import type { Command } from 'commander';
import type { Io } from './io.js';
import { positive, whole } from './options.js';

/** The commands for a dialogue flow. What they need is loaded when one of them runs: no other command waits for it. */
export function addDialogueCommands(
  program: Command,
  io: Io,
  verticals: () => Promise<Vertical[]>,
  result: { exitCode: number },
): void {
  program
    .command('chat')
    .description('talk to the dialogue flow of a folder in the terminal')
    .argument('<folder>', 'the folder that holds flow.yaml')
    .option(
      '--intents <folder>',
      'the package of a trained model of intents; default: keywords and examples of the flow',
    )
    .option('--entities <folder>', 'the package of a trained model of entities, beside the rules')
    .option('--sentiment <folder>', 'the package of a trained model of sentiment')
    .option('--trace', 'say behind every reply why: scores, slots, rules, response, source')
    .option('--at <instant>', 'as if it were then, e.g. 2026-12-24T20:00:00Z: to try business hours')
    .option('--seed <number>', 'decides which variants of a text are said', whole)
    .option(
      '--rewrite-url <address>',
      'an OpenAI-compatible endpoint that rewords replies, up to /v1; what it says is sent only where every word of weight is grounded',
    )
    .option('--rewrite-model <name>', 'the model to ask for')
    .option('--rewrite-key-env <name>', 'the environment variable that holds its key')
    .option('--rewrite-timeout <milliseconds>', 'what a customer waits for it at most', whole)
    .action(async (folder, options) => {
      const { chat } = await import('./commands/chat.js');
      await chat(io, await verticals(), folder, options);
    });

  program
    .command('stories')
    .description("play the test stories of a dialogue flow, for a client's CI")
    .argument('<folder>', 'the folder that holds flow.yaml, with stories.yaml or stories/*.yaml')
    .option('--json', 'one object on stdout')
    .action(async (folder, options) => {
      const { stories } = await import('./commands/stories.js');
      result.exitCode = await stories(io, folder, options);
    });

  program
    .command('simulate')
    .description('let made-up customers talk to a dialogue flow, and look for loops, lost slots and lost handovers')
    .argument('<folder>', 'the folder that holds flow.yaml')
    .option('--conversations <number>', 'how many', positive, 1000)
    .option('--seed <number>', 'the same seed gives the same conversations', whole, 7)
    .option('--json', 'one object on stdout')
    .action(async (folder, options) => {
      const { simulation } = await import('./commands/simulation.js');
      result.exitCode = await simulation(io, folder, options);
    });

  const misses = program
    .command('misses')
    .description(
      'learn from chats that humans took over: what the bot missed, proposed as utterances, intents and answers',
    );

  misses
    .command('find')
    .description(
      'find in chats what the bot missed, and propose what would help: proposals.yaml, for a person to approve',
    )
    .argument(
      '<chats>',
      'CSV, JSON lines or Parquet: a line of a conversation in each row, in the order they were said',
    )
    .requiredOption('--flow <folder>', 'the folder that holds flow.yaml')
    .option(
      '--intents <folder>',
      'the package of a trained model of intents; default: keywords and examples of the flow',
    )
    .option('--train <file>', 'what the intents were learnt from; default: the examples of the flow')
    .option('--text <column>', 'of --train: the messages (default: as in the package)')
    .option('--target <column>', 'of --train: the intents (default: as in the package)')
    .option('--conversation-column <name>', 'of the chats: which conversation a line belongs to', 'conversation')
    .option('--from-column <name>', 'of the chats: who speaks: customer, bot or human', 'from')
    .option('--text-column <name>', 'of the chats: what is said', 'text')
    .option('--encoder <name>', "one that was added with 'proofline models add'; default: the shipped one, for English")
    .option('--least <number>', 'messages that make a topic', positive, 3)
    .option('--seed <number>', 'same chats and seed: same proposals', whole, 7)
    .option('--out <file>', 'where the proposals go (default: proposals.yaml)')
    .option('--force', 'overwrite')
    .option('--json', 'one object on stdout')
    .action(async (chats, options) => {
      const { findInChats } = await import('./commands/misses.js');
      await findInChats(io, await verticals(), chats, options);
    });

  misses
    .command('apply')
    .description('write what is approved behind the training file and the questions and answers; nothing twice')
    .argument('<proposals>', 'proposals.yaml, with approve: true where you agree')
    .option('--train <file>', 'the file that intents are learnt from: CSV or JSON lines')
    .option('--text <column>', 'of --train: the messages', 'text')
    .option('--target <column>', 'of --train: the intents', 'intent')
    .option('--faq <file>', 'questions and answers: CSV or JSON lines; begun where it does not exist')
    .option('--json', 'one object on stdout')
    .action(async (proposals, options) => {
      const { applyApproved } = await import('./commands/misses.js');
      await applyApproved(io, proposals, options);
    });
}
