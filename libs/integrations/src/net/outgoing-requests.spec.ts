import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Who may open a connection to where, and who has named that address. */
const OUTGOING: Readonly<Record<string, string>> = {
  'libs/integrations/src/net/public-http.ts': 'addresses that somebody else has named',
  'libs/integrations/src/http/http-exchange.ts': 'vendors: origins of settings, paths of adapters',
  'libs/identity/src/dc360/dc360-key-set.ts': 'the key set of a setting; redirects are not followed',
  'libs/observability/src/errors/error-reports.ts': 'the receiver of a setting; redirects are errors',
  'libs/redis/src/nodes-connector.ts': 'the Redis of a setting',
  'apps/api/src/health-check.ts': 'this service, from within its own container',
};

/** Whoever asks an address of theirs sees that it is public, and dialled by the dialer. */
const USERS_OF_THE_EXCHANGE = ['libs/integrations/src/resilience/vendor-attempt.ts'];
const CLIENTS = /^(?:undici|node:(?:http|https|http2|net|tls|dgram)|axios|got|node-fetch|ws|eventsource)$/;
/** Names within these modules that listen, or only describe. */
const LISTENING = new Set([
  'createServer',
  'Server',
  'STATUS_CODES',
  'isIP',
  'isIPv4',
  'isIPv6',
  'BlockList',
]);
const GLOBALS = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']);

async function sources(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['apps', 'libs'].map(async (folder) =>
      (await readdir(path.join(ROOT, folder), { recursive: true })).map((file) => `${folder}/${file}`),
    ),
  );
  return found
    .flat()
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) => file.endsWith('.ts') && !/\.(spec|contract|fixture|properties|d)\.ts$|\/testing\//.test(file),
    );
}

/** What of a file can open a connection: imported clients, and the globals that need no import. */
function openers(file: string, text: string): readonly string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      if (CLIENTS.test(node.moduleSpecifier.text)) found.push(...namesOf(node));
    }
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments.some((argument) => ts.isStringLiteral(argument) && CLIENTS.test(argument.text))
    ) {
      found.push('import()');
    }
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression : null;
    if (called !== null && ts.isIdentifier(called) && GLOBALS.has(called.text)) found.push(called.text);
    if (
      called !== null &&
      ts.isPropertyAccessExpression(called) &&
      called.expression.getText() === 'globalThis'
    ) {
      found.push(called.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function namesOf({ importClause }: ts.ImportDeclaration): readonly string[] {
  if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || ts.isNamespaceImport(bindings)) return ['everything'];
  return bindings.elements
    .filter(({ isTypeOnly, name }) => !isTypeOnly && !LISTENING.has(name.text))
    .map(({ name }) => name.text);
}

describe('security: SSRF, who opens connections', () => {
  it('is listed, with who named the address', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(500);
    const outgoing = await Promise.all(
      files.map(async (file) => {
        const opening = openers(file, await readFile(path.join(ROOT, file), 'utf8'));
        return opening.length === 0 ? [] : [file];
      }),
    );
    expect(outgoing.flat().sort()).toEqual(Object.keys(OUTGOING).sort());
  });

  it('finds whoever would', () => {
    for (const text of [
      `await fetch(url);`,
      `globalThis.fetch(url);`,
      `new WebSocket(url);`,
      `import { request } from 'undici'; request(url);`,
      `import https from 'node:https';`,
      `import * as net from 'node:net';`,
      `const { get } = await import('node:http');`,
    ]) {
      expect([text, openers('a.ts', text)]).not.toEqual([text, []]);
    }
    expect(
      openers('a.ts', `import { createServer, type Server } from 'node:http'; this.fetch(url);`),
    ).toEqual([]);
    expect(openers('a.ts', `import type { Socket } from 'node:net';`)).toEqual([]);
  });

  it('sends to vendors from one place, to the address that an adapter made', async () => {
    const files = await sources();
    const users = await Promise.all(
      files.map(async (file) => {
        const text = await readFile(path.join(ROOT, file), 'utf8');
        return /\bopenExchange\(/.test(text) && !Object.hasOwn(OUTGOING, file) ? [file] : [];
      }),
    );
    expect(users.flat()).toEqual(USERS_OF_THE_EXCHANGE);
  });
});
