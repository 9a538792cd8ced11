import type { AppSettings } from '@genesis/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PROBLEM_TEXTS } from '../problem/problem-texts.js';
import { ERROR_DOCS_PATH } from '../problem/send-problem.js';
import { buildApiDocument } from './api-document.js';

const ASSET_TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** The page that `type` of every error points to. */
export function serveErrorPage(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get(ERROR_DOCS_PATH, (_request, reply) => sendHtml(reply, errorPage()));
}

/** The API document and a page to try it; for development only. */
export function serveDocs(app: NestFastifyApplication, settings: AppSettings): void {
  const documentPath = `${settings.apiPrefix}/openapi.json`;
  const fastify = app.getHttpAdapter().getInstance();
  const assets = assetsFolder();
  let document: OpenAPIObject | null = null;

  fastify.get(documentPath, (_request, reply) => reply.send((document ??= buildApiDocument(app, settings))));
  fastify.get('/docs', (_request, reply) => sendHtml(reply, tryPage()));
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(startScript(documentPath)),
  );
  for (const [file, type] of Object.entries(ASSET_TYPES)) {
    fastify.get(`/docs/${file}`, async (_request, reply) =>
      reply.type(type).send(await readFile(path.join(assets, file))),
    );
  }
}

function assetsFolder(): string {
  // Swagger's module depends on the package of the page; ours must be that one.
  const fromSwagger = createRequire(import.meta.resolve('@nestjs/swagger'));
  return path.dirname(fromSwagger.resolve('swagger-ui-dist/package.json'));
}

function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(html);
}

function page(title: string, content: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${content}</body></html>`;
}

function tryPage(): string {
  const scripts = '<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>';
  return page(
    'Genesis API',
    `<div id="api"></div>${scripts}`,
    '<link rel="stylesheet" href="/docs/swagger-ui.css">',
  );
}

function startScript(documentPath: string): string {
  return `SwaggerUIBundle({ url: ${JSON.stringify(documentPath)}, dom_id: '#api', deepLinking: true });`;
}

function errorPage(): string {
  const rows = Object.entries(PROBLEM_TEXTS).map(
    ([code, { en }]) => `<dt id="${code}"><code>${code}</code> ${en.title}</dt><dd>${en.detail}</dd>`,
  );
  return page('Genesis API: error codes', `<h1>Error codes</h1><dl>${rows.join('')}</dl>`);
}
