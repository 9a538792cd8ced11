import { parseArgs } from 'node:util';
import { checkExample, generateClient } from './openapi/client-generation.mjs';

/** `typed-client.mjs <folder>` writes a typed client of the API into the folder. `--check [folder]` writes it beside the
 *  sample of `examples/client`, compiles both strictly, and keeps the programs only when a folder is named. */
const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [folder] = positionals;

if (values.check) {
  const { code, output } = await checkExample(folder);
  process.stdout.write(output);
  process.exitCode = code;
} else if (folder === undefined) {
  process.stderr.write('Where to? npm run typed-client -- <folder>\n');
  process.exitCode = 2;
} else await generateClient(folder);
