import { AppSettings, loadSettings } from '@genesis/config';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppModule } from './app.module.js';
import { buildApiDocument } from './http/docs/api-document.js';
import { OUTSIDE_PREFIX } from './http/edge/configure-edge.js';
import { httpAdapter } from './http/edge/http-adapter.js';

/**
 * Writes the API document, without stores and without listening. `openapi.js [file] [--check]`: with `--check` nothing
 * is written and the exit code is 1 when the file differs.
 */
const { argv } = process;
const file = path.resolve(
  argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'docs/openapi.json',
);
const document = await currentDocument();
if (!argv.includes('--check')) await writeFile(file, document);
else if (document !== (await readFile(file, 'utf8').catch(() => ''))) {
  process.stderr.write(`${path.basename(file)} is not what the code says: write it again\n`);
  process.exitCode = 1;
}

async function currentDocument(): Promise<string> {
  // The defaults: the document must not depend on the machine.
  const loaded = loadSettings({ env: {} });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(loaded),
    httpAdapter(loaded),
    {
      preview: true,
      logger: false,
    },
  );
  const settings = loaded.get(AppSettings);
  app.setGlobalPrefix(settings.apiPrefix, { exclude: OUTSIDE_PREFIX });
  return `${JSON.stringify(buildApiDocument(app, settings), null, 2)}\n`;
}
