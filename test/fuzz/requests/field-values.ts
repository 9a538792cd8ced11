import fc from 'fast-check';
import type { Operation, Schema } from '../../support/harness/api-document.js';
import { humanText, type FieldValues } from './schema-values.js';

/** Paths of files as the rule, which stands in words, has them. */
const filePaths = () =>
  fc
    .array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { minLength: 1, maxLength: 4 })
    .map((segments) => `${segments.join('/')}.md`);

/** Long, visible, of many letters: nothing that a list of common ones could hold. */
const passwords = () =>
  fc
    .uniqueArray(
      fc.constantFrom('baobab', 'fleuve', 'pirogue', 'sable', 'kora', 'mil', 'tamarin', 'été', '木'),
      {
        minLength: 5,
        maxLength: 8,
      },
    )
    .map((words) => words.join(' '));

const emails = () =>
  fc
    .stringMatching(/^[a-z0-9]{1,20}(?:[.+_-][a-z0-9]{1,10})?$/)
    .map((mailbox) => `${mailbox}.{{run}}@example.com`);

const domains = () => fc.stringMatching(/^[a-z0-9]{1,20}\.(?:com|sn|co\.uk)$/);

/** Which object a field names, by the operation that uses it up, else one that stays. */
const OBJECTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  sessionId: { 'coaching.delete': ['session.new'], '*': ['session'] },
  session_id: {
    'coaching.step': ['session.new'],
    'coaching.complete': ['session.answered', 'session.new'],
    '*': ['session'],
  },
  coaching_session_id: { '*': ['session.answered', 'session'] },
  briefId: {
    'briefs.delete': ['brief.new'],
    'genesis.delete': ['brief.new'],
    'briefs.cancel': ['brief.queued'],
    'briefs.regenerate': ['brief.new'],
    'contract.get': ['brief.dc360'],
    'contract.status': ['brief.dc360'],
    'contract.file': ['brief.dc360'],
    'contract.picture': ['brief.dc360'],
    '*': ['brief', 'brief.queued.kept'],
  },
  brief_id: {
    'websites.create': ['brief.ready', 'brief.published', 'brief'],
    '*': ['brief', 'brief.new'],
  },
  websiteId: { 'websites.rollBack': ['website.new', 'website.new', 'website'], '*': ['website'] },
  signInId: { '*': ['sign_in.new'] },
};

/** Values of parameters, and of fields whose rule stands in words, or which name objects of the town. */
export function fieldValues(operation: Operation): FieldValues {
  const { operationId } = operation;
  return (name, schema) => {
    const objects = OBJECTS[name];
    if (objects && !(name === 'coaching_session_id' && schema.format !== 'uuid')) {
      const names = objects[operationId] ?? objects['*'] ?? [];
      return fc.constantFrom(...names.map((object) => `{{${object}}}`));
    }
    return FIELDS[`${operationId} ${name}`]?.() ?? FIELDS[name]?.() ?? byFormat(schema);
  };
}

const byFormat = ({ format }: Schema) => (format === 'email' ? emails() : null);

const FIELDS: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  password: passwords,
  new_password: passwords,
  current_password: () =>
    fc.constantFrom('{{newcomer.password}}', '{{newcomer.password}}', 'a wrong password'),
  'users.erase password': () => fc.constant('{{newcomer.password}}'),
  'auth.token username': () => fc.constantFrom('{{owner.email}}', '{{owner.email}}', 'nobody@example.com'),
  'auth.token password': () =>
    fc.constantFrom('{{owner.password}}', '{{owner.password}}', 'a wrong password'),
  grant_type: () => fc.constant('password'),
  scope: () => fc.constant(''),
  refresh_token: () =>
    fc.constantFrom('{{newcomer.refresh_token}}', '{{newcomer.refresh_token}}', 'unknown.token'),
  'auth.resetPassword code': () => fc.constantFrom('{{reset_code}}', 'unknown-code'),
  'auth.exchangeCode code': () => fc.constantFrom('{{sso_code}}', 'unknown-code'),
  token: () => fc.constantFrom('{{platform_token}}', 'a.b.c'),
  'files.write path': filePaths,
  'files.read path': () => fc.constantFrom('{{file}}', 'nowhere.md'),
  'files.info path': () => fc.constantFrom('{{file}}', 'nowhere.md'),
  content: () => humanText(1, 4_000),
  pattern: () => fc.constantFrom('**', '*.md', 'notes/*', 'a?c/**', '{{file}}'),
  'briefs.file path': () => fc.constantFrom('content/result.svg', 'logo/result.svg', 'nowhere.md'),
  'contract.file path': () => fc.constantFrom('content/result.svg', 'logo/result.svg', 'nowhere.md'),
  'contract.picture key': () => fc.constantFrom('{{picture.dc360}}', `${'0'.repeat(64)}.png`),
  key: () => fc.constantFrom('{{picture}}', `${'0'.repeat(64)}.png`),
  userId: () => fc.oneof(fc.constant('{{dc360.user}}'), fc.integer({ min: 1 })),
  'genesis.generate user_id': () => fc.constant('{{owner.id}}'),
  'briefs.list cursor': () => fc.constant('{{cursor.briefs}}'),
  'coaching.sessions cursor': () => fc.constant('{{cursor.sessions}}'),
  choice_id: () => fc.constantFrom('vision-pragmatic', 'vision-ambitious', 'unknown'),
  include_domains: () => fc.array(domains(), { maxLength: 3 }),
  exclude_domains: () => fc.array(domains(), { maxLength: 3 }),
  url: () => fc.constantFrom('https://www.ansd.sn/prix', 'https://example.com/'),
  logo_url: () => fc.constantFrom('https://www.ansd.sn/logo.png', 'https://example.com/a.svg'),
  version: () => fc.constantFrom(1, 1, 2, 2_147_483_647),
  cultural_context: contexts,
  business_context: contexts,
  // Of requests: headers.
  'Idempotency-Key': () => fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/).map((key) => `{{run}}-${key}`),
  Prefer: () =>
    fc.oneof(
      { weight: 19, arbitrary: fc.constantFrom('respond-async', 'respond-async, return=minimal') },
      { weight: 1, arbitrary: fc.constant('wait=0') },
    ),
  'If-Match': () => fc.constant('*'),
  'Last-Event-ID': () => fc.constantFrom('0', '1', '7'),
};

function contexts(): fc.Arbitrary<unknown> {
  return fc.dictionary(
    fc.stringMatching(/^[a-z][a-z_]{0,10}$/),
    fc.oneof(humanText(1, 40), fc.integer(), fc.boolean()),
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  );
}
