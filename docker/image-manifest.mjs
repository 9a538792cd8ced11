import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Rewrites package.json and package-lock.json of the working directory for `npm ci` inside an image. The project's
 * optional dependencies are programs for a developer's machine (Node, PostgreSQL: 180 MB); `npm ci --omit=optional` would
 * also leave out the native parts of packages that are needed, which are optional to those packages.
 *
 *     node docker/image-manifest.mjs build        without the project's optional dependencies
 *     node docker/image-manifest.mjs production   without its development dependencies too
 *
 * Nothing is resolved anew: what stays keeps its version and its checksum.
 */
const dropped = { build: ['optionalDependencies'], production: ['optionalDependencies', 'devDependencies'] };
const kinds = dropped[process.argv[2]];
if (!kinds) {
  process.stderr.write('usage: node docker/image-manifest.mjs build|production\n');
  process.exit(2);
}

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file, content) => writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);

const manifest = read('package.json');
const lock = read('package-lock.json');
const root = lock.packages[''];

for (const name of Object.keys(root.optionalDependencies ?? {})) delete lock.packages[`node_modules/${name}`];
if (kinds.includes('devDependencies')) {
  for (const [where, entry] of Object.entries(lock.packages)) if (entry.dev) delete lock.packages[where];
}
for (const kind of kinds) {
  delete manifest[kind];
  delete root[kind];
}
write('package.json', manifest);
write('package-lock.json', lock);
