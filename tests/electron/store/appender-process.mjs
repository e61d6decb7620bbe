// Started by power-cut.test.ts: the bundler's own runner reads the TypeScript and the SQL.
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./appender.ts', import.meta.url).pathname, { configFile: false });
module.appendForEver(process.argv[2]);
