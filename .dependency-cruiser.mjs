/** Which way dependencies point. `docs/architecture.md` says why; `scripts/local/dependency-rules.spec.ts` proves that
 *  each rule bites. */

/** From the bottom up. Libs of one layer are siblings and do not import each other. */
const LAYERS = [
  ['kernel'],
  ['config'],
  ['observability'],
  ['redis'],
  ['database', 'queue', 'redis-vfs', 'vendor-state', 'rate-limits', 'knowledge'],
  // Above what all processes share about vendors (ADR 11).
  ['integrations', 'assets'],
  ['identity'],
  ['agents'],
  ['runs'],
  ['quota'],
  ['briefs'],
  // Above briefs: a session becomes a draft brief (ADR 10).
  ['coaching', 'publishing'],
  ['personal-data'],
];

/** What each lib may import; everything else points up or sideways. */
const MAY_IMPORT = {
  ...Object.fromEntries(
    LAYERS.flatMap((layer, height) => layer.map((lib) => [lib, LAYERS.slice(0, height).flat()])),
  ),
  // Looks at the stores, and nothing but an app looks at it.
  health: ['kernel', 'config', 'observability', 'redis', 'database', 'queue', 'redis-vfs'],
};

/** A spec may reach anywhere: it proves how the parts fit together. */
const SPECS = '[.](e2e-)?spec[.]ts$';

const arrows = Object.entries(MAY_IMPORT).map(([lib, allowed]) => ({
  name: `arrow-${lib}`,
  comment: `libs/${lib} may import ${allowed.join(', ') || 'no other lib'}.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: SPECS },
  to: { path: `^libs/(?!(${[lib, ...allowed].join('|')})/)` },
}));

const onlyIn = (name, packages, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: [...allowed, SPECS] },
  to: { path: `^node_modules/(${packages})(/|$)` },
});

export default {
  forbidden: [
    ...arrows,
    {
      name: 'lib-without-a-layer',
      comment: 'A new lib gets its place in LAYERS; without one no arrow would hold for it.',
      severity: 'error',
      from: { path: `^libs/(?!(${Object.keys(MAY_IMPORT).join('|')})/)` },
      to: {},
    },
    {
      name: 'no-circle',
      comment: 'Entities name each other as types; everything else that needs a circle belongs lower.',
      severity: 'error',
      from: { pathNot: '[.]entity[.]ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lib-by-its-face',
      comment: 'A lib is reached through its index.ts.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: SPECS },
      to: { path: '^libs/([^/]+)/src/(?!index[.]ts$)', pathNot: '^libs/$2/' },
    },
    { name: 'nothing-imports-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-test-code',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPECS },
      to: { path: '^(test|bench)/' },
    },
    onlyIn('bullmq-in-queue', 'bullmq|@nestjs/bullmq', ['^libs/queue/', '^apps/worker/']),
    onlyIn('ioredis-in-its-libs', 'ioredis', [
      '^libs/redis/',
      '^libs/queue/',
      '^libs/redis-vfs/',
      '^libs/vendor-state/',
    ]),
    onlyIn('rate-limiter-in-its-lib', 'rate-limiter-flexible', ['^libs/rate-limits/']),
    onlyIn('fastify-in-the-api', 'fastify|@fastify/[^/]+|@nestjs/platform-fastify', ['^apps/api/']),
    {
      name: 'pure-knowledge',
      comment: 'Data and pure functions: no framework, no store.',
      severity: 'error',
      from: { path: '^libs/(kernel|knowledge)/' },
      to: { path: '^node_modules/(@nestjs/|typeorm|pg|ioredis|bullmq)' },
    },
    {
      name: 'no-tables-in-agents',
      severity: 'error',
      from: { path: '^libs/(agents|integrations)/' },
      to: { path: '^node_modules/(typeorm|pg|ioredis|bullmq|@nestjs/typeorm|@nestjs/bullmq)(/|$)' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|[.]local)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
