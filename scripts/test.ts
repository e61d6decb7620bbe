import { hasDisplay, startDisplay } from './display.ts';
import { runScript, say, Trouble } from './door.ts';
import { describeRuntime, ensureRuntime } from './runtime.ts';
import { ensureSystem, sandboxTrouble } from './system.ts';
import { addCounts, NOTHING, summaryLine, type Counts } from './test/counts.ts';
import { FAST, SLOW, type Stage } from './test/stages.ts';

const isFast = process.argv.includes('--fast');

await runScript(async () => {
  // First of all, so that a machine that lacks something says so at once and not after minutes of checks.
  const surroundings = isFast ? process.env : await prepareJourneys();
  const counts = await runStages(isFast ? FAST : [...FAST, ...SLOW], surroundings);
  for (const title of counts.skipped) console.log(`skipped: ${title}`);
  for (const title of counts.failures) console.log(`FAILED: ${title}`);
  if (counts.skipped.length > 0) console.log(`${counts.skipped.length} skipped`);
  console.log(summaryLine(counts));
  return counts.failed === 0 ? 0 : 1;
});

/** Sees to the runtime, the system and a display, and returns the environment the journeys run in. */
async function prepareJourneys(): Promise<NodeJS.ProcessEnv> {
  const runtime = await ensureRuntime();
  say(describeRuntime(runtime));
  const isSeen = await hasDisplay();
  const tools = isSeen ? (['Chinese fonts'] as const) : (['virtual display', 'Chinese fonts'] as const);
  await ensureSystem({ runtime: runtime.path, tools });
  // Without it one journey is skipped, and the others are not kept from running.
  await ensureSystem({ runtime: runtime.path, tools: ['window manager'] }).catch((error: unknown) => {
    if (!(error instanceof Trouble)) throw error;
    say(error.message);
  });
  const trouble = await sandboxTrouble(runtime.path);
  if (trouble !== null) say(trouble);
  const display = isSeen ? {} : { DISPLAY: (await startDisplay()).name };
  return { ...process.env, ...display, ELECTRON_OVERRIDE_DIST_PATH: runtime.path };
}

async function runStages(groups: readonly (readonly Stage[])[], env: NodeJS.ProcessEnv): Promise<Counts> {
  let total = NOTHING;
  for (const group of groups) {
    for (const counts of await Promise.all(group.map((stage) => runStage(stage, env)))) {
      total = addCounts(total, counts);
    }
  }
  return total;
}

async function runStage(stage: Stage, env: NodeJS.ProcessEnv): Promise<Counts> {
  const startedAt = performance.now();
  const { counts, output } = await stage.run(env);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (counts.failed > 0) console.log(output.trim());
  console.log(`${counts.failed === 0 ? '✓' : '✗'} ${stage.name}: ${summaryLine(counts)} (${seconds} s)`);
  return counts;
}
