import type { Vertical } from '@proofline/pipeline';
import type { Command } from 'commander';
import type { Io } from './io.js';
import { whole } from './options.js';

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
    .option('--conversations <number>', 'how many', whole, 1000)
    .option('--seed <number>', 'the same seed gives the same conversations', whole, 7)
    .option('--json', 'one object on stdout')
    .action(async (folder, options) => {
      const { simulation } = await import('./commands/simulation.js');
      result.exitCode = await simulation(io, folder, options);
    });
}
